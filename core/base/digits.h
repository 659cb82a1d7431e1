/* Decimal digits of a magnitude, least first: the step between a number and its text. */
#pragma once
#include "buf.h"

struct th_digits {
    unsigned char digit[40]; /* 2^128 has 39 digits */
    int count;               /* at least 1 */
    int decimals;            /* digits behind the point; may be below 0: zeros before it */
    bool negative;
};

/** Fills digit and count; decimals and negative are the caller's. */
void th_digits_of(struct th_digits *digits, unsigned __int128 magnitude);
/** Writes magnitude / 10^decimals (0..12) shortest, as th_digits_put_shortest does. */
void th_digits_put_small(struct th_buf *buf, uint64_t magnitude, int decimals, bool negative);
/** No trailing zeros behind the point; zero is "0" without a sign. */
void th_digits_put_shortest(struct th_buf *buf, const struct th_digits *digits);
