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

/* Digits before the point are grouped by three; the units digit is always shown. */
static void put_whole(struct th_buf *buf, const struct th_digits *d, int at, bool grouped)
{
    int top = d->count > TH_SCALE_MAX ? d->count - 1 : TH_SCALE_MAX;
    while (top > TH_SCALE_MAX && (d->digit[top] == 0 || top < at))
        top--;
    for (int i = top; i >= TH_SCALE_MAX; i--) {
        int left = i - TH_SCALE_MAX;
        th_buf_char(buf, (char)('0' + (i < d->count && i >= at ? d->digit[i] : 0)));
        if (grouped && left > 0 && left % 3 == 0)
            th_buf_char(buf, ',');
    }
}

static void put_fraction(struct th_buf *buf, const struct th_digits *d, int at)
{
    if (at < TH_SCALE_MAX)
        th_buf_char(buf, '.');
    for (int i = TH_SCALE_MAX - 1; i >= at; i--)
        th_buf_char(buf, (char)('0' + (i < d->count ? d->digit[i] : 0)));
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
    put_whole(buf, &d, at, rule.grouped);
    put_fraction(buf, &d, at);
}
