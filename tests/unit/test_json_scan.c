/* The strict gate: what must be refused (attack rows D1-D12), where, and what must pass. */
#include "json_parse.h"
#include "unit.h"

#include <stdlib.h>

static unsigned char block[64 * 1024];
static struct th_arena arena;
static struct th_json_fault fault;

static int setup(void **state)
{
    th_arena_init(&arena, block, sizeof block);
    return 0;
}

static enum th_status scan_bytes(const char *text, size_t len)
{
    fault = (struct th_json_fault){ 0, TH_MSG_NONE };
    return th_json_scan((struct th_str){ text, len }, &arena, &fault);
}

static enum th_status scan(const char *text)
{
    return scan_bytes(text, strlen(text));
}

#define assert_good(text) assert_int_equal(scan(text), TH_OK)
#define assert_bad(text, why)                                                                      \
    do {                                                                                           \
        assert_int_equal(scan(text), TH_MALFORMED);                                                \
        assert_int_equal(fault.code, TH_MSG_JSON_##why);                                           \
    } while (0)

static void documents_of_every_kind_pass(void **state)
{
    assert_good("{}");
    assert_good(" \t\r\n[] ");
    assert_good("{\"a\":[1,-2.5,1e3,1E-3,0,-0.0,true,false,null,\"\"],\"b\":{\"c\":{}}}");
    assert_good("{\"\\u4e2d\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00 中文 \xF0\x9F\x98\x80\"}");
    assert_good("[[],[[]],{},{\"a\":[]}]");
}

static void d1_depth_beyond_32_is_refused_without_recursion(void **state)
{
    char text[4096] = { 0 };
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    assert_good(text);
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_bad(text, DEPTH);
    assert_int_equal(fault.offset, 32);
    char *deep = malloc(100000);
    memset(deep, '[', 100000);
    assert_int_equal(scan_bytes(deep, 100000), TH_MALFORMED);
    assert_int_equal(fault.code, TH_MSG_JSON_DEPTH);
    free(deep);
    char nested[600] = { 0 };
    for (int i = 0; i < 40; i++)
        strcat(nested, "{\"a\":");
    assert_bad(nested, DEPTH);
}

static char *repeat(const char *open, const char *item, int count, const char *close)
{
    char *text = malloc(strlen(open) + (strlen(item) + 12) * (size_t)count + strlen(close) + 1);
    char *at = text + sprintf(text, "%s", open);
    for (int i = 0; i < count; i++)
        at += sprintf(at, item, i ? "," : "", i);
    strcpy(at, close);
    return text;
}

static void d2_keys_items_and_values_have_caps(void **state)
{
    char *text = repeat("{", "%s\"k%d\":1", 256, "}");
    assert_good(text);
    free(text);
    text = repeat("{", "%s\"k%d\":1", 257, "}");
    assert_bad(text, TOO_MANY);
    free(text);
    text = repeat("[", "%s%d", 5000, "]");
    assert_good(text);
    free(text);
    text = repeat("[", "%s%d", 5001, "]");
    assert_bad(text, TOO_MANY);
    free(text);
    text = repeat("[", "%s[%d,1,2,3]", 2000, "]"); /* 10 001 values in all */
    assert_bad(text, TOO_MANY);
    free(text);
}

static void d3_numbers_without_end_are_refused(void **state)
{
    char text[500] = "[";
    memset(text + 1, '9', 400);
    strcpy(text + 401, "]");
    assert_bad(text, NUMBER);
    assert_good("[1e308,1e309,-1e309,1e-400]"); /* JSON; no field of ours takes them */
}

static void d4_numbers_follow_the_grammar(void **state)
{
    static const char *const bad[] = { "[01]", "[1.]",    "[-]",    "[1e]",    "[1e+]", "[-01]",
                                       "[00]", "[1.2.3]", "[0x10]", "[1_000]", "[1.e1]" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(scan(bad[i]), TH_MALFORMED);
    assert_bad("[NaN]", MALFORMED);
    assert_bad("[Infinity]", MALFORMED);
    assert_bad("[+1]", MALFORMED);
    assert_bad("[.5]", MALFORMED);
    assert_bad("[１２]", MALFORMED);
}

static void d7_repeated_keys_are_refused_after_unescape(void **state)
{
    assert_bad("{\"a\":1,\"a\":2}", KEY_REPEATED);
    assert_bad("{\"a\":1,\"\\u0061\":2}", KEY_REPEATED);
    assert_bad("{\"x\":{\"b\":1,\"c\":{},\"b\":2}}", KEY_REPEATED);
    assert_bad("{\"中\":1,\"\\u4e2d\":2}", KEY_REPEATED);
    assert_bad("{\"\":1,\"\":2}", KEY_REPEATED);
    assert_good("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}");
    assert_good("{\"a\":1,\"ab\":2,\"A\":3}");
}

static void d8_nul_and_control_characters_are_refused(void **state)
{
    assert_bad("{\"a\":\"x\\u0000y\"}", CONTROL);
    assert_bad("{\"a\":\"x\ny\"}", CONTROL);
    assert_bad("{\"a\":\"\x01\"}", CONTROL);
    assert_int_equal(scan_bytes("{\"a\":\"x\0y\"}", 11), TH_MALFORMED);
    assert_int_equal(fault.code, TH_MSG_JSON_CONTROL);
    assert_int_equal(scan_bytes("{}\0", 3), TH_MALFORMED);
    assert_bad("{\"a\\u0000\":1}", CONTROL);
    assert_int_equal(scan_bytes("\v{}", 3), TH_MALFORMED); /* a vertical tab is no white space */
}

static void d9_broken_utf8_and_lone_surrogates_are_refused(void **state)
{
    assert_bad("{\"a\":\"\xC0\xAE\"}", UTF8);
    assert_bad("{\"a\":\"\xED\xA0\x80\"}", UTF8);
    assert_bad("{\"a\":\"\xF4\x90\x80\x80\"}", UTF8);
    assert_bad("{\"a\":\"\xFF\"}", UTF8);
    assert_bad("{\"a\":\"\xE4\xB8\"}", UTF8);
    assert_bad("{\"a\":\"\\ud800\"}", ESCAPE);
    assert_bad("{\"a\":\"\\udc00\"}", ESCAPE);
    assert_bad("{\"a\":\"\\ud800\\u0041\"}", ESCAPE);
    assert_bad("{\"a\":\"\\ud800\\ud800\"}", ESCAPE);
    assert_bad("\xEF\xBB\xBF{}", BOM);
    assert_bad("{\"a\":\"\\x41\"}", ESCAPE);
    assert_bad("{\"a\":\"\\u12g4\"}", ESCAPE);
}

static void d11_bytes_of_other_encodings_are_refused(void **state)
{
    assert_bad("{\"a\":\"\xB9\xE3\xD6\xDD\"}", UTF8);              /* GBK */
    assert_int_equal(scan_bytes("\x1F\x8B\x08", 3), TH_MALFORMED); /* gzip */
}

static void d12_exactly_one_document(void **state)
{
    assert_bad("{}{}", TRAILING);
    assert_bad("{} x", TRAILING);
    assert_bad("[1]]", TRAILING);
    assert_bad("", MALFORMED);
    assert_bad("  ", MALFORMED);
    assert_bad("1", MALFORMED);
    assert_bad("\"a\"", MALFORMED);
    assert_bad("null", MALFORMED);
    assert_bad("{\"a\":1,}", MALFORMED);
    assert_bad("[1,]", MALFORMED);
    assert_bad("[1 2]", MALFORMED);
    assert_bad("{\"a\" 1}", MALFORMED);
    assert_bad("{a:1}", MALFORMED);
    assert_bad("{'a':1}", MALFORMED);
    assert_bad("[1}", MALFORMED);
    assert_bad("{\"a\":1]", MALFORMED);
    assert_bad("[", MALFORMED);
    assert_bad("{\"a\":", MALFORMED);
    assert_bad("{\"a", MALFORMED);
    assert_bad("[tru]", MALFORMED);
    assert_bad("[1]//x", TRAILING);
    assert_bad("[/**/]", MALFORMED);
}

/* Every cut of a good document is malformed, and none reads past its end (run under ASan). */
static void every_cut_document_is_refused(void **state)
{
    static const char text[] = "{\"a\":[1,-2.5e3,\"\\ud83d\\ude00中\",{\"b\":null}],\"c\":true}";
    for (size_t len = 0; len < sizeof text - 1; len++) {
        char *copy = malloc(len + 1); /* + 1: malloc(0) */
        memcpy(copy, text, len);
        assert_int_equal(scan_bytes(copy, len), TH_MALFORMED);
        free(copy);
    }
    assert_good(text);
}

static void scratch_memory_is_given_back_and_its_lack_is_told(void **state)
{
    size_t used = arena.used;
    assert_good("{\"a\":1}");
    assert_int_equal(arena.used, used);
    struct th_arena small;
    th_arena_init(&small, block, 100);
    assert_int_equal(th_json_scan(TH_STR("{}"), &small, &fault), TH_NO_MEMORY);
}

static const cJSON *parse(const char *text)
{
    const cJSON *tree = NULL;
    th_arena_reset(&arena);
    assert_int_equal(th_json_parse(&arena, th_str_of(text), &tree, &fault), TH_OK);
    return tree;
}

static void the_tree_is_the_one_that_cjson_builds(void **state)
{
    static const char *const texts[] = {
        "{}",
        " [ ] ",
        "[[],{},[{}],\"\",0,-1,true,false,null]",
        "{\"a\":{\"b\":[1,2,{\"c\":\"d\"}]},\"e\":\"f\"}",
        "{\"\\u4e2d\\ud83d\\ude00\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u007f 中文 "
        "\xF0\x9F\x98\x80\"}",
        "[9007199254740992,-9007199254740992,2147483647,1e3,12.0,0.5e1,1200e-2,0.000,-0,100]",
        "[\"1234567\",\"12345678\",\"123456789\",\"1234567\\n\",\"12345678\\n\",\"1234567中\"]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cJSON *theirs = cJSON_Parse(texts[i]);
        const cJSON *ours = parse(texts[i]);
        if (!cJSON_Compare(ours, theirs, true))
            fail_msg("not the same tree: %s", texts[i]);
        const cJSON *last = ours->child;
        for (; last && last->next; last = last->next)
            assert_ptr_equal(last->next->prev, last);
        assert_true(!ours->child || ours->child->prev == last);
        cJSON_Delete(theirs);
    }
}

static void numbers_are_whole_or_told_apart(void **state)
{
    const cJSON *item = parse("[1.5,0.99999999999999999999,1e-400,9007199254740993,-1e16,1e999,"
                              "123456789012345678901234567890]")
                            ->child;
    for (int i = 0; i < 3; i++, item = item->next)
        assert_true(item->valuedouble == 0.5);
    for (; item; item = item->next)
        assert_true(item->valuedouble == 0x1p60 || item->valuedouble == -0x1p60);
}

static void a_tree_without_memory_is_no_tree(void **state)
{
    const cJSON *tree = NULL;
    struct th_arena small;
    static const char text[] =
        "[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3]";
    for (size_t cap = 0; cap < 17000; cap += 100) {
        th_arena_init(&small, block, cap);
        enum th_status status = th_json_parse(&small, TH_STR(text), &tree, &fault);
        assert_int_equal(status, small.failed ? TH_NO_MEMORY : TH_OK);
    }
    assert_false(small.failed);
}

static void a_value_is_found_by_its_path(void **state)
{
    static const char text[] =
        " { \"a\" : [ 1, {\"b\": \"x]\\\"\" , \"c\":[true] } ], \"\\u0064\": -1.5 }";
    struct th_path a = { NULL, { "a", 1 }, 0 }, item = { &a, { NULL, 0 }, 1 };
    struct th_path b = { &item, { "b", 1 }, 0 }, d = { NULL, { "d", 1 }, 0 };
    struct th_path none = { NULL, { "z", 1 }, 0 }, deep = { &d, { "z", 1 }, 0 };
    struct th_str all = TH_STR(text);
    assert_true(
        th_str_equal(th_json_locate(all, &item), TH_STR("{\"b\": \"x]\\\"\" , \"c\":[true] }")));
    assert_true(th_str_equal(th_json_locate(all, &b), TH_STR("\"x]\\\"\"")));
    assert_true(th_str_equal(th_json_locate(all, &d), TH_STR("-1.5")));
    assert_null(th_json_locate(all, &none).ptr);
    assert_null(th_json_locate(all, &deep).ptr);
    struct th_str odd = TH_STR("{\"a\\\\u0062\":1,\"\\u4e2d\\/\":2}");
    struct th_path slash = { NULL, TH_STR("a\\u0062"), 0 }, chinese = { NULL, TH_STR("中/"), 0 };
    assert_true(th_str_equal(th_json_locate(odd, &slash), TH_STR("1")));
    assert_true(th_str_equal(th_json_locate(odd, &chinese), TH_STR("2")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_of_every_kind_pass),
        cmocka_unit_test(d1_depth_beyond_32_is_refused_without_recursion),
        cmocka_unit_test(d2_keys_items_and_values_have_caps),
        cmocka_unit_test(d3_numbers_without_end_are_refused),
        cmocka_unit_test(d4_numbers_follow_the_grammar),
        cmocka_unit_test(d7_repeated_keys_are_refused_after_unescape),
        cmocka_unit_test(d8_nul_and_control_characters_are_refused),
        cmocka_unit_test(d9_broken_utf8_and_lone_surrogates_are_refused),
        cmocka_unit_test(d11_bytes_of_other_encodings_are_refused),
        cmocka_unit_test(d12_exactly_one_document),
        cmocka_unit_test(every_cut_document_is_refused),
        cmocka_unit_test(scratch_memory_is_given_back_and_its_lack_is_told),
        cmocka_unit_test(the_tree_is_the_one_that_cjson_builds),
        cmocka_unit_test(numbers_are_whole_or_told_apart),
        cmocka_unit_test(a_tree_without_memory_is_no_tree),
        cmocka_unit_test(a_value_is_found_by_its_path),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
