/* Text views: comparing, cutting, small numbers. */
#include "str.h"

#include <string.h>

struct th_str th_str_of(const char *text)
{
    return (struct th_str){ text, text ? strlen(text) : 0 };
}

bool th_str_equal(struct th_str a, struct th_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int th_str_compare(struct th_str a, struct th_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool th_str_starts(struct th_str text, struct th_str prefix)
{
    return text.len >= prefix.len && th_str_equal((struct th_str){ text.ptr, prefix.len }, prefix);
}

struct th_str th_str_cut(struct th_str *rest, char sep)
{
    struct th_str all = *rest;
    const char *at = all.len ? memchr(all.ptr, sep, all.len) : NULL;
    if (!at) {
        *rest = (struct th_str){ all.len ? all.ptr + all.len : all.ptr, 0 };
        return all;
    }
    size_t before = (size_t)(at - all.ptr);
    *rest = (struct th_str){ at + 1, all.len - before - 1 };
    return (struct th_str){ all.ptr, before };
}

bool th_str_to_u32(struct th_str text, uint32_t *out)
{
    uint32_t value = 0;
    if (text.len == 0 || text.len > 10)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c < '0' || c > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint32_t)(c - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}
