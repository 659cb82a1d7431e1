/* SQL of what a new filing is checked against: periods, template, earlier readings. */
#include "sql.h"
#include "store_filings.h"

enum th_status store_filed_periods(struct store_db *db, struct th_arena *arena,
                                   const struct filing_head *key, struct th_context *out)
{
    static const char count_text[] =
        "SELECT count(*) FROM filing WHERE enterprise_id = $1 AND form = $2 AND site = $3 AND id "
        "<> $4 AND is_withdrawn = 0";
    struct sql_args args =
        SQL_ARGS(SQL_T(key->enterprise), SQL_T(key->form), SQL_T(key->site), SQL_T(key->id));
    int64_t count = 0;
    enum th_status status = sql_number(db, count_text, args, &count);
    struct th_period *periods = th_arena_array(arena, (size_t)count, sizeof *periods);
    if (status || !periods)
        return status ? status : TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db,
                 "SELECT start_month, end_month FROM filing WHERE enterprise_id = $1 AND form = "
                 "$2 AND site = $3 AND id <> $4 AND is_withdrawn = 0 ORDER BY start_month",
                 args);
    size_t taken = 0;
    while (taken < (size_t)count && sql_next(&rows))
        periods[taken++] =
            (struct th_period){ (th_month)sql_int(&rows, 0), (th_month)sql_int(&rows, 1) };
    out->filed = periods;
    out->filed_count = taken;
    return sql_close(&rows);
}

static void take_doc(struct sql_rows *rows, void *out)
{
    struct filing_view view = { .input = sql_text(rows, 0) };
    if (filing_view_cut(&view, (size_t)sql_int(rows, 1)))
        *(struct th_str *)out = view.doc;
    else if (rows->status == TH_OK)
        rows->status = TH_STORE_FAILED;
}

/* The site's own template, else the enterprise's (site "all"); of these the newest that began
 * before the period, else the oldest. */
enum th_status store_template(struct store_db *db, struct th_arena *arena,
                              const struct filing_head *key, struct th_str form, struct th_str *doc)
{
    struct sql_rows rows = sql_open(
        db,
        "SELECT r.input, r.doc_bytes FROM filing f JOIN revision r ON r.filing_no = f.no AND r.n "
        "= f.revision WHERE f.enterprise_id = $1 AND f.form = $2 AND f.site IN ($3, 'all') AND "
        "f.is_withdrawn = 0 AND f.id <> $4 ORDER BY f.site = $3 DESC, f.start_month <= $5 DESC, "
        "CASE WHEN f.start_month <= $5 THEN -f.start_month ELSE f.start_month END LIMIT 1",
        SQL_ARGS(SQL_T(key->enterprise), SQL_T(form), SQL_T(key->site), SQL_T(key->id),
                 SQL_I(key->period.start)));
    rows.arena = arena;
    return sql_one(rows, take_doc, doc);
}

enum th_status store_readings_walk(struct store_db *db, const struct readings_walk *walk)
{
    const struct filing_head *key = &walk->key;
    struct sql_rows rows = sql_open(
        db,
        "SELECT r.readings, f.end_month FROM filing f JOIN revision r ON r.filing_no = f.no AND "
        "r.n = f.revision WHERE f.enterprise_id = $1 AND f.site = $2 AND f.id <> $3 AND "
        "f.is_withdrawn = 0 AND r.readings <> '' ORDER BY f.start_month DESC, f.no DESC",
        SQL_ARGS(SQL_T(key->enterprise), SQL_T(key->site), SQL_T(key->id)));
    int64_t oldest = -1;
    while (sql_next(&rows)) {
        int64_t end = sql_int(&rows, 1);
        if (oldest < 0)
            oldest = end - walk->months + 1;
        if (end < oldest || !walk->take(walk->self, sql_borrow(&rows, 0)))
            break;
    }
    return sql_close(&rows);
}
