#include "json_parse.h"

/* cJSON's hooks are process-global and know no context: the arena of the parse that this thread is
 * in stands here, set and cleared in th_json_parse alone. */
static _Thread_local struct th_arena *current_arena;

static void *arena_malloc(size_t size)
{
    return current_arena ? th_arena_alloc(current_arena, size) : NULL;
}

static void arena_free(void *block)
{
    (void)block; /* the arena is reset as a whole */
}

void th_json_init(void)
{
    cJSON_Hooks hooks = { arena_malloc, arena_free };
    cJSON_InitHooks(&hooks);
}

enum th_status th_json_parse(struct th_arena *arena, struct th_str text, const struct cJSON **out,
                             struct th_json_fault *fault)
{
    enum th_status status = th_json_scan(text, arena, fault);
    if (status != TH_OK)
        return status;
    current_arena = arena;
    *out = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, 0);
    current_arena = NULL;
    if (*out)
        return TH_OK;
    *fault = (struct th_json_fault){ 0, TH_MSG_JSON_MALFORMED };
    return arena->failed ? TH_NO_MEMORY : TH_MALFORMED;
}
