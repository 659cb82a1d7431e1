/* Issues: pointers, values that are safe to show, counts, the cap. */
#include "issue.h"
#include "unit.h"

static unsigned char block[1 << 20];
static struct th_arena arena;
static struct th_issues issues;

static int setup(void **state)
{
    th_arena_init(&arena, block, sizeof block);
    th_issues_init(&issues, &arena);
    return 0;
}

static void pointers_escape_and_count(void **state)
{
    struct th_path doc = { NULL, { "doc", 3 }, 0 }, item = { &doc, { NULL, 0 }, 12 };
    struct th_path odd = { &item, { "a/b~c", 5 }, 0 };
    assert_true(th_str_equal(th_path_text(&arena, &odd), TH_STR("/doc/12/a~1b~0c")));
    assert_true(th_str_equal(th_path_text(&arena, NULL), TH_STR("")));
}

static void a_huge_member_name_does_not_flood_the_answer(void **state)
{
    char name[3000];
    memset(name, 'x', sizeof name);
    struct th_path path = { NULL, { name, sizeof name }, 0 };
    assert_true(th_path_text(&arena, &path).len < 200);
    struct th_issue *issue = th_issue_add(&issues, TH_MSG_UNKNOWN_MEMBER, &path);
    th_issue_text(&issues, issue, "name", (struct th_str){ name, sizeof name });
    assert_true(issue->values[0].text.len <= 240);
}

static void d10_values_show_no_invisible_characters(void **state)
{
    struct th_issue *issue = th_issue_add(&issues, TH_MSG_UNKNOWN_MEMBER, NULL);
    th_issue_text(&issues, issue, "name", TH_STR("a\xE2\x80\xAE\x01\xFF中"));
    assert_true(
        th_str_equal(issue->values[0].text, TH_STR("a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD中")));
}

static void errors_and_open_confirms_are_counted(void **state)
{
    th_issue_add(&issues, TH_MSG_QTY_NEGATIVE, NULL);
    th_issue_add(&issues, TH_MSG_UNIT_SUSPECT, NULL);
    th_issue_add(&issues, TH_MSG_CLOCK_UNKNOWN, NULL);
    assert_int_equal(issues.count, 3);
    assert_int_equal(issues.errors, 1);
    assert_int_equal(issues.open_confirms, 1);
}

static void beyond_the_cap_issues_are_counted_only(void **state)
{
    for (int i = 0; i < TH_ISSUES_MAX + 100; i++) {
        struct th_issue *issue = th_issue_add(&issues, TH_MSG_QTY_NEGATIVE, NULL);
        assert_non_null(issue);
        th_issue_int(&issues, issue, "n", i);
    }
    int kept = 0;
    for (const struct th_issue *i = issues.first; i; i = i->next)
        kept++;
    assert_int_equal(kept, TH_ISSUES_MAX);
    assert_int_equal(issues.errors, TH_ISSUES_MAX + 100);
}

static void without_memory_an_issue_still_counts(void **state)
{
    struct th_arena none;
    th_arena_init(&none, block, 0);
    th_issues_init(&issues, &none);
    struct th_issue *issue = th_issue_add(&issues, TH_MSG_QTY_NEGATIVE, NULL);
    th_issue_text(&issues, issue, "value", TH_STR("1"));
    assert_int_equal(issues.errors, 1);
    assert_null(issues.first);
    assert_true(none.failed);
}

static void an_issue_holds_eight_values(void **state)
{
    struct th_issue *issue = th_issue_add(&issues, TH_MSG_QTY_NEGATIVE, NULL);
    for (int i = 0; i < 12; i++)
        th_issue_dec(&issues, issue, "v", (struct th_dec){ -15, 1 });
    assert_int_equal(issue->value_count, TH_ISSUE_VALUES);
    assert_true(th_str_equal(issue->values[0].text, TH_STR("-1.5")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pointers_escape_and_count, setup),
        cmocka_unit_test_setup(a_huge_member_name_does_not_flood_the_answer, setup),
        cmocka_unit_test_setup(d10_values_show_no_invisible_characters, setup),
        cmocka_unit_test_setup(errors_and_open_confirms_are_counted, setup),
        cmocka_unit_test_setup(beyond_the_cap_issues_are_counted_only, setup),
        cmocka_unit_test_setup(without_memory_an_issue_still_counts, setup),
        cmocka_unit_test_setup(an_issue_holds_eight_values, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
