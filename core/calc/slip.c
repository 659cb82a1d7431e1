/* The unit-slip doctor: see slip.h. All logarithms are to base 2 in steps of 1/1024. */
#include "slip.h"

#include "plausible.h"

#define BIT     1024
#define ABSENT  INT32_MIN
#define ZERO    (INT32_MIN + 1)
#define LOG2_10 3401654 /* log2(10) × 1024 × 1000 */

struct range {
    int32_t lo, hi;
    bool is_filled;
    bool is_open_below; /* the month was zero before: a small reading says nothing */
};

static int32_t log2_of(th_amount amount)
{
    if (amount <= 0)
        return ZERO;
    unsigned __int128 value = (unsigned __int128)amount;
    uint64_t high = (uint64_t)(value >> 64);
    int top = high ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll((uint64_t)value);
    uint64_t mantissa = (uint64_t)(top > 31 ? value >> (top - 31) : value << (31 - top));
    int32_t result = top * BIT;
    for (int32_t bit = BIT / 2; bit > 0; bit /= 2) {
        mantissa = mantissa * mantissa >> 31;
        if (mantissa >> 32) {
            mantissa >>= 1;
            result += bit;
        }
    }
    return result;
}

static int32_t log2_of_unit(const struct th_unit *unit)
{
    return log2_of((th_amount)unit->num) + (int32_t)((int64_t)unit->power * LOG2_10 / 1000);
}

static bool is_level(int32_t value)
{
    return value > ZERO;
}

static int32_t distance(int32_t a)
{
    return a < 0 ? -a : a;
}

static size_t unit_count(const struct th_slip_series *series)
{
    size_t count = series->carrier->unit_count;
    return count < TH_SLIP_UNITS ? count : TH_SLIP_UNITS;
}

void th_slip_begin(struct th_slip_series *series, const struct th_carrier *carrier,
                   const struct th_unit *unit, th_month newest)
{
    series->carrier = carrier;
    series->unit = unit;
    series->first = newest - TH_SLIP_WINDOW + 1;
    series->is_ready = false;
    for (size_t i = 0; i < carrier->unit_count && i < TH_SLIP_UNITS; i++)
        series->shift[i] = log2_of_unit(carrier->units[i]) - log2_of_unit(unit);
    for (int i = 0; i < TH_SLIP_WINDOW; i++)
        series->history_sum[i] = series->document_sum[i] = -1;
}

static void add(struct th_slip_series *series, th_amount *sums, th_month month, th_amount quantity)
{
    if (month < series->first || month >= series->first + TH_SLIP_WINDOW || quantity < 0)
        return;
    th_amount *sum = &sums[month - series->first];
    th_amount before = *sum < 0 ? 0 : *sum;
    if (th_amount_add(before, quantity, sum) != TH_OK)
        *sum = -1;
    series->is_ready = false;
}

void th_slip_add_history(struct th_slip_series *series, th_month month, th_amount quantity)
{
    add(series, series->history_sum, month, quantity);
}

void th_slip_add_document(struct th_slip_series *series, th_month month, th_amount quantity)
{
    add(series, series->document_sum, month, quantity);
}

