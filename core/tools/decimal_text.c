/* Decimal text for the generator. */
#include "decimal_text.h"

#include <stdio.h>
#include <string.h>

/* Splits "-?digits[.digits]" into its digits and the count behind the point. */
static bool split(const char *text, char digits[DECIMAL_CAP], int *scale)
{
    size_t count = 0;
    bool point = false;
    *scale = 0;
    for (const char *c = text; *c; c++) {
        if (*c == '.' && !point && c != text && c[1]) {
            point = true;
            continue;
        }
        if (*c < '0' || *c > '9' || count + 1 >= DECIMAL_CAP)
            return false;
        digits[count++] = *c;
        *scale += point;
    }
    digits[count] = '\0';
    return count > 0 && (count == 1 || text[0] != '0' || text[1] == '.');
}

static void put_text(struct decimal_text *out)
{
    int length = (int)strlen(out->mantissa);
    if (out->scale == 0)
        snprintf(out->text, sizeof out->text, "%.40s", out->mantissa);
    else if (length > out->scale)
        snprintf(out->text, sizeof out->text, "%.*s.%.20s", length - out->scale, out->mantissa,
                 out->mantissa + length - out->scale);
    else
        snprintf(out->text, sizeof out->text, "0.%0*d%.20s", out->scale - length, 0, out->mantissa);
    if (out->scale > 0 && length == out->scale)
        snprintf(out->text, sizeof out->text, "0.%.20s", out->mantissa);
}

/* Drops zeros behind the point and in front; appends zeros until nothing stands behind a negative
 * scale. */
static const char *normalise(char digits[DECIMAL_CAP], int *scale)
{
    size_t count = strlen(digits);
    while (*scale > 0 && count > 1 && digits[count - 1] == '0') {
        digits[--count] = '\0';
        --*scale;
    }
    for (; *scale < 0 && count + 1 < DECIMAL_CAP; ++*scale) {
        digits[count++] = '0';
        digits[count] = '\0';
    }
    while (*digits == '0' && digits[1])
        digits++;
    if (strcmp(digits, "0") == 0)
        *scale = 0;
    return digits;
}

bool decimal_shift(const char *text, int power, struct decimal_text *out)
{
    char digits[DECIMAL_CAP];
    if (!split(text, digits, &out->scale))
        return false;
    out->scale -= power;
    const char *first = normalise(digits, &out->scale);
    if (strlen(first) > 18 || out->scale < 0 || out->scale > 12)
        return false;
    memcpy(out->mantissa, first, strlen(first) + 1);
    put_text(out);
    return true;
}
