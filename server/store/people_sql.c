/* SQL of enterprises, accounts, memberships, sessions and denials. */
#include "sql.h"
#include "store_people.h"

#include <string.h>

/* ---- enterprises ---- */

enum th_status store_enterprise_insert(struct store_db *db, const struct enterprise_row *row)
{
    return sql_run(db, "INSERT INTO enterprise (id, name, created_s) VALUES ($1, $2, $3)",
                   SQL_ARGS(SQL_T(row->id), SQL_T(row->name), SQL_I(row->created_s)));
}

static void take_enterprise(struct sql_rows *rows, void *out)
{
    struct enterprise_row *row = out;
    row->id = sql_text(rows, 0);
    row->name = sql_text(rows, 1);
    row->created_s = sql_int(rows, 2);
    row->suspended_s = sql_int(rows, 3);
    row->reason = sql_text(rows, 4);
}

#define ENTERPRISE "SELECT id, name, created_s, suspended_s, reason FROM enterprise "

enum th_status store_enterprise_update(struct store_db *db, const struct enterprise_row *row)
{
    enum th_status status =
        sql_run(db, "UPDATE enterprise SET suspended_s = $1, reason = $2 WHERE id = $3",
                SQL_ARGS(SQL_I(row->suspended_s), SQL_T(row->reason), SQL_T(row->id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_enterprise_by_name(struct store_db *db, struct th_arena *arena,
                                        struct th_str name, struct enterprise_row *out)
{
    struct sql_rows rows = sql_open(db, ENTERPRISE "WHERE name = $1", SQL_ARGS(SQL_T(name)));
    rows.arena = arena;
    return sql_one(rows, take_enterprise, out);
}

enum th_status store_enterprise_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                    struct enterprise_row *out)
{
    struct sql_rows rows = sql_open(db, ENTERPRISE "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_enterprise, out);
}

/* ---- accounts ---- */

enum th_status store_account_insert(struct store_db *db, const struct account_row *row)
{
    return sql_run(db,
                   "INSERT INTO account (id, account, name, password_hash, is_disabled, created_s, "
                   "platform_role, initial_until_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   SQL_ARGS(SQL_T(row->id), SQL_T(row->account), SQL_T(row->name),
                            SQL_T(row->password_hash), SQL_I(row->is_disabled),
                            SQL_I(row->created_s),
                            SQL_T(row->platform_role.ptr ? row->platform_role : TH_STR("")),
                            SQL_I(row->initial_until_s)));
}

static void take_account(struct sql_rows *rows, void *out)
{
    struct account_row *row = out;
    row->id = sql_text(rows, 0);
    row->account = sql_text(rows, 1);
    row->name = sql_text(rows, 2);
    row->password_hash = sql_text(rows, 3);
    row->is_disabled = sql_int(rows, 4) != 0;
    row->created_s = sql_int(rows, 5);
    row->platform_role = sql_text(rows, 6);
    row->initial_until_s = sql_int(rows, 7);
}

#define ACCOUNT                                                                                    \
    "SELECT id, account, name, password_hash, is_disabled, created_s, platform_role, "             \
    "initial_until_s FROM account "

enum th_status store_account_by_name(struct store_db *db, struct th_arena *arena,
                                     struct th_str account, struct account_row *out)
{
    struct sql_rows rows = sql_open(db, ACCOUNT "WHERE account = $1", SQL_ARGS(SQL_T(account)));
    rows.arena = arena;
    return sql_one(rows, take_account, out);
}

enum th_status store_account_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct account_row *out)
{
    struct sql_rows rows = sql_open(db, ACCOUNT "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_account, out);
}

enum th_status store_account_update(struct store_db *db, const struct account_row *row)
{
    enum th_status status = sql_run(
        db,
        "UPDATE account SET name = $1, password_hash = $2, is_disabled = $3, platform_role = $4, "
        "initial_until_s = $5 WHERE id = $6",
        SQL_ARGS(SQL_T(row->name), SQL_T(row->password_hash), SQL_I(row->is_disabled),
                 SQL_T(row->platform_role.ptr ? row->platform_role : TH_STR("")),
                 SQL_I(row->initial_until_s), SQL_T(row->id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_accounts(struct store_db *db, struct th_arena *arena, struct th_str after,
                              uint32_t limit, struct account_list *out)
{
    *out = (struct account_list){ .items = th_arena_array(arena, limit, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(db, ACCOUNT "WHERE account > $1 ORDER BY account LIMIT $2",
                                    SQL_ARGS(SQL_T(after), SQL_I(limit)));
    rows.arena = arena;
    while (out->count < limit && sql_next(&rows))
        take_account(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- memberships ---- */

#define MEMBERSHIP                                                                                 \
    "m.account_id, m.enterprise_id, e.name, m.role, m.modules, m.state, m.starts_s, m.ends_s, "    \
    "e.suspended_s, e.reason FROM membership m JOIN enterprise e ON e.id = m.enterprise_id "

enum th_status store_membership_put(struct store_db *db, const struct membership_row *row)
{
    return sql_run(
        db,
        "INSERT INTO membership (account_id, enterprise_id, role, modules, state, starts_s, "
        "ends_s) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, enterprise_id) DO "
        "UPDATE SET role = excluded.role, modules = excluded.modules, state = excluded.state, "
        "starts_s = excluded.starts_s, ends_s = excluded.ends_s",
        SQL_ARGS(SQL_T(row->account_id), SQL_T(row->enterprise_id), SQL_T(row->role),
                 SQL_T(row->modules.ptr ? row->modules : TH_STR("")),
                 SQL_T(row->state.len ? row->state : TH_STR("active")), SQL_I(row->starts_s),
                 SQL_I(row->ends_s)));
}

enum th_status store_membership_delete(struct store_db *db, struct th_str account_id,
                                       struct th_str enterprise_id)
{
    enum th_status status =
        sql_run(db, "DELETE FROM membership WHERE account_id = $1 AND enterprise_id = $2",
                SQL_ARGS(SQL_T(account_id), SQL_T(enterprise_id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

static void take_membership(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct membership_row *row = out;
    row->account_id = sql_text(rows, at++);
    row->enterprise_id = sql_text(rows, at++);
    row->enterprise_name = sql_text(rows, at++);
    row->role = sql_text(rows, at++);
    row->modules = sql_text(rows, at++);
    row->state = sql_text(rows, at++);
    row->starts_s = sql_int(rows, at++);
    row->ends_s = sql_int(rows, at++);
    row->is_enterprise_suspended = sql_int(rows, at++) != 0;
    row->suspended_for = sql_text(rows, at);
}

enum th_status store_membership_find(struct store_db *db, struct th_arena *arena,
                                     const struct membership_row *key, struct membership_row *out)
{
    struct sql_rows rows =
        sql_open(db,
                 "SELECT " MEMBERSHIP "JOIN account a ON a.id = m.account_id WHERE "
                 "m.account_id = $1 AND m.enterprise_id = $2 AND a.is_disabled = 0",
                 SQL_ARGS(SQL_T(key->account_id), SQL_T(key->enterprise_id)));
    rows.arena = arena;
    return sql_one(rows, take_membership, out);
}

enum th_status store_memberships_of(struct store_db *db, struct th_arena *arena,
                                    struct th_str account_id, struct membership_list *out)
{
    int64_t count = 0;
    enum th_status status = sql_number(db, "SELECT count(*) FROM membership WHERE account_id = $1",
                                       SQL_ARGS(SQL_T(account_id)), &count);
    *out = (struct membership_list){ .items =
                                         th_arena_array(arena, (size_t)count, sizeof *out->items) };
    if (status || !out->items)
        return status ? status : TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db, "SELECT " MEMBERSHIP "WHERE m.account_id = $1 ORDER BY e.name",
                 SQL_ARGS(SQL_T(account_id)));
    rows.arena = arena;
    while (out->count < (size_t)count && sql_next(&rows))
        take_membership(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- sessions ---- */

enum th_status store_session_insert(struct store_db *db, const struct session_row *row)
{
    return sql_run(
        db,
        "INSERT INTO session (token_hash, id, account_id, provider, enterprise_id, kind, device, "
        "created_s, last_seen_s, idle_expiry_s, expires_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
        "$9, $10, $11)",
        SQL_ARGS(SQL_B(row->token_hash, 32), SQL_T(row->id), SQL_T(row->account_id),
                 SQL_T(row->provider), SQL_T(row->enterprise_id), SQL_T(row->kind),
                 SQL_T(row->device), SQL_I(row->created_s), SQL_I(row->last_seen_s),
                 SQL_I(row->idle_expiry_s), SQL_I(row->expires_s)));
}

enum th_status store_session_touch(struct store_db *db, const struct session_row *row)
{
    return sql_run(
        db, "UPDATE session SET last_seen_s = $1, idle_expiry_s = $2 WHERE token_hash = $3",
        SQL_ARGS(SQL_I(row->last_seen_s), SQL_I(row->idle_expiry_s), SQL_B(row->token_hash, 32)));
}

enum th_status store_session_delete(struct store_db *db, const unsigned char token_hash[32])
{
    enum th_status status =
        sql_run(db, "DELETE FROM session WHERE token_hash = $1", SQL_ARGS(SQL_B(token_hash, 32)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_sessions_end(struct store_db *db, struct th_str account_id)
{
    return sql_run(db, "DELETE FROM session WHERE account_id = $1", SQL_ARGS(SQL_T(account_id)));
}

enum th_status store_sessions_end_at(struct store_db *db, struct th_str account_id,
                                     struct th_str enterprise_id)
{
    return sql_run(db, "DELETE FROM session WHERE account_id = $1 AND enterprise_id = $2",
                   SQL_ARGS(SQL_T(account_id), SQL_T(enterprise_id)));
}

enum th_status store_session_end(struct store_db *db, struct th_str account_id, struct th_str id)
{
    enum th_status status = sql_run(db, "DELETE FROM session WHERE account_id = $1 AND id = $2",
                                    SQL_ARGS(SQL_T(account_id), SQL_T(id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_sessions_expire(struct store_db *db, int64_t now_s)
{
    return sql_run(db, "DELETE FROM session WHERE expires_s <= $1", SQL_ARGS(SQL_I(now_s)));
}

#define SESSION                                                                                    \
    "s.token_hash, s.id, s.account_id, a.account, a.name, a.platform_role, a.is_disabled, "        \
    "a.initial_until_s > 0, s.provider, "                                                          \
    "s.enterprise_id, s.kind, s.device, s.created_s, s.last_seen_s, s.idle_expiry_s, "             \
    "s.expires_s FROM session s JOIN account a ON a.id = s.account_id "

static void take_session(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct session_row *row = out;
    struct th_str hash = sql_borrow(rows, at++);
    if (hash.len == sizeof row->token_hash)
        memcpy(row->token_hash, hash.ptr, hash.len);
    row->id = sql_text(rows, at++);
    row->account_id = sql_text(rows, at++);
    row->account = sql_text(rows, at++);
    row->name = sql_text(rows, at++);
    row->platform_role = sql_text(rows, at++);
    row->is_disabled = sql_int(rows, at++) != 0;
    row->is_password_initial = sql_int(rows, at++) != 0;
    row->provider = sql_text(rows, at++);
    row->enterprise_id = sql_text(rows, at++);
    row->kind = sql_text(rows, at++);
    row->device = sql_text(rows, at++);
    row->created_s = sql_int(rows, at++);
    row->last_seen_s = sql_int(rows, at++);
    row->idle_expiry_s = sql_int(rows, at++);
    row->expires_s = sql_int(rows, at);
}

enum th_status store_session_find(struct store_db *db, struct th_arena *arena,
                                  const unsigned char token_hash[32], struct session_row *out)
{
    *out = (struct session_row){ 0 };
    struct sql_rows rows =
        sql_open(db, "SELECT " SESSION "WHERE s.token_hash = $1", SQL_ARGS(SQL_B(token_hash, 32)));
    rows.arena = arena;
    return sql_one(rows, take_session, out);
}

enum th_status store_sessions_of(struct store_db *db, struct th_arena *arena,
                                 struct th_str account_id, struct session_list *out)
{
    *out =
        (struct session_list){ .items = th_arena_array(arena, SESSIONS_SHOWN, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db, "SELECT " SESSION "WHERE s.account_id = $1 ORDER BY s.last_seen_s DESC, s.id",
                 SQL_ARGS(SQL_T(account_id)));
    rows.arena = arena;
    while (out->count < SESSIONS_SHOWN && sql_next(&rows))
        take_session(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- denials ---- */

#define DENIALS_KEPT 100000 /* whoever is denied decides how many there are */

enum th_status store_denial_insert(struct store_db *db, const struct denial_row *row)
{
    enum th_status status = sql_run(
        db,
        "INSERT INTO denial (at_s, account_id, route, enterprise_id, client, request_id, status) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        SQL_ARGS(SQL_I(row->at_s), SQL_Z(row->account_id), SQL_Z(row->route),
                 SQL_Z(row->enterprise_id), SQL_Z(row->client), SQL_Z(row->request_id),
                 SQL_Z(th_status_row((enum th_status)row->status)->slug)));
    if (status)
        return status;
    return sql_run(db, "DELETE FROM denial WHERE no <= (SELECT max(no) FROM denial) - $1",
                   SQL_ARGS(SQL_I(DENIALS_KEPT)));
}
