/* How a line's value came about, step by step, for op explain. Built only on demand, never hashed.
 */
#pragma once
#include "line.h"

enum th_trace_target { TH_TRACE_TCO2, TH_TRACE_TCE };

struct th_step {
    struct th_str id; /* quantity unit ncv carbon oxidation factor ratio_44_12 tce sign result */
    struct th_str zh, en;
    struct th_str op;               /* "", "×", "=": how it joins the steps before */
    struct th_str value;            /* decimal text, or "44/12" */
    struct th_str unit;             /* shown behind the value; may be empty */
    const struct th_origin *origin; /* NULL: typed by the user, an own value, or a constant */
    bool is_own;                    /* from the overrides */
};

#define TH_STEPS_MAX   10
#define TH_ORIGINS_MAX 4

struct th_trace {
    struct th_step steps[TH_STEPS_MAX];
    size_t count;
    enum th_value_state state;
    th_amount value;
    struct th_str unit;                              /* tCO₂ or tce */
    const struct th_origin *origins[TH_ORIGINS_MAX]; /* the rows used, each once */
    size_t origin_count;
    int factor_year;
    bool is_other_year;
};

/** Which value of which line. */
struct th_line_case {
    const struct th_line *line;
    struct th_dec quantity;
    enum th_trace_target target;
};

/** Steps up to the unit when the value is missing (`state` says why). TH_NO_MEMORY when the texts
 * do not fit. */
TH_MUST_USE enum th_status th_line_trace(struct th_arena *arena, const struct th_pack *pack,
                                         const struct th_line_case *what, struct th_trace *out);
