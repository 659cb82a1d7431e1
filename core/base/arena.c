/* Bump allocator over one block of the caller. */
#include "arena.h"

#include <string.h>

#define ALIGNMENT 16u

void th_arena_init(struct th_arena *arena, void *block, size_t cap)
{
    size_t skip = (size_t)(-(uintptr_t)block & (ALIGNMENT - 1));
    bool fits = block && cap > skip;
    *arena = (struct th_arena){ .base = fits ? (unsigned char *)block + skip : NULL,
                                .cap = fits ? cap - skip : 0,
                                .fail_after = -1 };
}

void th_arena_reset(struct th_arena *arena)
{
    arena->used = 0;
    arena->failed = false;
}

void *th_arena_alloc(struct th_arena *arena, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    size_t start = (arena->used + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1); /* after a text */
    bool told_to_fail = arena->fail_after >= 0 && arena->fail_after-- == 0;
    if (told_to_fail || rounded < size || start > arena->cap || rounded > arena->cap - start ||
        !arena->base) {
        arena->failed = true;
        return NULL;
    }
    void *at = arena->base + start;
    arena->used = start + rounded;
    if (arena->used > arena->peak)
        arena->peak = arena->used;
    return memset(at, 0, size);
}

void *th_arena_array(struct th_arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    return th_arena_alloc(arena, total);
}

struct th_str th_arena_copy(struct th_arena *arena, struct th_str text)
{
    char *copy = text.len + 1 ? th_arena_alloc(arena, text.len + 1) : NULL;
    if (!copy)
        return (struct th_str){ NULL, 0 };
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return (struct th_str){ copy, text.len };
}

size_t th_arena_mark(const struct th_arena *arena)
{
    return arena->used;
}

void th_arena_rewind(struct th_arena *arena, size_t mark)
{
    if (mark <= arena->used)
        arena->used = mark;
}
