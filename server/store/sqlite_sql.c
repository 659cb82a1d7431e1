/* Statements on SQLite: prepared once per connection, bound, stepped, read. */
#include "sql.h"

#include "sqlite.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#ifndef NDEBUG
/* Numbered placeholders must appear in order: SQLite counts names as they come. */
static bool is_in_order(sqlite3_stmt *statement)
{
    char name[16];
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        snprintf(name, sizeof name, "$%d", i);
        if (strcmp(sqlite3_bind_parameter_name(statement, i), name) != 0)
            return false;
    }
    return true;
}
#endif

sqlite3_stmt *sqlite_prepared(struct store_db *db, const char *text)
{
    size_t mask = SQLITE_STATEMENTS - 1;
    size_t at = ((uintptr_t)text >> 3) * 2654435761u & mask;
    while (db->statements[at].text && db->statements[at].text != text)
        at = (at + 1) & mask;
    struct sqlite_statement *slot = &db->statements[at];
    if (slot->text)
        return slot->handle;
    assert(db->statement_count < SQLITE_STATEMENTS - 1);
    int code =
        sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &slot->handle, NULL);
    if (code != SQLITE_OK) {
        sqlite_note(db, code);
        return NULL;
    }
    assert(is_in_order(slot->handle));
    slot->text = text;
    db->statement_count++;
    return slot->handle;
}

static int bind_one(sqlite3_stmt *statement, int index, const struct sql_value *value)
{
    const char *bytes = value->text.ptr ? value->text.ptr : "";
    switch (value->kind) {
    case SQL_INT: return sqlite3_bind_int64(statement, index, value->number);
    case SQL_TEXT:
        return sqlite3_bind_text64(statement, index, bytes, value->text.len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case SQL_BLOB:
        return sqlite3_bind_blob64(statement, index, bytes, value->text.len, SQLITE_STATIC);
    case SQL_NULL: break;
    }
    return sqlite3_bind_null(statement, index);
}

static sqlite3_stmt *bound(struct store_db *db, const char *text, struct sql_args args)
{
    sqlite3_stmt *statement = sqlite_prepared(db, text);
    assert(!statement || (size_t)sqlite3_bind_parameter_count(statement) == args.count);
    for (size_t i = 0; statement && i < args.count; i++) {
        int code = bind_one(statement, (int)i + 1, &args.values[i]);
        if (code != SQLITE_OK) {
            sqlite_note(db, code);
            return NULL;
        }
    }
    return statement;
}

static void finish(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

enum th_status sql_run(struct store_db *db, const char *text, struct sql_args args)
{
    sqlite3_stmt *statement = bound(db, text, args);
    if (!statement)
        return TH_STORE_FAILED;
    int code = sqlite3_step(statement);
    finish(statement);
    if (code == SQLITE_DONE)
        return TH_OK;
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        return TH_CONFLICT;
    sqlite_note(db, code);
    return TH_STORE_FAILED;
}

uint64_t sql_changes(struct store_db *db)
{
    return (uint64_t)sqlite3_changes64(db->handle);
}

struct sql_rows sql_open(struct store_db *db, const char *text, struct sql_args args)
{
    struct sql_rows rows = { .db = db, .statement = bound(db, text, args) };
    rows.status = rows.statement ? TH_OK : TH_STORE_FAILED;
    return rows;
}

bool sql_next(struct sql_rows *rows)
{
    if (rows->status != TH_OK)
        return false;
    int code = sqlite3_step(rows->statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE) {
        sqlite_note(rows->db, code);
        rows->status = TH_STORE_FAILED;
    }
    return false;
}

enum th_status sql_close(struct sql_rows *rows)
{
    if (rows->statement)
        finish(rows->statement);
    rows->statement = NULL;
    return rows->status;
}

int64_t sql_int(struct sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

uint32_t sql_u32(struct sql_rows *rows, int column)
{
    return (uint32_t)sqlite3_column_int64(rows->statement, column);
}

struct th_str sql_borrow(struct sql_rows *rows, int column)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);
    int size = sqlite3_column_bytes(rows->statement, column);
    return (struct th_str){ size ? bytes : "", size ? (size_t)size : 0 };
}

struct th_str sql_text(struct sql_rows *rows, int column)
{
    struct th_str copy = th_arena_copy(rows->arena, sql_borrow(rows, column));
    if (!copy.ptr && rows->status == TH_OK)
        rows->status = TH_NO_MEMORY;
    return copy;
}

void sql_copy(struct sql_rows *rows, int column, char *out, size_t cap)
{
    struct th_str text = sql_borrow(rows, column);
    size_t size = text.len < cap ? text.len : cap - 1;
    memcpy(out, text.ptr, size);
    out[size] = '\0';
}

enum th_status sql_one(struct sql_rows rows, void (*take)(struct sql_rows *rows, void *out),
                       void *out)
{
    bool is_found = sql_next(&rows);
    if (is_found)
        take(&rows, out);
    enum th_status status = sql_close(&rows);
    return status == TH_OK && !is_found ? TH_NOT_FOUND : status;
}

static void take_number(struct sql_rows *rows, void *out)
{
    *(int64_t *)out = sql_int(rows, 0);
}

enum th_status sql_number(struct store_db *db, const char *text, struct sql_args args, int64_t *out)
{
    return sql_one(sql_open(db, text, args), take_number, out);
}
