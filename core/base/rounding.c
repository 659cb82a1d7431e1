/* One rounding of an exact value for display (GB/T 8170-2008: half to even; half-up where a
 * template asks for it). */
#include "decimal.h"
#include "digits.h"

/* Whether the digits below place `at` lift the kept part by one. */
static bool lifts(const struct th_digits *d, int at, enum th_rounding mode)
{
    if (at < 1 || at > d->count)
        return false; /* nothing dropped, or the whole value is below half */
    int first = d->digit[at - 1];
    if (first != 5)
        return first > 5;
    for (int i = 0; i < at - 1; i++)
        if (d->digit[i])
            return true; /* a non-zero tail behind the 5 */
    return mode == TH_HALF_UP || (at < d->count && d->digit[at] % 2 == 1);
}

static void lift(struct th_digits *d, int at)
{
    while (d->count <= at)
        d->digit[d->count++] = 0;
    while (d->digit[at] == 9) {
        d->digit[at++] = 0;
        if (at == d->count)
            d->digit[d->count++] = 0;
    }
    d->digit[at]++;
}

static void put_rounded(struct th_buf *buf, const struct th_digits *d, int at, bool grouped)
{
    int top = d->count > TH_SCALE_MAX + 1 ? d->count : TH_SCALE_MAX + 1;
    bool seen = false;
    for (int i = top - 1; i >= at || i >= TH_SCALE_MAX; i--) {
        int digit = i < d->count && i >= at ? d->digit[i] : 0;
        int whole_left = i - TH_SCALE_MAX; /* whole digits after this one */
        seen = seen || digit || whole_left <= 0;
        if (!seen)
            continue;
        if (whole_left == -1)
            th_buf_char(buf, '.');
        th_buf_char(buf, (char)('0' + digit));
        if (grouped && whole_left > 0 && whole_left % 3 == 0)
            th_buf_char(buf, ',');
    }
}

static bool all_zero(const struct th_digits *d, int from)
{
    for (int i = from; i < d->count; i++)
        if (d->digit[i])
            return false;
    return true;
}

void th_amount_show(struct th_buf *buf, th_amount value, struct th_rounding_rule rule)
{
    struct th_digits d = { .decimals = TH_SCALE_MAX, .negative = value < 0 };
    int at = TH_SCALE_MAX - rule.decimals; /* lowest digit that stays */
    th_digits_of(&d, value < 0 ? 0 - (unsigned __int128)value : (unsigned __int128)value);
    if (lifts(&d, at, rule.mode))
        lift(&d, at);
    if (d.negative && !all_zero(&d, at))
        th_buf_char(buf, '-');
    put_rounded(buf, &d, at, rule.grouped);
}
