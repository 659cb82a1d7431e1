/* SQL of administrative acts. The hash of a row is defined here, once for each table. */
#include "span.h"
#include "sql.h"
#include "store_acts.h"
#include "verdict_state.h"

/* The state of the row that `key` (an alias with thing, account_id, enterprise_id) names. Rows as
 * plain as those of schema 2 keep their hash. An identity's thing is its kind, an
 * entry of the registry has its credit code for an enterprise id, an application and a consent
 * their own ids. */
#define STATE(key)                                                                                 \
    "coalesce(CASE " key ".thing WHEN 'enterprise' THEN (SELECT CASE WHEN e.suspended_s = 0 AND "  \
    "e.reason = '' THEN framed_sha256('tanheng row 1', 'enterprise', e.id, e.name, e.created_s) "  \
    "ELSE framed_sha256('tanheng row 2', 'enterprise', e.id, e.name, e.created_s, e.suspended_s, " \
    "e.reason) END FROM enterprise e WHERE e.id = " key                                            \
    ".enterprise_id) WHEN 'account' THEN (SELECT CASE WHEN u.initial_until_s <> 0 THEN "           \
    "framed_sha256('tanheng row 3', 'account', u.id, u.account, u.name, u.password_hash, "         \
    "u.is_disabled, u.created_s, u.platform_role, u.initial_until_s) WHEN u.platform_role = '' "   \
    "THEN "                                                                                        \
    "framed_sha256('tanheng row 1', 'account', u.id, u.account, u.name, u.password_hash, "         \
    "u.is_disabled, u.created_s) ELSE framed_sha256('tanheng row 2', 'account', u.id, u.account, " \
    "u.name, u.password_hash, u.is_disabled, u.created_s, u.platform_role) END FROM account u "    \
    "WHERE "                                                                                       \
    "u.id = " key ".account_id) WHEN 'membership' THEN (SELECT CASE WHEN m.modules = '' AND "      \
    "m.starts_s = 0 AND m.ends_s = 0 AND m.state = 'active' THEN framed_sha256('tanheng row 1', "  \
    "'membership', m.account_id, m.enterprise_id, m.role) ELSE framed_sha256('tanheng row 2', "    \
    "'membership', m.account_id, m.enterprise_id, m.role, m.modules, m.starts_s, m.ends_s, "       \
    "m.state) END FROM membership m WHERE m.account_id = " key                                     \
    ".account_id AND m.enterprise_id = " key ".enterprise_id) WHEN 'agent' THEN (SELECT "          \
    "framed_sha256('tanheng row 1', 'agent', g.account_id, g.enterprise_id, g.name, "              \
    "g.phone_shown, g.id_type, g.id_shown, hex(g.id_search), hex(g.phone_search) || "              \
    "g.phone_sealed) FROM agent g WHERE g.account_id = " key                                       \
    ".account_id AND g.enterprise_id = " key                                                       \
    ".enterprise_id) WHEN 'registry' THEN (SELECT CASE WHEN "                                      \
    "r.legal_shown = '' AND r.district = '' AND r.industry = '' THEN framed_sha256('tanheng row "  \
    "1', "                                                                                         \
    "'registry', r.uscc, r.name, r.legal_name, hex(r.legal_search), r.enterprise_id) ELSE "        \
    "framed_sha256('tanheng row 2', 'registry', r.uscc, r.name, r.legal_name, "                    \
    "hex(r.legal_search), "                                                                        \
    "r.enterprise_id, r.legal_shown, r.district, r.industry) END FROM registry r WHERE "           \
    "r.uscc = " key ".enterprise_id) "                                                             \
    "WHEN 'application' THEN (SELECT framed_sha256('tanheng row 1', 'application', "               \
    "p.id, p.number, p.account_id, p.kind, p.state, p.version, p.enterprise_name, "                \
    "p.uscc, p.legal_name, p.legal_id_type, p.name, p.phone_shown, p.id_type, "                    \
    "p.id_sealed, p.id_shown, hex(p.id_search), framed_sha256(p.modules, p.ends_on, "              \
    "coalesce(p.stamped_file, ''), coalesce(p.licence_file, ''), p.created_s, "                    \
    "p.updated_s, p.submitted_s, p.queue_no, p.due_day, p.first_by, p.first_s, "                   \
    "p.decided_by, p.decided_s, p.reason, p.enterprise_id)) FROM application p WHERE "             \
    "p.id = " key ".enterprise_id) "                                                               \
    "WHEN 'bank_manager' THEN (SELECT framed_sha256('tanheng row 1', 'bank_manager', "             \
    "b.account_id, b.bank, b.branch, b.since_s, b.ended_s) FROM bank_manager b WHERE "             \
    "b.account_id = " key ".account_id) "                                                          \
    "WHEN 'consent' THEN (SELECT framed_sha256('tanheng row 1', 'consent', c.id, "                 \
    "c.enterprise_id, c.manager_id, c.bank, c.branch, c.year, c.text_version, c.given_by, "        \
    "c.given_s, c.ends_s, c.outcome, c.over_s, c.sha256, c.filings) FROM consent c WHERE "         \
    "c.id = " key ".enterprise_id AND c.manager_id = " key ".account_id) "                         \
    "WHEN 'disclosure' THEN (SELECT framed_sha256('tanheng row 1', 'disclosure', d.id, d.asker, "  \
    "d.account_id, d.fields, d.reason, d.state, d.asked_s, d.ends_s, d.decided_by, d.decided_s, "  \
    "d.remark, d.shown_s) FROM disclosure d WHERE d.id = " key ".enterprise_id) "                  \
    "WHEN 'verdict' THEN (SELECT " VERDICT_STATE(                                                  \
        "v") " FROM verdict v WHERE v.id = " key ".enterprise_id) WHEN 'auditor' THEN (SELECT "    \
             "framed_sha256('tanheng row 1', 'auditor', "                                          \
             "n.account_id, n.institution) FROM auditor n WHERE n.account_id = " key               \
             ".account_id) "                                                                       \
             "ELSE (SELECT framed_sha256('tanheng row 1', i.kind, "                                \
             "i.account_id, hex(i.search), i.sealed, i.verified_s) FROM identity i WHERE "         \
             "i.account_id "                                                                       \
             "= " key ".account_id AND i.kind = " key ".thing) END, '')"

