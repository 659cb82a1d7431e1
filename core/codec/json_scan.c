#include "json_scan.h"

#include "json_number.h"
#include "json_text.h"
#include "utf8.h"

#include <cJSON.h>
#include <string.h>

#define NODES 32 /* taken from the arena at once */

struct level {
    bool is_object;
    uint32_t items, first_key;
    uint64_t seen;             /* bit (hash & 63) of every key so far */
    struct cJSON *node, *last; /* NULL when nothing is built */
};
struct scan {
    struct th_str text;
    size_t at;
    struct th_json_fault *fault;
    struct key {
        uint32_t hash, offset, len; /* of the raw text between the quotes */
    } * keys;
    uint32_t key_count, values;
    int depth;
    struct level levels[TH_JSON_DEPTH];
    /* the tree; arena NULL: the text is only judged */
    struct th_arena *arena;
    struct cJSON *root, *free;
    size_t free_count;
    char *texts, *name; /* where the next text goes; the name of the next member */
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

static struct th_str rest_of(const struct scan *s)
{
    return (struct th_str){ s->text.ptr + s->at, s->text.len - s->at };
}

/* ---- the tree ---- */

static struct cJSON *take_node(struct scan *s)
{
    if (s->free_count == 0) {
        s->free = th_arena_array(s->arena, NODES, sizeof *s->free);
        if (!s->free)
            return NULL;
        s->free_count = NODES;
    }
    s->free_count--;
    return s->free++;
}

/* A new value at the end of the open level, linked as cJSON does it: the first one's `prev` is the
 * last. NULL: nothing is built, or no memory. */
static struct cJSON *add_node(struct scan *s, int type)
{
    struct cJSON *node = s->arena && !s->arena->failed ? take_node(s) : NULL;
    if (!node)
        return NULL;
    node->type = type;
    if (s->depth == 0) {
        s->root = node;
        return node;
    }
    struct level *level = &s->levels[s->depth - 1];
    if (level->is_object)
        node->string = s->name;
    if (level->last)
        level->last->next = node;
    else
        level->node->child = node;
    node->prev = level->last ? level->last : node;
    level->node->child->prev = node;
    level->last = node;
    return node;
}

/* Every text of the document fits into as many bytes as the document has: each had two quotes. */
static char *keep_text(struct scan *s, struct th_str raw, bool is_plain)
{
    char *text = s->texts;
    if (!s->arena)
        return NULL;
    size_t len = raw.len;
    if (is_plain)
        memcpy(text, raw.ptr, raw.len);
    else
        len = th_json_decode(raw, text);
    text[len] = '\0';
    s->texts += len + 1;
    return text;
}

/* ---- strings ---- */

static bool scan_special(struct scan *s)
{
    int c = peek(s);
    uint32_t point = 0;
    if (c < 0)
        return fail(s, TH_MSG_JSON_MALFORMED, s->at);
    if (c < 0x20)
        return fail(s, TH_MSG_JSON_CONTROL, s->at);
    size_t len = th_json_point(rest_of(s), &point);
    if (len == 0)
        return fail(s, c == '\\' ? TH_MSG_JSON_ESCAPE : TH_MSG_JSON_UTF8, s->at);
    if (point == 0)
        return fail(s, TH_MSG_JSON_CONTROL, s->at);
    s->at += len;
    return true;
}

/* The cursor stands behind the opening quote; ends behind the closing one. */
static bool scan_string(struct scan *s, struct th_str *raw, bool *is_plain)
{
    size_t start = s->at;
    *is_plain = true;
    for (;;) {
        s->at += th_json_plain(rest_of(s));
        int c = peek(s);
        if (c == '"')
            break;
        *is_plain &= c != '\\';
        if (!scan_special(s))
            return false;
    }
    *raw = (struct th_str){ s->text.ptr + start, s->at - start };
    s->at++;
    return true;
}

static bool scan_text(struct scan *s)
{
    struct th_str raw;
    bool is_plain;
    s->at++;
    if (!scan_string(s, &raw, &is_plain))
        return false;
    struct cJSON *node = add_node(s, cJSON_String);
    if (node)
        node->valuestring = keep_text(s, raw, is_plain);
    return true;
}

/* ---- keys ---- */

static uint32_t key_hash(struct th_str text, bool is_plain)
{
    uint32_t hash = 2166136261u, point = 0;
    for (size_t i = 0; is_plain && i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619u;
    char decoded[4];
    while (!is_plain && text.len > 0) {
        size_t len = th_json_point(text, &point);
        size_t bytes = th_json_decode((struct th_str){ text.ptr, len }, decoded);
        for (size_t i = 0; i < bytes; i++)
            hash = (hash ^ (unsigned char)decoded[i]) * 16777619u;
        text = (struct th_str){ text.ptr + len, text.len - len };
    }
    return hash;
}

static bool key_equal(struct th_str a, struct th_str b)
{
    uint32_t one = 0, two = 0;
    while (a.len > 0 && b.len > 0) {
        size_t step_a = th_json_point(a, &one), step_b = th_json_point(b, &two);
        if (one != two)
            return false;
        a = (struct th_str){ a.ptr + step_a, a.len - step_a };
        b = (struct th_str){ b.ptr + step_b, b.len - step_b };
    }
    return a.len == b.len;
}

static struct th_str key_text(const struct scan *s, const struct key *key)
{
    return (struct th_str){ s->text.ptr + key->offset, key->len };
}

static bool is_repeated(const struct scan *s, const struct key *key, const struct level *level)
{
    if (!(level->seen >> (key->hash & 63) & 1))
        return false;
    for (uint32_t i = level->first_key; i < s->key_count; i++)
        if (s->keys[i].hash == key->hash && key_equal(key_text(s, &s->keys[i]), key_text(s, key)))
            return true;
    return false;
}

static bool scan_key(struct scan *s)
{
    struct level *level = &s->levels[s->depth - 1];
    struct th_str raw;
    bool is_plain;
    if (!expect(s, '"'))
        return false;
    struct key key = { .offset = (uint32_t)s->at };
    if (!scan_string(s, &raw, &is_plain))
        return false;
    key.len = (uint32_t)raw.len;
    key.hash = key_hash(raw, is_plain);
    if (is_repeated(s, &key, level))
        return fail(s, TH_MSG_JSON_KEY_REPEATED, key.offset);
    if (++level->items > TH_JSON_KEYS || s->key_count == TH_JSON_OPEN_KEYS)
        return fail(s, TH_MSG_JSON_TOO_MANY, key.offset);
    level->seen |= (uint64_t)1 << (key.hash & 63);
    s->keys[s->key_count++] = key;
    s->name = keep_text(s, raw, is_plain);
    return expect(s, ':');
}

/* ---- numbers and words ---- */

static bool scan_number(struct scan *s)
{
    size_t len = th_json_number_length(rest_of(s));
    if (len == 0 || len > TH_JSON_DIGITS)
        return fail(s, TH_MSG_JSON_NUMBER, s->at);
    struct cJSON *node = add_node(s, cJSON_Number);
    if (node)
        th_json_number_set(node, (struct th_str){ s->text.ptr + s->at, len });
    s->at += len;
    return true;
}

static bool scan_word(struct scan *s)
{
    static const struct {
        struct th_str word;
        int type;
    } words[] = { { { "true", 4 }, cJSON_True },
                  { { "false", 5 }, cJSON_False },
                  { { "null", 4 }, cJSON_NULL } };
    for (size_t i = 0; i < 3; i++)
        if (th_str_starts(rest_of(s), words[i].word)) {
            s->at += words[i].word.len;
            add_node(s, words[i].type);
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
    struct cJSON *node = add_node(s, is_object ? cJSON_Object : cJSON_Array);
    s->levels[s->depth++] = (struct level){ is_object, 0, s->key_count, 0, node, NULL };
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
        good = scan_text(s);
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

enum th_status th_json_parse(struct th_arena *arena, struct th_str text, const struct cJSON **out,
                             struct th_json_fault *fault)
{
    struct scan s = { .text = text, .fault = fault, .arena = arena };
    *fault = (struct th_json_fault){ 0, TH_MSG_NO_MEMORY };
    s.keys = th_arena_array(arena, TH_JSON_OPEN_KEYS, sizeof *s.keys);
    s.texts = s.keys ? th_arena_alloc(arena, text.len) : NULL;
    if (!s.texts)
        return TH_NO_MEMORY;
    bool good = scan_document(&s);
    *out = s.root;
    if (arena->failed)
        return TH_NO_MEMORY;
    return good ? TH_OK : TH_MALFORMED;
}
