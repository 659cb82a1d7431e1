/* UTF-8 as RFC 3629 has it, and the points that no text field of ours may hold. */
#include "utf8.h"

static bool in(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (in(lead, 0xC2, 0xDF))
        return 2;
    if (in(lead, 0xE0, 0xEF))
        return 3;
    return in(lead, 0xF0, 0xF4) ? 4 : 0;
}

size_t th_utf8_next(struct th_str text, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    size_t count = text.len ? sequence_length((unsigned char)text.ptr[0]) : 0;
    if (count == 0 || count > text.len)
        return 0;
    uint32_t value = (unsigned char)text.ptr[0] & lead_bits[count];
    for (size_t i = 1; i < count; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if ((byte & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte & 0x3F);
    }
    if (value < least[count] || value > 0x10FFFF || in(value, 0xD800, 0xDFFF))
        return 0;
    *point = value;
    return count;
}

bool th_utf8_valid(struct th_str text)
{
    while (text.len) {
        uint32_t point;
        size_t count = th_utf8_next(text, &point);
        if (!count)
            return false;
        text = (struct th_str){ text.ptr + count, text.len - count };
    }
    return true;
}

bool th_utf8_forbidden(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        { 0x00, 0x1F },       { 0x7F, 0x9F },     /* C0, DEL, C1 */
        { 0xAD, 0xAD },       { 0x34F, 0x34F },   /* soft hyphen, grapheme joiner: show nothing */
        { 0x61C, 0x61C },                         /* Arabic letter mark */
        { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 }, /* Hangul and Khmer fillers */
        { 0x180E, 0x180E },                       /* Mongolian vowel separator */
        { 0x200B, 0x200F },   { 0x2028, 0x202E }, /* zero width, line ends, bidi marks */
        { 0x2060, 0x206F },   { 0x3164, 0x3164 }, /* invisible operators, bidi isolates; filler */
        { 0xFDD0, 0xFDEF },   { 0xFEFF, 0xFEFF }, /* non-characters; byte order mark */
        { 0xFFA0, 0xFFA0 },   { 0xFFF9, 0xFFFB }, /* filler, annotations */
        { 0xE0000, 0xE0FFF },                     /* tags, variation selectors */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (in(point, ranges[i].first, ranges[i].last))
            return true;
    return (point & 0xFFFE) == 0xFFFE;
}

bool th_utf8_is_blank(uint32_t point)
{
    return point == ' ' || point == 0xA0 || point == 0x1680 || in(point, 0x2000, 0x200A) ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

/* The length of the blank that `text` begins with; 0 when it begins with none. */
static size_t blank_length(struct th_str text)
{
    uint32_t point = 0;
    size_t len = th_utf8_next(text, &point);
    return th_utf8_is_blank(point) ? len : 0;
}

static size_t last_start(struct th_str text)
{
    size_t at = text.len;
    while (at > 0 && ((unsigned char)text.ptr[--at] & 0xC0) == 0x80)
        ;
    return at;
}

struct th_str th_utf8_trim(struct th_str text)
{
    for (size_t len = blank_length(text); len > 0; len = blank_length(text))
        text = (struct th_str){ text.ptr + len, text.len - len };
    while (text.len > 0) {
        size_t at = last_start(text);
        if (blank_length((struct th_str){ text.ptr + at, text.len - at }) == 0)
            return text;
        text.len = at;
    }
    return text;
}

bool th_utf8_clean(struct th_str text)
{
    while (text.len) {
        uint32_t point;
        size_t count = th_utf8_next(text, &point);
        if (!count || th_utf8_forbidden(point))
            return false;
        text = (struct th_str){ text.ptr + count, text.len - count };
    }
    return true;
}
