/* A list as a CSV file: its pages one after another, its items by a table of columns (tables.def).
 * Bounded, limited and written down (exports.h). */
#pragma once
#include "paging.h"

/** More than that is refused: the search has to be narrower. */
#define TABLE_ROWS_MOST 5000

struct table_column {
    const char *member; /* of the item; "period.start": of an object in it */
    bool is_number;     /* a TEXT that holds a decimal */
    const char *zh, *en;
};
/** C of tables.def */
#define TABLE_COLUMN(member, kind, zh, en) { (member), TABLE_##kind, (zh), (en) },
enum { TABLE_SHOWN, TABLE_NUMBER };

struct table {
    const char *name, *file; /* what the chain calls it; "attachment; filename=\"…\"" */
    const struct th_model *item;
    const struct table_column *columns;
    size_t column_count;
    /** The page of `query` behind `after` (empty: the first), with a limit of its own. */
    enum th_status (*page)(struct call *call, const void *query, struct th_str after,
                           struct paging *out);
    const void *query;
    bool is_english;
};
/** Writes the file and its headers. TH_RATE_LIMITED, TH_INVALID: more than TABLE_ROWS_MOST rows, or
 * they do not fit; as `page`. */
enum th_status table_answer(struct call *call, const struct table *table, struct th_str *out);
