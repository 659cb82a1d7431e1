/* Bringing files in: reservation, judgement, the content on disk and then its row. */
#include "files.h"

#include "exactly_once.h"
#include "files_parts.h"
#include "room.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static bool is_wanted(void *self, struct th_str sha256)
{
    struct content_question question = { sha256, true };
    (void)!store_read(self, files_ask_content, &question);
    return question.is_used; /* in doubt it stays */
}

struct files *files_new(struct service *service, const char *data_dir, char error[BLOBS_ERROR_CAP])
{
    struct files *files = calloc(1, sizeof *files);
    if (!files)
        return NULL;
    files->service = service;
    files->blobs = blobs_open(data_dir, error);
    if (!files->blobs) {
        free(files);
        return NULL;
    }
    pthread_mutex_init(&files->lock, NULL);
    pthread_rwlock_init(&files->keeping, NULL);
    blobs_collect(files->blobs, is_wanted, service->store);
    return files;
}

void files_free(struct files *files)
{
    if (!files)
        return;
    pthread_rwlock_destroy(&files->keeping);
    pthread_mutex_destroy(&files->lock);
    blobs_close(files->blobs);
    free(files);
}

enum th_status files_ask_content(struct store_db *db, void *data)
{
    struct content_question *question = data;
    bool is_used = true;
    enum th_status status = store_file_content_is_used(db, question->sha256, &is_used);
    question->is_used = status || is_used;
    return status;
}

/* ---- reservation ---- */

static const struct file_total room_of[] = { [false] = { FILES_COUNT_MAX, FILES_BYTES_MAX },
                                             [true] = { OWN_FILES_COUNT_MAX,
                                                        OWN_FILES_BYTES_MAX } };

struct total_question {
    struct th_str owner;
    struct file_total total;
};

static enum th_status ask_total(struct store_db *db, void *data)
{
    struct total_question *question = data;
    return store_files_total(db, question->owner, &question->total);
}

enum th_status files_room(struct files *files, const struct file_owner *owner,
                          struct file_total *used, struct file_total *most)
{
    struct total_question question = { .owner = owner->id };
    enum th_status status = store_read(files->service->store, ask_total, &question);
    *used = question.total;
    *most = room_of[owner->is_account];
    return status;
}

static bool has_room(const struct file_owner *owner, const struct file_total *total)
{
    const struct file_total *room = &room_of[owner->is_account];
    return total->count <= room->count && total->bytes <= room->bytes;
}

/* Under the lock: what this upload and those under way would make of the total. */
static enum th_status reserve(struct upload *upload, struct file_total total)
{
    uint32_t under_way = 0;
    total.count++;
    total.bytes += upload->reserved;
    for (const struct upload *other = upload->files->first; other; other = other->next)
        if (th_str_equal(other->owner.id, upload->owner.id)) {
            under_way++;
            total.count++;
            total.bytes += other->reserved;
        }
    if (under_way >= FILES_AT_ONCE)
        return TH_RATE_LIMITED;
    if (!has_room(&upload->owner, &total))
        return TH_FILES_FULL;
    upload->next = upload->files->first;
    upload->files->first = upload;
    return TH_OK;
}

enum th_status upload_begin(struct files *files, const struct file_owner *owner, uint64_t bytes,
                            struct upload *upload)
{
    *upload = (struct upload){ .files = files, .owner = *owner, .reserved = bytes };
    struct total_question question = { .owner = owner->id };
    enum th_status status = store_read(files->service->store, ask_total, &question);
    if (status)
        return status;
    pthread_mutex_lock(&files->lock);
    status = reserve(upload, question.total);
    pthread_mutex_unlock(&files->lock);
    if (status)
        return status;
    upload->is_open = blobs_begin(files->blobs, &upload->draft);
    return upload->is_open ? TH_OK : TH_STORE_FAILED;
}

enum th_status upload_write(struct upload *upload, struct th_str bytes)
{
    return blob_write(&upload->draft, bytes) ? TH_OK : TH_STORE_FAILED;
}

void upload_end(struct upload *upload)
{
    struct files *files = upload->files;
    pthread_mutex_lock(&files->lock);
    for (struct upload **at = &files->first; *at; at = &(*at)->next)
        if (*at == upload) {
            *at = upload->next;
            break;
        }
    pthread_mutex_unlock(&files->lock);
    if (upload->is_open)
        blob_drop(&upload->draft);
    upload->is_open = false;
}

/* ---- judgement ---- */

/* Old browsers send whole paths; what is kept is what a person would call the file. */
static bool read_name(struct th_str offered, struct th_str *out)
{
    size_t start = offered.len;
    while (start > 0 && offered.ptr[start - 1] != '/' && offered.ptr[start - 1] != '\\')
        start--;
    *out = th_utf8_trim((struct th_str){ offered.ptr + start, offered.len - start });
    return out->len > 0 && out->len <= FILE_NAME_BYTES && th_utf8_clean(*out);
}

