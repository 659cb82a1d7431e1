/* Rows of uploaded files. Their contents are not in the database (server/files). */
#pragma once
#include "store.h"

/* States: there is no virus scanner, or what it said. */
#define FILE_UNSCANNED "unscanned"
#define FILE_PENDING   "pending"
#define FILE_CLEAN     "clean"
#define FILE_INFECTED  "infected"

struct file_row {
    struct th_str id, owner, sha256, type, name, account_id, state;
    struct th_str account_name; /* out: of whoever brought it */
    uint64_t size;
    int64_t at_s, no; /* no: set by the store, order of arrival */
};
struct file_list {
    struct file_row *items;
    size_t count;
    int64_t next; /* `before` of the next page; 0 = this is the last */
};
struct file_total {
    uint64_t count, bytes;
};
struct file_query {
    struct th_str owner;
    int64_t before; /* 0 = from the newest */
    uint32_t limit;
};

enum th_status store_file_insert(struct store_db *db, const struct file_row *row) TH_MUST_USE;
/** TH_INTERNAL when the row is not as it was written. */
enum th_status store_file_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                              struct file_row *out) TH_MUST_USE;
enum th_status store_file_owner(struct store_db *db, struct th_arena *arena, struct th_str id,
                                struct th_str *owner) TH_MUST_USE;
/** TH_CONFLICT when another row refers to it. */
enum th_status store_file_delete(struct store_db *db, struct th_str owner,
                                 struct th_str id) TH_MUST_USE;
/** Newest first. TH_INTERNAL as store_file_get. */
enum th_status store_files_page(struct store_db *db, struct th_arena *arena,
                                const struct file_query *query, struct file_list *out) TH_MUST_USE;
enum th_status store_files_total(struct store_db *db, struct th_str owner,
                                 struct file_total *out) TH_MUST_USE;
/** Whether any row has this content. */
enum th_status store_file_content_is_used(struct store_db *db, struct th_str sha256,
                                          bool *out) TH_MUST_USE;
/** Up to query->limit rows of all owners before `before`, newest first: id, sha256 and size. */
enum th_status store_files_contents(struct store_db *db, struct th_arena *arena,
                                    const struct file_query *query,
                                    struct file_list *out) TH_MUST_USE;

struct file_search {
    struct th_str state;
    int64_t after; /* no of the last one; 0 = from the oldest */
};
/** The oldest file in this state behind `after`. TH_NOT_FOUND; TH_INTERNAL as store_file_get. */
enum th_status store_file_find(struct store_db *db, struct th_arena *arena,
                               const struct file_search *search, struct file_row *out) TH_MUST_USE;
/** What a scanner said; a file that is gone meanwhile is TH_NOT_FOUND. */
enum th_status store_file_set_state(struct store_db *db, struct th_str id,
                                    struct th_str state) TH_MUST_USE;

struct row_span;
/** Wrong: a row that is not as it was written. */
enum th_status store_files_damaged(struct store_db *db, struct row_span *span) TH_MUST_USE;
