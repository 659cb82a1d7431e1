#include "json_number.h"

#include <cJSON.h>
#include <limits.h>

#define EXACT    ((int64_t)1 << 53)
#define BEYOND   ((int64_t)1 << 60)
#define DIGITS   16   /* of 2^53 */
#define EXPONENT 9999 /* larger ones are cut: beyond all the same */

static bool is_digit(struct th_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

static size_t digits_end(struct th_str text, size_t at)
{
    while (is_digit(text, at))
        at++;
    return at;
}

static bool is_one_of(struct th_str text, size_t at, char a, char b)
{
    return at < text.len && (text.ptr[at] == a || text.ptr[at] == b);
}

size_t th_json_number_length(struct th_str text)
{
    size_t at = is_one_of(text, 0, '-', '-'), start = at;
    at = digits_end(text, at);
    if (at == start || (text.ptr[start] == '0' && at > start + 1)) /* "01" */
        return 0;
    if (is_one_of(text, at, '.', '.')) {
        start = at + 1;
        at = digits_end(text, start);
        if (at == start)
            return 0;
    }
    if (is_one_of(text, at, 'e', 'E')) {
        start = at + 1 + is_one_of(text, at + 1, '+', '-');
        at = digits_end(text, start);
        if (at == start)
            return 0;
    }
    return at;
}

/* Digits without zeros at either end, and the power of ten behind them. */
struct shape {
    int64_t digits;
    int count, power;
    bool negative;
};

static int read_exponent(struct th_str text, size_t at)
{
    bool negative = is_one_of(text, at, '-', '-');
    int value = 0;
    for (at += is_one_of(text, at, '+', '-'); is_digit(text, at); at++)
        if (value < EXPONENT)
            value = value * 10 + (text.ptr[at] - '0');
    return negative ? -value : value;
}

static struct shape read_shape(struct th_str text)
{
    struct shape shape = { .negative = is_one_of(text, 0, '-', '-') };
    int zeros = 0; /* seen since the last other digit */
    bool is_fraction = false;
    size_t at = shape.negative;
    for (; is_digit(text, at) || is_one_of(text, at, '.', '.'); at++) {
        if (text.ptr[at] == '.') {
            is_fraction = true;
            continue;
        }
        shape.power -= is_fraction;
        zeros++;
        if (text.ptr[at] == '0')
            continue;
        shape.count = shape.count > 0 ? shape.count + zeros : 1;
        for (; zeros > 1 && shape.digits > 0; zeros--)
            shape.digits = shape.digits < BEYOND / 10 ? shape.digits * 10 : shape.digits;
        shape.digits =
            shape.digits < BEYOND / 10 ? shape.digits * 10 + text.ptr[at] - '0' : shape.digits;
        zeros = 0;
    }
    shape.power += zeros;
    if (at < text.len)
        shape.power += read_exponent(text, at + 1);
    return shape;
}

static int64_t whole(const struct shape *shape)
{
    int64_t value = shape->digits;
    if (shape->count + shape->power > DIGITS)
        return BEYOND;
    for (int i = 0; i < shape->power; i++)
        value *= 10;
    return value > EXACT ? BEYOND : value;
}

void th_json_number_set(struct cJSON *node, struct th_str number)
{
    struct shape shape = read_shape(number);
    bool is_small = shape.count == 0 || shape.count + shape.power <= DIGITS;
    int64_t value = shape.count == 0 ? 0 : whole(&shape);
    if (shape.count > 0 && shape.power < 0 && is_small) {
        node->valuedouble = 0.5;
        return;
    }
    value = shape.negative ? -value : value;
    node->valuedouble = (typeof(node->valuedouble))value;
    node->valueint = value > INT_MAX ? INT_MAX : value < INT_MIN ? INT_MIN : (int)value;
}
