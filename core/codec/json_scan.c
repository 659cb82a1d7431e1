#include "json_scan.h"

#include "utf8.h"

struct key {
    uint32_t hash, offset, len; /* of the raw text between the quotes */
};
struct level {
    bool is_object;
    uint32_t items, first_key;
};
struct scan {
    struct th_str text;
    size_t at;
    struct th_json_fault *fault;
    struct key *keys;
    uint32_t key_count, values;
    int depth;
    struct level levels[TH_JSON_DEPTH];
};
enum step { STEP_FAULT, STEP_VALUE, STEP_DONE };

static bool fail(struct scan *s, enum th_message code, size_t offset)
{
    *s->fault = (struct th_json_fault){ offset, code };
    return false;
}

static int peek(const struct scan *s)
{
    return s->at < s->text.len ? (unsigned char)s->text.ptr[s->at] : -1;
}

static int skip_blank(struct scan *s)
{
    int c = peek(s);
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        s->at++;
        c = peek(s);
    }
    return c;
}

static bool expect(struct scan *s, char wanted)
{
    if (skip_blank(s) != wanted)
        return fail(s, TH_MSG_JSON_MALFORMED, s->at);
    s->at++;
    return true;
}

/* ---- strings ---- */

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

/* One code point of the inside of a string; returns its length in the text, 0 when it is wrong. */
static size_t next_point(struct th_str text, uint32_t *point)
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

static bool scan_special(struct scan *s)
{
    int c = peek(s);
    uint32_t point = 0;
    if (c < 0)
        return fail(s, TH_MSG_JSON_MALFORMED, s->at);
    if (c < 0x20)
        return fail(s, TH_MSG_JSON_CONTROL, s->at);
    size_t len = next_point(from(s->text, s->at), &point);
    if (len == 0)
        return fail(s, c == '\\' ? TH_MSG_JSON_ESCAPE : TH_MSG_JSON_UTF8, s->at);
    if (point == 0)
        return fail(s, TH_MSG_JSON_CONTROL, s->at);
    s->at += len;
    return true;
}

/* The cursor stands behind the opening quote; ends behind the closing one. */
static bool scan_string(struct scan *s)
{
    for (;;) {
        int c = peek(s);
        if (c == '"') {
            s->at++;
            return true;
        }
        if (c >= 0x20 && c < 0x80 && c != '\\')
            s->at++;
        else if (!scan_special(s))
            return false;
    }
}

static uint32_t key_hash(struct th_str text)
{
    uint32_t hash = 2166136261u, point = 0;
    while (text.len > 0) {
        text = from(text, next_point(text, &point));
        hash = (hash ^ point) * 16777619u;
    }
    return hash;
}

static bool key_equal(struct th_str a, struct th_str b)
{
    uint32_t one = 0, two = 0;
    while (a.len > 0 && b.len > 0) {
        a = from(a, next_point(a, &one));
        b = from(b, next_point(b, &two));
        if (one != two)
            return false;
    }
    return a.len == b.len;
}

/* `raw` as it stands between the quotes, `name` already decoded. */
static bool key_is(struct th_str raw, struct th_str name)
{
    uint32_t one = 0, two = 0;
    while (raw.len > 0 && name.len > 0) {
        size_t len = 1;
        raw = from(raw, next_point(raw, &one));
        two = (unsigned char)name.ptr[0];
        if (two >= 0x80)
            len = th_utf8_next(name, &two);
        name = from(name, len);
        if (one != two || len == 0)
            return false;
    }
    return raw.len == name.len;
}

static struct th_str key_text(const struct scan *s, const struct key *key)
{
    return (struct th_str){ s->text.ptr + key->offset, key->len };
}

static bool is_repeated(const struct scan *s, const struct key *key, uint32_t first)
{
    for (uint32_t i = first; i < s->key_count; i++)
        if (s->keys[i].hash == key->hash && key_equal(key_text(s, &s->keys[i]), key_text(s, key)))
            return true;
    return false;
}

