/* The strict scanner: what it accepts, cJSON reads too, to the same tree, and every value can be
 * found again by its path. */
#include "fuzz.h"
#include "json_parse.h"
#include "json_scan.h"

#define BLOCK (8u << 20)

static struct th_arena arena;

static void fits_its_value(struct th_str part, const cJSON *value)
{
    PROMISE(part.ptr && part.len > 0);
    char c = part.ptr[0];
    PROMISE(cJSON_IsString(value) == (c == '"'));
    PROMISE(cJSON_IsObject(value) == (c == '{'));
    PROMISE(cJSON_IsArray(value) == (c == '['));
    PROMISE(!(cJSON_IsString(value) || cJSON_IsObject(value)) ||
            part.ptr[part.len - 1] == (c == '{' ? '}' : '"'));
}

/* Every child of the first levels is located; deeper ones follow the first child only. */
static void locate_all(struct th_str text, const cJSON *value, const struct th_path *up, int depth)
{
    size_t index = 0;
    for (const cJSON *child = value->child; child && index < 40; child = child->next, index++) {
        struct th_path path = {
            up, child->string ? th_str_of(child->string) : (struct th_str){ NULL, 0 }, index
        };
        fits_its_value(th_json_locate(text, &path), child);
        if (depth < 3 || index == 0)
            locate_all(text, child, &path, depth + 1);
    }
}

/* cJSON's own parser, which allows more, has to see the same tree in what we accept. Fractions and
 * numbers beyond 2^53 are no values of ours. */
static void is_same(const cJSON *ours, const cJSON *theirs)
{
    PROMISE(ours->type == theirs->type);
    PROMISE(!ours->string || strcmp(ours->string, theirs->string) == 0);
    if (cJSON_IsString(ours))
        PROMISE(strcmp(ours->valuestring, theirs->valuestring) == 0);
    if (cJSON_IsNumber(ours) && ours->valuedouble != 0.5 && ours->valuedouble < 0x1p60 &&
        ours->valuedouble > -0x1p60)
        PROMISE(ours->valuedouble == theirs->valuedouble);
    const cJSON *a = ours->child, *b = theirs->child;
    for (; a && b; a = a->next, b = b->next)
        is_same(a, b);
    PROMISE(!a && !b);
}

static void compare_with_cjson(struct th_str text, const cJSON *ours)
{
    cJSON *theirs = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, 0);
    PROMISE(theirs);
    is_same(ours, theirs);
    cJSON_Delete(theirs);
}

/* With less memory the answer is the same or that there is none. How much there is, the text's
 * length decides, so that a fuzzer finds every place. */
static void lacks_memory(struct th_str text, enum th_status wanted)
{
    struct th_arena small;
    struct th_json_fault fault = { 0, TH_MSG_NONE };
    const struct cJSON *tree = NULL;
    th_arena_init(&small, arena.base, text.len * 37 % 8192);
    enum th_status status = th_json_parse(&small, text, &tree, &fault);
    PROMISE(status == wanted || status == TH_NO_MEMORY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!arena.base) {
        th_arena_init(&arena, malloc(BLOCK), BLOCK);
    }
    struct th_str text = { (const char *)data, size };
    struct th_json_fault fault = { 0, TH_MSG_NONE };
    const struct cJSON *tree = NULL;
    th_arena_reset(&arena);
    enum th_status scanned = th_json_scan(text, &arena, &fault);
    PROMISE(scanned == TH_OK || (fault.code != TH_MSG_NONE && fault.offset <= size));
    PROMISE(arena.used == 0);
    if (size > 100000)
        return 0;
    enum th_status parsed = th_json_parse(&arena, text, &tree, &fault);
    PROMISE(parsed == scanned);
    if (parsed == TH_OK) {
        compare_with_cjson(text, tree);
        locate_all(text, tree, NULL, 0);
    }
    lacks_memory(text, parsed);
    return 0;
}
