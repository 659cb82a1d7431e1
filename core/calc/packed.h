/* The built-in packs' texts, squeezed by core/tools: editions have most of their lines in common,
 * and a phone loads them all.
 *
 * A sequence of pieces. A byte b below 0x80: the next b + 1 bytes stand for themselves. Any other:
 * copy b - 0x80 + 4 bytes that were written before; the next two bytes, low one first, say how far
 * back they begin. */
#pragma once
#include "arena.h"
#include "status.h"

/** Fills `out` exactly with what `packed` stands for. False when it stands for anything else. */
TH_MUST_USE bool th_unpack(struct th_str packed, char *out, size_t size);

/** The built-in packs' bytes one after the other, squeezed, and the size of each (generated). */
extern const struct th_str th_packed_packs;
extern const size_t th_packed_sizes[];
