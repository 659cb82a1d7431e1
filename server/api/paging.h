/* A list answers one page: its model has `items` and `next`, its query `limit` and `cursor`. One
 * row more than is shown is looked for, so that it is known whether a next page follows. */
#pragma once
#include "call.h"

#define PAGING_DEFAULT 20
/** Rows that a page shows, given a query's model. */
#define PAGING_LIMIT(in) ((in)->has.limit ? (uint32_t)(in)->limit : (uint32_t)PAGING_DEFAULT)
/** A text of a query; one that was not given is empty. */
#define PAGING_TEXT(in, member) ((in)->has.member ? (in)->member : TH_STR(""))

/** What was looked for with PAGING_LIMIT + 1; or with PAGING_LIMIT, where the store itself gives
 * the cursor. */
struct paging {
    const void *rows;
    size_t size, count; /* bytes of a row; rows found */
    uint32_t limit;
    /** Writes a row as an item of the answer; false: no memory. */
    bool (*fill)(struct call *call, const void *row, void *item);
    /** The cursor of the page behind a row. NULL: `next`, empty when there is none. */
    struct th_str (*key)(struct call *call, const void *row);
    struct th_str next;
};
/** Of a list with `items` and `count`, by the file's own fill_item and key_of. */
#define PAGING_OF(found, shown)                                                                    \
    {                                                                                              \
        .rows = (found).items, .size = sizeof *(found).items, .count = (found).count,              \
        .limit = (shown), .fill = fill_item, .key = key_of                                         \
    }
/** The cursor of the page behind this one; false: it is the last. ptr NULL: no memory. */
bool paging_next(struct call *call, const struct paging *page, struct th_str *out);
/** Fills `items` and `next` of a list's answer. TH_NO_MEMORY. */
enum th_status paging_answer(struct call *call, const struct paging *page,
                             const struct th_model *model, void *out);