static void sort(int32_t *values, int count)
{
    for (int i = 1; i < count; i++) {
        int32_t value = values[i];
        int at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

static int32_t median(int32_t *values, int count)
{
    sort(values, count);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Keeps the outermost levels in order; `side` 1: the smallest, -1: the largest. */
static void keep_outer(struct th_slip_level *list, int count, struct th_slip_level level, int side)
{
    int at = count < TH_SLIP_OUTER ? count : TH_SLIP_OUTER;
    for (; at > 0 && (level.log - list[at - 1].log) * side < 0; at--)
        if (at < TH_SLIP_OUTER)
            list[at] = list[at - 1];
    if (at < TH_SLIP_OUTER)
        list[at] = level;
}

/* A month of the document counts instead of the history's. */
static int32_t level_of(const struct th_slip_series *series, int at)
{
    return is_level(series->document[at]) ? series->document[at] : series->history[at];
}

static void learn_levels(struct th_slip_series *series)
{
    series->level_count = 0;
    for (int i = 0; i < TH_SLIP_WINDOW; i++) {
        struct th_slip_level level = { level_of(series, i), i };
        if (!is_level(level.log))
            continue;
        keep_outer(series->low, series->level_count, level, 1);
        keep_outer(series->high, series->level_count, level, -1);
        series->level_count++;
    }
}

/* Growth over a year and the spread around it, from the pairs of months in the history. */
static void learn(struct th_slip_series *series)
{
    int32_t change[TH_SLIP_WINDOW];
    int count = 0;
    for (int i = 0; i < TH_SLIP_WINDOW; i++) {
        series->history[i] = series->history_sum[i] < 0 ? ABSENT : log2_of(series->history_sum[i]);
        series->document[i] =
            series->document_sum[i] < 0 ? ABSENT : log2_of(series->document_sum[i]);
    }
    for (int i = 12; i < TH_SLIP_WINDOW; i++)
        if (is_level(series->history[i]) && is_level(series->history[i - 12]))
            change[count++] = series->history[i] - series->history[i - 12];
    series->growth = count >= 3 ? median(change, count) : 0;
    for (int i = 0; i < count; i++)
        change[i] = distance(change[i] - series->growth);
    /* 1.48 × the median deviation is the standard deviation of a normal one. */
    series->spread = count >= 5 ? median(change, count) * 148 / 100 : 2 * BIT / 5;
    learn_levels(series);
    series->is_ready = true;
}

static void add_reference(struct range *range, int32_t value)
{
    if (!range->is_filled || value < range->lo)
        range->lo = value;
    if (!range->is_filled || value > range->hi)
        range->hi = value;
    range->is_filled = true;
}

static int32_t history_at(const struct th_slip_series *series, int index)
{
    return index >= 0 && index < TH_SLIP_WINDOW ? series->history[index] : ABSENT;
}

/* A shift of the whole row that a wrong unit explains is no growth. */
static bool is_unit_like(const struct th_slip_series *series, int32_t change)
{
    for (size_t i = 0; i < unit_count(series); i++) {
        int32_t shift = series->shift[i];
        if (shift != 0 && distance(change + shift) * 5 <= distance(shift) * 2)
            return true;
    }
    return false;
}

/* The change against last year that the other cells of the row show; the history's growth when they
 * are few or look like a slip of their own. */
static int32_t current_change(const struct th_slip_series *series, int at)
{
    int32_t change[TH_SLIP_WINDOW];
    int count = 0;
    for (int i = 12; i < TH_SLIP_WINDOW; i++)
        if (i != at && is_level(series->document[i]) && is_level(series->history[i - 12]))
            change[count++] = series->document[i] - series->history[i - 12];
    if (count < 3)
        return series->growth;
    int32_t result = median(change, count);
    return is_unit_like(series, result - series->growth) ? series->growth : result;
}

/* The change that the last months of the history show, for a step that the yearly median has not
 * seen yet. */
static int32_t recent_change(const struct th_slip_series *series, int at)
{
    int32_t change[3];
    int count = 0;
    for (int i = at - 1; i >= at - 3; i--)
        if (is_level(history_at(series, i)) && is_level(history_at(series, i - 12)))
            change[count++] = history_at(series, i) - history_at(series, i - 12);
    return count >= 2 ? median(change, count) : series->growth;
}

static void refer_to_month(const struct th_slip_series *series, int at, int same,
                           struct range *range)
{
    int32_t last = history_at(series, same - 12), before = history_at(series, same - 24);
    if (is_level(last)) {
        add_reference(range, last + series->growth);
        add_reference(range, last + current_change(series, at));
        add_reference(range, last + recent_change(series, at));
    }
    if (is_level(before))
        add_reference(range, before + series->growth + current_change(series, at));
    range->is_open_below |= last == ZERO || before == ZERO;
}

static struct range seasonal_range(const struct th_slip_series *series, int at)
{
    struct range range = { 0 };
    int number = th_month_number(series->first + at);
    refer_to_month(series, at, at, &range);
    if (number == 1)
        refer_to_month(series, at, at + 1, &range);
    if (number == 2)
        refer_to_month(series, at, at - 1, &range);
    return range;
}

/* The outermost level but `skip` that is not the month's own. */
static int32_t outer_but(const struct th_slip_level *list, int at, int skip)
{
    int i = 0;
    for (; list[i].at == at || skip > 0; i++)
        skip -= list[i].at != at;
    return list[i].log;
}

/* The level of all other months, the outermost on each side left out when there are many. */
static struct range level_range(const struct th_slip_series *series, int at)
{
    int count = series->level_count - is_level(level_of(series, at));
    struct range range = { .is_filled = count >= 2 };
    if (range.is_filled) {
        range.lo = outer_but(series->low, at, count >= 6);
        range.hi = outer_but(series->high, at, count >= 6);
    }
    return range;
}

/* 0 inside the range, else how far outside, with its sign. */
static int32_t outside(const struct range *range, int32_t value)
{
    if (value > range->hi)
        return value - range->hi;
    return value < range->lo && !range->is_open_below ? value - range->lo : 0;
}

static uint32_t power_of_two(int32_t log)
{
    int32_t whole = log / BIT, part = log % BIT;
    if (whole > 30)
        return UINT32_MAX;
    /* Linear between powers of two: a number for a sentence. */
    uint64_t scaled = ((uint64_t)1 << whole) * (uint64_t)(BIT + part);
    return (uint32_t)((scaled + BIT / 2) / BIT);
}

static void propose(const struct th_slip_series *series, const struct th_unit *unit,
                    struct th_dec value, struct th_slip_answer *out)
{
    th_amount amount;
    out->unit = unit;
    if (th_unit_convert(value, unit, series->unit, &amount) != TH_OK)
        return;
    char room[TH_DECIMAL_CAP];
    struct th_buf buf;
    th_buf_init(&buf, room, sizeof room);
    th_amount_show(&buf, amount, (struct th_rounding_rule){ .decimals = 6 });
    out->has_value = !buf.overflow && th_dec_parse(th_buf_view(&buf), &out->value) == TH_OK;
}

/* Index of the unit that brings the reading closest to the range, and how far it then is; the unit
 * count when the carrier has no other unit. */
static size_t best_unit(const struct th_slip_series *series, const struct range *range,
                        int32_t reading, int32_t *rest)
{
    size_t count = unit_count(series), best = count;
    for (size_t i = 0; i < count; i++) {
        int32_t away = distance(outside(range, reading + series->shift[i]));
        if (series->shift[i] != 0 && (best == count || away < *rest)) {
            best = i;
            *rest = away;
        }
    }
    return best;
}

struct reading {
    struct th_dec value; /* as typed */
    int32_t log;         /* of the canonical amount */
};

struct bounds {
    int32_t slip;      /* further out than this before a unit is proposed */
    int32_t shift;     /* a unit must move the reading by more than this */
    int32_t high, low; /* further out than this is unusual in any case */
    int rest;          /* per cent of the distance that a unit may leave unexplained */
};

/* Does moving the reading into that unit explain it? */
static bool is_explained(const struct th_slip_series *series, const struct bounds *bounds,
                         size_t unit, int32_t away, int32_t rest)
{
    return unit < unit_count(series) && distance(series->shift[unit]) > bounds->shift &&
           rest * 100 <= distance(away) * bounds->rest;
}

static void judge(const struct th_slip_series *series, const struct range *range,
                  const struct bounds *bounds, const struct reading *reading,
                  struct th_slip_answer *out)
{
    int32_t away = outside(range, reading->log), rest = 0;
    if (distance(away) < bounds->slip)
        return;
    size_t unit = best_unit(series, range, reading->log, &rest);
    if (is_explained(series, bounds, unit, away, rest)) {
        out->verdict = TH_SLIP_UNIT;
        propose(series, series->carrier->units[unit], reading->value, out);
    } else if (away > bounds->high || -away > bounds->low) {
        out->verdict = TH_SLIP_OUTLIER;
    } else {
        return;
    }
    out->is_too_large = away > 0;
    out->times = power_of_two(distance(away));
}

/* The largest allowed unit in which the month is plausible. */
static void ask_limits(const struct th_slip_series *series, struct th_dec value,
                       struct th_slip_answer *out)
{
    const struct th_unit *canonical = series->carrier->unit;
    th_amount amount;
    if (th_unit_convert(value, series->unit, canonical, &amount) != TH_OK ||
        !th_limit_left(TH_LIMIT_MONTH, series->carrier, amount))
        return;
    const struct th_unit *best = NULL;
    for (size_t i = 0; i < series->carrier->unit_count; i++) {
        const struct th_unit *unit = series->carrier->units[i];
        if (th_unit_convert(value, unit, canonical, &amount) == TH_OK &&
            !th_limit_left(TH_LIMIT_MONTH, series->carrier, amount) &&
            (!best || log2_of_unit(unit) > log2_of_unit(best)))
            best = unit;
    }
    out->verdict = TH_SLIP_LIMIT;
    out->is_too_large = true;
    if (best)
        propose(series, best, value, out);
}

/* Close to last year's month: the range holds it or is near, whatever else it spans. */
static bool is_usual(const struct th_slip_series *series, int at, int32_t log, int32_t bound)
{
    int32_t last = history_at(series, at - 12);
    return is_level(last) && distance(log - last - series->growth) < bound;
}

static void ask_series(const struct th_slip_series *series, int at, const struct reading *reading,
                       struct th_slip_answer *out)
{
    struct bounds bounds = {
        .slip = BIT * 2 / 5 + series->spread * 2, .rest = 55, .high = 4 * BIT, .low = 7 * BIT
    };
    if (is_usual(series, at, reading->log, bounds.slip))
        return;
    struct range range = seasonal_range(series, at);
    if (!range.is_filled) {
        bool was_zero = range.is_open_below;
        range = level_range(series, at);
        range.is_open_below = was_zero;
        bounds = (struct bounds){
            .slip = BIT * 9 / 4, .shift = 2 * BIT, .rest = 35, .high = 7 * BIT, .low = 7 * BIT
        };
    }
    if (range.is_filled)
        judge(series, &range, &bounds, reading, out);
    else
        ask_limits(series, reading->value, out);
}

void th_slip_ask(struct th_slip_series *series, th_month month, struct th_dec value,
                 struct th_slip_answer *out)
{
    *out = (struct th_slip_answer){ .verdict = TH_SLIP_NONE };
    struct reading reading = { .value = value };
    int at = (int)(month - series->first);
    th_amount canonical;
    if (value.mantissa <= 0 || at < 0 || at >= TH_SLIP_WINDOW ||
        th_unit_convert(value, series->unit, series->carrier->unit, &canonical) != TH_OK ||
        canonical == 0)
        return;
    if (!series->is_ready)
        learn(series);
    reading.log = log2_of(canonical);
    ask_series(series, at, &reading, out);
}
