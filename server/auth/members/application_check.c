/* What must be right before an application is handed in. */
#include "application_parts.h"
#include "membership.h"

enum th_status application_fault(struct application_job *job, enum th_message message,
                                 const char *path)
{
    th_issue_at(job->write->issues, message, th_str_of(path));
    return TH_INVALID;
}

static void check_filled(struct application_job *job)
{
    const struct application_row *row = &job->row;
    const struct {
        struct th_str text;
        const char *path, *zh, *en;
    } needed[] = {
        { row->enterprise_name, "/enterprise_name", "企业名称", "name of the enterprise" },
        { row->uscc, "/uscc", "统一社会信用代码", "credit code" },
        { row->legal_name, "/legal_name", "法人姓名", "name of the legal person" },
        { row->legal_id_type, "/legal_id_type", "法人证件类型", "document of the legal person" },
        { row->name, "/name", "姓名", "name" },
        { row->id_type, "/id_type", "证件类型", "kind of document" },
        { row->id_sealed, "/id_number", "证件号", "number of the document" },
        { row->stamped_file, "/stamped_file", "盖章申请表", "stamped form" },
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!needed[i].text.len) {
            struct th_issue *issue =
                th_issue_at(job->write->issues, TH_MSG_REQUIRED, th_str_of(needed[i].path));
            th_issue_text(job->write->issues, issue, "label_zh", th_str_of(needed[i].zh));
            th_issue_text(job->write->issues, issue, "label_en", th_str_of(needed[i].en));
        }
}

/* A code of the pilot years is proved by the licence; a foreigner applies for himself. */
static void check_rules(struct application_job *job)
{
    struct th_id uscc;
    const struct application_row *row = &job->row;
    if (row->uscc.len && th_uscc_check(row->uscc, &uscc) && uscc.problem == TH_MSG_USCC_LEGACY &&
        !row->licence_file.len)
        application_fault(job, TH_MSG_APP_LICENCE, "/licence_file");
    if (row->ends_on && row->ends_on < clock_day_of(job->now_s))
        application_fault(job, TH_MSG_APP_TERM, "/ends_on");
    if (!th_str_equal(row->kind, th_str_of(application_kind_id(APPLICATION_FOREIGN))))
        return;
    if (th_str_equal(row->id_type, th_str_of(person_type_id(PERSON_RESIDENT))))
        application_fault(job, TH_MSG_APP_FOREIGN_DOCUMENT, "/id_type");
    if (!th_str_equal(row->name, row->legal_name) ||
        !th_str_equal(row->id_type, row->legal_id_type))
        application_fault(job, TH_MSG_APP_FOREIGN_SELF, "/name");
}

/* The result is told to a phone that was proved, and the account is signed in to by it. */
static enum th_status check_phone(struct store_db *db, struct application_job *job)
{
    const struct seal *seal = outside_seal(auth_outside(job->auth));
    const struct identity_row key = { .account_id = job->row.account_id,
                                      .kind = TH_STR(IDENTITY_PHONE) };
    struct identity_row found;
    struct th_str phone;
    char masked[MASK_CAP];
    enum th_status status = store_identity_of(db, job->arena, &key, &found);
    if (status == TH_NOT_FOUND || (!status && !found.verified_s)) {
        application_fault(job, TH_MSG_APP_PHONE, "");
        return TH_OK;
    }
    struct seal_place place = { key.kind, key.account_id };
    if (!status)
        status = seal ? seal_read(seal, job->arena, &place, found.sealed, &phone) : TH_SECRETS_OFF;
    if (!status)
        job->row.phone_shown = th_arena_copy(job->arena, mask_phone(phone, masked));
    return status;
}

static enum th_status check_member(struct store_db *db, struct application_job *job)
{
    struct registry_row registry;
    enum th_status status = store_registry_get(db, job->arena, job->row.uscc, &registry);
    if (status || !registry.enterprise_id.len)
        return status == TH_NOT_FOUND ? TH_OK : status;
    const struct membership_row key = { .account_id = job->row.account_id,
                                        .enterprise_id = registry.enterprise_id };
    struct membership_row member;
    status = store_membership_find(db, job->arena, &key, &member);
    if (status == TH_OK && membership_is_live(&member, job->now_s))
        application_fault(job, TH_MSG_APP_MEMBER, "/uscc");
    return status == TH_NOT_FOUND ? TH_OK : status;
}

enum th_status application_check(struct store_db *db, struct application_job *job)
{
    check_filled(job);
    check_rules(job);
    enum th_status status = check_phone(db, job);
    if (status == TH_OK)
        status = check_member(db, job);
    if (status)
        return status;
    return job->write->issues->errors ? TH_INVALID : TH_OK;
}
