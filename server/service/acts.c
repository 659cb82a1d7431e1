/* Administrative rows and the acts that account for them. */
#include "acts.h"

#include "framed.h"

#include <string.h>

void acts_hash(const struct act_row *act, char out[65])
{
    struct th_sha256 sha;
    th_sha256_init(&sha);
    framed_text(&sha, TH_STR("tanheng act 1"));
    framed_text(&sha, th_str_of(act->prev));
    framed_number(&sha, (int64_t)act->seq);
    framed_text(&sha, act->kind);
    framed_text(&sha, act->actor);
    framed_text(&sha, act->thing);
    framed_text(&sha, act->account_id);
    framed_text(&sha, act->enterprise_id);
    framed_number(&sha, act->at_s);
    framed_text(&sha, act->detail);
    framed_text(&sha, th_str_of(act->state));
    framed_end(&sha, out);
}

enum th_status acts_record(struct store_db *db, const struct act_by *by, struct act_row *act)
{
    struct act_row last;
    enum th_status status = store_act_head(db, &last);
    if (status == TH_OK)
        status = store_act_state(db, act, act->state);
    if (status)
        return status;
    act->actor = by->actor;
    act->at_s = by->at_s;
    act->seq = last.seq + 1;
    memcpy(act->prev, last.hash, sizeof act->prev);
    acts_hash(act, act->hash);
    return store_act_append(db, act);
}

