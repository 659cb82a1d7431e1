/* Text of unknown length at the end of an arena. */
#pragma once
#include "arena.h"
#include "buf.h"

/** A buffer over what is left of the arena; nothing else may allocate before text_room_end. */
struct th_buf text_room_begin(const struct th_arena *arena);
/** Keeps what was written; ptr NULL when it did not fit. */
struct th_str text_room_end(struct th_arena *arena, const struct th_buf *text);
