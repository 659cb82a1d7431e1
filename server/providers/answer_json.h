/* JSON that others wrote: members may come, go and change between number and text. Reading it is
 * tolerant about what is not asked for and strict about what is. */
#pragma once
#include "arena.h"
#include "status.h"

struct cJSON;
struct json_answer {
    struct th_arena *arena;
    const struct cJSON *root; /* an object */
};

/** TH_PROVIDER_FAILED when the text is no JSON object; TH_NO_MEMORY. */
enum th_status json_answer_read(struct th_arena *arena, struct th_str text,
                                struct json_answer *out) TH_MUST_USE;
/** The text at "outer.inner" or "list.0.inner"; false when there is none, or an empty one. */
bool json_answer_text(const struct json_answer *answer, const char *path, struct th_str *out);
/** A whole number, also when it is written as a text of digits. */
bool json_answer_number(const struct json_answer *answer, const char *path, int64_t *out);
