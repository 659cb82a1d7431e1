/* Giving files back, deleting and verifying them. */
#include "exactly_once.h"
#include "files_parts.h"
#include "store_carry.h"

#include <stdlib.h>
#include <unistd.h>

#define VERIFY_PAGE  200
#define VERIFY_BYTES ((size_t)512 * 1024)

struct file_read {
    struct th_arena *arena;
    const void *query;
    void *out;
};

static enum th_status get_job(struct store_db *db, void *data)
{
    struct file_read *read = data;
    const struct file_ask *ask = read->query;
    struct file_row *row = read->out;
    enum th_status status = store_file_get(db, read->arena, ask->id, row);
    return status == TH_OK && !th_str_equal(row->owner, ask->owner) ? TH_NOT_FOUND : status;
}

static enum th_status judge_state(const struct file_row *row)
{
    if (th_str_equal(row->state, TH_STR(FILE_INFECTED)))
        return TH_FILE_INFECTED;
    return th_str_equal(row->state, TH_STR(FILE_PENDING)) ? TH_FILE_PENDING : TH_OK;
}

enum th_status files_open(struct files *files, struct th_arena *arena, const struct file_ask *ask,
                          struct file_row *row, int *descriptor)
{
    struct file_read read = { arena, ask, row };
    enum th_status status = store_read(files->service->store, get_job, &read);
    if (status == TH_OK)
        status = judge_state(row);
    if (status)
        return status;
    *descriptor = blobs_read(files->blobs, row->sha256, row->size);
    return *descriptor >= 0 ? TH_OK : TH_INTERNAL;
}

static bool read_content(void *self, uint64_t at, void *out, size_t size)
{
    return blob_read_at(*(const int *)self, at, out, size);
}

enum th_status files_display(const struct file_row *row, int descriptor, struct display *out)
{
    static const enum th_status statuses[] = {
        [DISPLAY_FINE] = TH_OK, [DISPLAY_NONE] = TH_FILE_NO_COPY, [DISPLAY_UNREAD] = TH_INTERNAL
    };
    const struct sniff_source source = { &descriptor, row->size, read_content };
    enum file_type type;
    if (!file_type_of_id(row->type, &type))
        return TH_INTERNAL;
    return statuses[display_of(&source, type, out)];
}

static enum th_status list_job(struct store_db *db, void *data)
{
    struct file_read *read = data;
    return store_files_page(db, read->arena, read->query, read->out);
}

enum th_status files_list(struct files *files, struct th_arena *arena,
                          const struct file_query *query, struct file_list *out)
{
    struct file_read read = { arena, query, out };
    return store_read(files->service->store, list_job, &read);
}

/* ---- deleting ---- */

struct file_delete {
    struct files *files;
    struct th_arena *arena;
    const struct write_request *request;
    bool is_account;
    struct write_outcome *out;
    struct file_row row;
};

static enum th_status remove_row(struct store_db *db, struct file_delete *call)
{
    const struct write_request *request = call->request;
    enum th_status status = store_file_get(db, call->arena, request->target, &call->row);
    return status ? status : store_file_delete(db, request->enterprise, request->target);
}

static enum th_status delete_job(struct store_db *db, void *data)
{
    struct file_delete *call = data;
    const struct write_request *request = call->request;
    int64_t now_s = clock_now_s(&call->files->service->clock);
    enum th_status status = once_find(db, call->arena, request, call->out);
    if (status != TH_NOT_FOUND)
        return status;
    status = call->is_account ? once_check_account(db, call->arena, request)
                              : once_check_member(db, call->arena, request, now_s);
    if (status == TH_OK)
        status = remove_row(db, call);
    call->out->id = request->target;
    call->out->answer = TH_STR("");
    struct idempotency_row answer;
    once_seal(request, call->out, now_s, &answer);
    return status ? status : once_keep(db, &answer);
}

enum th_status files_delete(struct files *files, struct th_arena *arena,
                            const struct write_request *request, bool is_account,
                            struct write_outcome *out)
{
    *out = (struct write_outcome){ 0 };
    struct file_delete call = { files, arena, request, is_account, out, { .size = 0 } };
    enum th_status status = store_write(files->service->store, delete_job, &call);
    if (status == TH_OK && !out->is_replay)
        files_discard(files, call.row.sha256);
    return status;
}

