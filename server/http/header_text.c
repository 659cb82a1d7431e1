/* ASCII helpers for header values. */
#include "header_text.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct th_str header_trim(struct th_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool header_equal_fold(struct th_str a, struct th_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool header_has_token(struct th_str list, struct th_str token)
{
    while (list.len > 0) {
        if (header_equal_fold(header_trim(th_str_cut(&list, ',')), token)) {
            return true;
        }
    }
    return false;
}
