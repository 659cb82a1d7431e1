/* A text of unknown length in the tail of an arena: nothing is guessed, nothing is copied. */
#pragma once
#include "arena.h"
#include "buf.h"

/** A buffer over all that is left of the arena; nothing else may allocate there until
 * th_room_keep().
 */
struct th_buf th_room(const struct th_arena *arena);
/** Makes what was written stay; ptr NULL (and the arena `failed`) when it did not fit. */
struct th_str th_room_keep(struct th_arena *arena, const struct th_buf *text);
