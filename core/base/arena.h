/* Bump allocator over one block that the caller owns; nothing is freed singly. */
#pragma once
#include "str.h"

struct th_arena {
    unsigned char *base;
    size_t cap, used;
    size_t peak;        /* high-water mark, for tests and sizing */
    bool failed;        /* set by the first allocation that did not fit; stays until reset */
    int64_t fail_after; /* tests: the n-th allocation from now fails; < 0 means never */
};

void th_arena_init(struct th_arena *arena, void *block, size_t cap);
void th_arena_reset(struct th_arena *arena);
/** Zeroed, 16-byte aligned; NULL (and `failed`) when it does not fit. size 0 gives a valid pointer.
 */
void *th_arena_alloc(struct th_arena *arena, size_t size);
void *th_arena_array(struct th_arena *arena, size_t count, size_t size); /* overflow-checked */
/** A NUL-terminated copy; ptr NULL when it does not fit. */
struct th_str th_arena_copy(struct th_arena *arena, struct th_str text);
size_t th_arena_mark(const struct th_arena *arena);
void th_arena_rewind(struct th_arena *arena, size_t mark);
