/* Packing and unpacking, a piece and a page of rows at a time. */
#include "files_copy.h"

#include "store_carry.h"
#include "store_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE       200
#define PAGE_BYTES ((size_t)512 * 1024)

/** One walk over all files of a copy. */
struct walk {
    struct store_db *db;
    struct blobs *blobs;
    const struct blobs *held;
    struct th_arena arena;
    char *memory, *piece;
    bool is_made;
    char *error;
};
typedef bool (*walk_step)(struct walk *walk, const struct file_row *file);

static bool fail(struct walk *walk, const struct file_row *file, const char *text)
{
    if (file)
        snprintf(walk->error, STORE_ERROR_CAP, "file %.*s: %s", (int)file->id.len, file->id.ptr,
                 text);
    else
        snprintf(walk->error, STORE_ERROR_CAP, "%s", text);
    return false;
}

static bool open_walk(struct walk *walk, const char *copy)
{
    walk->memory = malloc(PAGE_BYTES);
    walk->piece = malloc(CARRY_PIECE_BYTES);
    if (!walk->memory || !walk->piece)
        return fail(walk, NULL, "out of memory for the files");
    th_arena_init(&walk->arena, walk->memory, PAGE_BYTES);
    walk->db = carry_open(copy, walk->error);
    return walk->db != NULL;
}

static bool close_walk(struct walk *walk, const char *copy, bool is_good)
{
    if (walk->db && !carry_close(walk->db, copy, is_good) && is_good)
        is_good = fail(walk, NULL, "the copy cannot be synced");
    free(walk->memory);
    free(walk->piece);
    return is_good;
}

static bool walk_all(struct walk *walk, walk_step step)
{
    struct file_query query = { .limit = PAGE };
    do {
        struct file_list page;
        th_arena_reset(&walk->arena);
        if (store_files_contents(walk->db, &walk->arena, &query, &page))
            return fail(walk, NULL, "the rows of the files cannot be read, or are damaged");
        for (size_t i = 0; i < page.count; i++)
            if (!step(walk, &page.items[i]))
                return false;
        query.before = page.next;
    } while (query.before);
    return true;
}

/* ---- in ---- */

struct blobs *files_hold(const char *data_dir, char error[STORE_ERROR_CAP])
{
    struct blobs *blobs = blobs_look(data_dir);
    if (blobs && blobs_hold(blobs))
        return blobs;
    snprintf(error, STORE_ERROR_CAP, "%.120s: the files cannot be held still", data_dir);
    blobs_close(blobs);
    return NULL;
}

static bool put_pieces(struct walk *walk, const struct file_row *file, int descriptor)
{
    uint64_t at = 0;
    for (uint32_t number = 0; at < file->size; number++) {
        ssize_t got = pread(descriptor, walk->piece, CARRY_PIECE_BYTES, (off_t)at);
        if (got <= 0)
            return fail(walk, file, "its content cannot be read");
        struct th_str bytes = { walk->piece, (size_t)got };
        if (carry_put(walk->db, file->sha256, number, bytes))
            return fail(walk, file, "no space for its content");
        at += (uint64_t)got;
    }
    return true;
}

static bool pack_one(struct walk *walk, const struct file_row *file)
{
    bool is_there = false;
    if (!walk->is_made && carry_make(walk->db))
        return fail(walk, NULL, "no space for the files");
    walk->is_made = true;
    if (carry_has(walk->db, file->sha256, &is_there))
        return fail(walk, file, "the copy cannot be read");
    if (is_there)
        return true;
    int descriptor = blobs_read(walk->held, file->sha256, file->size);
    if (descriptor < 0)
        return fail(walk, file, "its content is missing or not as it was stored");
    bool is_put = put_pieces(walk, file, descriptor);
    close(descriptor);
    return is_put;
}

bool files_pack(const struct blobs *held, const char *copy, char error[STORE_ERROR_CAP])
{
    struct walk walk = { .held = held, .error = error };
    bool is_good = open_walk(&walk, copy) && walk_all(&walk, pack_one);
    return close_walk(&walk, copy, is_good);
}

/* ---- out ---- */

static bool take_piece(void *self, struct th_str bytes)
{
    return blob_write(self, bytes);
}

static bool unpack_one(struct walk *walk, const struct file_row *file)
{
    struct blob_draft draft;
    char sha256[TH_HEX_CAP] = "";
    int descriptor = blobs_read(walk->blobs, file->sha256, file->size);
    if (descriptor >= 0) {
        close(descriptor);
        return true;
    }
    if (!blobs_begin(walk->blobs, &draft))
        return fail(walk, file, "no space for its content");
    struct carry_sink sink = { &draft, take_piece };
    if (carry_get(walk->db, file->sha256, &sink) || draft.size != file->size) {
        blob_drop(&draft);
        return fail(walk, file, "its content is missing in the copy, or there is no space for it");
    }
    bool is_kept = blob_keep(&draft, sha256);
    return (is_kept && th_str_equal(th_str_of(sha256), file->sha256)) ||
           fail(walk, file, "its content is not as it was stored, or there is no space for it");
}

static bool unpack_all(struct walk *walk, const char *data_dir)
{
    bool is_there = false;
    if (carry_is_there(walk->db, &is_there))
        return fail(walk, NULL, "the copy cannot be read");
    if (!is_there)
        return true;
    walk->blobs = blobs_open(data_dir, walk->error);
    bool is_good = walk->blobs && walk_all(walk, unpack_one);
    blobs_close(walk->blobs);
    if (is_good && carry_drop(walk->db))
        return fail(walk, NULL, "no space to take the files out of the copy");
    return is_good;
}

bool files_unpack(const char *copy, const char *data_dir, char error[STORE_ERROR_CAP])
{
    struct walk walk = { .error = error };
    bool is_good = open_walk(&walk, copy) && unpack_all(&walk, data_dir);
    return close_walk(&walk, copy, is_good);
}
