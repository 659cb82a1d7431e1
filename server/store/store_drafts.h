/* Rows of server copies of drafts: mutable, versioned, opaque. */
#pragma once
#include "store.h"

struct draft_view {
    struct th_str key, content; /* content is empty in lists */
    uint32_t version;
    int64_t saved_s;
    uint64_t bytes;
};
struct draft_list {
    struct draft_view *items;
    size_t count;
};

/** TH_INTERNAL when the row is not as it was saved. */
enum th_status store_draft_get(struct store_db *db, struct th_arena *arena,
                               struct th_str enterprise, struct th_str key,
                               struct draft_view *out) TH_MUST_USE;
/** The version alone, without reading the content. */
enum th_status store_draft_version(struct store_db *db, struct th_str enterprise, struct th_str key,
                                   uint32_t *version) TH_MUST_USE;
/** By key. */
enum th_status store_drafts(struct store_db *db, struct th_arena *arena, struct th_str enterprise,
                            struct draft_list *out) TH_MUST_USE;
enum th_status store_draft_count(struct store_db *db, struct th_str enterprise,
                                 uint64_t *count) TH_MUST_USE;
/** Inserts or replaces. */
enum th_status store_draft_put(struct store_db *db, struct th_str enterprise,
                               const struct draft_view *draft) TH_MUST_USE;
enum th_status store_draft_delete(struct store_db *db, struct th_str enterprise,
                                  struct th_str key) TH_MUST_USE;

struct row_span;
/** Wrong: a draft whose row is not as it was saved. */
enum th_status store_drafts_damaged(struct store_db *db, struct row_span *span) TH_MUST_USE;