/* ---- scanning ---- */

void files_expect_scanner(struct files *files)
{
    files->has_scanner = true;
}

static enum th_status find_job(struct store_db *db, void *data)
{
    struct file_read *read = data;
    return store_file_find(db, read->arena, read->query, read->out);
}

enum th_status files_find(struct files *files, struct th_arena *arena,
                          const struct file_search *search, struct file_row *out)
{
    struct file_read read = { arena, search, out };
    return store_read(files->service->store, find_job, &read);
}

int files_content(const struct files *files, const struct file_row *row)
{
    return blobs_read(files->blobs, row->sha256, row->size);
}

struct judgement {
    struct th_str id, state;
};

static enum th_status judge_job(struct store_db *db, void *data)
{
    const struct judgement *judgement = data;
    return store_file_set_state(db, judgement->id, judgement->state);
}

enum th_status files_judge(struct files *files, struct th_str id, struct th_str state)
{
    struct judgement judgement = { id, state };
    return store_write(files->service->store, judge_job, &judgement);
}

/* ---- verifying ---- */

struct verification {
    struct store *store;
    struct blobs *blobs; /* NULL: the copy carries the contents */
    void (*on_fault)(void *self, struct th_str id);
    void *self;
    uint64_t checked;
};

static enum th_status page_job(struct store_db *db, void *data)
{
    struct file_read *read = data;
    return store_files_contents(db, read->arena, read->query, read->out);
}

struct carried {
    const struct file_row *row;
    struct th_sha256 sha;
    uint64_t size;
    bool is_right;
};

static bool hash_piece(void *self, struct th_str bytes)
{
    struct carried *carried = self;
    th_sha256_add(&carried->sha, bytes);
    carried->size += bytes.len;
    return true;
}

static enum th_status carried_job(struct store_db *db, void *data)
{
    struct carried *carried = data;
    unsigned char bytes[32];
    char hex[TH_HEX_CAP] = "";
    bool is_there = false;
    enum th_status status = carry_is_there(db, &is_there);
    if (status || !is_there)
        return status;
    th_sha256_init(&carried->sha);
    status = carry_get(db, carried->row->sha256, &(struct carry_sink){ carried, hash_piece });
    th_sha256_end(&carried->sha, bytes);
    th_hex(bytes, sizeof bytes, hex);
    carried->is_right =
        carried->size == carried->row->size && th_str_equal(th_str_of(hex), carried->row->sha256);
    return status;
}

static bool is_carried(struct store *store, const struct file_row *row)
{
    struct carried carried = { .row = row };
    return store_read(store, carried_job, &carried) == TH_OK && carried.is_right;
}

static bool is_in_folder(const struct blobs *blobs, const struct file_row *row)
{
    int descriptor = blobs_read(blobs, row->sha256, row->size);
    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

static void check_content(struct verification *verification, const struct file_row *row)
{
    bool is_right = verification->blobs ? is_in_folder(verification->blobs, row)
                                        : is_carried(verification->store, row);
    verification->checked++;
    if (!is_right)
        verification->on_fault(verification->self, row->id);
}

/* A damaged row is the ledger's to tell; the pages behind it cannot be reached. */
static enum th_status verify_pages(struct verification *verification, struct th_arena *arena)
{
    struct file_query query = { .limit = VERIFY_PAGE };
    do {
        struct file_list page;
        struct file_read read = { arena, &query, &page };
        th_arena_reset(arena);
        enum th_status status = store_read(verification->store, page_job, &read);
        if (status)
            return status;
        for (size_t i = 0; i < page.count; i++)
            check_content(verification, &page.items[i]);
        query.before = page.next;
    } while (query.before);
    return TH_OK;
}

enum th_status files_verify(struct store *store, const char *data_dir,
                            void (*on_fault)(void *self, struct th_str id), void *self,
                            uint64_t *checked)
{
    struct th_arena arena;
    struct blobs *blobs = data_dir ? blobs_look(data_dir) : NULL;
    struct verification verification = { store, blobs, on_fault, self, 0 };
    void *memory = malloc(VERIFY_BYTES);
    th_arena_init(&arena, memory, memory ? VERIFY_BYTES : 0);
    enum th_status status = verify_pages(&verification, &arena);
    free(memory);
    blobs_close(verification.blobs);
    *checked = verification.checked;
    return status;
}
