/* A code to scan, as an image for a page. */
#pragma once
#include "arena.h"

/** SVG of a QR code (error correction M, quiet zone 4) that says `text`; ptr NULL when memory is
 * short or the text too long for a code. */
struct th_str qr_svg(struct th_arena *arena, struct th_str text);
