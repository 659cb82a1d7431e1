/* SQL of bank managers, consents and shared reports. */
#include "span.h"
#include "sql.h"
#include "store_consent.h"

/* ---- bank managers ---- */

enum th_status store_bank_manager_put(struct store_db *db, const struct bank_manager_row *row)
{
    return sql_run(db,
                   "INSERT INTO bank_manager (account_id, bank, branch, since_s, ended_s) VALUES "
                   "($1, $2, $3, $4, $5) ON CONFLICT (account_id) DO UPDATE SET bank = "
                   "excluded.bank, branch = excluded.branch, since_s = excluded.since_s, ended_s = "
                   "excluded.ended_s",
                   SQL_ARGS(SQL_T(row->account_id), SQL_T(row->bank), SQL_T(row->branch),
                            SQL_I(row->since_s), SQL_I(row->ended_s)));
}

#define MANAGER                                                                                    \
    "SELECT b.account_id, a.name, b.bank, b.branch, b.since_s, b.ended_s, a.is_disabled FROM "     \
    "bank_manager b JOIN account a ON a.id = b.account_id "

static void take_manager(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct bank_manager_row *row = out;
    row->account_id = sql_text(rows, at++);
    row->name = sql_text(rows, at++);
    row->bank = sql_text(rows, at++);
    row->branch = sql_text(rows, at++);
    row->since_s = sql_int(rows, at++);
    row->ended_s = sql_int(rows, at++);
    row->is_disabled = sql_int(rows, at) != 0;
}

enum th_status store_bank_manager_get(struct store_db *db, struct th_arena *arena,
                                      struct th_str account_id, struct bank_manager_row *out)
{
    struct sql_rows rows =
        sql_open(db, MANAGER "WHERE b.account_id = $1", SQL_ARGS(SQL_T(account_id)));
    rows.arena = arena;
    return sql_one(rows, take_manager, out);
}