static bool scan_key(struct scan *s)
{
    struct level *level = &s->levels[s->depth - 1];
    if (!expect(s, '"'))
        return false;
    struct key key = { .offset = (uint32_t)s->at };
    if (!scan_string(s))
        return false;
    key.len = (uint32_t)(s->at - 1 - key.offset);
    key.hash = key_hash(key_text(s, &key));
    if (is_repeated(s, &key, level->first_key))
        return fail(s, TH_MSG_JSON_KEY_REPEATED, key.offset);
    if (++level->items > TH_JSON_KEYS || s->key_count == TH_JSON_OPEN_KEYS)
        return fail(s, TH_MSG_JSON_TOO_MANY, key.offset);
    s->keys[s->key_count++] = key;
    return expect(s, ':');
}

/* ---- numbers and words ---- */

static bool skip_digits(struct scan *s)
{
    size_t start = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at > start;
}

/* -?(0|[1-9][0-9]*) */
static bool scan_whole(struct scan *s)
{
    if (peek(s) == '-')
        s->at++;
    if (peek(s) != '0')
        return skip_digits(s);
    s->at++;
    return peek(s) < '0' || peek(s) > '9'; /* "01" */
}

static bool scan_fraction(struct scan *s)
{
    if (peek(s) != '.')
        return true;
    s->at++;
    return skip_digits(s);
}

static bool scan_exponent(struct scan *s)
{
    if (peek(s) != 'e' && peek(s) != 'E')
        return true;
    s->at++;
    if (peek(s) == '+' || peek(s) == '-')
        s->at++;
    return skip_digits(s);
}

static bool scan_number(struct scan *s)
{
    size_t start = s->at;
    bool good = scan_whole(s) && scan_fraction(s) && scan_exponent(s);
    if (!good || s->at - start > TH_JSON_DIGITS)
        return fail(s, TH_MSG_JSON_NUMBER, start);
    return true;
}

static bool scan_word(struct scan *s)
{
    static const struct th_str words[] = { { "true", 4 }, { "false", 5 }, { "null", 4 } };
    struct th_str rest = from(s->text, s->at);
    for (size_t i = 0; i < 3; i++)
        if (th_str_starts(rest, words[i])) {
            s->at += words[i].len;
            return true;
        }
    return fail(s, TH_MSG_JSON_MALFORMED, s->at);
}

/* ---- structure ---- */

static bool count_value(struct scan *s)
{
    if (++s->values > TH_JSON_VALUES)
        return fail(s, TH_MSG_JSON_TOO_MANY, s->at);
    if (s->depth > 0 && !s->levels[s->depth - 1].is_object &&
        ++s->levels[s->depth - 1].items > TH_JSON_ITEMS)
        return fail(s, TH_MSG_JSON_TOO_MANY, s->at);
    return true;
}

static void close_level(struct scan *s)
{
    s->at++;
    s->depth--;
    s->key_count = s->levels[s->depth].first_key;
}

/* Opens `{` or `[`: STEP_VALUE when a value follows, STEP_DONE when it was empty. */
static enum step open_level(struct scan *s, bool is_object)
{
    if (s->depth == TH_JSON_DEPTH)
        return (enum step)fail(s, TH_MSG_JSON_DEPTH, s->at);
    s->levels[s->depth++] = (struct level){ is_object, 0, s->key_count };
    s->at++;
    if (skip_blank(s) == (is_object ? '}' : ']')) {
        close_level(s);
        return STEP_DONE;
    }
    if (is_object && !scan_key(s))
        return STEP_FAULT;
    return STEP_VALUE;
}

static enum step scan_value(struct scan *s)
{
    int c = skip_blank(s);
    bool good;
    if (!count_value(s))
        return STEP_FAULT;
    if (c == '{' || c == '[')
        return open_level(s, c == '{');
    if (c == '"') {
        s->at++;
        good = scan_string(s);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        good = scan_number(s);
    } else {
        good = scan_word(s);
    }
    return good ? STEP_DONE : STEP_FAULT;
}

/* Behind a whole value: closes what ends here. STEP_VALUE when a comma says that another one
 * follows. */
