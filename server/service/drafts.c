/* Saving, reading and deleting drafts. */
#include "drafts.h"

#include "exactly_once.h"
#include "room.h"

/** One write on its way to the writer thread. */
struct draft_write {
    struct service *service;
    struct th_arena *arena;
    const struct write_request *request;
    const struct draft_renderer *renderer;
    struct write_outcome *out;
    uint32_t version; /* as it stands; 0 = there is none */
};

/* Replay, membership, and the version that stands. */
static enum th_status look(struct store_db *db, struct draft_write *write)
{
    const struct write_request *request = write->request;
    enum th_status status = once_find(db, write->arena, request, write->out);
    if (status != TH_NOT_FOUND)
        return status;
    status = once_check_member(db, write->arena, request, clock_now_s(&write->service->clock));
    if (status)
        return status;
    status = store_draft_version(db, request->enterprise, request->target, &write->version);
    if (status == TH_NOT_FOUND)
        write->version = 0;
    else if (status)
        return status;
    write->out->current = write->version;
    return write->version == request->if_match ? TH_OK : TH_STALE;
}

static enum th_status keep(struct store_db *db, struct draft_write *write,
                           const struct draft_view *view)
{
    struct th_buf text = th_room(write->arena);
    if (write->renderer && write->renderer->render)
        write->renderer->render(write->renderer->self, view, &text);
    write->out->answer = th_room_keep(write->arena, &text);
    write->out->id = view->key;
    write->out->version = view->version;
    if (!write->out->answer.ptr)
        return TH_NO_MEMORY;
    struct idempotency_row row;
    once_seal(write->request, write->out, view->saved_s, &row);
    return once_keep(db, &row);
}

static enum th_status check_count(struct store_db *db, const struct draft_write *write)
{
    uint64_t count = 0;
    if (write->version)
        return TH_OK;
    enum th_status status = store_draft_count(db, write->request->enterprise, &count);
    return status == TH_OK && count >= DRAFTS_PER_ENTERPRISE ? TH_DRAFTS_FULL : status;
}

static enum th_status put_job(struct store_db *db, void *data)
{
    struct draft_write *write = data;
    const struct write_request *request = write->request;
    enum th_status status = look(db, write);
    if (status || write->out->is_replay)
        return status;
    status = check_count(db, write);
    struct draft_view view = { .key = request->target,
                               .content = request->body,
                               .version = write->version + 1,
                               .saved_s = clock_now_s(&write->service->clock),
                               .bytes = request->body.len };
    if (status == TH_OK)
        status = store_draft_put(db, request->enterprise, &view);
    return status ? status : keep(db, write, &view);
}

enum th_status drafts_put(struct service *service, struct th_arena *arena,
                          const struct write_request *request,
                          const struct draft_renderer *renderer, struct write_outcome *out)
{
    *out = (struct write_outcome){ 0 };
    if (request->body.len > DRAFT_BYTES_MAX)
        return TH_TOO_LARGE;
    struct draft_write write = { service, arena, request, renderer, out, 0 };
    return store_write(service->store, put_job, &write);
}

static enum th_status delete_job(struct store_db *db, void *data)
{
    struct draft_write *write = data;
    const struct write_request *request = write->request;
    enum th_status status = look(db, write);
    if (write->out->is_replay)
        return status;
    if (status == TH_STALE && !write->version)
        return TH_NOT_FOUND;
    struct draft_view view = { .key = request->target,
                               .version = write->version,
                               .saved_s = clock_now_s(&write->service->clock) };
    if (status == TH_OK)
        status = store_draft_delete(db, request->enterprise, request->target);
    return status ? status : keep(db, write, &view);
}

enum th_status drafts_delete(struct service *service, struct th_arena *arena,
                             const struct write_request *request, struct write_outcome *out)
{
    *out = (struct write_outcome){ 0 };
    struct draft_write write = { service, arena, request, NULL, out, 0 };
    return store_write(service->store, delete_job, &write);
}

/* ---- reading ---- */

struct draft_read {
    struct th_arena *arena;
    struct th_str enterprise, key;
    void *out;
};

static enum th_status get_job(struct store_db *db, void *data)
{
    struct draft_read *read = data;
    return store_draft_get(db, read->arena, read->enterprise, read->key, read->out);
}

enum th_status drafts_get(struct service *service, struct th_arena *arena,
                          const struct write_request *key, struct draft_view *out)
{
    struct draft_read read = { arena, key->enterprise, key->target, out };
    *out = (struct draft_view){ 0 };
    return store_read(service->store, get_job, &read);
}

static enum th_status list_job(struct store_db *db, void *data)
{
    struct draft_read *read = data;
    return store_drafts(db, read->arena, read->enterprise, read->out);
}

enum th_status drafts_list(struct service *service, struct th_arena *arena,
                           struct th_str enterprise, struct draft_list *out)
{
    struct draft_read read = { arena, enterprise, { "", 0 }, out };
    return store_read(service->store, list_job, &read);
}
