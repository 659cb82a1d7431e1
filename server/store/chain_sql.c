/* SQL of the chains. */
#include "span.h"
#include "sql.h"
#include "store_filings.h"

enum th_status store_chain_append(struct store_db *db, const struct chain_row *row)
{
    return sql_run(
        db,
        "INSERT INTO chain (enterprise_id, seq, kind, filing_id, revision, author_id, at_s, "
        "input_hash, result_hash, detail_hash, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12)",
        SQL_ARGS(SQL_T(row->enterprise), SQL_I(row->seq), SQL_T(row->kind), SQL_T(row->filing),
                 SQL_I(row->revision), SQL_T(row->author_id), SQL_I(row->at_s), SQL_Z(row->input),
                 SQL_Z(row->result), SQL_Z(row->detail), SQL_Z(row->prev), SQL_Z(row->hash)));
}

static void take_chain_head(struct sql_rows *rows, void *out)
{
    struct chain_row *row = out;
    row->seq = (uint64_t)sql_int(rows, 0);
    sql_copy(rows, 1, row->hash, sizeof row->hash);
}

enum th_status store_chain_head(struct store_db *db, struct th_str enterprise,
                                struct chain_row *out)
{
    *out = (struct chain_row){ .enterprise = enterprise };
    struct sql_rows rows = sql_open(
        db, "SELECT seq, hash FROM chain WHERE enterprise_id = $1 ORDER BY seq DESC LIMIT 1",
        SQL_ARGS(SQL_T(enterprise)));
    enum th_status status = sql_one(rows, take_chain_head, out);
    return status == TH_NOT_FOUND ? TH_OK : status;
}

static void take_hash(struct sql_rows *rows, void *out)
{
    sql_copy(rows, 0, out, 65);
}

enum th_status store_chain_hash_at(struct store_db *db, struct th_str enterprise, uint64_t seq,
                                   char out[65])
{
    return sql_one(sql_open(db, "SELECT hash FROM chain WHERE enterprise_id = $1 AND seq = $2",
                            SQL_ARGS(SQL_T(enterprise), SQL_I(seq))),
                   take_hash, out);
}

/* From enterprise to enterprise, not over all entries. */
enum th_status store_chain_heads(struct store_db *db, const struct heads_walk *walk)
{
    struct sql_rows rows = sql_open(
        db,
        "SELECT e.id, coalesce(c.seq, 0), coalesce(c.hash, '') FROM enterprise e LEFT JOIN chain c "
        "ON c.enterprise_id = e.id AND c.seq = (SELECT max(seq) FROM chain WHERE enterprise_id = "
        "e.id) ORDER BY e.id",
        SQL_NO_ARGS);
    while (sql_next(&rows)) {
        struct chain_row head = { .enterprise = sql_borrow(&rows, 0),
                                  .seq = (uint64_t)sql_int(&rows, 1) };
        sql_copy(&rows, 2, head.hash, sizeof head.hash);
        walk->take(walk->self, &head);
    }
    return sql_close(&rows);
}

/* ---- walking for verify ---- */

static void take_chain(struct sql_rows *rows, struct chain_row *row)
{
    row->enterprise = sql_text(rows, 0);
    row->seq = (uint64_t)sql_int(rows, 1);
    row->kind = sql_text(rows, 2);
    row->filing = sql_text(rows, 3);
    row->revision = sql_u32(rows, 4);
    row->author_id = sql_text(rows, 5);
    row->at_s = sql_int(rows, 6);
    sql_copy(rows, 7, row->input, sizeof row->input);
    sql_copy(rows, 8, row->result, sizeof row->result);
    sql_copy(rows, 9, row->detail, sizeof row->detail);
    sql_copy(rows, 10, row->prev, sizeof row->prev);
    sql_copy(rows, 11, row->hash, sizeof row->hash);
}

