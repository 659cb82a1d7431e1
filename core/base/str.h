/* Text views: borrowed bytes with a length, never NUL-terminated by promise. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct th_str {
    const char *ptr;
    size_t len;
};

#define TH_STR(literal) ((struct th_str){ (literal), sizeof(literal) - 1 })

/** View of a NUL-terminated text; NULL gives the empty view. */
struct th_str th_str_of(const char *text);
bool th_str_equal(struct th_str a, struct th_str b);
/** Byte order, shorter first on a tie; <0, 0, >0. */
int th_str_compare(struct th_str a, struct th_str b);
bool th_str_starts(struct th_str text, struct th_str prefix);
/** Splits `*rest` at the first `sep`: returns the part before, `*rest` becomes what follows (empty
 * at the end). */
struct th_str th_str_cut(struct th_str *rest, char sep);
/** Decimal digits only, no sign, no blank; false leaves `*out` alone. */
bool th_str_to_u32(struct th_str text, uint32_t *out);
