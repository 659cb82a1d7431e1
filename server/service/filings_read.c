/* Reading filings: each call is one read job. */
#include "chain.h"
#include "context.h"
#include "filings.h"

#include <string.h>

struct read_call {
    struct service *service;
    struct th_arena *arena;
    const void *query;
    void *out;
};

/* Damaged or altered bytes are never shown as if they were what was filed. */
enum th_status filings_check_bytes(const struct filing_view *view)
{
    char hash[65];
    th_canonical_hash(view->input, hash);
    if (strcmp(hash, view->receipt.input) != 0)
        return TH_INTERNAL;
    th_canonical_hash(view->result, hash);
    return strcmp(hash, view->receipt.result) != 0 ? TH_INTERNAL : TH_OK;
}

static enum th_status read_job(struct store_db *db, void *data)
{
    struct read_call *call = data;
    const struct filing_ref *ref = call->query;
    struct filing_view *out = call->out;
    enum th_status status = store_revision_get(db, call->arena, ref->filing, ref->revision, out);
    return status == TH_OK && !th_str_equal(out->enterprise, ref->enterprise) ? TH_NOT_FOUND
                                                                              : status;
}

enum th_status filings_read(struct service *service, struct th_arena *arena,
                            const struct filing_ref *ref, struct filing_view *out)
{
    struct read_call call = { service, arena, ref, out };
    enum th_status status = store_read(service->store, read_job, &call);
    return status ? status : filings_check_bytes(out);
}

static enum th_status list_job(struct store_db *db, void *data)
{
    struct read_call *call = data;
    return store_filings_page(db, call->arena, call->query, call->out);
}

enum th_status filings_list(struct service *service, struct th_arena *arena,
                            const struct filing_query *query, struct filing_list *out)
{
    struct read_call call = { service, arena, query, out };
    return store_read(service->store, list_job, &call);
}

static enum th_status history_job(struct store_db *db, void *data)
{
    struct read_call *call = data;
    const struct filing_ref *ref = call->query;
    struct th_str owner;
    enum th_status status = store_filing_owner(db, call->arena, ref->filing, &owner);
    if (status == TH_OK && !th_str_equal(owner, ref->enterprise))
        status = TH_NOT_FOUND;
    return status ? status : store_revisions(db, call->arena, ref->filing, call->out);
}

enum th_status filings_history(struct service *service, struct th_arena *arena,
                               const struct filing_ref *ref, struct filing_list *out)
{
    struct read_call call = { service, arena, ref, out };
    return store_read(service->store, history_job, &call);
}

/* The live filing with exactly the identity that is asked for: what overlaps it and has the same
 * period. */
static enum th_status find_live(struct store_db *db, struct th_arena *arena,
                                const struct filing_head *key, struct context_snapshot *out)
{
    struct filing_head asked = *key, found;
    asked.id = (struct th_str){ "", 0 };
    enum th_status status = store_filing_overlap(db, arena, &asked, &found);
    if (status == TH_OK && found.period.start == key->period.start &&
        found.period.end == key->period.end) {
        out->live_filing = found.id;
        out->live_revision = found.revision;
    }
    return status == TH_NOT_FOUND ? TH_OK : status;
}

static enum th_status context_job(struct store_db *db, void *data)
{
    struct read_call *call = data;
    const struct context_query *query = call->query;
    struct context_snapshot *out = call->out;
    struct filing_head key = { .id = query->filing,
                               .enterprise = query->enterprise,
                               .site = query->site,
                               .form = query->form,
                               .period = query->period };
    enum th_status status = context_load(db, call->arena, &key, &out->context);
    return status ? status : find_live(db, call->arena, &key, out);
}

enum th_status filings_context(struct service *service, struct th_arena *arena,
                               const struct context_query *query, struct context_snapshot *out)
{
    *out = (struct context_snapshot){ 0 };
    struct read_call call = { service, arena, query, out };
    enum th_status status = store_read(service->store, context_job, &call);
    out->context.today = clock_today(&service->clock);
    return status;
}
