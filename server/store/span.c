/* Spans of row numbers. */
#include "span.h"

#include "sql.h"

int64_t span_limit(uint32_t limit)
{
    return limit ? (int64_t)limit : INT64_MAX;
}

static void take_span(struct sql_rows *rows, void *out)
{
    struct row_span *span = out;
    span->last = sql_int(rows, 0);
    span->bad = (uint64_t)sql_int(rows, 1);
}

enum th_status span_look(struct store_db *db, const char *text, struct row_span *span)
{
    return sql_one(sql_open(db, text, SQL_ARGS(SQL_I(span->after), SQL_I(span_limit(span->limit)))),
                   take_span, span);
}
