/* Decisions, each one write job. */
#include "review.h"

#include "application_parts.h"
#include "membership.h"
#include "review_grant.h"
#include "room.h"

#define VETO "法人否决："

static enum th_status end(struct store_db *db, struct application_job *job,
                          enum application_state state, struct th_str reason)
{
    bool is_approval = state == APPLICATION_APPROVED;
    if (!is_approval)
        job->row.enterprise_id = TH_STR("");
    job->row.state = th_str_of(application_state_id(state));
    job->row.reason = reason;
    job->row.decided_by = job->write->request.account_id;
    job->row.decided_s = job->now_s;
    const struct notice_text text = { .account_id = job->row.account_id,
                                      .about = job->row.id,
                                      .subject = job->row.number,
                                      .remark = reason,
                                      .at_s = job->now_s };
    enum th_status status = application_finish(db, job, is_approval ? "approve" : "reject");
    return status
               ? status
               : outbox_add(db, job->arena,
                            is_approval ? NOTICE_APPLICATION_APPROVED : NOTICE_APPLICATION_REJECTED,
                            &text);
}

/* ---- the platform ---- */

struct decision_job {
    struct application_job job;
    const struct review_decision *decision;
};

static enum th_status approve_first(struct store_db *db, struct application_job *job,
                                    struct th_str chosen)
{
    enum th_status status = chosen.len ? review_check_choice(db, job, chosen) : TH_OK;
    job->row.enterprise_id = chosen;
    job->row.first_by = job->write->request.account_id;
    job->row.first_s = job->now_s;
    return status ? status : application_finish(db, job, "approve first");
}

/* Whose right is gone has approved nothing. */
static enum th_status check_first(struct store_db *db, const struct application_job *job,
                                  bool *stands)
{
    struct account_row first;
    *stands = false;
    if (!job->row.first_by.len)
        return TH_OK;
    enum th_status status = store_account_get(db, job->arena, job->row.first_by, &first);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    const struct access access = access_of_platform(first.platform_role);
    *stands = !first.is_disabled && access_may(&access, PERMISSION_REVIEW);
    return TH_OK;
}

/* An approval is one of the enterprise that it names: no reviewer chooses one alone. Whoever names
 * another than the first did is the first for that one. */
static enum th_status approve(struct store_db *db, struct decision_job *decision)
{
    struct application_job *job = &decision->job;
    struct th_str chosen = decision->decision->enterprise;
    bool agrees = th_str_equal(chosen, job->row.enterprise_id), has_first = false;
    enum th_status checked = check_first(db, job, &has_first);
    if (checked)
        return checked;
    if (!has_first || (chosen.len && !agrees))
        return approve_first(db, job, chosen);
    if (!agrees)
        return application_fault(job, TH_MSG_APP_ENTERPRISE, "/enterprise");
    if (th_str_equal(job->row.first_by, job->write->request.account_id))
        return TH_SECOND_REVIEWER;
    enum th_status status = review_grant(db, job, chosen);
    return status ? status : end(db, job, APPLICATION_APPROVED, TH_STR(""));
}

static enum th_status reject(struct store_db *db, struct decision_job *decision)
{
    if (!decision->decision->reason.len)
        return application_fault(&decision->job, TH_MSG_REQUIRED, "/reason");
    return end(db, &decision->job, APPLICATION_REJECTED, decision->decision->reason);
}

static enum th_status decide_job(struct store_db *db, void *data)
{
    struct decision_job *decision = data;
    struct application_job *job = &decision->job;
    enum th_status status = application_begin(db, job);
    if ((status && status != TH_STALE) || job->write->outcome.is_replay)
        return status;
    enum th_status stands = once_check_platform(db, job->arena, &job->write->request);
    if (stands)
        return stands;
    if (application_is(&job->row, APPLICATION_DRAFT))
        return TH_NOT_FOUND;
    if (th_str_equal(job->row.account_id, job->write->request.account_id))
        return TH_FORBIDDEN;
    if (status)
        return status;
    if (!application_is(&job->row, APPLICATION_PENDING))
        return TH_APPLICATION_STATE;
    return decision->decision->is_approval ? approve(db, decision) : reject(db, decision);
}

enum th_status review_decide(struct auth *auth, struct th_arena *arena,
                             const struct review_decision *decision,
                             struct application_write *write)
{
    struct decision_job job = { application_job(auth, arena, write), decision };
    if (!outside_seal(auth_outside(auth)))
        return TH_SECRETS_OFF;
    return store_write(auth_store(auth), decide_job, &job);
}

/* ---- the legal person ---- */

struct veto_job {
    struct application_job job;
    struct th_str reason;
};

