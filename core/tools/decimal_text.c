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

bool decimal_shift(const char *text, int power, struct decimal_text *out)
{
    char digits[DECIMAL_CAP];
    int scale;
    if (!split(text, digits, &scale))
        return false;
    scale -= power;
    size_t count = strlen(digits);
    while (scale > 0 && count > 1 && digits[count - 1] == '0') {
        digits[--count] = '\0';
        scale--;
    }
    for (; scale < 0 && count + 1 < DECIMAL_CAP; scale++) {
        digits[count++] = '0';
        digits[count] = '\0';
    }
    const char *first = digits;
    while (*first == '0' && first[1])
        first++;
    if (strcmp(first, "0") == 0)
        scale = 0;
    if (strlen(first) > 18 || scale < 0 || scale > 12)
        return false;
    memcpy(out->mantissa, first, strlen(first) + 1);
    out->scale = scale;
    put_text(out);
    return true;
}
