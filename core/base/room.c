/* The tail of an arena as a buffer. th_arena_alloc aligns what follows the text. */
#include "room.h"

struct th_buf th_room(const struct th_arena *arena)
{
    struct th_buf text;
    th_buf_init(&text, (char *)arena->base + arena->used, arena->cap - arena->used);
    return text;
}

struct th_str th_room_keep(struct th_arena *arena, const struct th_buf *text)
{
    if (text->overflow) {
        arena->failed = true;
        return (struct th_str){ NULL, 0 };
    }
    arena->used = (size_t)((const unsigned char *)text->ptr - arena->base) + text->len;
    if (arena->used > arena->peak)
        arena->peak = arena->used;
    return th_buf_view(text);
}