static void take_head(struct sql_rows *rows, void *out)
{
    struct act_row *act = out;
    act->seq = (uint64_t)sql_int(rows, 0);
    sql_copy(rows, 1, act->hash, sizeof act->hash);
}

enum th_status store_act_head(struct store_db *db, struct act_row *out)
{
    *out = (struct act_row){ 0 };
    struct sql_rows rows =
        sql_open(db, "SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1", SQL_NO_ARGS);
    enum th_status status = sql_one(rows, take_head, out);
    return status == TH_NOT_FOUND ? TH_OK : status;
}

static void take_state(struct sql_rows *rows, void *out)
{
    sql_copy(rows, 0, out, 65);
}

enum th_status store_act_state(struct store_db *db, const struct act_row *key, char out[65])
{
    struct sql_rows rows = sql_open(
        db,
        "SELECT " STATE("k") " FROM (SELECT $1 AS thing, $2 AS account_id, $3 AS enterprise_id) k",
        SQL_ARGS(SQL_T(key->thing), SQL_T(key->account_id), SQL_T(key->enterprise_id)));
    return sql_one(rows, take_state, out);
}

enum th_status store_act_stands(struct store_db *db, const struct act_row *key, bool *out)
{
    int64_t number = 0;
    enum th_status status = sql_number(
        db,
        "SELECT coalesce((SELECT a.state = " STATE(
            "a") " FROM act a WHERE a.thing = $1 AND "
                 "a.account_id = $2 AND a.enterprise_id = $3 ORDER BY a.seq DESC LIMIT 1), 0)",
        SQL_ARGS(SQL_T(key->thing), SQL_T(key->account_id), SQL_T(key->enterprise_id)), &number);
    *out = number != 0;
    return status;
}

enum th_status store_act_hash_at(struct store_db *db, uint64_t seq, char out[65])
{
    return sql_one(sql_open(db, "SELECT hash FROM act WHERE seq = $1", SQL_ARGS(SQL_I(seq))),
                   take_state, out);
}

enum th_status store_act_append(struct store_db *db, const struct act_row *row)
{
    return sql_run(
        db,
        "INSERT INTO act (seq, kind, actor, thing, account_id, enterprise_id, at_s, detail, state, "
        "prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        SQL_ARGS(SQL_I(row->seq), SQL_T(row->kind), SQL_T(row->actor), SQL_T(row->thing),
                 SQL_T(row->account_id), SQL_T(row->enterprise_id), SQL_I(row->at_s),
                 SQL_T(row->detail), SQL_Z(row->state), SQL_Z(row->prev), SQL_Z(row->hash)));
}

/* ---- for verification ---- */