enum th_status store_bank_managers(struct store_db *db, struct th_arena *arena,
                                   struct bank_manager_list *out)
{
    *out = (struct bank_manager_list){ .items = th_arena_array(arena, BANK_MANAGERS_SHOWN,
                                                               sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(db,
                                    MANAGER "WHERE b.ended_s = 0 AND a.is_disabled = 0 ORDER BY "
                                            "b.bank, b.branch, a.name, b.account_id LIMIT $1",
                                    SQL_ARGS(SQL_I(BANK_MANAGERS_SHOWN)));
    rows.arena = arena;
    while (out->count < BANK_MANAGERS_SHOWN && sql_next(&rows))
        take_manager(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- consents ---- */

enum th_status store_consent_insert(struct store_db *db, const struct consent_row *row)
{
    return sql_run(
        db,
        "INSERT INTO consent (id, enterprise_id, manager_id, bank, branch, year, text_version, "
        "given_by, given_s, ends_s, outcome, over_s, sha256, filings) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, '', 0, $11, $12)",
        SQL_ARGS(SQL_T(row->id), SQL_T(row->enterprise_id), SQL_T(row->manager_id),
                 SQL_T(row->bank), SQL_T(row->branch), SQL_I(row->year), SQL_T(row->text_version),
                 SQL_T(row->given_by), SQL_I(row->given_s), SQL_I(row->ends_s), SQL_T(row->sha256),
                 SQL_T(row->filings)));
}

enum th_status store_consent_end(struct store_db *db, const struct consent_row *row)
{
    enum th_status status =
        sql_run(db, "UPDATE consent SET outcome = $1, over_s = $2 WHERE id = $3",
                SQL_ARGS(SQL_T(row->outcome), SQL_I(row->over_s), SQL_T(row->id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

#define VIEWS                                                                                      \
    "FROM act v WHERE v.thing = 'consent' AND v.account_id = c.manager_id AND v.enterprise_id = "  \
    "c.id AND v.kind = 'view'"
#define CONSENT                                                                                    \
    "SELECT c.id, c.enterprise_id, c.manager_id, m.name, c.bank, c.branch, c.year, "               \
    "c.text_version, c.given_by, g.name, c.given_s, c.ends_s, c.outcome, c.over_s, c.sha256, "     \
    "c.filings, (SELECT count(*) " VIEWS "), (SELECT coalesce(max(v.at_s), 0) " VIEWS ") FROM "    \
    "consent c JOIN account m ON m.id = c.manager_id JOIN account g ON g.id = c.given_by "

static void take_consent(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct consent_row *row = out;
    row->id = sql_text(rows, at++);
    row->enterprise_id = sql_text(rows, at++);
    row->manager_id = sql_text(rows, at++);
    row->manager_name = sql_text(rows, at++);
    row->bank = sql_text(rows, at++);
    row->branch = sql_text(rows, at++);
    row->year = (int)sql_int(rows, at++);
    row->text_version = sql_text(rows, at++);
    row->given_by = sql_text(rows, at++);
    row->given_name = sql_text(rows, at++);
    row->given_s = sql_int(rows, at++);
    row->ends_s = sql_int(rows, at++);
    row->outcome = sql_text(rows, at++);
    row->over_s = sql_int(rows, at++);
    row->sha256 = sql_text(rows, at++);
    row->filings = sql_text(rows, at++);
    row->views = sql_int(rows, at++);
    row->last_view_s = sql_int(rows, at);
}

enum th_status store_consent_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct consent_row *out)
{
    struct sql_rows rows = sql_open(db, CONSENT "WHERE c.id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_consent, out);
}

/* Each of the two has an index of its own; the other text is then compared row by row. Numbers of
 * values are given in the order in which they first stand in the text. */
#define STANDING "($3 = 0 OR (c.outcome = '' AND c.ends_s > $3)) ORDER BY c.no DESC LIMIT $4"
static struct sql_rows open_consents(struct store_db *db, const struct consent_query *query)
{
    const struct sql_args args = SQL_ARGS(SQL_T(query->enterprise), SQL_T(query->manager),
                                          SQL_I(query->after_s), SQL_I(CONSENTS_SHOWN));
    if (query->enterprise.len)
        return sql_open(
            db,
            CONSENT "WHERE c.enterprise_id = $1 AND ($2 = '' OR c.manager_id = $2) AND " STANDING,
            args);
    return sql_open(
        db, CONSENT "WHERE ($1 = '' OR c.enterprise_id = $1) AND c.manager_id = $2 AND " STANDING,
        args);
}

enum th_status store_consents(struct store_db *db, struct th_arena *arena,
                              const struct consent_query *query, struct consent_list *out)
{
    *out =
        (struct consent_list){ .items = th_arena_array(arena, CONSENTS_SHOWN, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = open_consents(db, query);
    rows.arena = arena;
    while (out->count < CONSENTS_SHOWN && sql_next(&rows))
        take_consent(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_consent_views(struct store_db *db, struct th_arena *arena,
                                   const struct consent_row *row, struct consent_view_list *out)
{
    *out = (struct consent_view_list){ .items = th_arena_array(arena, CONSENT_VIEWS_SHOWN,
                                                               sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows = sql_open(
        db,
        "SELECT v.at_s, a.name, v.detail FROM act v JOIN account a ON a.id = v.account_id WHERE "
        "v.thing = 'consent' AND v.account_id = $1 AND v.enterprise_id = $2 AND v.kind = 'view' "
        "ORDER BY v.seq DESC LIMIT $3",
        SQL_ARGS(SQL_T(row->manager_id), SQL_T(row->id), SQL_I(CONSENT_VIEWS_SHOWN)));
    rows.arena = arena;
    while (out->count < CONSENT_VIEWS_SHOWN && sql_next(&rows)) {
        struct consent_view *view = &out->items[out->count++];
        view->at_s = sql_int(&rows, 0);
        view->name = sql_text(&rows, 1);
        view->device = sql_text(&rows, 2);
    }
    return sql_close(&rows);
}

/* ---- shared reports ---- */

enum th_status store_shared_report_put(struct store_db *db, const struct shared_report_row *row)
{
    return sql_run(db,
                   "INSERT INTO shared_report (enterprise_id, sha256, content) VALUES ($1, $2, $3) "
                   "ON CONFLICT (enterprise_id, sha256) DO NOTHING",
                   SQL_ARGS(SQL_T(row->enterprise_id), SQL_T(row->sha256), SQL_T(row->content)));
}

static void take_content(struct sql_rows *rows, void *out)
{
    struct shared_report_row *row = out;
    row->content = sql_text(rows, 0);
}

enum th_status store_shared_report_get(struct store_db *db, struct th_arena *arena,
                                       struct shared_report_row *row)
{
    struct sql_rows rows =
        sql_open(db, "SELECT content FROM shared_report WHERE enterprise_id = $1 AND sha256 = $2",
                 SQL_ARGS(SQL_T(row->enterprise_id), SQL_T(row->sha256)));
    rows.arena = arena;
    return sql_one(rows, take_content, row);
}

enum th_status store_shared_reports_damaged(struct store_db *db, struct row_span *span)
{
    return span_look(db,
                     "SELECT coalesce(max(no), 0), coalesce(sum(sha256 <> plain_sha256(content)), "
                     "0) FROM (SELECT no, sha256, content FROM shared_report WHERE no > $1 ORDER "
                     "BY no LIMIT $2)",
                     span);
}
