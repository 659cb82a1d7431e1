#include "json_text.h"

#include "utf8.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* four hex digits at `text`; -1 when there are none */
static int32_t hex_four(struct th_str text)
{
    int32_t unit = 0;
    if (text.len < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(text.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static struct th_str from(struct th_str text, size_t start)
{
    return start < text.len ? (struct th_str){ text.ptr + start, text.len - start }
                            : (struct th_str){ text.ptr + text.len, 0 };
}

/* Decodes the `\uXXXX` (or pair) at `text`; returns its length, 0 when it is wrong or a lone
 * surrogate. */
static size_t unicode_escape(struct th_str text, uint32_t *point)
{
    int32_t high = hex_four(from(text, 2));
    if (high < 0 || (high >= 0xDC00 && high <= 0xDFFF))
        return 0;
    *point = (uint32_t)high;
    if (high < 0xD800 || high > 0xDBFF)
        return 6;
    if (text.len < 12 || text.ptr[6] != '\\' || text.ptr[7] != 'u')
        return 0;
    int32_t low = hex_four(from(text, 8));
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    *point = 0x10000 + (((uint32_t)high & 0x3FF) << 10) + ((uint32_t)low & 0x3FF);
    return 12;
}

size_t th_json_point(struct th_str text, uint32_t *point)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    unsigned char c = (unsigned char)text.ptr[0];
    if (c >= 0x80)
        return th_utf8_next(text, point);
    *point = c;
    if (c != '\\')
        return 1;
    if (text.len < 2)
        return 0;
    if (text.ptr[1] == 'u')
        return unicode_escape(text, point);
    for (size_t i = 0; i < sizeof names - 1; i++)
        if (names[i] == text.ptr[1]) {
            *point = (unsigned char)means[i];
            return 2;
        }
    return 0;
}

/* Eight at a time: the lowest high bit that is set marks the first byte that is not plain. */
static uint64_t not_plain(uint64_t eight)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t quote = (eight ^ ones * '"') - ones, slash = (eight ^ ones * '\\') - ones;
    return (quote | slash | (eight - ones * ' ') | eight) & ones * 0x80;
}

size_t th_json_plain(struct th_str text)
{
    size_t at = 0;
    uint64_t eight;
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte is the lowest");
    for (; text.len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.ptr + at, sizeof eight);
        uint64_t marks = not_plain(eight);
        if (marks)
            return at + (size_t)__builtin_ctzll(marks) / 8;
    }
    for (; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
            return at;
    }
    return at;
}

static size_t put_utf8(uint32_t point, char *out)
{
    static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    size_t count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(leads[count] | point);
    return count;
}

size_t th_json_decode(struct th_str raw, char *out)
{
    size_t len = 0;
    while (raw.len > 0) {
        uint32_t point = 0;
        raw = from(raw, th_json_point(raw, &point));
        len += put_utf8(point, out + len);
    }
    return len;
}

bool th_json_is_name(struct th_str raw, struct th_str name)
{
    uint32_t one = 0, two = 0;
    while (raw.len > 0 && name.len > 0) {
        size_t len = 1;
        raw = from(raw, th_json_point(raw, &one));
        two = (unsigned char)name.ptr[0];
        if (two >= 0x80)
            len = th_utf8_next(name, &two);
        name = from(name, len);
        if (one != two || len == 0)
            return false;
    }
    return raw.len == name.len;
}
