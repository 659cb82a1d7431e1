/* Plausible ranges (core/data/limits.csv): outside them the user is asked, never stopped. */
#pragma once
#include "carriers.h"

enum th_limit_kind {
    TH_LIMIT_NCV_GJ,       /* GJ per canonical unit */
    TH_LIMIT_CC_TC_GJ,     /* tC per GJ */
    TH_LIMIT_OXIDATION,    /* fraction */
    TH_LIMIT_TCE,          /* tce per canonical unit */
    TH_LIMIT_EF_TCO2,      /* tCO₂ per canonical unit */
    TH_LIMIT_MONTH,        /* quantity of one month, canonical unit */
    TH_LIMIT_TCO2_PER_TCE, /* implied, of a line */
    TH_LIMIT_KIND_COUNT
};

struct th_limit {
    struct th_str id; /* stable name of the row, for messages and tests */
    enum th_limit_kind kind;
    struct th_str subject; /* a carrier id, else a group, else "*" */
    bool has_lo, has_hi;   /* neither: the subject is exempt */
    struct th_dec lo, hi;
    bool is_hi_excluded; /* hi itself is beyond */
    bool zero_is_fine;   /* 0 is plausible besides lo..hi (a zero factor with evidence) */
    struct th_str tag, source;
};

extern const struct th_limit th_limits[];
extern const size_t th_limit_count;

/** NULL when `value` is plausible or no row applies, else the row that it leaves. */
const struct th_limit *th_limit_left(enum th_limit_kind kind, const struct th_carrier *carrier,
                                     th_amount value);
