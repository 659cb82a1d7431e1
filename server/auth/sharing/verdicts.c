/* Giving a verdict is one write job: whatever decides is read in it. */
#include "verdicts.h"

#include "acts.h"
#include "exactly_once.h"
#include "independence.h"
#include "provider.h"
#include "room.h"

#include <string.h>

struct giving {
    struct auth *auth;
    struct th_arena *arena;
    const struct verdict_new *verdict;
    struct verdict_write *write;
    int64_t now_s;
    struct verdict_row row;
};

/* The very revision that he looked at is still the one that counts. */
static enum th_status check_filing(struct store_db *db, struct giving *giving)
{
    const struct write_request *request = &giving->write->request;
    struct filing_view *latest = th_arena_alloc(giving->arena, sizeof *latest);
    if (!latest)
        return TH_NO_MEMORY;
    enum th_status status = store_revision_get(db, giving->arena, request->target, 0, latest);
    if (status)
        return status;
    giving->write->outcome.current = latest->revision;
    if (latest->is_withdrawn)
        return TH_FILING_WITHDRAWN;
    if (latest->revision != giving->verdict->revision ||
        !th_str_equal(th_str_of(latest->chain_hash), giving->verdict->hash))
        return TH_VERDICT_OUTDATED;
    memcpy(giving->row.hash, latest->chain_hash, sizeof giving->row.hash);
    return TH_OK;
}

static enum th_status check_auditor(struct store_db *db, struct giving *giving)
{
    const struct write_request *request = &giving->write->request;
    enum th_status status = once_check_member(db, giving->arena, request, giving->now_s);
    if (status == TH_OK)
        status = independence_of_auditor(db, request->account_id, request->enterprise);
    return status == TH_AUDITOR_BIASED ? TH_AUDITOR_OWN : status;
}

static enum th_status fill_auditor(struct store_db *db, struct giving *giving)
{
    struct account_row account;
    struct verdict_row *row = &giving->row;
    enum th_status status =
        store_account_get(db, giving->arena, giving->write->request.account_id, &account);
    if (status == TH_OK)
        status = store_auditor_institution(db, giving->arena, account.id, &row->institution);
    if (status)
        return status;
    row->auditor_id = account.id;
    row->auditor_name = account.name;
    row->party = row->institution.len ? row->institution : account.id;
    return TH_OK;
}

static enum th_status fill(struct store_db *db, struct giving *giving)
{
    struct verdict_row *row = &giving->row;
    char *id = th_arena_alloc(giving->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    clock_new_id(auth_clock(giving->auth), 'v', id);
    row->id = th_str_of(id);
    row->filing = giving->write->request.target;
    row->revision = giving->verdict->revision;
    row->outcome = giving->verdict->is_verified ? TH_STR("verified") : TH_STR("not_verified");
    row->opinion = giving->verdict->opinion;
    row->at_s = giving->now_s;
    row->is_latest = true;
    return fill_auditor(db, giving);
}

static enum th_status keep(struct store_db *db, struct giving *giving)
{
    struct verdict_write *write = giving->write;
    struct th_buf text = th_room(giving->arena);
    write->render(write->self, &giving->row, &text);
    write->outcome.answer = th_room_keep(giving->arena, &text);
    write->outcome.id = giving->row.id;
    if (!write->outcome.answer.ptr)
        return TH_NO_MEMORY;
    struct idempotency_row kept;
    once_seal(&write->request, &write->outcome, giving->now_s, &kept);
    return once_keep(db, &kept);
}

static enum th_status give_job(struct store_db *db, void *data)
{
    struct giving *giving = data;
    const struct act_by by = { giving->write->request.account_id, giving->now_s };
    enum th_status status =
        once_find(db, giving->arena, &giving->write->request, &giving->write->outcome);
    if (status != TH_NOT_FOUND)
        return status;
    status = check_auditor(db, giving);
    if (status == TH_OK)
        status = check_filing(db, giving);
    if (status == TH_OK)
        status = fill(db, giving);
    if (status == TH_OK)
        status = acts_add_verdict(db, &by, &giving->row);
    return status ? status : keep(db, giving);
}

enum th_status verdicts_give(struct auth *auth, struct th_arena *arena,
                             const struct verdict_new *verdict, struct verdict_write *write)
{
    struct giving giving = { .auth = auth,
                             .arena = arena,
                             .verdict = verdict,
                             .write = write,
                             .now_s = auth_now_s(auth),
                             .row = { .hash = "" } };
    return store_write(auth_store(auth), give_job, &giving);
}

/* ---- reading ---- */

struct reading {
    struct th_arena *arena;
    const struct verdicts_query *query;
    struct verdicts_view *out;
};

static enum th_status read_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    const struct verdicts_query *query = reading->query;
    struct verdicts_view *out = reading->out;
    enum th_status status = store_revision_get(db, reading->arena, query->filing, 0, &out->filing);
    if (status == TH_OK)
        status = store_verdicts(db, reading->arena, query->filing, &out->list);
    if (status)
        return status;
    status = independence_of_auditor(db, query->account_id, query->enterprise);
    out->is_independent = status == TH_OK;
    return status == TH_AUDITOR_BIASED ? TH_OK : status;
}

enum th_status verdicts_read(struct auth *auth, struct th_arena *arena,
                             const struct verdicts_query *query, struct verdicts_view *out)
{
    return store_read(auth_store(auth), read_job, &(struct reading){ arena, query, out });
}
