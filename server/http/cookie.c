/* Cookies as browsers send them: "a=1; b=2". */
#include "cookie.h"

#include "header_text.h"

/* cookie-octet: printable ASCII without blank, quote, comma, semicolon and backslash. */
static bool is_octet(char c)
{
    return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
}

static bool is_value(struct th_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (!is_octet(value.ptr[i])) {
            return false;
        }
    }
    return true;
}

enum cookie_outcome cookie_find(struct th_str header, struct th_str name, struct th_str *out)
{
    enum cookie_outcome outcome = COOKIE_ABSENT;

    *out = (struct th_str){ NULL, 0 };
    for (size_t count = 0; header.len > 0; count++) {
        struct th_str value = header_trim(th_str_cut(&header, ';'));
        const struct th_str key = header_trim(th_str_cut(&value, '='));
        if (count == COOKIES_MOST) {
            return COOKIE_BAD;
        }
        if (!th_str_equal(key, name)) {
            continue;
        }
        if (outcome == COOKIE_FOUND || !is_value(value)) {
            return COOKIE_BAD;
        }
        *out = value;
        outcome = COOKIE_FOUND;
    }
    return outcome;
}
