/* SQL of verdicts and of who may give them. */
#include "sql.h"
#include "store_verdict.h"

/* ---- verdicts ---- */

enum th_status store_verdict_insert(struct store_db *db, const struct verdict_row *row)
{
    return sql_run(db,
                   "INSERT INTO verdict (id, filing_no, revision, hash, outcome, opinion, "
                   "auditor_id, auditor_name, institution, party, at_s) VALUES ($1, (SELECT no "
                   "FROM filing WHERE id = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                   SQL_ARGS(SQL_T(row->id), SQL_T(row->filing), SQL_I(row->revision),
                            SQL_Z(row->hash), SQL_T(row->outcome), SQL_T(row->opinion),
                            SQL_T(row->auditor_id), SQL_T(row->auditor_name),
                            SQL_T(row->institution), SQL_T(row->party), SQL_I(row->at_s)));
}

static void take_verdict(struct sql_rows *rows, struct verdict_row *row)
{
    int at = 0;
    row->id = sql_text(rows, at++);
    row->filing = sql_text(rows, at++);
    row->revision = sql_u32(rows, at++);
    sql_copy(rows, at++, row->hash, sizeof row->hash);
    row->outcome = sql_text(rows, at++);
    row->opinion = sql_text(rows, at++);
    row->auditor_id = sql_text(rows, at++);
    row->auditor_name = sql_text(rows, at++);
    row->institution = sql_text(rows, at++);
    row->party = sql_text(rows, at++);
    row->at_s = sql_int(rows, at++);
    row->is_latest = sql_int(rows, at) != 0;
}

enum th_status store_verdicts(struct store_db *db, struct th_arena *arena, struct th_str filing,
                              struct verdict_list *out)
{
    struct sql_rows rows = sql_open(
        db,
        "SELECT v.id, f.id, v.revision, v.hash, v.outcome, v.opinion, v.auditor_id, "
        "v.auditor_name, v.institution, v.party, v.at_s, NOT EXISTS (SELECT 1 FROM verdict l "
        "WHERE l.filing_no = v.filing_no AND l.revision = v.revision AND l.party = v.party AND "
        "l.hash = v.hash AND l.no > v.no) FROM filing f JOIN verdict v ON v.filing_no = f.no "
        "WHERE f.id = $1 ORDER BY v.no DESC LIMIT $2",
        SQL_ARGS(SQL_T(filing), SQL_I(VERDICTS_SHOWN)));
    rows.arena = arena;
    *out = (struct verdict_list){ 0 };
    out->items = th_arena_array(arena, VERDICTS_SHOWN, sizeof *out->items);
    if (!out->items)
        rows.status = TH_NO_MEMORY;
    while (out->items && out->count < VERDICTS_SHOWN && sql_next(&rows))
        take_verdict(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

/* ---- institutions ---- */

enum th_status store_auditor_put(struct store_db *db, struct th_str account_id,
                                 struct th_str institution)
{
    return sql_run(db,
                   "INSERT INTO auditor (account_id, institution) VALUES ($1, $2) ON CONFLICT "
                   "(account_id) DO UPDATE SET institution = excluded.institution",
                   SQL_ARGS(SQL_T(account_id), SQL_T(institution)));
}

static void take_institution(struct sql_rows *rows, void *out)
{
    *(struct th_str *)out = sql_text(rows, 0);
}

enum th_status store_auditor_institution(struct store_db *db, struct th_arena *arena,
                                         struct th_str account_id, struct th_str *out)
{
    struct sql_rows rows =
        sql_open(db, "SELECT coalesce((SELECT institution FROM auditor WHERE account_id = $1), '')",
                 SQL_ARGS(SQL_T(account_id)));
    rows.arena = arena;
    return sql_one(rows, take_institution, out);
}

/* ---- who may give one ---- */

static struct sql_value search_of(const unsigned char *search)
{
    return search ? SQL_B(search, STORE_SEARCH_BYTES)
                  : (struct sql_value){ SQL_NULL, 0, { NULL, 0 } };
}

/* mine: by what he is known; his: his accounts. The placeholders are numbered as they first
 * appear. */
#define PERSON                                                                                     \
    "WITH mine (kind, search) AS (SELECT kind, search FROM identity_ever WHERE account_id = $1 "   \
    "UNION SELECT 'phone', $2 WHERE $2 IS NOT NULL UNION SELECT 'person', $3 WHERE $3 IS NOT "     \
    "NULL), his (id) AS (SELECT $1 UNION SELECT e.account_id FROM mine JOIN identity_ever e ON "   \
    "e.kind = mine.kind AND e.search = mine.search) "

/* An act's detail begins with the role: "viewer", "viewer: why". */
#define ROLE_OF(act)                                                                               \
    "CASE WHEN instr(" act ".detail, ':') > 0 THEN substr(" act ".detail, 1, instr(" act           \
    ".detail, ':') - 1) ELSE " act ".detail END"

static enum th_status ask(struct store_db *db, const char *text,
                          const struct person_question *question, bool *out)
{
    int64_t found = 0;
    enum th_status status =
        sql_number(db, text,
                   SQL_ARGS(SQL_T(question->account_id), search_of(question->phone),
                            search_of(question->person), SQL_T(question->enterprise_id),
                            SQL_T(question->roles)),
                   &found);
    *out = found != 0;
    return status;
}

enum th_status store_person_was(struct store_db *db, const struct person_question *question,
                                bool *out)
{
    return ask(
        db,
        PERSON
        "SELECT EXISTS (SELECT 1 FROM his JOIN membership m ON m.account_id = his.id AND "
        "m.enterprise_id = $4 WHERE instr($5, ',' || m.role || ',') > 0) OR EXISTS (SELECT 1 FROM "
        "his JOIN act a ON a.thing = 'membership' AND a.account_id = his.id AND a.enterprise_id = "
        "$4 WHERE instr($5, ',' || " ROLE_OF(
            "a") " || ',') > 0) OR EXISTS (SELECT 1 FROM agent g WHERE g.enterprise_id = $4 AND "
                 "(g.account_id IN (SELECT id FROM his) OR g.phone_search IN (SELECT search FROM "
                 "mine WHERE kind = 'phone') OR g.id_search IN (SELECT search FROM mine WHERE kind "
                 "= 'person'))) OR EXISTS (SELECT 1 FROM registry r WHERE r.enterprise_id = $4 AND "
                 "r.legal_search IN (SELECT search FROM mine WHERE kind = 'person'))",
        question, out);
}

enum th_status store_person_is(struct store_db *db, const struct person_question *question,
                               bool *out)
{
    return ask(db,
               PERSON "SELECT EXISTS (SELECT 1 FROM his JOIN membership m ON m.account_id = his.id "
                      "AND m.enterprise_id = $4 WHERE m.state <> 'revoked' AND instr($5, ',' || "
                      "m.role || ',') > 0)",
               question, out);
}
