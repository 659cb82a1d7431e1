/* SQL of applications. */
#include "sql.h"
#include "store_application.h"

#include <string.h>

#define SEARCH(bytes) SQL_B((bytes), STORE_SEARCH_BYTES)
#define TEXT(text)    SQL_T((text).ptr ? (text) : TH_STR(""))

enum th_status store_application_put(struct store_db *db, const struct application_row *row)
{
    return sql_run(db,
                   "INSERT INTO application (id, number, account_id, kind, state, version, "
                   "enterprise_name, uscc, legal_name, legal_id_type, name, phone_shown, id_type, "
                   "id_sealed, id_shown, id_search, modules, ends_on, stamped_file, licence_file, "
                   "created_s, updated_s, submitted_s, queue_no, due_day, first_by, first_s, "
                   "decided_by, decided_s, reason, enterprise_id) VALUES ($1, $2, $3, $4, $5, $6, "
                   "$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, nullif($19, ''), "
                   "nullif($20, ''), $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) ON "
                   "CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state, "
                   "version = excluded.version, enterprise_name = excluded.enterprise_name, uscc = "
                   "excluded.uscc, legal_name = excluded.legal_name, legal_id_type = "
                   "excluded.legal_id_type, name = excluded.name, phone_shown = "
                   "excluded.phone_shown, id_type = excluded.id_type, id_sealed = "
                   "excluded.id_sealed, id_shown = excluded.id_shown, id_search = "
                   "excluded.id_search, modules = excluded.modules, ends_on = excluded.ends_on, "
                   "stamped_file = excluded.stamped_file, licence_file = excluded.licence_file, "
                   "updated_s = excluded.updated_s, submitted_s = excluded.submitted_s, queue_no = "
                   "excluded.queue_no, due_day = excluded.due_day, first_by = excluded.first_by, "
                   "first_s = excluded.first_s, decided_by = excluded.decided_by, decided_s = "
                   "excluded.decided_s, reason = excluded.reason, enterprise_id = "
                   "excluded.enterprise_id",
                   SQL_ARGS(TEXT(row->id), TEXT(row->number), TEXT(row->account_id),
                            TEXT(row->kind), TEXT(row->state), SQL_I(row->version),
                            TEXT(row->enterprise_name), TEXT(row->uscc), TEXT(row->legal_name),
                            TEXT(row->legal_id_type), TEXT(row->name), TEXT(row->phone_shown),
                            TEXT(row->id_type), TEXT(row->id_sealed), TEXT(row->id_shown),
                            SEARCH(row->id_search), TEXT(row->modules), SQL_I(row->ends_on),
                            TEXT(row->stamped_file), TEXT(row->licence_file), SQL_I(row->created_s),
                            SQL_I(row->updated_s), SQL_I(row->submitted_s), SQL_I(row->queue_no),
                            SQL_I(row->due_day), TEXT(row->first_by), SQL_I(row->first_s),
                            TEXT(row->decided_by), SQL_I(row->decided_s), TEXT(row->reason),
                            TEXT(row->enterprise_id)));
}

enum th_status store_application_delete(struct store_db *db, struct th_str id)
{
    enum th_status status =
        sql_run(db, "DELETE FROM application WHERE id = $1", SQL_ARGS(SQL_T(id)));
    return status || sql_changes(db) ? status : TH_NOT_FOUND;
}

static void take_search(struct sql_rows *rows, int column, unsigned char out[STORE_SEARCH_BYTES])
{
    struct th_str bytes = sql_borrow(rows, column);
    memset(out, 0, STORE_SEARCH_BYTES);
    memcpy(out, bytes.ptr, bytes.len < STORE_SEARCH_BYTES ? bytes.len : STORE_SEARCH_BYTES);
}