/* Columns 12 and on: the revision as it lies in its own row. */
static void take_covered(struct sql_rows *rows, struct filing_view *view, struct revision_row *row)
{
    view->id = sql_text(rows, 3);
    view->enterprise = sql_text(rows, 13);
    view->site = sql_text(rows, 14);
    view->form = sql_text(rows, 15);
    view->period.start = (th_month)sql_int(rows, 16);
    view->period.end = (th_month)sql_int(rows, 17);
    view->revision = sql_u32(rows, 18);
    view->is_withdrawn = sql_int(rows, 19) != 0;
    view->author_id = sql_text(rows, 20);
    view->submitted_s = sql_int(rows, 21);
    view->reason = sql_text(rows, 22);
    view->chain_seq = (uint64_t)sql_int(rows, 23);
    row->content_revision = sql_u32(rows, 24);
    row->context_seq = (uint64_t)sql_int(rows, 25);
    row->context_day = (th_day)sql_int(rows, 26);
    view->form_version = sql_u32(rows, 27);
    view->net_tco2 = sql_text(rows, 28);
    view->tce = sql_text(rows, 29);
    sql_copy(rows, 30, view->receipt.input, sizeof view->receipt.input);
    sql_copy(rows, 31, view->receipt.result, sizeof view->receipt.result);
    view->receipt.pack = sql_text(rows, 32);
    sql_copy(rows, 33, view->receipt.pack_sha256, sizeof view->receipt.pack_sha256);
    view->receipt.rules = sql_u32(rows, 34);
    sql_copy(rows, 35, view->receipt.code, sizeof view->receipt.code);
    row->readings = sql_text(rows, 36);
    view->issues = sql_text(rows, 37);
    view->input = sql_text(rows, 38);
    view->result = sql_text(rows, 39);
    if (!filing_view_cut(view, (size_t)sql_int(rows, 40)))
        view->doc = view->overrides = (struct th_str){ NULL, 0 }; /* ledger_verify tells */
}

static bool take_entry(const struct chain_walk *walk, struct sql_rows *rows)
{
    struct chain_row entry = { 0 };
    struct filing_view view = { 0 };
    struct revision_row row = { .view = &view };
    take_chain(rows, &entry);
    bool is_there = sql_int(rows, 12) != 0;
    if (is_there)
        take_covered(rows, &view, &row);
    return rows->status == TH_OK && walk->take(walk->self, &entry, is_there ? &row : NULL);
}

enum th_status store_chain_walk(struct store_db *db, const struct chain_walk *walk)
{
    struct sql_rows rows =
        sql_open(db,
                 "SELECT c.enterprise_id, c.seq, c.kind, c.filing_id, c.revision, c.author_id, "
                 "c.at_s, c.input_hash, c.result_hash, c.detail_hash, c.prev, c.hash, r.no IS NOT "
                 "NULL, f.enterprise_id, f.site, f.form, f.start_month, f.end_month, r.n, r.kind "
                 "= 'withdraw', r.author_id, r.at_s, r.reason, r.chain_seq, r.content_n, "
                 "r.context_seq, r.context_day, r.form_version, r.net_tco2, r.tce, r.input_hash, "
                 "r.result_hash, r.pack, r.pack_sha256, r.rules, r.code, r.readings, r.issues, "
                 "r.input, r.result, r.doc_bytes FROM chain c LEFT JOIN filing f ON f.id = "
                 "c.filing_id LEFT JOIN revision r ON r.filing_no = f.no AND r.n = c.revision "
                 "WHERE (c.enterprise_id, c.seq) > ($1, $2) ORDER BY c.enterprise_id, c.seq "
                 "LIMIT $3",
                 SQL_ARGS(SQL_T(walk->after_enterprise), SQL_I(walk->after_seq),
                          SQL_I(span_limit(walk->limit))));
    rows.arena = walk->arena;
    size_t mark = th_arena_mark(walk->arena);
    while (sql_next(&rows) && take_entry(walk, &rows))
        th_arena_rewind(walk->arena, mark);
    return sql_close(&rows);
}

enum th_status store_revisions_uncovered(struct store_db *db, struct row_span *span)
{
    return span_look(
        db,
        "SELECT coalesce(max(r.no), 0), coalesce(sum(c.seq IS NULL), 0) FROM (SELECT no, "
        "filing_no, n, chain_seq FROM revision WHERE no > $1 ORDER BY no LIMIT $2) r LEFT "
        "JOIN filing f ON f.no = r.filing_no LEFT JOIN chain c ON c.enterprise_id = "
        "f.enterprise_id AND c.seq = r.chain_seq AND c.filing_id = f.id AND c.revision = "
        "r.n",
        span);
}

enum th_status store_filings_astray(struct store_db *db, struct row_span *span)
{
    return span_look(db,
                     "SELECT coalesce(max(f.no), 0), coalesce(sum(r.no IS NULL OR (r.kind = "
                     "'withdraw') <> f.is_withdrawn OR EXISTS (SELECT 1 FROM revision l WHERE "
                     "l.filing_no = f.no AND l.n > f.revision)), 0) FROM (SELECT no, revision, "
                     "is_withdrawn FROM filing WHERE no > $1 ORDER BY no LIMIT $2) f LEFT JOIN "
                     "revision r ON r.filing_no = f.no AND r.n = f.revision",
                     span);
}
