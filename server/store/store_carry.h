/* What a copy of the database carries besides its rows: the contents of uploaded files, in pieces,
 * in a table that only copies have. A copy without files has no such table. */
#pragma once
#include "store.h"

#define CARRY_PIECE_BYTES ((size_t)1024 * 1024)

/** A copy made by store_copy, for its maker alone: what is written is safe after carry_close only.
 * NULL with one line. */
struct store_db *carry_open(const char *path, char error[STORE_ERROR_CAP]);
/** Syncs the copy when `is_good`; true when it is safe. */
bool carry_close(struct store_db *db, const char *path, bool is_good);

/** Makes the table. */
enum th_status carry_make(struct store_db *db) TH_MUST_USE;
enum th_status carry_put(struct store_db *db, struct th_str sha256, uint32_t piece,
                         struct th_str bytes) TH_MUST_USE;
/** Removes the table and the room that it took. */
enum th_status carry_drop(struct store_db *db) TH_MUST_USE;

/** Whether there is such a table; also in a read job. */
enum th_status carry_is_there(struct store_db *db, bool *out) TH_MUST_USE;
enum th_status carry_has(struct store_db *db, struct th_str sha256, bool *out) TH_MUST_USE;
struct carry_sink {
    void *self;
    bool (*take)(void *self, struct th_str bytes); /* false stops */
};
/** The pieces of a content, in order. */
enum th_status carry_get(struct store_db *db, struct th_str sha256,
                         const struct carry_sink *sink) TH_MUST_USE;
