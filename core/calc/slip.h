/* The unit-slip doctor: does a month's reading look as if it had been typed in another unit?
 * Integer arithmetic on logarithms; it only asks, it never changes a result. */
#pragma once
#include "carriers.h"
#include "date.h"

struct th_slip_point {
    th_month month;
    th_amount quantity; /* canonical unit, ≥ 0 */
};

struct th_slip_question {
    const struct th_carrier *carrier;
    const struct th_unit *unit; /* as typed */
    th_month month;
    struct th_dec value; /* as typed, ≥ 0 */
    const struct th_slip_point
        *history; /* earlier filings, any order, the month itself is ignored */
    size_t history_count;
    const struct th_slip_point *others; /* the other cells of this row in the document */
    size_t other_count;
};

enum th_slip_verdict {
    TH_SLIP_NONE,
    TH_SLIP_OUTLIER, /* unusual, and no unit explains it */
    TH_SLIP_UNIT,    /* another unit explains it */
    TH_SLIP_LIMIT,   /* nothing to compare with, and beyond the plausible month (limits.csv) */
};

struct th_slip_answer {
    enum th_slip_verdict verdict;
    const struct th_unit
        *unit; /* TH_SLIP_UNIT, perhaps TH_SLIP_LIMIT: the unit the value seems to be in */
    bool has_value;
    struct th_dec value; /* the same reading in the typed unit, rounded to 6 decimals */
    th_amount expected;  /* canonical unit; 0 when unknown */
    th_amount ratio;     /* reading ÷ expected; 0 when unknown */
};

/** `expected` and `ratio` are for the message only. */
void th_slip_ask(const struct th_slip_question *question, struct th_slip_answer *out);
