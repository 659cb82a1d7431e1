/* Finds the bytes of one value again. The text is known to be well-formed. */
#include "json_scan.h"
#include "json_text.h"

struct place {
    struct th_str text;
    size_t at;
};

static int peek(const struct place *s)
{
    return s->at < s->text.len ? (unsigned char)s->text.ptr[s->at] : -1;
}

static int skip_blank(struct place *s)
{
    int c = peek(s);
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        s->at++;
        c = peek(s);
    }
    return c;
}

static void pass_string(struct place *s)
{
    for (s->at++; peek(s) != '"'; s->at++)
        if (peek(s) == '\\')
            s->at++;
    s->at++;
}

static void pass_value(struct place *s)
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
static bool enter(struct place *s, const struct th_path *part)
{
    bool is_object = skip_blank(s) == '{';
    s->at++;
    for (size_t i = 0; skip_blank(s) != '}' && peek(s) != ']'; i++) {
        bool found = !is_object && !part->name.ptr && i == part->index;
        if (is_object) {
            size_t start = s->at + 1;
            pass_string(s);
            struct th_str raw = { s->text.ptr + start, s->at - 1 - start };
            found = part->name.ptr && th_json_is_name(raw, part->name);
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
    struct place s = { .text = text };
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
