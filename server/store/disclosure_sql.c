/* SQL of disclosures. */
#include "sql.h"
#include "store_disclosure.h"

enum th_status store_disclosure_put(struct store_db *db, const struct disclosure_row *row)
{
    return sql_run(
        db,
        "INSERT INTO disclosure (id, asker, account_id, fields, reason, state, asked_s, ends_s, "
        "decided_by, decided_s, remark, shown_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12) ON CONFLICT (id) DO UPDATE SET state = excluded.state, decided_by = "
        "excluded.decided_by, decided_s = excluded.decided_s, remark = excluded.remark, shown_s = "
        "excluded.shown_s",
        SQL_ARGS(SQL_T(row->id), SQL_T(row->asker), SQL_T(row->account_id), SQL_T(row->fields),
                 SQL_T(row->reason), SQL_T(row->state), SQL_I(row->asked_s), SQL_I(row->ends_s),
                 SQL_T(row->decided_by), SQL_I(row->decided_s), SQL_T(row->remark),
                 SQL_I(row->shown_s)));
}

static void take(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct disclosure_row *row = out;
    row->id = sql_text(rows, at++);
    row->asker = sql_text(rows, at++);
    row->account_id = sql_text(rows, at++);
    row->fields = sql_text(rows, at++);
    row->reason = sql_text(rows, at++);
    row->state = sql_text(rows, at++);
    row->asked_s = sql_int(rows, at++);
    row->ends_s = sql_int(rows, at++);
    row->decided_by = sql_text(rows, at++);
    row->decided_s = sql_int(rows, at++);
    row->remark = sql_text(rows, at++);
    row->shown_s = sql_int(rows, at++);
    row->account = sql_text(rows, at++);
    row->account_name = sql_text(rows, at++);
    row->asker_name = sql_text(rows, at++);
    row->decider_name = sql_text(rows, at);
}

#define DISCLOSURE                                                                                 \
    "SELECT d.id, d.asker, d.account_id, d.fields, d.reason, d.state, d.asked_s, d.ends_s, "       \
    "d.decided_by, d.decided_s, d.remark, d.shown_s, a.account, a.name, b.name, "                  \
    "coalesce(c.name, '') FROM disclosure d JOIN account a ON a.id = d.account_id JOIN account b " \
    "ON b.id = d.asker LEFT JOIN account c ON c.id = d.decided_by "

enum th_status store_disclosure_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                    struct disclosure_row *out)
{
    struct sql_rows rows = sql_open(db, DISCLOSURE "WHERE d.id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take, out);
}

enum th_status store_disclosures(struct store_db *db, struct th_arena *arena,
                                 const struct disclosure_query *query, struct disclosure_list *out)
{
    *out = (struct disclosure_list){ .items =
                                         th_arena_array(arena, query->limit, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(
        db,
        DISCLOSURE "WHERE ($1 = '' OR d.account_id = $1) AND ($2 = 0 OR d.shown_s > 0) AND "
                   "($3 = '' OR d.no < (SELECT no FROM disclosure WHERE id = $3)) "
                   "ORDER BY d.no DESC LIMIT $4",
        SQL_ARGS(SQL_T(query->account_id), SQL_I(query->is_shown), SQL_T(query->after),
                 SQL_I(query->limit)));
    rows.arena = arena;
    while (out->count < query->limit && sql_next(&rows))
        take(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

static enum th_status take_answer(enum th_status status, int64_t found, bool *out)
{
    *out = found > 0;
    return status;
}

enum th_status store_disclosure_is_open(struct store_db *db, const struct disclosure_row *key,
                                        int64_t now_s, bool *out)
{
    int64_t found = 0;
    enum th_status status =
        sql_number(db,
                   "SELECT count(*) FROM disclosure WHERE asker = $1 AND account_id = $2 AND state "
                   "IN ('waiting', 'approved') AND ends_s > $3",
                   SQL_ARGS(SQL_T(key->asker), SQL_T(key->account_id), SQL_I(now_s)), &found);
    return take_answer(status, found, out);
}

#define TRACES(account)                                                                            \
    "SELECT kind, search FROM identity_ever WHERE account_id = " account                           \
    " UNION SELECT 'phone', phone_search FROM agent WHERE account_id = " account                   \
    " AND phone_search <> x'' UNION SELECT 'person', id_search FROM agent WHERE account_id "       \
    "= " account

enum th_status store_accounts_are_one(struct store_db *db, struct th_str one, struct th_str other,
                                      bool *out)
{
    int64_t found = 0;
    enum th_status status = sql_number(db,
                                       "SELECT count(*) FROM (SELECT * FROM (" TRACES(
                                           "$1") ") INTERSECT SELECT * FROM (" TRACES("$2") "))",
                                       SQL_ARGS(SQL_T(one), SQL_T(other)), &found);
    return take_answer(status, found, out);
}
