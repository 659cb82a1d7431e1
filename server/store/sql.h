/* Statements for the files that are named after nouns (…_sql.c): constant text with $1, $2 …
 * placeholders, values bound, rows read by column number. Included by this folder only. */
#pragma once
#include "store.h"

enum sql_kind { SQL_NULL, SQL_INT, SQL_TEXT, SQL_BLOB };
struct sql_value {
    enum sql_kind kind;
    int64_t number;
    struct th_str text; /* borrowed until the statement has ended */
};
#define SQL_I(value)     ((struct sql_value){ SQL_INT, (int64_t)(value), { NULL, 0 } })
#define SQL_T(value)     ((struct sql_value){ SQL_TEXT, 0, (value) })
#define SQL_Z(value)     ((struct sql_value){ SQL_TEXT, 0, th_str_of(value) })
#define SQL_B(ptr, size) ((struct sql_value){ SQL_BLOB, 0, { (const char *)(ptr), (size) } })

struct sql_args {
    const struct sql_value *values;
    size_t count;
};
#define SQL_ARGS(...)                                                                              \
    ((struct sql_args){ (const struct sql_value[]){ __VA_ARGS__ },                                 \
                        sizeof((const struct sql_value[]){ __VA_ARGS__ }) /                        \
                            sizeof(struct sql_value) })
#define SQL_NO_ARGS ((struct sql_args){ NULL, 0 })

/** Runs a statement that gives no rows. TH_CONFLICT when a uniqueness or reference rule was broken,
 * TH_STORE_FAILED for trouble. `text` must be a string constant: prepared statements are kept by
 * its address. */
enum th_status sql_run(struct store_db *db, const char *text, struct sql_args args) TH_MUST_USE;
/** Rows changed by the last sql_run. */
uint64_t sql_changes(struct store_db *db);

struct sql_rows {
    struct store_db *db;
    void *statement;
    struct th_arena *arena; /* for texts; may be NULL when no text is copied */
    enum th_status status;
};
/** Opens a query; always close it. */
struct sql_rows sql_open(struct store_db *db, const char *text, struct sql_args args);
/** True when there is a row. At the end, and after trouble, false: `status` tells which. */
bool sql_next(struct sql_rows *rows);
/** TH_OK, TH_STORE_FAILED, or TH_NO_MEMORY when a text did not fit into the arena. */
enum th_status sql_close(struct sql_rows *rows) TH_MUST_USE;

int64_t sql_int(struct sql_rows *rows, int column);
uint32_t sql_u32(struct sql_rows *rows, int column);
struct th_str sql_text(struct sql_rows *rows, int column); /* a copy in the arena; empty for NULL */
struct th_str sql_borrow(struct sql_rows *rows, int column); /* valid until the next row */
void sql_copy(struct sql_rows *rows, int column, char *out, size_t cap); /* cut to fit, with NUL */

/** A query for at most one row: TH_NOT_FOUND when there is none. `take` reads the row. */
enum th_status sql_one(struct sql_rows rows, void (*take)(struct sql_rows *rows, void *out),
                       void *out) TH_MUST_USE;
/** A query for one number. */
enum th_status sql_number(struct store_db *db, const char *text, struct sql_args args,
                          int64_t *out) TH_MUST_USE;
