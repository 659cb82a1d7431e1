/* A code to scan, as an image for a page. */
#pragma once
#include "arena.h"

/** "data:image/svg+xml;base64,…" of a QR code (error correction M, quiet zone 4) that says `text`;
 * ptr NULL when memory is short or the text too long for a code. */
struct th_str qr_image(struct th_arena *arena, struct th_str text);