static enum th_status veto_job(struct store_db *db, void *data)
{
    struct veto_job *veto = data;
    struct application_job *job = &veto->job;
    struct registry_row registry;
    const struct write_request *request = &job->write->request;
    enum th_status status = application_begin(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    status = once_check_member(db, job->arena, request, job->now_s);
    if (status == TH_OK)
        status = store_registry_get(db, job->arena, job->row.uscc, &registry);
    if (status)
        return status;
    if (!th_str_equal(registry.enterprise_id, request->enterprise) || !job->row.queue_no)
        return TH_NOT_FOUND;
    if (!application_is(&job->row, APPLICATION_PENDING))
        return TH_APPLICATION_STATE;
    struct th_buf text = th_room(job->arena);
    th_buf_put(&text, TH_STR(VETO));
    th_buf_put(&text, veto->reason);
    struct th_str reason = th_room_keep(job->arena, &text);
    return reason.ptr ? end(db, job, APPLICATION_REJECTED, reason) : TH_NO_MEMORY;
}

enum th_status review_veto(struct auth *auth, struct th_arena *arena, struct th_str reason,
                           struct application_write *write)
{
    struct veto_job job = { application_job(auth, arena, write), reason };
    return store_write(auth_store(auth), veto_job, &job);
}

/* ---- reading ---- */

struct review_read {
    struct th_arena *arena;
    const struct application_query *query;
    struct th_str id;
    void *out;
};

static enum th_status queue_job(struct store_db *db, void *data)
{
    struct review_read *read = data;
    return store_applications(db, read->arena, read->query, read->out);
}

enum th_status review_queue(struct auth *auth, struct th_arena *arena,
                            const struct application_query *query, struct application_list *out)
{
    return store_read(auth_store(auth), queue_job,
                      &(struct review_read){ arena, query, { "", 0 }, out });
}

/* The name of an account; empty for nobody. */
static enum th_status name_of(struct store_db *db, struct th_arena *arena, struct th_str account_id,
                              struct th_str *out)
{
    struct account_row account = { .name = { "", 0 } };
    enum th_status status =
        account_id.len ? store_account_get(db, arena, account_id, &account) : TH_OK;
    *out = account.name;
    return status;
}

static enum th_status read_names(struct store_db *db, struct th_arena *arena,
                                 struct review_view *view)
{
    enum th_status status = name_of(db, arena, view->row.account_id, &view->applicant);
    if (status == TH_OK)
        status = name_of(db, arena, view->row.first_by, &view->first);
    return status ? status : name_of(db, arena, view->row.decided_by, &view->decider);
}

static enum th_status get_job(struct store_db *db, void *data)
{
    struct review_read *read = data;
    struct review_view *view = read->out;
    enum th_status status = store_application_get(db, read->arena, read->id, &view->row);
    if (status == TH_OK && !view->row.queue_no)
        return TH_NOT_FOUND;
    if (status == TH_OK)
        status = read_names(db, read->arena, view);
    if (status)
        return status;
    status = store_registry_get(db, read->arena, view->row.uscc, &view->registry);
    if (status == TH_NOT_FOUND)
        view->registry = (struct registry_row){ .uscc = { "", 0 } };
    else if (status)
        return status;
    return store_outbox_about(db, read->arena, view->row.id, &view->notices);
}

enum th_status review_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                          struct review_view *out)
{
    return store_read(auth_store(auth), get_job, &(struct review_read){ arena, NULL, id, out });
}

static enum th_status of_enterprise_job(struct store_db *db, void *data)
{
    struct review_read *read = data;
    struct registry_row registry;
    struct application_list *out = read->out;
    *out = (struct application_list){ NULL, 0 };
    enum th_status status = store_registry_bound(db, read->arena, read->id, &registry);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    const struct application_query query = { .uscc = registry.uscc, .limit = APPLICATIONS_SHOWN };
    return store_applications(db, read->arena, &query, out);
}

enum th_status review_of_enterprise(struct auth *auth, struct th_arena *arena,
                                    struct th_str enterprise, struct application_list *out)
{
    return store_read(auth_store(auth), of_enterprise_job,
                      &(struct review_read){ arena, NULL, enterprise, out });
}

struct owner_search {
    struct th_arena *arena;
    const struct review_file *file;
    struct th_str *owner;
};

/* What was taken back or refused is the applicant's own again. */
static enum th_status file_job(struct store_db *db, void *data)
{
    const struct owner_search *search = data;
    struct application_row row;
    struct registry_row registry;
    enum th_status status =
        store_application_get(db, search->arena, search->file->application, &row);
    if (status == TH_OK)
        status = store_registry_get(db, search->arena, row.uscc, &registry);
    if (status)
        return status;
    if (!th_str_equal(registry.enterprise_id, search->file->enterprise))
        return TH_NOT_FOUND;
    if (!application_is(&row, APPLICATION_PENDING) && !application_is(&row, APPLICATION_APPROVED))
        return TH_NOT_FOUND;
    *search->owner = row.account_id;
    return application_has_file(&row, search->file->file) ? TH_OK : TH_NOT_FOUND;
}

enum th_status review_file_owner(struct auth *auth, struct th_arena *arena,
                                 const struct review_file *file, struct th_str *owner)
{
    return store_read(auth_store(auth), file_job, &(struct owner_search){ arena, file, owner });
}
