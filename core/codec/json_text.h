/* The inside of JSON strings: escapes, UTF-8, and runs of plain characters. */
#pragma once
#include "str.h"

/** One code point of the inside of a string; its length in the text (not empty), 0 when it is
 * wrong. */
size_t th_json_point(struct th_str text, uint32_t *point);
/** How many characters from the start are plain: ASCII, no control, neither quote nor backslash. */
size_t th_json_plain(struct th_str text);
/** The decoded form of `raw`, which was judged good, at `out` (raw.len bytes are enough); its
 * length. */
size_t th_json_decode(struct th_str raw, char *out);
/** True when `raw`, as it stands between the quotes, means `name`. */
bool th_json_is_name(struct th_str raw, struct th_str name);
