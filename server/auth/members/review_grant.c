/* One after another: which enterprise, may it have this person, the rows. */
#include "review_grant.h"

#include "agents.h"
#include "founding.h"
#include "independence.h"
#include "membership.h"

#include <string.h>

struct grant {
    struct application_job *job;
    struct act_by by;
    struct registry_row registry;
    struct enterprise_people people;
    struct th_str enterprise;
    enum role role;
};

/* ---- the enterprise ---- */

static enum th_status take_chosen(struct store_db *db, struct grant *grant, struct th_str chosen)
{
    struct registry_row other;
    struct enterprise_row row;
    enum th_status status = store_registry_bound(db, grant->job->arena, chosen, &other);
    if (status == TH_OK)
        return TH_CONFLICT; /* it has another credit code */
    if (status == TH_NOT_FOUND)
        status = store_enterprise_get(db, grant->job->arena, chosen, &row);
    if (status == TH_NOT_FOUND)
        return application_fault(grant->job, TH_MSG_APP_ENTERPRISE, "/enterprise");
    grant->enterprise = chosen;
    return status;
}

static enum th_status find_entry(struct store_db *db, struct grant *grant,
                                 const struct founding *founding)
{
    const struct application_row *row = &grant->job->row;
    enum th_status status = store_registry_get(db, grant->job->arena, row->uscc, &grant->registry);
    if (status != TH_NOT_FOUND)
        return status;
    grant->registry = (struct registry_row){ .uscc = row->uscc,
                                             .name = row->enterprise_name,
                                             .legal_name = row->legal_name,
                                             .enterprise_id = { "", 0 } };
    return founding_entry(founding, &grant->registry);
}

static enum th_status find_enterprise(struct store_db *db, struct grant *grant,
                                      struct th_str chosen)
{
    const struct founding founding = { grant->job->auth, grant->job->arena, grant->by };
    enum th_status status = find_entry(db, grant, &founding);
    if (status)
        return status;
    grant->enterprise = grant->registry.enterprise_id;
    if (grant->enterprise.len) /* perhaps only since the first reviewer chose another */
        return !chosen.len || th_str_equal(chosen, grant->enterprise) ? TH_OK : TH_CONFLICT;
    if (!chosen.len) {
        status = founding_make(db, &founding, &grant->registry);
        grant->enterprise = grant->registry.enterprise_id;
        return status;
    }
    status = take_chosen(db, grant, chosen);
    grant->registry.enterprise_id = grant->enterprise;
    return status ? status : acts_put_registry(db, &grant->by, &grant->registry);
}

/* ---- may it have him ---- */

/* One legal person at a time (A16): the one before leaves first, by the administrator's hand. */
static enum th_status check_people(struct store_db *db, struct grant *grant)
{
    size_t agents = 0;
    struct application_job *job = grant->job;
    enum th_status status =
        store_enterprise_people(db, job->arena, grant->enterprise, &grant->people);
    for (size_t i = 0; status == TH_OK && i < grant->people.count; i++) {
        const struct membership_row *member = &grant->people.items[i].member;
        bool is_legal = th_str_equal(member->role, role_row(ROLE_LEGAL_PERSON)->id);
        bool is_he = th_str_equal(member->account_id, job->row.account_id);
        if (!membership_is_live(member, job->now_s))
            continue;
        if (is_legal && (is_he || grant->role == ROLE_LEGAL_PERSON))
            return TH_LEGAL_PERSON_TAKEN;
        agents += !is_he && th_str_equal(member->role, role_row(ROLE_AGENT)->id);
    }
    if (status == TH_OK && grant->role == ROLE_AGENT && agents >= AGENTS_ACTIVE_MOST)
        return application_fault(job, TH_MSG_AGENTS_FULL, "");
    return status;
}

static enum th_status check_audits(struct store_db *db, const struct grant *grant)
{
    const struct newcomer newcomer = { .account_id = grant->job->row.account_id,
                                       .enterprise_id = grant->enterprise,
                                       .person = grant->job->row.id_search };
    return independence_of_member(db, &newcomer);
}

/* ---- the rows ---- */

static enum th_status put_note(struct store_db *db, struct grant *grant)
{
    const struct application_row *row = &grant->job->row;
    const struct identity_row key = { .account_id = row->account_id,
                                      .kind = TH_STR(IDENTITY_PHONE) };
    struct identity_row phone;
    enum th_status status = store_identity_of(db, grant->job->arena, &key, &phone);
    if (status)
        return status == TH_NOT_FOUND ? application_fault(grant->job, TH_MSG_APP_PHONE, "")
                                      : status;
    struct agent_row note = { .account_id = row->account_id,
                              .enterprise_id = grant->enterprise,
                              .name = row->name,
                              .phone_shown = row->phone_shown,
                              .id_type = row->id_type,
                              .id_shown = row->id_shown };
    memcpy(note.phone_search, phone.search, sizeof note.phone_search);
    memcpy(note.id_search, row->id_search, sizeof note.id_search);
    return acts_put_agent(db, &grant->by, &note);
}

static enum th_status put_member(struct store_db *db, struct grant *grant)
{
    const struct application_row *row = &grant->job->row;
    bool is_agent = grant->role == ROLE_AGENT;
    const struct membership_row member = {
        .account_id = row->account_id,
        .enterprise_id = grant->enterprise,
        .role = role_row(grant->role)->id,
        .modules = is_agent ? row->modules : TH_STR(""),
        .state = TH_STR(MEMBERSHIP_ACTIVE),
        .starts_s = grant->job->now_s,
        .ends_s = is_agent && row->ends_on ? clock_day_end((th_day)row->ends_on) : 0,
    };
    return acts_put_membership(db, &grant->by, &member);
}

/* An account that came by WeChat is called by its phone until now. */
static enum th_status put_name(struct store_db *db, struct grant *grant)
{
    const struct application_row *row = &grant->job->row;
    struct account_row account;
    enum th_status status = store_account_get(db, grant->job->arena, row->account_id, &account);
    if (status || account.password_hash.len || th_str_equal(account.name, row->name))
        return status;
    account.name = row->name;
    return acts_change_account(db, &grant->by, ACT_NAME, &account);
}

enum th_status review_grant(struct store_db *db, struct application_job *job, struct th_str chosen)
{
    bool is_agent = th_str_equal(job->row.kind, th_str_of(application_kind_id(APPLICATION_AGENT)));
    struct grant grant = { .job = job,
                           .by = { job->write->request.account_id, job->now_s },
                           .role = is_agent ? ROLE_AGENT : ROLE_LEGAL_PERSON };
    enum th_status status = find_enterprise(db, &grant, chosen);
    if (status == TH_OK)
        status = check_people(db, &grant);
    if (status == TH_OK)
        status = check_audits(db, &grant);
    if (status == TH_OK)
        status = put_note(db, &grant);
    if (status == TH_OK)
        status = put_member(db, &grant);
    if (status == TH_OK)
        status = put_name(db, &grant);
    job->row.enterprise_id = grant.enterprise;
    return status;
}

enum th_status review_check_choice(struct store_db *db, struct application_job *job,
                                   struct th_str chosen)
{
    struct grant grant = { .job = job };
    return take_chosen(db, &grant, chosen);
}