enum th_status acts_add_enterprise(struct store_db *db, const struct act_by *by,
                                   const struct enterprise_row *row)
{
    struct act_row act = { .kind = TH_STR("add"),
                           .thing = TH_STR("enterprise"),
                           .enterprise_id = row->id,
                           .detail = row->name };
    enum th_status status = store_enterprise_insert(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_suspend_enterprise(struct store_db *db, const struct act_by *by,
                                       const struct enterprise_row *row, struct th_str reason)
{
    struct act_row act = { .kind = row->suspended_s ? TH_STR("suspend") : TH_STR("resume"),
                           .thing = TH_STR("enterprise"),
                           .enterprise_id = row->id,
                           .detail = reason };
    enum th_status status = store_enterprise_update(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_add_account(struct store_db *db, const struct act_by *by,
                                const struct account_row *row)
{
    struct act_row act = { .kind = TH_STR("add"),
                           .thing = TH_STR("account"),
                           .account_id = row->id };
    enum th_status status = store_account_insert(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_change_account_for(struct store_db *db, const struct act_by *by,
                                       enum act_kind kind, const struct account_row *row,
                                       struct th_str reason)
{
    static const char *const names[] = { [ACT_NAME] = "name",
                                         [ACT_PASSWORD] = "password",
                                         [ACT_DISABLE] = "disable",
                                         [ACT_ENABLE] = "enable",
                                         [ACT_PLATFORM] = "platform" };
    struct act_row act = { .kind = th_str_of(names[kind]),
                           .thing = TH_STR("account"),
                           .account_id = row->id,
                           .detail = kind == ACT_PLATFORM ? row->platform_role : reason };
    enum th_status status = store_account_update(db, row);
    if (status == TH_OK && (kind == ACT_PASSWORD || kind == ACT_DISABLE || kind == ACT_PLATFORM))
        status = store_sessions_end(db, row->id);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_change_account(struct store_db *db, const struct act_by *by, enum act_kind kind,
                                   const struct account_row *row)
{
    return acts_change_account_for(db, by, kind, row, TH_STR(""));
}

enum th_status acts_end_sessions(struct store_db *db, const struct act_by *by,
                                 struct th_str account_id, struct th_str reason)
{
    struct act_row act = { .kind = TH_STR("sessions"),
                           .thing = TH_STR("account"),
                           .account_id = account_id,
                           .detail = reason };
    enum th_status status = store_sessions_end(db, account_id);
    return status ? status : acts_record(db, by, &act);
}

static struct act_row membership_act(const char *kind, const struct membership_row *row,
                                     struct th_str detail)
{
    return (struct act_row){ .kind = th_str_of(kind),
                             .thing = TH_STR("membership"),
                             .account_id = row->account_id,
                             .enterprise_id = row->enterprise_id,
                             .detail = detail };
}

static enum th_status put_membership(struct store_db *db, const struct act_by *by,
                                     const struct membership_row *row, struct th_str detail,
                                     bool ends_sessions)
{
    struct act_row act = membership_act(row->state.len ? "state" : "role", row, detail);
    char before[65];
    enum th_status status = store_act_state(db, &act, before);
    if (status == TH_OK)
        status = store_membership_put(db, row);
    if (status == TH_OK)
        status = store_act_state(db, &act, act.state);
    if (status || strcmp(before, act.state) == 0)
        return status;
    if (ends_sessions)
        status = store_sessions_end_at(db, row->account_id, row->enterprise_id);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_put_membership_for(struct store_db *db, const struct act_by *by,
                                       const struct membership_row *row, struct th_str detail)
{
    return put_membership(db, by, row, detail, true);
}

enum th_status acts_put_outsider(struct store_db *db, const struct act_by *by,
                                 const struct membership_row *row)
{
    return put_membership(db, by, row, row->role, false);
}

enum th_status acts_put_membership(struct store_db *db, const struct act_by *by,
                                   const struct membership_row *row)
{
    return acts_put_membership_for(db, by, row, row->role);
}

enum th_status acts_end_membership_for(struct store_db *db, const struct act_by *by,
                                       const struct membership_row *row, struct th_str detail)
{
    struct act_row act = membership_act("end", row, detail);
    enum th_status status = store_membership_delete(db, row->account_id, row->enterprise_id);
    if (status == TH_OK)
        status = store_sessions_end_at(db, row->account_id, row->enterprise_id);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_end_membership(struct store_db *db, const struct act_by *by,
                                   const struct membership_row *row)
{
    return acts_end_membership_for(db, by, row, row->role);
}

/* ---- how people are recognised ---- */

enum th_status acts_put_identity(struct store_db *db, struct th_arena *arena,
                                 const struct act_by *by, const struct identity_row *row)
{
    struct act_row act = { .kind = TH_STR("put"),
                           .thing = row->kind,
                           .account_id = row->account_id };
    struct identity_row before;
    enum th_status status = store_identity_of(db, arena, row, &before);
    bool is_other =
        status == TH_OK && memcmp(before.search, row->search, sizeof before.search) != 0;
    if (status == TH_OK || status == TH_NOT_FOUND)
        status = store_identity_put(db, row);
    if (status == TH_OK && is_other)
        status = store_sessions_end(db, row->account_id);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_end_identity(struct store_db *db, const struct act_by *by,
                                 const struct identity_row *key)
{
    struct act_row act = { .kind = TH_STR("end"),
                           .thing = key->kind,
                           .account_id = key->account_id };
    enum th_status status = store_identity_delete(db, key);
    return status ? status : acts_record(db, by, &act);
}

static struct act_row agent_act(const char *kind, const struct agent_row *row)
{
    return (struct act_row){ .kind = th_str_of(kind),
                             .thing = TH_STR("agent"),
                             .account_id = row->account_id,
                             .enterprise_id = row->enterprise_id };
}

enum th_status acts_put_agent(struct store_db *db, const struct act_by *by,
                              const struct agent_row *row)
{
    struct act_row act = agent_act("put", row);
    enum th_status status = store_agent_put(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_end_agent(struct store_db *db, const struct act_by *by,
                              const struct agent_row *key)
{
    struct act_row act = agent_act("end", key);
    enum th_status status = store_agent_delete(db, key);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_put_registry(struct store_db *db, const struct act_by *by,
                                 const struct registry_row *row)
{
    struct act_row act = { .kind = TH_STR("put"),
                           .thing = TH_STR("registry"),
                           .enterprise_id = row->uscc };
    char before[65];
    enum th_status status = store_act_state(db, &act, before);
    if (status == TH_OK)
        status = store_registry_put(db, row);
    if (status == TH_OK)
        status = store_act_state(db, &act, act.state);
    return status || strcmp(before, act.state) == 0 ? status : acts_record(db, by, &act);
}

static struct act_row application_act(const char *kind, const struct application_row *row)
{
    return (struct act_row){ .kind = th_str_of(kind),
                             .thing = TH_STR("application"),
                             .account_id = row->account_id,
                             .enterprise_id = row->id,
                             .detail = row->number };
}

enum th_status acts_put_application(struct store_db *db, const struct act_by *by, const char *kind,
                                    const struct application_row *row)
{
    struct act_row act = application_act(kind, row);
    enum th_status status = store_application_put(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_end_application(struct store_db *db, const struct act_by *by,
                                    const struct application_row *row)
{
    struct act_row act = application_act("end", row);
    enum th_status status = store_application_delete(db, row->id);
    return status ? status : acts_record(db, by, &act);
}

/* ---- audits ---- */

enum th_status acts_add_verdict(struct store_db *db, const struct act_by *by,
                                const struct verdict_row *row)
{
    struct act_row act = { .kind = row->outcome,
                           .thing = TH_STR("verdict"),
                           .account_id = row->auditor_id,
                           .enterprise_id = row->id,
                           .detail = row->filing };
    enum th_status status = store_verdict_insert(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_put_auditor(struct store_db *db, const struct act_by *by,
                                struct th_str account_id, struct th_str institution)
{
    struct act_row act = { .kind = TH_STR("put"),
                           .thing = TH_STR("auditor"),
                           .account_id = account_id,
                           .detail = institution };
    char before[65];
    enum th_status status = store_act_state(db, &act, before);
    if (status == TH_OK)
        status = store_auditor_put(db, account_id, institution);
    if (status == TH_OK)
        status = store_act_state(db, &act, act.state);
    return status || strcmp(before, act.state) == 0 ? status : acts_record(db, by, &act);
}

/* ---- what banks may see ---- */

enum th_status acts_put_bank_manager(struct store_db *db, const struct act_by *by,
                                     const struct bank_manager_row *row, struct th_str detail)
{
    struct act_row act = { .kind = row->ended_s ? TH_STR("end") : TH_STR("put"),
                           .thing = TH_STR("bank_manager"),
                           .account_id = row->account_id,
                           .detail = detail };
    enum th_status status = store_bank_manager_put(db, row);
    return status ? status : acts_record(db, by, &act);
}

static struct act_row consent_act(const char *kind, const struct consent_row *row,
                                  struct th_str detail)
{
    return (struct act_row){ .kind = th_str_of(kind),
                             .thing = TH_STR("consent"),
                             .account_id = row->manager_id,
                             .enterprise_id = row->id,
                             .detail = detail };
}

enum th_status acts_give_consent(struct store_db *db, const struct act_by *by,
                                 const struct consent_row *row)
{
    struct act_row act = consent_act("give", row, row->sha256);
    enum th_status status = store_consent_insert(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_end_consent(struct store_db *db, const struct act_by *by,
                                const struct consent_row *row)
{
    struct act_row act = consent_act("end", row, row->outcome);
    enum th_status status = store_consent_end(db, row);
    return status ? status : acts_record(db, by, &act);
}

enum th_status acts_view_consent(struct store_db *db, const struct act_by *by,
                                 const struct consent_row *row, struct th_str device)
{
    struct act_row act = consent_act("view", row, device);
    return acts_record(db, by, &act);
}

enum th_status acts_put_disclosure(struct store_db *db, const struct act_by *by, const char *kind,
                                   const struct disclosure_row *row)
{
    struct act_row act = { .kind = th_str_of(kind),
                           .thing = TH_STR("disclosure"),
                           .account_id = row->account_id,
                           .enterprise_id = row->id,
                           .detail = row->decided_s ? row->remark : row->reason };
    enum th_status status = store_disclosure_put(db, row);
    return status ? status : acts_record(db, by, &act);
}
