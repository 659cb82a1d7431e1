/* Text of unknown length at the end of an arena. */
#include "text_room.h"

struct th_buf text_room_begin(const struct th_arena *arena)
{
    struct th_buf text;
    th_buf_init(&text, (char *)arena->base + arena->used, arena->cap - arena->used);
    return text;
}

struct th_str text_room_end(struct th_arena *arena, const struct th_buf *text)
{
    if (text->overflow)
        return (struct th_str){ NULL, 0 };
    size_t size = text->len;
    char *at =
        (char *)arena->base + arena->used; /* th_arena_alloc clears: claim the bytes instead */
    arena->used += (size + 15) & ~(size_t)15;
    if (arena->used > arena->cap)
        arena->used = arena->cap;
    return (struct th_str){ at, size };
}
