/* SQL of uploaded files. */
#include "span.h"
#include "sql.h"
#include "store_files.h"

#define ROW_HASH                                                                                   \
    "framed_sha256('tanheng file 1', id, owner_id, sha256, size, type, name, account_id, at_s)"
#define FILE_ROW                                                                                   \
    "SELECT no, id, owner_id, sha256, size, type, name, account_id, at_s, state, row_hash "        \
    "= " ROW_HASH ", (SELECT a.name FROM account a WHERE a.id = file.account_id) FROM file "

enum th_status store_file_insert(struct store_db *db, const struct file_row *row)
{
    return sql_run(db,
                   "INSERT INTO file (id, owner_id, sha256, size, type, name, account_id, at_s, "
                   "state, row_hash) SELECT *, " ROW_HASH
                   " FROM (SELECT $1 AS id, $2 AS owner_id, $3 AS sha256, $4 AS size, $5 AS type, "
                   "$6 AS name, $7 AS account_id, $8 AS at_s, $9 AS state)",
                   SQL_ARGS(SQL_T(row->id), SQL_T(row->owner), SQL_T(row->sha256), SQL_I(row->size),
                            SQL_T(row->type), SQL_T(row->name), SQL_T(row->account_id),
                            SQL_I(row->at_s), SQL_T(row->state)));
}

static void take_file(struct sql_rows *rows, void *out)
{
    struct file_row *file = out;
    file->no = sql_int(rows, 0);
    file->id = sql_text(rows, 1);
    file->owner = sql_text(rows, 2);
    file->sha256 = sql_text(rows, 3);
    file->size = (uint64_t)sql_int(rows, 4);
    file->type = sql_text(rows, 5);
    file->name = sql_text(rows, 6);
    file->account_id = sql_text(rows, 7);
    file->at_s = sql_int(rows, 8);
    file->state = sql_text(rows, 9);
    file->account_name = sql_text(rows, 11);
    if (!sql_int(rows, 10) && rows->status == TH_OK)
        rows->status = TH_INTERNAL;
}

enum th_status store_file_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                              struct file_row *out)
{
    struct sql_rows rows = sql_open(db, FILE_ROW "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_file, out);
}

static void take_text(struct sql_rows *rows, void *out)
{
    *(struct th_str *)out = sql_text(rows, 0);
}

enum th_status store_file_owner(struct store_db *db, struct th_arena *arena, struct th_str id,
                                struct th_str *owner)
{
    struct sql_rows rows =
        sql_open(db, "SELECT owner_id FROM file WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_text, owner);
}

enum th_status store_file_delete(struct store_db *db, struct th_str owner, struct th_str id)
{
    enum th_status status = sql_run(db, "DELETE FROM file WHERE id = $1 AND owner_id = $2",
                                    SQL_ARGS(SQL_T(id), SQL_T(owner)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

/* One more than asked for tells whether there is another page. */
static enum th_status take_page(struct sql_rows rows, const struct file_query *query,
                                struct file_list *out)
{
    *out = (struct file_list){ .items = th_arena_array(rows.arena, (size_t)query->limit + 1,
                                                       sizeof *out->items) };
    while (out->items && out->count <= query->limit && sql_next(&rows))
        take_file(&rows, &out->items[out->count++]);
    enum th_status status = sql_close(&rows);
    if (status || !out->items)
        return status ? status : TH_NO_MEMORY;
    if (out->count > query->limit) {
        out->count = query->limit;
        out->next = out->items[out->count - 1].no;
    }
    return TH_OK;
}

static int64_t before_of(const struct file_query *query)
{
    return query->before ? query->before : INT64_MAX;
}

enum th_status store_files_page(struct store_db *db, struct th_arena *arena,
                                const struct file_query *query, struct file_list *out)
{
    struct sql_rows rows = sql_open(
        db, FILE_ROW "WHERE owner_id = $1 AND no < $2 ORDER BY no DESC LIMIT $3",
        SQL_ARGS(SQL_T(query->owner), SQL_I(before_of(query)), SQL_I((int64_t)query->limit + 1)));
    rows.arena = arena;
    return take_page(rows, query, out);
}

enum th_status store_files_contents(struct store_db *db, struct th_arena *arena,
                                    const struct file_query *query, struct file_list *out)
{
    struct sql_rows rows =
        sql_open(db, FILE_ROW "WHERE no < $1 ORDER BY no DESC LIMIT $2",
                 SQL_ARGS(SQL_I(before_of(query)), SQL_I((int64_t)query->limit + 1)));
    rows.arena = arena;
    return take_page(rows, query, out);
}

enum th_status store_file_find(struct store_db *db, struct th_arena *arena,
                               const struct file_search *search, struct file_row *out)
{
    struct sql_rows rows =
        th_str_equal(search->state, TH_STR(FILE_PENDING)) /* these have an index */
            ? sql_open(db, FILE_ROW "WHERE state = 'pending' AND no > $1 ORDER BY no LIMIT 1",
                       SQL_ARGS(SQL_I(search->after)))
            : sql_open(db, FILE_ROW "WHERE state = $1 AND no > $2 ORDER BY no LIMIT 1",
                       SQL_ARGS(SQL_T(search->state), SQL_I(search->after)));
    rows.arena = arena;
    return sql_one(rows, take_file, out);
}

enum th_status store_file_set_state(struct store_db *db, struct th_str id, struct th_str state)
{
    enum th_status status =
        sql_run(db, "UPDATE file SET state = $1 WHERE id = $2", SQL_ARGS(SQL_T(state), SQL_T(id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

static void take_total(struct sql_rows *rows, void *out)
{
    struct file_total *total = out;
    total->count = (uint64_t)sql_int(rows, 0);
    total->bytes = (uint64_t)sql_int(rows, 1);
}

enum th_status store_files_total(struct store_db *db, struct th_str owner, struct file_total *out)
{
    return sql_one(sql_open(db,
                            "SELECT count(*), coalesce(sum(size), 0) FROM file WHERE owner_id = $1",
                            SQL_ARGS(SQL_T(owner))),
                   take_total, out);
}

enum th_status store_file_content_is_used(struct store_db *db, struct th_str sha256, bool *out)
{
    int64_t number = 0;
    enum th_status status = sql_number(db, "SELECT EXISTS (SELECT 1 FROM file WHERE sha256 = $1)",
                                       SQL_ARGS(SQL_T(sha256)), &number);
    *out = number != 0;
    return status;
}

enum th_status store_files_damaged(struct store_db *db, struct row_span *span)
{
    return span_look(db,
                     "SELECT coalesce(max(no), 0), coalesce(sum(row_hash <> " ROW_HASH
                     "), 0) FROM (SELECT * FROM file WHERE no > $1 ORDER BY no LIMIT $2)",
                     span);
}
