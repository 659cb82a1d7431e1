/* Decimal text in and out, and the exact sums of amounts. */
#include "decimal.h"

#include "digits.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Shape of `-?(0|[1-9]\d*)(\.\d+)?`: where the whole part and the fraction stand. */
struct shape {
    struct th_str whole, fraction;
    bool negative;
};

static size_t count_digits(struct th_str text)
{
    size_t count = 0;
    while (count < text.len && is_digit(text.ptr[count]))
        count++;
    return count;
}

static struct th_str without_trailing_zeros(struct th_str digits)
{
    while (digits.len && digits.ptr[digits.len - 1] == '0')
        digits.len--;
    return digits;
}

static enum th_status read_shape(struct th_str text, struct shape *out)
{
    struct shape shape = { .negative = text.len > 0 && text.ptr[0] == '-' };
    struct th_str rest = { text.ptr + shape.negative, text.len - shape.negative };
    size_t whole = count_digits(rest);
    if (whole == 0 || (whole > 1 && rest.ptr[0] == '0'))
        return TH_MALFORMED;
    shape.whole = (struct th_str){ rest.ptr, whole };
    rest = (struct th_str){ rest.ptr + whole, rest.len - whole };
    if (rest.len > 0) {
        shape.fraction = (struct th_str){ rest.ptr + 1, rest.len - 1 };
        if (rest.ptr[0] != '.' || rest.len == 1 ||
            count_digits(shape.fraction) != shape.fraction.len)
            return TH_MALFORMED;
        shape.fraction = without_trailing_zeros(shape.fraction); /* 1.50 is 1.5 */
    }
    *out = shape;
    return TH_OK;
}

/* Up to 18 digits need one word. */
static int64_t few_digits(struct th_str whole, struct th_str fraction)
{
    int64_t value = 0;
    for (size_t i = 0; i < whole.len; i++)
        value = value * 10 + (whole.ptr[i] - '0');
    for (size_t i = 0; i < fraction.len; i++)
        value = value * 10 + (fraction.ptr[i] - '0');
    return value;
}

static bool push_digits(__int128 *value, struct th_str digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, digits.ptr[i] - '0', value))
            return false;
    return true;
}

enum th_status th_dec_parse(struct th_str text, struct th_dec *out)
{
    struct shape shape;
    __int128 value = 0;
    if (read_shape(text, &shape) != TH_OK)
        return TH_MALFORMED;
    if (shape.fraction.len > TH_SCALE_MAX)
        return TH_OVERFLOW;
    if (shape.whole.len + shape.fraction.len <= 18)
        value = few_digits(shape.whole, shape.fraction);
    else if (!push_digits(&value, shape.whole) || !push_digits(&value, shape.fraction) ||
             value > INT64_MAX)
        return TH_OVERFLOW;
    int64_t mantissa = (int64_t)value;
    *out = (struct th_dec){ shape.negative ? -mantissa : mantissa,
                            mantissa ? (uint8_t)shape.fraction.len : 0 };
    return TH_OK;
}

enum th_status th_amount_parse(struct th_str text, th_amount *out)
{
    struct shape shape;
    __int128 value = 0;
    if (read_shape(text, &shape) != TH_OK)
        return TH_MALFORMED;
    if (shape.fraction.len > TH_SCALE_MAX || !push_digits(&value, shape.whole) ||
        !push_digits(&value, shape.fraction))
        return TH_OVERFLOW;
    for (size_t scale = shape.fraction.len; scale < TH_SCALE_MAX; scale++)
        if (__builtin_mul_overflow(value, 10, &value))
            return TH_OVERFLOW;
    *out = shape.negative ? -value : value;
    return TH_OK;
}

static unsigned __int128 magnitude(__int128 value)
{
    return value < 0 ? 0 - (unsigned __int128)value : (unsigned __int128)value;
}

void th_dec_write(struct th_buf *buf, struct th_dec value)
{
    bool negative = value.mantissa < 0;
    uint64_t size = negative ? 0 - (uint64_t)value.mantissa : (uint64_t)value.mantissa;
    th_digits_put_small(buf, size, value.scale, negative);
}

void th_amount_write(struct th_buf *buf, th_amount value)
{
    unsigned __int128 size = magnitude(value);
    if (size >> 64 == 0) {
        th_digits_put_small(buf, (uint64_t)size, TH_SCALE_MAX, value < 0);
        return;
    }
    struct th_digits digits;
    digits.decimals = TH_SCALE_MAX;
    digits.negative = value < 0;
    th_digits_of(&digits, size);
    th_digits_put_shortest(buf, &digits);
}

int th_dec_compare(struct th_dec a, struct th_dec b)
{
    if (a.scale == b.scale || (a.mantissa < 0) != (b.mantissa < 0))
        return (a.mantissa > b.mantissa) - (a.mantissa < b.mantissa);
    __int128 x = a.mantissa, y = b.mantissa; /* 63 bits × 10^12 fits in 127 */
    for (; a.scale < b.scale; a.scale++)
        x *= 10;
    for (; b.scale < a.scale; b.scale++)
        y *= 10;
    return (x > y) - (x < y);
}

enum th_status th_amount_of(struct th_dec value, th_amount *out)
{
    __int128 amount = value.mantissa;
    for (unsigned scale = value.scale; scale < TH_SCALE_MAX; scale++)
        amount *= 10;
    *out = amount;
    return TH_OK;
}

enum th_status th_amount_add(th_amount a, th_amount b, th_amount *out)
{
    return __builtin_add_overflow(a, b, out) ? TH_OVERFLOW : TH_OK;
}