static void take(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct application_row *row = out;
    row->no = sql_int(rows, at++);
    row->id = sql_text(rows, at++);
    row->number = sql_text(rows, at++);
    row->account_id = sql_text(rows, at++);
    row->kind = sql_text(rows, at++);
    row->state = sql_text(rows, at++);
    row->version = sql_u32(rows, at++);
    row->enterprise_name = sql_text(rows, at++);
    row->uscc = sql_text(rows, at++);
    row->legal_name = sql_text(rows, at++);
    row->legal_id_type = sql_text(rows, at++);
    row->name = sql_text(rows, at++);
    row->phone_shown = sql_text(rows, at++);
    row->id_type = sql_text(rows, at++);
    row->id_sealed = sql_text(rows, at++);
    row->id_shown = sql_text(rows, at++);
    take_search(rows, at++, row->id_search);
    row->modules = sql_text(rows, at++);
    row->ends_on = sql_int(rows, at++);
    row->stamped_file = sql_text(rows, at++);
    row->licence_file = sql_text(rows, at++);
    row->created_s = sql_int(rows, at++);
    row->updated_s = sql_int(rows, at++);
    row->submitted_s = sql_int(rows, at++);
    row->queue_no = sql_int(rows, at++);
    row->due_day = sql_int(rows, at++);
    row->first_by = sql_text(rows, at++);
    row->first_s = sql_int(rows, at++);
    row->decided_by = sql_text(rows, at++);
    row->decided_s = sql_int(rows, at++);
    row->reason = sql_text(rows, at++);
    row->enterprise_id = sql_text(rows, at);
}

#define APPLICATION                                                                                \
    "SELECT no, id, number, account_id, kind, state, version, enterprise_name, "                   \
    "uscc, legal_name, legal_id_type, name, phone_shown, id_type, id_sealed, "                     \
    "id_shown, id_search, modules, ends_on, stamped_file, licence_file, created_s, "               \
    "updated_s, submitted_s, queue_no, due_day, first_by, first_s, decided_by, "                   \
    "decided_s, reason, enterprise_id FROM application "

enum th_status store_application_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                     struct application_row *out)
{
    struct sql_rows rows = sql_open(db, APPLICATION "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take, out);
}

enum th_status store_application_queue_no(struct store_db *db, int64_t *out)
{
    return sql_number(db, "SELECT coalesce(max(queue_no), 0) + 1 FROM application", SQL_NO_ARGS,
                      out);
}

static enum th_status list(struct sql_rows rows, struct th_arena *arena, uint32_t limit,
                           struct application_list *out)
{
    *out = (struct application_list){ .items = th_arena_array(arena, limit, sizeof *out->items) };
    rows.arena = arena;
    while (out->items && out->count < limit && sql_next(&rows))
        take(&rows, &out->items[out->count++]);
    enum th_status status = sql_close(&rows);
    return out->items ? status : TH_NO_MEMORY;
}

enum th_status store_applications_of(struct store_db *db, struct th_arena *arena,
                                     struct th_str account_id, uint32_t limit,
                                     struct application_list *out)
{
    return list(sql_open(db, APPLICATION "WHERE account_id = $1 ORDER BY no DESC LIMIT $2",
                         SQL_ARGS(SQL_T(account_id), SQL_I(limit))),
                arena, limit, out);
}

#define CONDITIONS                                                                                 \
    "WHERE queue_no > 0 AND ($1 = '' OR state = $1) AND ($2 = '' OR kind = $2) AND "               \
    "($3 = 0 OR (state = 'pending' AND due_day < $3)) AND ($4 = '' OR "                            \
    "instr(enterprise_name, $4) > 0 OR instr(uscc, $4) > 0 OR instr(number, $4) > 0 "              \
    "OR instr(name, $4) > 0) AND ($5 = '' OR uscc = $5) "

enum th_status store_applications(struct store_db *db, struct th_arena *arena,
                                  const struct application_query *query,
                                  struct application_list *out)
{
    const struct sql_value values[] = { TEXT(query->state),       TEXT(query->kind),
                                        SQL_I(query->overdue_on), TEXT(query->part),
                                        TEXT(query->uscc),        SQL_I(query->after),
                                        SQL_I(query->limit) };
    const struct sql_args args = { values, sizeof values / sizeof values[0] };
    if (query->is_oldest_first)
        return list(sql_open(db,
                             APPLICATION CONDITIONS "AND queue_no > $6 ORDER BY queue_no LIMIT $7",
                             args),
                    arena, query->limit, out);
    return list(sql_open(db,
                         APPLICATION CONDITIONS
                         "AND ($6 = 0 OR queue_no < $6) ORDER BY queue_no DESC LIMIT $7",
                         args),
                arena, query->limit, out);
}
