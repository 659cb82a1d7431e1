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
