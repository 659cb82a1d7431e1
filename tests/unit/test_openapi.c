/* The documents printed from the tables: well-formed, complete, no reference into nothing. */
#include "json_read.h"
#include "json_scan.h"
#include "openapi.h"
#include "route.h"
#include "unit.h"

#include <stdlib.h>

static char *printed;

static struct th_str print(void (*put)(struct th_buf *))
{
    struct th_buf text;
    th_buf_init(&text, printed, OPENAPI_CAP);
    put(&text);
    assert_false(text.overflow);
    th_buf_char(&text, '\0');
    return (struct th_str){ printed, text.len - 1 };
}

static int allocate(void **state)
{
    printed = malloc(OPENAPI_CAP);
    return printed ? 0 : 1;
}
static int release(void **state)
{
    free(printed);
    return 0;
}

static void expect_strict(struct th_str text)
{
    size_t cap = 16 * 1024 * 1024;
    void *block = malloc(cap);
    assert_non_null(block);
    struct th_arena arena;
    th_arena_init(&arena, block, cap);
    const struct cJSON *tree = NULL;
    struct th_json_fault fault;
    if (th_json_parse(&arena, text, &tree, &fault))
        fail_msg("at byte %zu: %.60s", fault.offset, text.ptr + fault.offset);
    free(block);
}

/* In two parts, cut between components and paths: the core's parser takes so many values at once.
 */
static void the_document_is_strict_json(void **state)
{
    struct th_str text = print(openapi_put_json);
    char *cut = strstr(printed, ",\"paths\":{");
    assert_non_null(cut);
    const size_t head = (size_t)(cut - printed);
    *cut = '}';
    expect_strict((struct th_str){ printed, head + 1 });
    *cut = '{';
    expect_strict((struct th_str){ cut, text.len - head });
}

static void every_reference_leads_to_a_schema(void **state)
{
    struct th_str text = print(openapi_put_json);
    size_t references = 0;
    for (const char *at = text.ptr; (at = strstr(at, "\"#/components/schemas/")); references++) {
        at += strlen("\"#/components/schemas/");
        char member[128];
        snprintf(member, sizeof member, "\"%.*s\":{", (int)strcspn(at, "\""), at);
        if (!strstr(text.ptr, member))
            fail_msg("%s is referred to and does not stand there", member);
    }
    assert_true(references > 50);
}

static void every_route_stands_in_every_document(void **state)
{
    void (*const documents[])(struct th_buf *) = { openapi_put_json, openapi_put_markdown,
                                                   openapi_put_page };
    for (size_t d = 0; d < 3; d++) {
        struct th_str text = print(documents[d]);
        for (size_t i = 0; i < api_route_count; i++)
            if (!strstr(text.ptr, api_routes[i].path.ptr))
                fail_msg("document %zu lacks %s", d, api_routes[i].path.ptr);
    }
}

static void every_link_of_the_page_has_its_target(void **state)
{
    struct th_str text = print(openapi_put_page);
    for (const char *at = text.ptr; (at = strstr(at, "href=\"#")); at++) {
        char target[128];
        snprintf(target, sizeof target, "id=\"%.*s\"", (int)strcspn(at + 7, "\""), at + 7);
        if (!strstr(text.ptr, target))
            fail_msg("no %s", target);
    }
}

static void the_page_holds_no_inline_script_or_style(void **state)
{
    struct th_str text = print(openapi_put_page);
    assert_null(strstr(text.ptr, "<script>"));
    assert_null(strstr(text.ptr, "<style"));
    assert_null(strstr(text.ptr, " style="));
    assert_null(strstr(text.ptr, " onclick="));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_is_strict_json),
        cmocka_unit_test(every_reference_leads_to_a_schema),
        cmocka_unit_test(every_route_stands_in_every_document),
        cmocka_unit_test(every_link_of_the_page_has_its_target),
        cmocka_unit_test(the_page_holds_no_inline_script_or_style),
    };
    return cmocka_run_group_tests(tests, allocate, release);
}
