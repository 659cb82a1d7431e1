/* UTF-8 strictness: no overlong forms, no surrogates, at most U+10FFFF. */
#pragma once
#include "str.h"

/** Length of the valid sequence at `text` (1..4), 0 when invalid or cut. `*point` gets the code
 * point. */
size_t th_utf8_next(struct th_str text, uint32_t *point);
bool th_utf8_valid(struct th_str text);
/** Control (C0, DEL, C1), bidi, zero-width and non-character points that no field of ours may hold.
 */
bool th_utf8_forbidden(uint32_t point);
/** Unicode's space separators: space, ideographic, no-break and the others. */
bool th_utf8_is_blank(uint32_t point);
/** `text` without the blanks at both ends. */
struct th_str th_utf8_trim(struct th_str text);
/** Valid, and without any forbidden point. */
bool th_utf8_clean(struct th_str text);
