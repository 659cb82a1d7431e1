/* How a number came about: steps of one product with their sources, or the parts of a sum; each
 * part can be asked in turn. */
#pragma once
#include "arena.h"
#include "explain.def"
#include "field.h"

TH_MODEL_DECLARE(explain_step, EXPLAIN_STEP)
TH_MODEL_DECLARE(explain_source, EXPLAIN_SOURCE)
TH_MODEL_DECLARE(explain_part, EXPLAIN_PART)
TH_MODEL_DECLARE(explanation, EXPLANATION)

#define TH_AT_PARTS 5

/** A pointer like "/energy/0/m01" in its parts; `/doc` or `/result` in front is dropped. */
struct th_at {
    struct th_str part[TH_AT_PARTS];
    size_t count;
};
bool th_at_parse(struct th_str text, struct th_at *out);
/** True when part `i` is `name`. */
bool th_at_is(const struct th_at *at, size_t i, const char *name);
/** Part `i` as an index below `count`. */
bool th_at_index(const struct th_at *at, size_t i, size_t count, size_t *out);

/** A list of parts under construction, in the arena. */
struct th_part_list {
    struct th_arena *arena;
    struct explain_part *items;
    size_t count, cap;
};
bool th_parts_begin(struct th_part_list *list, struct th_arena *arena, size_t cap);
/** The pointer "/head/member". */
struct th_str th_at_text(struct th_arena *arena, const char *head, const char *member);
/** Adds a part at the pointer made of `head`, `index` and `member` ("/carriers/3/tco2"); the caller
 * fills label and value. NULL when the list is full. */
struct explain_part *th_parts_add(struct th_part_list *list, const char *head, size_t index,
                                  const char *member);
/** The same at a ready-made pointer. */
struct explain_part *th_parts_add_at(struct th_part_list *list, struct th_str at);
