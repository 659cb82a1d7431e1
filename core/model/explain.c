#include "explain.h"

#include <string.h>

TH_MODEL_DEFINE(explain_step, EXPLAIN_STEP)
TH_MODEL_DEFINE(explain_source, EXPLAIN_SOURCE)
TH_MODEL_DEFINE(explain_part, EXPLAIN_PART)
TH_MODEL_DEFINE(explanation, EXPLANATION)

bool th_at_is(const struct th_at *at, size_t i, const char *name)
{
    return i < at->count && th_str_equal(at->part[i], th_str_of(name));
}

bool th_at_parse(struct th_str text, struct th_at *out)
{
    out->count = 0;
    if (text.len == 0 || text.ptr[0] != '/')
        return false;
    th_str_cut(&text, '/');
    for (bool more = true; more;) {
        more = memchr(text.ptr, '/', text.len) != NULL;
        if (out->count == TH_AT_PARTS)
            return false;
        out->part[out->count] = th_str_cut(&text, '/');
        if (out->part[out->count++].len == 0) /* nothing has an empty name */
            return false;
    }
    if (th_at_is(out, 0, "doc") || th_at_is(out, 0, "result"))
        memmove(out->part, out->part + 1, --out->count * sizeof *out->part);
    return out->count > 0;
}

bool th_at_index(const struct th_at *at, size_t i, size_t count, size_t *out)
{
    uint32_t index;
    if (i >= at->count || !th_str_to_u32(at->part[i], &index) || index >= count)
        return false;
    if (at->part[i].len > 1 && at->part[i].ptr[0] == '0') /* a JSON pointer has one spelling */
        return false;
    *out = index;
    return true;
}

bool th_parts_begin(struct th_part_list *list, struct th_arena *arena, size_t cap)
{
    *list = (struct th_part_list){ .arena = arena, .cap = cap };
    list->items = th_arena_array(arena, cap, sizeof *list->items);
    return list->items != NULL;
}

struct th_str th_at_text(struct th_arena *arena, const char *head, const char *member)
{
    char text[80];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_buf_char(&out, '/');
    th_buf_put(&out, th_str_of(head));
    th_buf_char(&out, '/');
    th_buf_put(&out, th_str_of(member));
    return th_arena_copy(arena, th_buf_view(&out));
}

struct explain_part *th_parts_add_at(struct th_part_list *list, struct th_str at)
{
    if (list->count == list->cap)
        return NULL;
    struct explain_part *part = &list->items[list->count++];
    part->at = at;
    part->has = (struct explain_part_has){ true, true, true, true, true, false };
    return part;
}

struct explain_part *th_parts_add(struct th_part_list *list, const char *head, size_t index,
                                  const char *member)
{
    char text[40];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_buf_u64(&out, index);
    if (member) {
        th_buf_char(&out, '/');
        th_buf_put(&out, th_str_of(member));
    }
    th_buf_char(&out, '\0');
    return th_parts_add_at(list, th_at_text(list->arena, head, text));
}
