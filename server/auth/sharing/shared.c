/* Looking is a write job: a view is written down before its answer goes out. */
#include "shared.h"

#include "exactly_once.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"
#include "sha256.h"

/* He is one now, and of the bank that he was of. */
static enum th_status check_manager(struct store_db *db, struct th_arena *arena,
                                    struct th_str account_id)
{
    struct bank_manager_row manager;
    enum th_status status = store_bank_manager_get(db, arena, account_id, &manager);
    return status == TH_OK && manager.ended_s ? TH_NOT_FOUND : status;
}

struct listing {
    struct th_arena *arena;
    const struct consent_query *who;
    struct consent_seen_list *out;
};

/* All of them are active: nobody is shown others. */
static enum th_status list_job(struct store_db *db, void *data)
{
    struct listing *listing = data;
    struct consent_seen_list *out = listing->out;
    struct consent_list found = { 0 };
    enum th_status status = check_manager(db, listing->arena, listing->who->manager);
    if (status == TH_OK)
        status = store_consents(db, listing->arena, listing->who, &found);
    if (status)
        return status;
    out->items = th_arena_array(listing->arena, found.count, sizeof *out->items);
    for (size_t i = 0; out->items && i < found.count; i++)
        out->items[out->count++] =
            (struct consent_seen){ .row = found.items[i],
                                   .days_left =
                                       consent_days_left(&found.items[i], listing->who->after_s) };
    return out->items ? TH_OK : TH_NO_MEMORY;
}

enum th_status shared_list(struct auth *auth, struct th_arena *arena,
                           const struct consent_query *who, struct consent_seen_list *out)
{
    const struct consent_query standing = { who->enterprise, who->manager, auth_now_s(auth) };
    *out = (struct consent_seen_list){ 0 };
    return store_read(auth_store(auth), list_job, &(struct listing){ arena, &standing, out });
}

struct view_job {
    struct auth *auth;
    struct th_arena *arena;
    struct shared_reading *reading;
    struct act_by by;
};

/* Where a member is refused, an outsider finds nothing. */
static enum th_status check_place(struct store_db *db, const struct view_job *job)
{
    enum th_status status = once_check_member(db, job->arena, &job->reading->request, job->by.at_s);
    return status == TH_FORBIDDEN || status == TH_ENTERPRISE_SUSPENDED ? TH_NOT_FOUND : status;
}

static enum th_status find_consent(struct store_db *db, const struct view_job *job)
{
    const struct write_request *request = &job->reading->request;
    struct consent_seen *seen = &job->reading->seen;
    enum th_status status = store_consent_get(db, job->arena, request->target, &seen->row);
    if (status)
        return status;
    if (!th_str_equal(seen->row.enterprise_id, request->enterprise))
        return TH_NOT_FOUND;
    if (!th_str_equal(seen->row.manager_id, request->account_id))
        return TH_NOT_FOUND;
    seen->state = consent_state_of(&seen->row, job->by.at_s);
    seen->days_left = consent_days_left(&seen->row, job->by.at_s);
    return seen->state == CONSENT_ACTIVE ? TH_OK : TH_NOT_FOUND;
}

/* A term, a scope or bytes that were changed by other means than acts show nothing. */
static enum th_status prove(struct store_db *db, const struct view_job *job)
{
    char hash[65];
    bool stands = false;
    const struct consent_row *row = &job->reading->seen.row;
    const struct act_row key = { .thing = TH_STR("consent"),
                                 .account_id = row->manager_id,
                                 .enterprise_id = row->id };
    struct shared_report_row report = { .enterprise_id = row->enterprise_id,
                                        .sha256 = row->sha256 };
    enum th_status status = store_act_stands(db, &key, &stands);
    if (status == TH_OK)
        status = store_shared_report_get(db, job->arena, &report);
    if (status)
        return status == TH_NOT_FOUND ? TH_INTERNAL : status;
    th_sha256_hex(report.content, hash);
    job->reading->content = report.content;
    return stands && th_str_equal(row->sha256, th_str_of(hash)) ? TH_OK : TH_INTERNAL;
}

static enum th_status take_try(struct store_db *db, const struct view_job *job)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(job->auth)),
                               .now_s = job->by.at_s };
    limiter_add(&take, LIMIT_SHARED_VIEWS, job->by.actor);
    enum th_status status = limiter_take_in(db, &take);
    job->reading->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status view_job(struct store_db *db, void *data)
{
    struct view_job *job = data;
    struct consent_seen *seen = &job->reading->seen;
    enum th_status status = check_place(db, job);
    if (status == TH_OK)
        status = check_manager(db, job->arena, job->by.actor);
    if (status == TH_OK)
        status = find_consent(db, job);
    if (status == TH_OK)
        status = prove(db, job);
    if (status == TH_OK)
        status = take_try(db, job);
    if (status == TH_OK)
        status = shared_report_since(db, job->arena, &seen->row, &seen->since);
    return status ? status : acts_view_consent(db, &job->by, &seen->row, job->reading->device);
}

enum th_status shared_read(struct auth *auth, struct th_arena *arena,
                           struct shared_reading *reading)
{
    struct view_job job = {
        auth, arena, reading, { reading->request.account_id, auth_now_s(auth) }
    };
    return store_write(auth_store(auth), view_job, &job);
}
