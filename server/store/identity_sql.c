/* SQL of identities, agents, the registry, codes, attempts, session keys and faces. */
#include "sql.h"
#include "store_identity.h"

#include <string.h>

#define SEARCH(bytes) SQL_B(bytes, STORE_SEARCH_BYTES)

static void take_search(struct sql_rows *rows, int column, unsigned char out[STORE_SEARCH_BYTES])
{
    struct th_str bytes = sql_borrow(rows, column);
    memset(out, 0, STORE_SEARCH_BYTES);
    if (bytes.len == STORE_SEARCH_BYTES)
        memcpy(out, bytes.ptr, STORE_SEARCH_BYTES);
}

static enum th_status found(enum th_status status, struct store_db *db)
{
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

/* ---- identities ---- */

#define IDENTITY "SELECT account_id, kind, search, sealed, verified_s FROM identity "

static void take_identity(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct identity_row *row = out;
    row->account_id = sql_text(rows, at++);
    row->kind = sql_text(rows, at++);
    take_search(rows, at++, row->search);
    row->sealed = sql_text(rows, at++);
    row->verified_s = sql_int(rows, at);
}

enum th_status store_identity_find(struct store_db *db, struct th_arena *arena,
                                   const struct identity_row *key, struct identity_row *out)
{
    struct sql_rows rows = sql_open(db, IDENTITY "WHERE kind = $1 AND search = $2",
                                    SQL_ARGS(SQL_T(key->kind), SEARCH(key->search)));
    rows.arena = arena;
    return sql_one(rows, take_identity, out);
}

enum th_status store_identity_of(struct store_db *db, struct th_arena *arena,
                                 const struct identity_row *key, struct identity_row *out)
{
    struct sql_rows rows = sql_open(db, IDENTITY "WHERE account_id = $1 AND kind = $2",
                                    SQL_ARGS(SQL_T(key->account_id), SQL_T(key->kind)));
    rows.arena = arena;
    return sql_one(rows, take_identity, out);
}

enum th_status store_identity_put(struct store_db *db, const struct identity_row *row)
{
    return sql_run(db,
                   "INSERT INTO identity (account_id, kind, search, sealed, verified_s) VALUES "
                   "($1, $2, $3, $4, $5) ON CONFLICT (account_id, kind) DO UPDATE SET search = "
                   "excluded.search, sealed = excluded.sealed, verified_s = excluded.verified_s",
                   SQL_ARGS(SQL_T(row->account_id), SQL_T(row->kind), SEARCH(row->search),
                            SQL_T(row->sealed), SQL_I(row->verified_s)));
}

enum th_status store_identity_delete(struct store_db *db, const struct identity_row *key)
{
    return found(sql_run(db, "DELETE FROM identity WHERE account_id = $1 AND kind = $2",
                         SQL_ARGS(SQL_T(key->account_id), SQL_T(key->kind))),
                 db);
}

/* ---- agents ---- */

enum th_status store_agent_put(struct store_db *db, const struct agent_row *row)
{
    return sql_run(
        db,
        "INSERT INTO agent (account_id, enterprise_id, name, phone_shown, id_type, id_shown, "
        "id_search, phone_search, phone_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON "
        "CONFLICT (account_id, enterprise_id) DO UPDATE SET name = excluded.name, phone_shown = "
        "excluded.phone_shown, "
        "id_type = excluded.id_type, id_shown = excluded.id_shown, id_search = excluded.id_search, "
        "phone_search = excluded.phone_search, phone_sealed = excluded.phone_sealed",
        SQL_ARGS(SQL_T(row->account_id), SQL_T(row->enterprise_id), SQL_T(row->name),
                 SQL_T(row->phone_shown), SQL_T(row->id_type), SQL_T(row->id_shown),
                 SEARCH(row->id_search), SEARCH(row->phone_search), SQL_T(row->phone_sealed)));
}

enum th_status store_agent_delete(struct store_db *db, const struct agent_row *key)
{
    return found(sql_run(db, "DELETE FROM agent WHERE account_id = $1 AND enterprise_id = $2",
                         SQL_ARGS(SQL_T(key->account_id), SQL_T(key->enterprise_id))),
                 db);
}

/* Of an agent and those columns of a left join that found none. */
#define AGENT_COLUMNS                                                                              \
    "g.name, g.phone_shown, g.id_type, g.id_shown, g.id_search, g.phone_search, g.phone_sealed"

static void take_note(struct sql_rows *rows, int at, struct agent_row *row)
{
    row->name = sql_text(rows, at++);
    row->phone_shown = sql_text(rows, at++);
    row->id_type = sql_text(rows, at++);
    row->id_shown = sql_text(rows, at++);
    take_search(rows, at++, row->id_search);
    take_search(rows, at++, row->phone_search);
    row->phone_sealed = sql_text(rows, at);
}

static void take_agent(struct sql_rows *rows, void *out)
{
    struct agent_row *row = out;
    row->account_id = sql_text(rows, 0);
    row->enterprise_id = sql_text(rows, 1);
    take_note(rows, 2, row);
}

enum th_status store_agent_of(struct store_db *db, struct th_arena *arena, struct th_str account_id,
                              struct agent_row *out)
{
    struct sql_rows rows =
        sql_open(db,
                 "SELECT g.account_id, g.enterprise_id, " AGENT_COLUMNS
                 " FROM agent g JOIN membership m ON m.account_id = g.account_id AND "
                 "m.enterprise_id = g.enterprise_id WHERE g.account_id = $1 AND m.state <> "
                 "'revoked' ORDER BY m.starts_s DESC, g.enterprise_id LIMIT 1",
                 SQL_ARGS(SQL_T(account_id)));
    rows.arena = arena;
    return sql_one(rows, take_agent, out);
}

/* ---- people of an enterprise ---- */

#define PERSON                                                                                     \
    "SELECT m.account_id, m.enterprise_id, m.role, m.modules, m.state, m.starts_s, m.ends_s, "     \
    "a.name, " AGENT_COLUMNS " FROM membership m JOIN account a ON a.id = m.account_id "

static void take_person(struct sql_rows *rows, struct enterprise_person *row)
{
    int at = 0;
    struct membership_row *member = &row->member;
    member->account_id = row->agent.account_id = sql_text(rows, at++);
    member->enterprise_id = row->agent.enterprise_id = sql_text(rows, at++);
    member->role = sql_text(rows, at++);
    member->modules = sql_text(rows, at++);
    member->state = sql_text(rows, at++);
    member->starts_s = sql_int(rows, at++);
    member->ends_s = sql_int(rows, at++);
    row->name = sql_text(rows, at++);
    take_note(rows, at, &row->agent);
}

static enum th_status take_people(struct sql_rows rows, struct th_arena *arena, size_t most,
                                  struct enterprise_people *out)
{
    *out = (struct enterprise_people){ .items = th_arena_array(arena, most, sizeof *out->items) };
    rows.arena = arena;
    while (out->items && out->count < most && sql_next(&rows))
        take_person(&rows, &out->items[out->count++]);
    enum th_status status = sql_close(&rows);
    return out->items ? status : TH_NO_MEMORY;
}

enum th_status store_enterprise_people(struct store_db *db, struct th_arena *arena,
                                       struct th_str enterprise_id, struct enterprise_people *out)
{
    struct sql_rows rows = sql_open(
        db,
        PERSON "LEFT JOIN agent g ON g.account_id = m.account_id AND g.enterprise_id = "
               "m.enterprise_id WHERE m.enterprise_id = $1 ORDER BY m.state = 'revoked', m.role "
               "DESC, coalesce(g.name, a.name), m.account_id",
        SQL_ARGS(SQL_T(enterprise_id)));
    return take_people(rows, arena, PEOPLE_SHOWN, out);
}

#define CLAIMED(column)                                                                            \
    "JOIN agent g ON g.account_id = m.account_id AND g.enterprise_id = m.enterprise_id WHERE "     \
    "g." column " = $1 AND m.state <> 'revoked' AND a.password_hash = '' AND NOT a.is_disabled "   \
    "AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.account_id = a.id) "
#define CLAIMS(column) PERSON CLAIMED(column) "ORDER BY a.created_s, a.id"

enum th_status store_claims(struct store_db *db, struct th_arena *arena,
                            const struct identity_row *key, struct enterprise_people *out)
{
    const bool is_phone = th_str_equal(key->kind, TH_STR("phone"));
    struct sql_rows rows = sql_open(db, is_phone ? CLAIMS("phone_search") : CLAIMS("id_search"),
                                    SQL_ARGS(SEARCH(key->search)));
    return take_people(rows, arena, CLAIMS_AT_ONCE, out);
}

enum th_status store_agent_is_person(struct store_db *db, struct th_str account_id,
                                     const unsigned char id_search[STORE_SEARCH_BYTES], bool *out)
{
    int64_t count = 0;
    enum th_status status = sql_number(
        db,
        "SELECT count(*) FROM agent g JOIN membership m ON m.account_id = g.account_id AND "
        "m.enterprise_id = g.enterprise_id WHERE g.account_id = $1 AND g.id_search = $2 AND "
        "m.state <> 'revoked'",
        SQL_ARGS(SQL_T(account_id), SEARCH(id_search)), &count);
    *out = count > 0;
    return status;
}

enum th_status store_phone_is_claimed(struct store_db *db, const struct identity_row *key,
                                      bool *out)
{
    int64_t count = 0;
    enum th_status status = sql_number(
        db,
        "SELECT count(*) FROM membership m JOIN account a ON a.id = m.account_id " CLAIMED(
            "phone_search"),
        SQL_ARGS(SEARCH(key->search)), &count);
    *out = count > 0;
    return status;
}

/* ---- registry ---- */

#define REGISTRY                                                                                   \
    "SELECT uscc, name, legal_name, legal_search, enterprise_id, imported_s, legal_shown, "        \
    "district, industry FROM registry "

static void take_registry(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct registry_row *row = out;
    row->uscc = sql_text(rows, at++);
    row->name = sql_text(rows, at++);
    row->legal_name = sql_text(rows, at++);
    take_search(rows, at++, row->legal_search);
    row->enterprise_id = sql_text(rows, at++);
    row->imported_s = sql_int(rows, at++);
    row->legal_shown = sql_text(rows, at++);
    row->district = sql_text(rows, at++);
    row->industry = sql_text(rows, at);
}

static struct sql_value text_or_empty(struct th_str text)
{
    return SQL_T(text.ptr ? text : TH_STR(""));
}

enum th_status store_registry_put(struct store_db *db, const struct registry_row *row)
{
    return sql_run(
        db,
        "INSERT INTO registry (uscc, name, legal_name, legal_search, enterprise_id, imported_s, "
        "legal_shown, district, industry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT "
        "(uscc) DO UPDATE SET name = excluded.name, legal_name = excluded.legal_name, legal_search "
        "= excluded.legal_search, enterprise_id = CASE excluded.enterprise_id WHEN '' THEN "
        "enterprise_id ELSE excluded.enterprise_id END, imported_s = excluded.imported_s, "
        "legal_shown = excluded.legal_shown, district = excluded.district, industry = "
        "excluded.industry",
        SQL_ARGS(SQL_T(row->uscc), SQL_T(row->name), SQL_T(row->legal_name),
                 SEARCH(row->legal_search), text_or_empty(row->enterprise_id),
                 SQL_I(row->imported_s), text_or_empty(row->legal_shown),
                 text_or_empty(row->district), text_or_empty(row->industry)));
}

enum th_status store_registry_get(struct store_db *db, struct th_arena *arena, struct th_str uscc,
                                  struct registry_row *out)
{
    struct sql_rows rows = sql_open(db, REGISTRY "WHERE uscc = $1", SQL_ARGS(SQL_T(uscc)));
    rows.arena = arena;
    return sql_one(rows, take_registry, out);
}

enum th_status store_registry_bound(struct store_db *db, struct th_arena *arena,
                                    struct th_str enterprise_id, struct registry_row *out)
{
    struct sql_rows rows = sql_open(db, REGISTRY "WHERE enterprise_id = $1 AND enterprise_id <> ''",
                                    SQL_ARGS(SQL_T(enterprise_id)));
    rows.arena = arena;
    return sql_one(rows, take_registry, out);
}

enum th_status store_registry_list(struct store_db *db, struct th_arena *arena,
                                   const struct registry_query *query, struct registry_list *out)
{
    *out =
        (struct registry_list){ .items = th_arena_array(arena, query->limit, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db,
                 REGISTRY "WHERE uscc > $1 AND (instr(name, $2) > 0 OR instr(uscc, $2) > 0) ORDER "
                          "BY uscc LIMIT $3",
                 SQL_ARGS(SQL_T(query->after), SQL_T(query->part), SQL_I(query->limit)));
    rows.arena = arena;
    while (out->count < query->limit && sql_next(&rows))
        take_registry(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_registry_of(struct store_db *db, struct th_arena *arena,
                                 const unsigned char legal_search[STORE_SEARCH_BYTES],
                                 struct registry_list *out)
{
    *out = (struct registry_list){ .items =
                                       th_arena_array(arena, REGISTRY_OF_ONE, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(db, REGISTRY "WHERE legal_search = $1 ORDER BY name, uscc",
                                    SQL_ARGS(SEARCH(legal_search)));
    rows.arena = arena;
    while (out->count < REGISTRY_OF_ONE && sql_next(&rows))
        take_registry(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- codes ---- */

enum th_status store_code_put(struct store_db *db, const struct code_row *row)
{
    return sql_run(
        db,
        "INSERT INTO sign_in_code (purpose, phone, code, tries, expires_s) VALUES ($1, $2, $3, $4, "
        "$5) ON CONFLICT (purpose, phone) DO UPDATE SET code = excluded.code, tries = "
        "excluded.tries, expires_s = excluded.expires_s",
        SQL_ARGS(SQL_T(row->purpose), SEARCH(row->phone), SEARCH(row->code), SQL_I(row->tries),
                 SQL_I(row->expires_s)));
}

static void take_code(struct sql_rows *rows, void *out)
{
    struct code_row *row = out;
    take_search(rows, 0, row->code);
    row->tries = sql_u32(rows, 1);
    row->expires_s = sql_int(rows, 2);
}

enum th_status store_code_get(struct store_db *db, const struct code_row *key, struct code_row *out)
{
    *out = *key;
    return sql_one(sql_open(db,
                            "SELECT code, tries, expires_s FROM sign_in_code WHERE purpose = $1 "
                            "AND phone = $2",
                            SQL_ARGS(SQL_T(key->purpose), SEARCH(key->phone))),
                   take_code, out);
}

enum th_status store_code_delete(struct store_db *db, const struct code_row *key)
{
    return found(sql_run(db, "DELETE FROM sign_in_code WHERE purpose = $1 AND phone = $2",
                         SQL_ARGS(SQL_T(key->purpose), SEARCH(key->phone))),
                 db);
}

/* ---- attempts ---- */

static void take_attempt(struct sql_rows *rows, void *out)
{
    struct attempt_row *row = out;
    row->opened_s = sql_int(rows, 0);
    row->ends_s = sql_int(rows, 1);
    row->count = sql_u32(rows, 2);
}

enum th_status store_attempt_get(struct store_db *db, const struct attempt_row *key,
                                 struct attempt_row *out)
{
    *out = *key;
    return sql_one(sql_open(db,
                            "SELECT opened_s, ends_s, count FROM attempt WHERE purpose = $1 AND "
                            "key = $2",
                            SQL_ARGS(SQL_T(key->purpose), SEARCH(key->key))),
                   take_attempt, out);
}

enum th_status store_attempt_put(struct store_db *db, const struct attempt_row *row)
{
    return sql_run(
        db,
        "INSERT INTO attempt (purpose, key, opened_s, ends_s, count) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (purpose, key) DO UPDATE SET opened_s = excluded.opened_s, ends_s = "
        "excluded.ends_s, count = excluded.count",
        SQL_ARGS(SQL_T(row->purpose), SEARCH(row->key), SQL_I(row->opened_s), SQL_I(row->ends_s),
                 SQL_I(row->count)));
}

enum th_status store_attempts_sweep(struct store_db *db, int64_t now_s)
{
    enum th_status status =
        sql_run(db, "DELETE FROM attempt WHERE ends_s <= $1", SQL_ARGS(SQL_I(now_s)));
    if (status == TH_OK)
        status =
            sql_run(db, "DELETE FROM sign_in_code WHERE expires_s <= $1", SQL_ARGS(SQL_I(now_s)));
    if (status == TH_OK)
        status = sql_run(db, "DELETE FROM face WHERE expires_s <= $1", SQL_ARGS(SQL_I(now_s)));
    return status;
}

/* ---- WeChat's session keys, faces ---- */

enum th_status store_wechat_key_put(struct store_db *db, const struct wechat_key_row *row)
{
    return sql_run(db,
                   "INSERT INTO wechat_key (openid, sealed, at_s) VALUES ($1, $2, $3) ON CONFLICT "
                   "(openid) DO UPDATE SET sealed = excluded.sealed, at_s = excluded.at_s",
                   SQL_ARGS(SEARCH(row->openid), SQL_T(row->sealed), SQL_I(row->at_s)));
}

enum th_status store_face_insert(struct store_db *db, const struct face_row *row)
{
    return sql_run(
        db, "INSERT INTO face (id, provider, sealed, expires_s) VALUES ($1, $2, $3, $4)",
        SQL_ARGS(SEARCH(row->id), SQL_T(row->provider), SQL_T(row->sealed), SQL_I(row->expires_s)));
}

static void take_face(struct sql_rows *rows, void *out)
{
    struct face_row *row = out;
    row->provider = sql_text(rows, 0);
    row->sealed = sql_text(rows, 1);
    row->expires_s = sql_int(rows, 2);
}

enum th_status store_face_get(struct store_db *db, struct th_arena *arena,
                              const unsigned char id[STORE_SEARCH_BYTES], struct face_row *out)
{
    struct sql_rows rows = sql_open(
        db, "SELECT provider, sealed, expires_s FROM face WHERE id = $1", SQL_ARGS(SEARCH(id)));
    rows.arena = arena;
    return sql_one(rows, take_face, out);
}

enum th_status store_face_delete(struct store_db *db, const unsigned char id[STORE_SEARCH_BYTES])
{
    return found(sql_run(db, "DELETE FROM face WHERE id = $1", SQL_ARGS(SEARCH(id))), db);
}
