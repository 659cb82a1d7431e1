/* SQL of filings and revisions. */
#include "sql.h"
#include "store_filings.h"
#include "verdict_state.h"

#include <stdio.h>
#include <string.h>

/* ---- writing ---- */

enum th_status store_filing_insert(struct store_db *db, const struct filing_head *head)
{
    return sql_run(db,
                   "INSERT INTO filing (id, enterprise_id, site, form, start_month, end_month, "
                   "revision, is_withdrawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   SQL_ARGS(SQL_T(head->id), SQL_T(head->enterprise), SQL_T(head->site),
                            SQL_T(head->form), SQL_I(head->period.start), SQL_I(head->period.end),
                            SQL_I(head->revision), SQL_I(head->is_withdrawn)));
}

enum th_status store_filing_advance(struct store_db *db, const struct filing_head *head)
{
    enum th_status status =
        sql_run(db, "UPDATE filing SET revision = $1, is_withdrawn = $2 WHERE id = $3",
                SQL_ARGS(SQL_I(head->revision), SQL_I(head->is_withdrawn), SQL_T(head->id)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_revision_insert(struct store_db *db, const struct revision_row *row)
{
    const struct filing_view *view = row->view;
    bool has_content = !view->is_withdrawn;
    struct th_str none = { "", 0 };
    return sql_run(
        db,
        "INSERT INTO revision (filing_no, n, content_n, kind, author_id, at_s, reason, chain_seq, "
        "context_seq, context_day, form_version, net_tco2, tce, input_hash, result_hash, pack, "
        "pack_sha256, rules, code, doc_bytes, readings, issues, input, result) VALUES ((SELECT no "
        "FROM filing WHERE id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
        "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
        SQL_ARGS(SQL_T(view->id), SQL_I(view->revision), SQL_I(row->content_revision),
                 SQL_Z(view->is_withdrawn ? "withdraw" : "submit"), SQL_T(view->author_id),
                 SQL_I(view->submitted_s), SQL_T(view->reason), SQL_I(view->chain_seq),
                 SQL_I(row->context_seq), SQL_I(row->context_day), SQL_I(view->form_version),
                 SQL_T(view->net_tco2), SQL_T(view->tce), SQL_Z(view->receipt.input),
                 SQL_Z(view->receipt.result), SQL_T(view->receipt.pack),
                 SQL_Z(view->receipt.pack_sha256), SQL_I(view->receipt.rules),
                 SQL_Z(view->receipt.code), SQL_I(has_content ? view->doc.len : 0),
                 SQL_T(has_content ? row->readings : none),
                 SQL_T(has_content ? view->issues : none), SQL_T(has_content ? view->input : none),
                 SQL_T(has_content ? view->result : none)));
}

/* ---- heads ---- */

static void take_head(struct sql_rows *rows, void *out)
{
    struct filing_head *head = out;
    head->id = sql_text(rows, 0);
    head->enterprise = sql_text(rows, 1);
    head->site = sql_text(rows, 2);
    head->form = sql_text(rows, 3);
    head->period.start = (th_month)sql_int(rows, 4);
    head->period.end = (th_month)sql_int(rows, 5);
    head->revision = sql_u32(rows, 6);
    head->is_withdrawn = sql_int(rows, 7) != 0;
}

#define HEAD                                                                                       \
    "SELECT id, enterprise_id, site, form, start_month, end_month, revision, is_withdrawn FROM "   \
    "filing "

enum th_status store_filing_head(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct filing_head *out)
{
    struct sql_rows rows = sql_open(db, HEAD "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_head, out);
}

enum th_status store_filing_owner(struct store_db *db, struct th_arena *arena, struct th_str id,
                                  struct th_str *enterprise)
{
    struct filing_head head = { 0 };
    enum th_status status = store_filing_head(db, arena, id, &head);
    if (status == TH_OK)
        *enterprise = head.enterprise;
    return status;
}

/* Periods lie within one calendar year, so nothing that starts before that year can reach into it.
 */
enum th_status store_filing_overlap(struct store_db *db, struct th_arena *arena,
                                    const struct filing_head *key, struct filing_head *out)
{
    th_month january = key->period.start - (th_month_number(key->period.start) - 1);
    struct sql_rows rows = sql_open(
        db,
        HEAD
        "WHERE enterprise_id = $1 AND form = $2 AND site = $3 AND start_month BETWEEN $4 AND $5 "
        "AND end_month >= $6 AND id <> $7 AND is_withdrawn = 0 ORDER BY start_month LIMIT 1",
        SQL_ARGS(SQL_T(key->enterprise), SQL_T(key->form), SQL_T(key->site), SQL_I(january),
                 SQL_I(key->period.end), SQL_I(key->period.start), SQL_T(key->id)));
    rows.arena = arena;
    return sql_one(rows, take_head, out);
}

/* ---- views ---- */

/* Whether revision `r` is what its chain entry `c` says: chain.c's hashes, in SQL. What was altered
 * behind the program is not shown. */
#define PROVED(c, r)                                                                               \
    "coalesce(" c ".filing_id = f.id AND " c ".revision = " r ".n AND " c ".kind = " r             \
    ".kind AND " c ".author_id = " r ".author_id AND " c ".at_s = " r ".at_s AND " c               \
    ".input_hash = " r ".input_hash AND " c ".result_hash = " r ".result_hash AND " c              \
    ".detail_hash = framed_sha256('tanheng revision 1', f.site, f.form, " r ".form_version, "      \
    "f.start_month, f.end_month, " r ".content_n, " r ".reason, " r ".net_tco2, " r ".tce, " r     \
    ".pack, " r ".pack_sha256, " r ".rules, " r ".code, " r ".readings, " r ".issues, " r          \
    ".context_seq, " r ".context_day) AND " c ".hash = framed_sha256('tanheng chain 1', " c        \
    ".prev, f.enterprise_id, " c ".seq, " c ".kind, " c ".filing_id, " c ".revision, " c           \
    ".author_id, " c ".at_s, " c ".input_hash, " c ".result_hash, " c ".detail_hash), 0)"

/* Each party's last word about this very hash; a row that no act accounts for has none. */
#define LABEL                                                                                      \
    "CASE WHEN r.n < f.revision OR r.kind <> 'submit' THEN 0 ELSE 1 + coalesce((SELECT "           \
    "min(v.outcome = 'verified') FROM verdict v WHERE v.filing_no = f.no AND v.revision = r.n "    \
    "AND v.hash = c.hash AND NOT EXISTS (SELECT 1 FROM verdict l WHERE l.filing_no = f.no AND "    \
    "l.revision = r.n AND l.party = v.party AND l.hash = v.hash AND l.no > v.no) AND EXISTS "      \
    "(SELECT 1 FROM act p WHERE p.thing = 'verdict' AND p.account_id = v.auditor_id AND "          \
    "p.enterprise_id = v.id AND p.state = " VERDICT_STATE("v") ")), 0) END"

/* The content columns stand last: pages of a list do not touch them. */
#define BRIEF                                                                                      \
    "SELECT f.id, f.enterprise_id, f.site, f.form, f.start_month, f.end_month, r.n, r.kind = "     \
    "'withdraw', r.author_id, "                                                                    \
    "a.account, a.name, r.at_s, r.reason, r.net_tco2, r.tce, r.input_hash, r.result_hash, "        \
    "r.pack, r.pack_sha256, "                                                                      \
    "r.rules, r.code, r.form_version, r.chain_seq, c.hash, " PROVED("c", "r") ", " LABEL
#define BRIEF_FROM                                                                                 \
    " FROM filing f JOIN revision r ON r.filing_no = f.no LEFT JOIN account a ON a.id = "          \
    "r.author_id LEFT JOIN chain c ON c.enterprise_id = f.enterprise_id AND c.seq = r.chain_seq "

static void take_receipt(struct sql_rows *rows, struct th_receipt *receipt)
{
    sql_copy(rows, 15, receipt->input, sizeof receipt->input);
    sql_copy(rows, 16, receipt->result, sizeof receipt->result);
    receipt->pack = sql_text(rows, 17);
    sql_copy(rows, 18, receipt->pack_sha256, sizeof receipt->pack_sha256);
    receipt->rules = sql_u32(rows, 19);
    sql_copy(rows, 20, receipt->code, sizeof receipt->code);
}

static void take_brief(struct sql_rows *rows, struct filing_view *view)
{
    view->id = sql_text(rows, 0);
    view->enterprise = sql_text(rows, 1);
    view->site = sql_text(rows, 2);
    view->form = sql_text(rows, 3);
    view->period.start = (th_month)sql_int(rows, 4);
    view->period.end = (th_month)sql_int(rows, 5);
    view->revision = sql_u32(rows, 6);
    view->is_withdrawn = sql_int(rows, 7) != 0;
    view->author_id = sql_text(rows, 8);
    view->author = sql_text(rows, 9);
    view->author_name = sql_text(rows, 10);
    view->submitted_s = sql_int(rows, 11);
    view->reason = sql_text(rows, 12);
    view->net_tco2 = sql_text(rows, 13);
    view->tce = sql_text(rows, 14);
    take_receipt(rows, &view->receipt);
    view->form_version = sql_u32(rows, 21);
    view->chain_seq = (uint64_t)sql_int(rows, 22);
    sql_copy(rows, 23, view->chain_hash, sizeof view->chain_hash);
    if (!sql_int(rows, 24) && rows->status == TH_OK)
        rows->status = TH_INTERNAL;
    view->label = (enum filing_label)sql_int(rows, 25);
}

/* The first match is the member: inside a text its quotes would be escaped. */
static struct th_str cut_overrides(struct th_str head)
{
    static const char member[] = ",\"overrides\":";
    const size_t size = sizeof member - 1;
    for (size_t at = 0; at + size <= head.len; at++)
        if (memcmp(head.ptr + at, member, size) == 0)
            return (struct th_str){ head.ptr + at + size, head.len - at - size };
    return (struct th_str){ "", 0 };
}

bool filing_view_cut(struct filing_view *view, size_t doc_bytes)
{
    static const char between[] = ",\"doc\":";
    const size_t size = sizeof between - 1;
    struct th_str input = view->input;
    if (doc_bytes + size + 1 > input.len)
        return false;
    size_t at = input.len - 1 - doc_bytes;
    if (memcmp(input.ptr + at - size, between, size) != 0)
        return false;
    view->doc = (struct th_str){ input.ptr + at, doc_bytes };
    view->overrides = cut_overrides((struct th_str){ input.ptr, at - size });
    return true;
}

static void take_full(struct sql_rows *rows, void *out)
{
    struct filing_view *view = out;
    take_brief(rows, view);
    view->input = sql_text(rows, 26);
    view->result = sql_text(rows, 27);
    view->issues = sql_text(rows, 28);
    bool is_proved = sql_int(rows, 30) != 0; /* a withdrawal's content is another row */
    if (!is_proved && rows->status == TH_OK)
        rows->status = TH_INTERNAL;
    if (!filing_view_cut(view, (size_t)sql_int(rows, 29)) && rows->status == TH_OK)
        rows->status = TH_STORE_FAILED; /* a damaged row is not served */
}

#define FULL                                                                                       \
    BRIEF ", t.input, t.result, t.issues, t.doc_bytes, " PROVED("d", "t") BRIEF_FROM               \
        "JOIN revision t ON t.filing_no = f.no AND t.n = r.content_n LEFT JOIN chain d ON "        \
        "d.enterprise_id = f.enterprise_id AND d.seq = t.chain_seq WHERE f.id = $1 "

enum th_status store_revision_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                  uint32_t revision, struct filing_view *out)
{
    *out = (struct filing_view){ 0 };
    struct sql_rows rows =
        revision ? sql_open(db, FULL "AND r.n = $2", SQL_ARGS(SQL_T(id), SQL_I(revision)))
                 : sql_open(db, FULL "AND r.n = f.revision", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_full, out);
}

/* ---- lists ---- */

static enum th_status take_list(struct sql_rows rows, struct filing_list *out, size_t limit)
{
    out->items = th_arena_array(rows.arena, limit, sizeof *out->items);
    if (!out->items)
        rows.status = TH_NO_MEMORY;
    while (out->items && out->count < limit && sql_next(&rows))
        take_brief(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_revisions(struct store_db *db, struct th_arena *arena, struct th_str id,
                               struct filing_list *out)
{
    int64_t count = 0;
    *out = (struct filing_list){ 0 };
    enum th_status status = sql_number(db, "SELECT min(revision, 1000) FROM filing WHERE id = $1",
                                       SQL_ARGS(SQL_T(id)), &count);
    if (status)
        return status;
    struct sql_rows rows =
        sql_open(db, BRIEF BRIEF_FROM "WHERE f.id = $1 ORDER BY r.n DESC", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return take_list(rows, out, (size_t)count);
}

struct page {
    th_month start; /* start with what comes after this place … */
    int64_t no;
    th_month first, last; /* … within these months */
};

/* Cursor: "<start month>-<row number>" of the last item shown. */
static bool read_cursor(struct th_str cursor, struct page *page)
{
    uint32_t month = 0, no = 0;
    if (!cursor.len)
        return true;
    struct th_str rest = cursor;
    struct th_str first = th_str_cut(&rest, '-');
    if (!th_str_to_u32(first, &month) || !th_str_to_u32(rest, &no) || month > INT32_MAX)
        return false;
    page->start = (th_month)month;
    page->no = no;
    return true;
}

static enum th_status write_cursor(struct store_db *db, struct th_arena *arena,
                                   struct filing_list *list)
{
    const struct filing_view *last = &list->items[list->count - 1];
    int64_t no = 0;
    enum th_status status =
        sql_number(db, "SELECT no FROM filing WHERE id = $1", SQL_ARGS(SQL_T(last->id)), &no);
    char text[48];
    snprintf(text, sizeof text, "%d-%lld", last->period.start, (long long)no);
    list->next = th_arena_copy(arena, th_str_of(text));
    return status ? status : list->next.ptr ? TH_OK : TH_NO_MEMORY;
}

#define PAGE                                                                                       \
    BRIEF BRIEF_FROM                                                                               \
        "WHERE f.enterprise_id = $1 AND r.n = f.revision AND f.start_month BETWEEN $2 AND $3 "     \
        "AND (f.start_month, f.no) < ($4, $5) "

static struct sql_rows open_page(struct store_db *db, const struct filing_query *query,
                                 const struct page *page)
{
    int64_t limit = (int64_t)query->limit + 1;
    if (!query->form.len)
        return sql_open(db, PAGE "ORDER BY f.start_month DESC, f.no DESC LIMIT $6",
                        SQL_ARGS(SQL_T(query->enterprise), SQL_I(page->first), SQL_I(page->last),
                                 SQL_I(page->start), SQL_I(page->no), SQL_I(limit)));
    return sql_open(db, PAGE "AND f.form = $6 ORDER BY f.start_month DESC, f.no DESC LIMIT $7",
                    SQL_ARGS(SQL_T(query->enterprise), SQL_I(page->first), SQL_I(page->last),
                             SQL_I(page->start), SQL_I(page->no), SQL_T(query->form),
                             SQL_I(limit)));
}

enum th_status store_filings_page(struct store_db *db, struct th_arena *arena,
                                  const struct filing_query *query, struct filing_list *out)
{
    *out = (struct filing_list){ 0 };
    struct page page = { .start = INT32_MAX, .no = INT64_MAX, .first = 0, .last = INT32_MAX };
    if (query->year) {
        page.first = (th_month)(query->year * 12);
        page.last = page.first + 11;
    }
    if (!read_cursor(query->cursor, &page) || query->limit == 0)
        return TH_INVALID;
    struct sql_rows rows = open_page(db, query, &page);
    rows.arena = arena;
    enum th_status status = take_list(rows, out, query->limit + 1);
    if (status || out->count <= query->limit)
        return status;
    out->count = query->limit;
    return write_cursor(db, arena, out);
}
