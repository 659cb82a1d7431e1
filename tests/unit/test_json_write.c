/* The canonical writer: escapes, display texts, issues with their sentences. */
#include "filing.h"
#include "json_write.h"
#include "unit.h"

#define SHOWN(X, T)                                                                                \
    X(T, TEXT, text, 0, 0, 0, none, "文本", "Text")                                                \
    X(T, AMOUNT, two, 0, 0, 0, tCO2, "两位", "Two")                                                \
    X(T, AMOUNT, four, TH_PLACES(4), 0, 0, none, "四位", "Four")                                   \
    X(T, INT, number, 0, -9, 9, none, "整数", "Number")                                            \
    X(T, TEXTS, list, TH_EMPTY, 0, 0, none, "列表", "List")
TH_MODEL_DECLARE(shown, SHOWN)
TH_MODEL_DEFINE(shown, SHOWN)

static char space[4096];
static struct th_buf out;
static unsigned char block[64 * 1024];
static struct th_arena arena;
static struct th_issues issues;

static int setup(void **state)
{
    th_buf_init(&out, space, sizeof space);
    th_arena_init(&arena, block, sizeof block);
    th_issues_init(&issues, &arena);
    return 0;
}

#define assert_written(wanted)                                                                     \
    do {                                                                                           \
        if (!th_str_equal(th_buf_view(&out), th_str_of(wanted)))                                   \
            fail_msg("%.*s", (int)out.len, out.ptr);                                               \
    } while (0)

static void only_what_must_be_escaped_is_escaped(void **state)
{
    th_json_put_text(&out, TH_STR("\"\\\b\f\n\r\t\x01\x1f/\x7f中"));
    assert_written("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\x7f中\"");
}

static void absent_members_are_left_out_and_lists_may_be_empty(void **state)
{
    struct shown row = { .number = -7 };
    row.has.number = true;
    th_json_write(&out, &shown_model, &row);
    assert_written("{\"number\":-7,\"list\":[]}");
}

static void amounts_are_exact_in_results_and_rounded_once_for_the_screen(void **state)
{
    struct shown row = { .two = (th_amount)1234565 * 1000000000, .four = 50000000 };
    row.has.two = row.has.four = true;
    th_json_write(&out, &shown_model, &row);
    assert_written("{\"two\":\"1234.565\",\"four\":\"0.00005\",\"list\":[]}");
    setup(NULL);
    th_json_write_shown(&out, &shown_model, &row);
    assert_written("{\"two\":\"1,234.56\",\"four\":\"0.0000\",\"list\":[]}");
}

static void an_issue_carries_both_sentences_with_its_values(void **state)
{
    struct th_path at = TH_AT(&th_doc_path, "x");
    struct th_issue *issue = th_issue_add(&issues, TH_MSG_UNIT_UNKNOWN, &at);
    th_issue_text(&issues, issue, "value", TH_STR("a\"b"));
    th_json_put_issues(&out, &issues);
    assert_written("[{\"code\":\"UNIT_UNKNOWN\",\"severity\":\"error\",\"path\":\"/doc/"
                   "x\",\"values\":{\"value\":\"a\\\"b\"},"
                   "\"zh\":\"没有名为“a\\\"b”的单位，请重新选择\",\"en\":\"There is no unit "
                   "\\\"a\\\"b\\\"; choose again\"}]");
}

static void a_fix_says_what_to_put_where(void **state)
{
    struct th_issue *issue = th_issue_at(&issues, TH_MSG_UNIT_SUSPECT, TH_STR("/doc/energy/0/m01"));
    th_issue_text(&issues, issue, "fix_value", TH_STR("12"));
    th_issue_text(&issues, issue, "fix_unit", TH_STR("MWh"));
    issue->fix = TH_MSG_FIX_QUANTITY;
    issue->fix_path = issue->path;
    issue->fix_value = TH_STR("12");
    issue->answered = true;
    th_json_put_issues(&out, &issues);
    assert_non_null(
        strstr(space, "\"fix\":{\"path\":\"/doc/energy/0/m01\",\"value\":\"12\",\"zh\":\"改为 12 "
                      "MWh\",\"en\":\"Change it to 12 MWh\"},\"answered\":true}"));
}

static void too_many_issues_end_with_their_number(void **state)
{
    static char big[512 * 1024];
    static unsigned char much[512 * 1024];
    th_buf_init(&out, big, sizeof big);
    th_arena_init(&arena, much, sizeof much);
    for (int i = 0; i < TH_ISSUES_MAX + 5; i++)
        th_issue_at(&issues, TH_MSG_CLOCK_UNKNOWN, TH_STR(""));
    th_json_put_issues(&out, &issues);
    big[out.len] = '\0';
    assert_non_null(strstr(big, "\"code\":\"ISSUES_CUT\""));
    assert_non_null(strstr(big, "400 of 405"));
}

static void a_full_buffer_is_remembered(void **state)
{
    struct shown row = { .text = TH_STR("long enough") };
    row.has.text = true;
    th_buf_init(&out, space, 5);
    th_json_write(&out, &shown_model, &row);
    assert_true(out.overflow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_what_must_be_escaped_is_escaped, setup),
        cmocka_unit_test_setup(absent_members_are_left_out_and_lists_may_be_empty, setup),
        cmocka_unit_test_setup(amounts_are_exact_in_results_and_rounded_once_for_the_screen, setup),
        cmocka_unit_test_setup(an_issue_carries_both_sentences_with_its_values, setup),
        cmocka_unit_test_setup(a_fix_says_what_to_put_where, setup),
        cmocka_unit_test_setup(too_many_issues_end_with_their_number, setup),
        cmocka_unit_test_setup(a_full_buffer_is_remembered, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
