/* Digits of a 128-bit magnitude, taken nine at a time to stay off 128-bit division. */
#include "digits.h"

void th_digits_of(struct th_digits *digits, unsigned __int128 magnitude)
{
    int count = 0;
    while (magnitude >> 64) {
        uint64_t part = (uint64_t)(magnitude % 1000000000u);
        magnitude /= 1000000000u;
        for (int i = 0; i < 9; i++, part /= 10)
            digits->digit[count++] = (unsigned char)(part % 10);
    }
    uint64_t rest = (uint64_t)magnitude;
    do
        digits->digit[count++] = (unsigned char)(rest % 10);
    while (rest /= 10);
    while (count > 1 && digits->digit[count - 1] == 0)
        count--;
    digits->count = count;
}

void th_digits_put_small(struct th_buf *buf, uint64_t magnitude, int decimals, bool negative)
{
    char text[40]; /* 20 digits, or a point, 12 decimals and a zero; a sign */
    char *end = text + sizeof text, *at = end;
    if (decimals >= 6 && magnitude % 1000000 == 0) {
        magnitude /= 1000000;
        decimals -= 6;
    }
    for (; decimals > 0 && magnitude % 10 == 0; magnitude /= 10)
        decimals--;
    negative &= magnitude > 0;
    for (int left = decimals; left > 0; left--, magnitude /= 10)
        *--at = (char)('0' + magnitude % 10);
    if (decimals > 0)
        *--at = '.';
    do
        *--at = (char)('0' + magnitude % 10);
    while (magnitude /= 10);
    if (negative)
        *--at = '-';
    th_buf_put(buf, (struct th_str){ at, (size_t)(end - at) });
}

void th_digits_put_shortest(struct th_buf *buf, const struct th_digits *digits)
{
    char text[64];
    size_t len = 0;
    int lowest = 0; /* first digit behind the point that is not a trailing zero */
    while (lowest < digits->decimals && (lowest >= digits->count || digits->digit[lowest] == 0))
        lowest++;
    int top = digits->count > digits->decimals ? digits->count : digits->decimals + 1;
    bool is_zero = digits->count == 1 && digits->digit[0] == 0;
    if (digits->negative && !is_zero)
        text[len++] = '-';
    for (int i = top - 1; i >= lowest; i--) {
        if (i == digits->decimals - 1)
            text[len++] = '.';
        text[len++] = (char)('0' + (i < digits->count ? digits->digit[i] : 0));
    }
    th_buf_put(buf, (struct th_str){ text, len });
}
