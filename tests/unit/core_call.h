/* Tests that talk to the core as every door does: envelope in (' stands for "), answer out, read
 * back by the strict parser. */
#pragma once
#include "core.h"
#include "json_parse.h"
#include "unit.h"

#include <stdlib.h>

struct core_call {
    struct th_core core;
    struct th_arena packs, arena, tree;
    char *out, *in;
    struct th_str answer;
    const cJSON *root;
};

static struct core_call c;

static void core_call_open(void)
{
    th_arena_init(&c.packs, malloc(4 << 20), 4 << 20);
    th_arena_init(&c.arena, malloc(TH_ARENA_MIN), TH_ARENA_MIN);
    th_arena_init(&c.tree, malloc(8 << 20), 8 << 20);
    c.out = malloc(TH_ENVELOPE_MAX);
    c.in = malloc(TH_ENVELOPE_MAX + 64);
    assert_int_equal(th_core_init(&c.core, &c.packs), TH_OK);
}

static int core_call_setup(void **state)
{
    (void)state;
    core_call_open();
    return 0;
}

static int core_call_teardown(void **state)
{
    (void)state;
    free(c.packs.base);
    free(c.arena.base);
    free(c.tree.base);
    free(c.out);
    free(c.in);
    return 0;
}

/* The answer must be a strict document, whatever went in. */
static void read_answer(void)
{
    struct th_json_fault fault = { 0, TH_MSG_NONE };
    th_arena_reset(&c.tree);
    assert_int_equal(th_json_parse(&c.tree, c.answer, &c.root, &fault), TH_OK);
}

static void call_bytes(struct th_str envelope)
{
    struct th_buf out;
    th_arena_reset(&c.arena);
    th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
    th_call(&c.core, &c.arena, envelope, &out);
    c.answer = th_buf_view(&out);
    read_answer();
}

static struct th_str quoted(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        c.in[i] = text[i] == '\'' ? '"' : text[i];
    return (struct th_str){ c.in, len };
}

static inline void call(const char *envelope)
{
    call_bytes(quoted(envelope));
}

/* Value at a pointer like "/result/totals/net_tco2"; NULL when it is not there. */
static const cJSON *node(const char *pointer)
{
    const cJSON *at = c.root;
    char name[64];
    while (at && *pointer == '/') {
        size_t len = strcspn(++pointer, "/");
        snprintf(name, sizeof name, "%.*s", (int)len, pointer);
        at = cJSON_IsArray(at) ? cJSON_GetArrayItem(at, atoi(name))
                               : cJSON_GetObjectItemCaseSensitive(at, name);
        pointer += len;
    }
    return at;
}

static inline const char *text_at(const char *pointer)
{
    const cJSON *at = node(pointer);
    return cJSON_IsString(at) ? at->valuestring : "(absent)";
}

#define assert_text(pointer, wanted) assert_string_equal(text_at(pointer), wanted)

static inline bool is_ok(void)
{
    return cJSON_IsTrue(node("/ok"));
}

static inline const cJSON *issue(const char *code, const char *path)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, node("/issues"))
    {
        const char *its_code = cJSON_GetObjectItemCaseSensitive(item, "code")->valuestring;
        const char *its_path = cJSON_GetObjectItemCaseSensitive(item, "path")->valuestring;
        if (strcmp(code, its_code) == 0 && (!path || strcmp(path, its_path) == 0))
            return item;
    }
    return NULL;
}

#define assert_issue(code, path)                                                                   \
    do {                                                                                           \
        if (!issue(code, path))                                                                    \
            fail_msg("no %s at %s in %.*s", code, path, (int)c.answer.len, c.answer.ptr);          \
    } while (0)
#define assert_no_issue(code)                                                                      \
    do {                                                                                           \
        if (issue(code, NULL))                                                                     \
            fail_msg("%s in %.*s", code, (int)c.answer.len, c.answer.ptr);                         \
    } while (0)

static inline int issue_count(void)
{
    return cJSON_GetArraySize(node("/issues"));
}
