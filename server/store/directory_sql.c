/* SQL of the administrator's lists. */
#include "sql.h"
#include "store_directory.h"

#define ENTERPRISE                                                                                 \
    "SELECT e.id, e.name, e.created_s, e.suspended_s, e.reason, r.uscc, r.district, r.industry, "  \
    "(SELECT count(*) FROM membership m WHERE m.enterprise_id = e.id AND m.state <> 'revoked'), "  \
    "(SELECT count(*) FROM filing f WHERE f.enterprise_id = e.id AND f.is_withdrawn = 0) "         \
    "FROM enterprise e LEFT JOIN registry r ON r.enterprise_id = e.id AND r.enterprise_id <> '' "

static void take_enterprise(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct directory_enterprise *one = out;
    one->row.id = sql_text(rows, at++);
    one->row.name = sql_text(rows, at++);
    one->row.created_s = sql_int(rows, at++);
    one->row.suspended_s = sql_int(rows, at++);
    one->row.reason = sql_text(rows, at++);
    one->uscc = sql_text(rows, at++);
    one->district = sql_text(rows, at++);
    one->industry = sql_text(rows, at++);
    one->people = sql_int(rows, at++);
    one->filings = sql_int(rows, at);
}

enum th_status store_directory_enterprises(struct store_db *db, struct th_arena *arena,
                                           const struct directory_query *query,
                                           struct directory_enterprises *out)
{
    *out = (struct directory_enterprises){ .items = th_arena_array(arena, query->limit,
                                                                   sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db,
                 ENTERPRISE "WHERE e.name > coalesce((SELECT name FROM enterprise WHERE id = $1), "
                            "'') AND (instr(e.name, $2) > 0 OR "
                            "instr(coalesce(r.uscc, ''), $2) > 0) AND ($3 = 0 OR "
                            "(e.suspended_s > 0) = ($3 = 2)) ORDER BY e.name LIMIT $4",
                 SQL_ARGS(SQL_T(query->after), SQL_T(query->part), SQL_I(query->state),
                          SQL_I(query->limit)));
    rows.arena = arena;
    while (out->count < query->limit && sql_next(&rows))
        take_enterprise(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_directory_enterprise(struct store_db *db, struct th_arena *arena,
                                          struct th_str id, struct directory_enterprise *out)
{
    struct sql_rows rows = sql_open(db, ENTERPRISE "WHERE e.id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_enterprise, out);
}
