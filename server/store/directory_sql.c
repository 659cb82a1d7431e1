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

/* ---- accounts ---- */

/* $1: now. */
#define LIVE_SESSIONS                                                                              \
    "FROM session s WHERE s.account_id = a.id AND s.idle_expiry_s > $1 AND s.expires_s > $1"
#define ACCOUNT                                                                                    \
    "SELECT a.id, a.account, a.name, a.password_hash, a.is_disabled, a.created_s, "                \
    "a.platform_role, a.initial_until_s, (SELECT count(*) FROM membership m WHERE m.account_id = " \
    "a.id AND m.state "                                                                            \
    "<> 'revoked'), (SELECT count(*) " LIVE_SESSIONS                                               \
    "), (SELECT max(s.last_seen_s) " LIVE_SESSIONS                                                 \
    "), (SELECT i.sealed FROM identity i WHERE i.account_id = a.id AND i.kind = 'phone'), "        \
    "(SELECT g.phone_shown FROM agent g WHERE g.account_id = a.id ORDER BY g.enterprise_id "       \
    "LIMIT 1), EXISTS (SELECT 1 FROM identity i WHERE i.account_id = a.id) FROM account a "

static void take_account(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct directory_account *one = out;
    one->row.id = sql_text(rows, at++);
    one->row.account = sql_text(rows, at++);
    one->row.name = sql_text(rows, at++);
    one->row.password_hash = sql_text(rows, at++);
    one->row.is_disabled = sql_int(rows, at++) != 0;
    one->row.created_s = sql_int(rows, at++);
    one->row.platform_role = sql_text(rows, at++);
    one->row.initial_until_s = sql_int(rows, at++);
    one->places = sql_int(rows, at++);
    one->sessions = sql_int(rows, at++);
    one->last_seen_s = sql_int(rows, at++);
    one->phone_sealed = sql_text(rows, at++);
    one->phone_shown = sql_text(rows, at++);
    one->has_identity = sql_int(rows, at) != 0;
}

enum th_status store_directory_accounts(struct store_db *db, struct th_arena *arena,
                                        const struct directory_account_query *query,
                                        struct directory_accounts *out)
{
    const struct directory_query *all = &query->all;
    const struct sql_value nothing = { SQL_NULL, 0, { NULL, 0 } };
    *out = (struct directory_accounts){ .items =
                                            th_arena_array(arena, all->limit, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(
        db,
        ACCOUNT "WHERE a.account > coalesce((SELECT account FROM account WHERE id = $2), '') AND "
                "(instr(a.account, $3) > 0 OR instr(a.name, $3) > 0 OR a.id IN (SELECT account_id "
                "FROM identity WHERE kind = 'phone' AND search = $4) OR a.id IN (SELECT account_id "
                "FROM agent WHERE phone_search = $4)) AND ($5 = 0 OR a.is_disabled = ($5 = 2)) "
                "ORDER BY a.account LIMIT $6",
        SQL_ARGS(SQL_I(query->now_s), SQL_T(all->after), SQL_T(all->part),
                 query->phone ? SQL_B(query->phone, STORE_SEARCH_BYTES) : nothing,
                 SQL_I(all->state), SQL_I(all->limit)));
    rows.arena = arena;
    while (out->count < all->limit && sql_next(&rows))
        take_account(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_directory_account(struct store_db *db, struct th_arena *arena, int64_t now_s,
                                       struct directory_account *out)
{
    struct sql_rows rows =
        sql_open(db, ACCOUNT "WHERE a.id = $2", SQL_ARGS(SQL_I(now_s), SQL_T(out->row.id)));
    rows.arena = arena;
    return sql_one(rows, take_account, out);
}
