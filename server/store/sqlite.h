/* A SQLite connection as the sqlite_*.c files see it. */
#pragma once
#include "engine.h"

#include <sqlite3.h>

#define SQLITE_BUSY_MS 5000       /* for other processes' locks: backup, verify */
#define SQLITE_OWNER   1414022727 /* application_id of our files, set by migration 1 */
#define SQLITE_STATEMENTS                                                                          \
    128 /* kept prepared per connection; a power of two, more than there are texts */

struct sqlite_statement {
    const char *text; /* address of the constant; NULL = free */
    sqlite3_stmt *handle;
};

struct store_db {
    sqlite3 *handle;
    enum engine_role role;
    enum engine_trouble trouble;
    int64_t deadline_ms; /* monotonic; 0 = none */
    int wal_pages;       /* log length after the last commit */
    int statement_count;
    char line[STORE_ERROR_CAP];
    struct sqlite_statement statements[SQLITE_STATEMENTS];
};

/** Notes what a result code other than OK, ROW, DONE and CONSTRAINT means. */
void sqlite_note(struct store_db *db, int code);
/** The prepared statement of a constant text, reset; NULL = trouble. */
sqlite3_stmt *sqlite_prepared(struct store_db *db, const char *text);
/** Monotonic milliseconds. */
int64_t sqlite_now_ms(void);
/** Gives the connection the SQL functions plain_sha256(text) and framed_sha256(part, …): framed.h
 * over texts, BLOBs and numbers (as their decimal digits), in hex. */
bool sqlite_sha256_functions(sqlite3 *handle);