static enum step after_value(struct scan *s)
{
    while (s->depth > 0) {
        const struct level *level = &s->levels[s->depth - 1];
        int c = skip_blank(s);
        if (c == ',') {
            s->at++;
            return !level->is_object || scan_key(s) ? STEP_VALUE : STEP_FAULT;
        }
        if (c != (level->is_object ? '}' : ']'))
            return (enum step)fail(s, TH_MSG_JSON_MALFORMED, s->at);
        close_level(s);
    }
    return STEP_DONE;
}

static bool scan_document(struct scan *s)
{
    if (th_str_starts(s->text, TH_STR("\xEF\xBB\xBF")))
        return fail(s, TH_MSG_JSON_BOM, 0);
    if (s->text.len > TH_JSON_BYTES)
        return fail(s, TH_MSG_JSON_TOO_MANY, TH_JSON_BYTES);
    int c = skip_blank(s);
    if (c != '{' && c != '[')
        return fail(s, TH_MSG_JSON_MALFORMED, s->at);
    enum step step = STEP_VALUE;
    while (step == STEP_VALUE) {
        step = scan_value(s);
        if (step == STEP_DONE)
            step = after_value(s);
    }
    if (step == STEP_FAULT)
        return false;
    return skip_blank(s) < 0 || fail(s, TH_MSG_JSON_TRAILING, s->at);
}

enum th_status th_json_scan(struct th_str text, struct th_arena *scratch,
                            struct th_json_fault *fault)
{
    size_t mark = th_arena_mark(scratch);
    struct scan s = { .text = text, .fault = fault };
    s.keys = th_arena_array(scratch, TH_JSON_OPEN_KEYS, sizeof *s.keys);
    if (!s.keys)
        return TH_NO_MEMORY;
    bool good = scan_document(&s);
    th_arena_rewind(scratch, mark);
    return good ? TH_OK : TH_MALFORMED;
}

/* ---- finding a value again: the text is known to be well-formed ---- */

static void pass_string(struct scan *s)
{
    for (s->at++; peek(s) != '"'; s->at++)
        if (peek(s) == '\\')
            s->at++;
    s->at++;
}

static void pass_value(struct scan *s)
{
    int depth = 0;
    do {
        int c = skip_blank(s);
        if (c == '"') {
            pass_string(s);
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        s->at++;
        while (depth == 0 && peek(s) > ' ' && peek(s) != ',' && peek(s) != '}' && peek(s) != ']')
            s->at++; /* the rest of a number or word */
    } while (depth > 0 && peek(s) >= 0);
}

/* From `{` or `[` to the start of the wanted value. */
static bool enter(struct scan *s, const struct th_path *part)
{
    bool is_object = skip_blank(s) == '{';
    s->at++;
    for (size_t i = 0; skip_blank(s) != '}' && peek(s) != ']'; i++) {
        bool found = !is_object && !part->name.ptr && i == part->index;
        if (is_object) {
            size_t start = s->at + 1;
            pass_string(s);
            struct th_str raw = { s->text.ptr + start, s->at - 1 - start };
            found = part->name.ptr && key_is(raw, part->name);
            skip_blank(s);
            s->at++; /* the colon */
        }
        skip_blank(s);
        if (found)
            return true;
        pass_value(s);
        if (skip_blank(s) == ',')
            s->at++;
    }
    return false;
}

struct th_str th_json_locate(struct th_str text, const struct th_path *path)
{
    const struct th_path *parts[TH_JSON_DEPTH];
    struct scan s = { .text = text };
    int count = 0;
    for (; path && count < TH_JSON_DEPTH; path = path->up)
        parts[count++] = path;
    skip_blank(&s);
    while (count > 0) {
        int c = skip_blank(&s);
        if ((c != '{' && c != '[') || !enter(&s, parts[--count]))
            return (struct th_str){ NULL, 0 };
    }
    size_t start = s.at;
    pass_value(&s);
    return (struct th_str){ text.ptr + start, s.at - start };
}