static bool take_act(const struct act_walk *walk, struct sql_rows *rows)
{
    int at = 0;
    struct act_seen seen = { .act = { .seq = (uint64_t)sql_int(rows, at++) } };
    seen.act.kind = sql_text(rows, at++);
    seen.act.actor = sql_text(rows, at++);
    seen.act.thing = sql_text(rows, at++);
    seen.act.account_id = sql_text(rows, at++);
    seen.act.enterprise_id = sql_text(rows, at++);
    seen.act.at_s = sql_int(rows, at++);
    seen.act.detail = sql_text(rows, at++);
    sql_copy(rows, at++, seen.act.state, sizeof seen.act.state);
    sql_copy(rows, at++, seen.act.prev, sizeof seen.act.prev);
    sql_copy(rows, at++, seen.act.hash, sizeof seen.act.hash);
    seen.is_last = sql_int(rows, at++) != 0;
    sql_copy(rows, at, seen.now, sizeof seen.now);
    return rows->status == TH_OK && walk->take(walk->self, &seen);
}

enum th_status store_act_walk(struct store_db *db, const struct act_walk *walk)
{
    struct sql_rows rows = sql_open(
        db,
        "SELECT a.seq, a.kind, a.actor, a.thing, a.account_id, a.enterprise_id, a.at_s, a.detail, "
        "a.state, a.prev, a.hash, NOT EXISTS (SELECT 1 FROM act l WHERE l.thing = a.thing AND "
        "l.account_id = a.account_id AND l.enterprise_id = a.enterprise_id AND l.seq > "
        "a.seq), " STATE("a") " FROM act a WHERE a.seq > $1 ORDER BY a.seq LIMIT $2",
        SQL_ARGS(SQL_I(walk->after_seq), SQL_I(span_limit(walk->limit))));
    rows.arena = walk->arena;
    size_t mark = th_arena_mark(walk->arena);
    while (sql_next(&rows) && take_act(walk, &rows))
        th_arena_rewind(walk->arena, mark);
    return sql_close(&rows);
}

enum th_status store_enterprises_unaccounted(struct store_db *db, struct row_span *span)
{
    return span_look(db,
                     "SELECT coalesce(max(e.rowid), 0), coalesce(sum(NOT EXISTS (SELECT 1 FROM act "
                     "WHERE thing = 'enterprise' AND account_id = '' AND enterprise_id = e.id)), "
                     "0) FROM (SELECT rowid, id FROM enterprise WHERE rowid > $1 ORDER BY rowid "
                     "LIMIT $2) e",
                     span);
}

enum th_status store_accounts_unaccounted(struct store_db *db, struct row_span *span)
{
    return span_look(
        db,
        "SELECT coalesce(max(u.rowid), 0), coalesce(sum((NOT EXISTS (SELECT 1 FROM act "
        "WHERE thing = 'account' AND account_id = u.id AND enterprise_id = '')) + "
        "(SELECT count(*) FROM membership m WHERE m.account_id = u.id AND NOT EXISTS "
        "(SELECT 1 FROM act WHERE thing = 'membership' AND account_id = u.id AND "
        "enterprise_id = m.enterprise_id)) + (SELECT count(*) FROM identity i WHERE i.account_id "
        "= u.id AND NOT EXISTS (SELECT 1 FROM act WHERE thing = i.kind AND account_id = u.id)) + "
        "(SELECT count(*) FROM application p WHERE p.account_id = u.id AND NOT EXISTS (SELECT 1 "
        "FROM "
        "act WHERE thing = 'application' AND account_id = u.id AND enterprise_id = p.id)) + "
        "(SELECT count(*) FROM disclosure d WHERE d.account_id = u.id AND NOT EXISTS (SELECT 1 "
        "FROM act WHERE thing = 'disclosure' AND account_id = u.id AND enterprise_id = d.id)) + "
        "(SELECT count(*) FROM verdict v WHERE v.auditor_id = u.id AND NOT EXISTS (SELECT 1 FROM "
        "act WHERE thing = 'verdict' AND account_id = u.id AND enterprise_id = v.id)) + "
        "(SELECT count(*) FROM auditor n WHERE n.account_id = u.id AND NOT EXISTS (SELECT 1 FROM "
        "act WHERE thing = 'auditor' AND account_id = u.id)) + "
        "(SELECT count(*) FROM bank_manager b WHERE b.account_id = u.id AND NOT EXISTS (SELECT 1 "
        "FROM act WHERE thing = 'bank_manager' AND account_id = u.id)) + "
        "(SELECT count(*) FROM consent c WHERE c.manager_id = u.id AND NOT EXISTS (SELECT 1 FROM "
        "act WHERE thing = 'consent' AND account_id = u.id AND enterprise_id = c.id)) + "
        "(SELECT count(*) FROM agent g WHERE g.account_id = u.id AND NOT EXISTS (SELECT 1 FROM act "
        "WHERE thing = 'agent' AND account_id = u.id AND enterprise_id = g.enterprise_id))), 0) "
        "FROM (SELECT rowid, id FROM account "
        "WHERE rowid > $1 ORDER BY rowid LIMIT $2) u",
        span);
}
