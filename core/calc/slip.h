/* The unit-slip doctor: does a month's reading look as if it had been typed in another unit?
 * Integer arithmetic on logarithms; it only asks, it never changes a result.
 *
 * A reading is compared with the same month of the last two years, moved by the growth seen since
 * (in January and February with both months, because the spring holiday wanders). Without them,
 * with the level of the other months; without these, with the plausible month of limits.csv. */
#pragma once
#include "carriers.h"
#include "date.h"

/* The months that a series looks at: those of the document and the 36 before them. */
#define TH_SLIP_WINDOW 48
#define TH_SLIP_UNITS  12 /* of a carrier that are considered */

#define TH_SLIP_OUTER 3 /* levels kept on each side: one may be the cell's own, one is left out */

struct th_slip_level {
    int32_t log;
    int at; /* month of the window */
};

/** What is known of one row: fill with th_slip_begin and th_slip_add, ask for each cell. */
struct th_slip_series {
    const struct th_carrier *carrier;
    const struct th_unit *unit; /* of the row, as typed */
    th_month first;
    int32_t shift[TH_SLIP_UNITS];          /* by how much each allowed unit is larger than `unit` */
    th_amount history_sum[TH_SLIP_WINDOW]; /* below 0: nothing known */
    th_amount document_sum[TH_SLIP_WINDOW];
    bool is_ready; /* what follows is up to date; logarithms are log2 × 1024 */
    int32_t history[TH_SLIP_WINDOW], document[TH_SLIP_WINDOW];
    int32_t growth, spread;                                       /* per year, of the history */
    struct th_slip_level low[TH_SLIP_OUTER], high[TH_SLIP_OUTER]; /* outermost months, in order */
    int level_count;
};

/** `newest`: the last month of the document. */
void th_slip_begin(struct th_slip_series *series, const struct th_carrier *carrier,
                   const struct th_unit *unit, th_month newest);
/** A reading of the carrier and flow in the canonical unit, ≥ 0: of earlier filings, or of the
 * document's row (all cells of the row; the one that is asked for is left out by itself). Months
 * outside the window are ignored. */
void th_slip_add_history(struct th_slip_series *series, th_month month, th_amount quantity);
void th_slip_add_document(struct th_slip_series *series, th_month month, th_amount quantity);

enum th_slip_verdict {
    TH_SLIP_NONE,
    TH_SLIP_OUTLIER, /* unusual, and no unit explains it */
    TH_SLIP_UNIT,    /* another unit explains it */
    TH_SLIP_LIMIT,   /* nothing to compare with, and beyond the plausible month */
};

struct th_slip_answer {
    enum th_slip_verdict verdict;
    const struct th_unit
        *unit; /* UNIT, mostly LIMIT: the unit that the value seems to be in; else NULL */
    bool has_value;
    struct th_dec value; /* the same reading in the row's unit, rounded to 6 decimals: the fix */
    uint32_t times; /* UNIT, OUTLIER: about how many times too large or too small; 0 otherwise */
    bool is_too_large;
};

/** Is `value`, typed for `month` in the row's unit, a slip? */
void th_slip_ask(struct th_slip_series *series, th_month month, struct th_dec value,
                 struct th_slip_answer *out);
