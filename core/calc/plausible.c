/* Which plausible range applies, and whether a value leaves it. */
#include "plausible.h"

static const struct th_limit *limit_of_subject(enum th_limit_kind kind, struct th_str subject)
{
    for (size_t i = 0; i < th_limit_count; i++)
        if (th_limits[i].kind == kind && th_str_equal(th_limits[i].subject, subject))
            return &th_limits[i];
    return NULL;
}

/* The row of the carrier, else of its group, else of all. */
static const struct th_limit *limit_of(enum th_limit_kind kind, const struct th_carrier *carrier)
{
    const struct th_limit *limit = limit_of_subject(kind, carrier->id);
    if (!limit)
        limit = limit_of_subject(kind, carrier->group);
    return limit ? limit : limit_of_subject(kind, TH_STR("*"));
}

static bool is_above(const struct th_limit *limit, th_amount value)
{
    th_amount hi;
    if (!limit->has_hi || th_amount_of(limit->hi, &hi) != TH_OK)
        return false;
    return limit->is_hi_excluded ? value >= hi : value > hi;
}

static bool is_below(const struct th_limit *limit, th_amount value)
{
    th_amount lo;
    return limit->has_lo && th_amount_of(limit->lo, &lo) == TH_OK && value < lo;
}

const struct th_limit *th_limit_left(enum th_limit_kind kind, const struct th_carrier *carrier,
                                     th_amount value)
{
    const struct th_limit *limit = limit_of(kind, carrier);
    if (!limit || (limit->zero_is_fine && value == 0))
        return NULL;
    return is_above(limit, value) || is_below(limit, value) ? limit : NULL;
}
