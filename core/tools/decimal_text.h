/* Decimal text for the generator: checked and shifted as digits, never as a binary number. */
#pragma once
#include <stdbool.h>

#define DECIMAL_CAP 48

struct decimal_text {
    char text[DECIMAL_CAP];     /* shortest, "0.0153" */
    char mantissa[DECIMAL_CAP]; /* "153" */
    int scale;                  /* 4 */
};

/** `text` × 10^power, exactly; false when `text` is no decimal or needs more than 18 digits or 12
 * decimals. */
bool decimal_shift(const char *text, int power, struct decimal_text *out);