static enum th_status judge(struct upload *upload, struct th_str name, enum file_type *type)
{
    static const enum th_status statuses[] = { [SNIFF_FINE] = TH_OK,
                                               [SNIFF_FOREIGN] = TH_FILE_TYPE,
                                               [SNIFF_DAMAGED] = TH_FILE_DAMAGED,
                                               [SNIFF_UNSAFE] = TH_FILE_UNSAFE,
                                               [SNIFF_UNREAD] = TH_STORE_FAILED };
    struct sniff_source source = blob_source(&upload->draft);
    enum th_status status = statuses[sniff(&source, type)];
    return status == TH_OK && !file_type_has_name(*type, name) ? TH_FILE_TYPE : status;
}

/* ---- keeping ---- */

struct keeping {
    struct upload *upload;
    struct th_arena *arena;
    const struct file_offer *offer;
    struct write_request request;
    struct file_row row;
    struct write_outcome *out;
};

static enum th_status insert(struct store_db *db, struct keeping *keeping)
{
    struct file_total total;
    enum th_status status = store_files_total(db, keeping->row.owner, &total);
    total.count++;
    total.bytes += keeping->row.size;
    if (status == TH_OK && !has_room(&keeping->upload->owner, &total))
        return TH_FILES_FULL;
    return status ? status : store_file_insert(db, &keeping->row);
}

static enum th_status keep_job(struct store_db *db, void *data)
{
    struct keeping *keeping = data;
    const struct file_offer *offer = keeping->offer;
    enum th_status status = once_find(db, keeping->arena, &keeping->request, keeping->out);
    if (status != TH_NOT_FOUND)
        return status;
    status = keeping->upload->owner.is_account
                 ? once_check_account(db, keeping->arena, &keeping->request)
                 : once_check_member(db, keeping->arena, &keeping->request, keeping->row.at_s);
    if (status == TH_OK)
        status = insert(db, keeping);
    if (status)
        return status;
    struct th_buf text = th_room(keeping->arena);
    offer->render(offer->self, &keeping->row, &text);
    keeping->out->answer = th_room_keep(keeping->arena, &text);
    keeping->out->id = keeping->row.id;
    if (!keeping->out->answer.ptr)
        return TH_NO_MEMORY;
    struct idempotency_row answer;
    once_seal(&keeping->request, keeping->out, keeping->row.at_s, &answer);
    return once_keep(db, &answer);
}

void files_discard(struct files *files, struct th_str sha256)
{
    pthread_rwlock_wrlock(&files->keeping);
    if (!is_wanted(files->service->store, sha256))
        blobs_remove(files->blobs, sha256);
    pthread_rwlock_unlock(&files->keeping);
}

/* Nobody discards a content between its name and its row. */
static enum th_status keep(struct keeping *keeping, char sha256[TH_HEX_CAP])
{
    struct files *files = keeping->upload->files;
    pthread_rwlock_rdlock(&files->keeping);
    keeping->upload->is_open = false;
    enum th_status status = blob_keep(&keeping->upload->draft, sha256) ? TH_OK : TH_STORE_FAILED;
    keeping->row.sha256 = th_str_of(sha256);
    if (status == TH_OK)
        status = store_write(files->service->store, keep_job, keeping);
    pthread_rwlock_unlock(&files->keeping);
    return status;
}

enum th_status files_keep(struct upload *upload, struct th_arena *arena,
                          const struct file_offer *offer, struct write_outcome *out)
{
    const struct app_clock *clock = &upload->files->service->clock;
    char id[CLOCK_ID_CAP], content[TH_HEX_CAP + FILE_NAME_BYTES + 1];
    enum file_type type = FILE_PDF;
    struct keeping keeping = { upload, arena, offer, *offer->request, .out = out };
    struct file_row *row = &keeping.row;
    *out = (struct write_outcome){ 0 };
    if (!read_name(offer->name, &row->name))
        return TH_FILE_NAME;
    enum th_status status = judge(upload, row->name, &type);
    if (status)
        return status;
    clock_new_id(clock, 'b', id);
    row->id = th_str_of(id);
    row->owner = upload->owner.id;
    row->type = file_type_row(type)->id;
    row->account_id = offer->request->account_id;
    row->state = upload->files->has_scanner ? TH_STR(FILE_PENDING) : TH_STR(FILE_UNSCANNED);
    row->size = upload->draft.size;
    row->at_s = clock_now_s(clock);
    /* the same key for another content or name is another request */
    memcpy(content + TH_HEX_CAP, row->name.ptr, row->name.len);
    keeping.request.body = (struct th_str){ content, TH_HEX_CAP + row->name.len };
    status = keep(&keeping, content);
    if (status || out->is_replay) /* what a repetition names may have been deleted */
        files_discard(upload->files, row->sha256);
    return status;
}
