/* 用电户号: row 6 of the rules for identities and codes. */
#include "core_call.h"

#define ACCOUNTS(rows)                                                                             \
    "{'op':'calculate','form':'electricity_accounts','period':{'start':'2026-01','end':'2026-12'}" \
    ",'ctx':{'today':'2026-11-21'},'doc':{'accounts':[" rows "]}}"
#define AT "'supplier':'广州供电局','start':'2020-01'"

static void leading_zeros_are_kept(void **state)
{
    call(ACCOUNTS("{'account':'0031000012','pattern':'sgcc_10'," AT ",'metering_point':'1#变',"
                  "'multiplier':40},{'account':'31000012','pattern':'sgcc_10'," AT "}"));
    assert_issue("ACCOUNT_FORM", "/doc/accounts/1/account");
    assert_int_equal(issue_count(), 1);
    call("{'op':'diff','form':'electricity_accounts','a':{'doc':{'accounts':[{'account':"
         "'0031000012'," AT "}]}},'b':{'doc':{'accounts':[{'account':'31000012'," AT "}]}}}");
    assert_true(cJSON_GetArraySize(node("/result/changes")) > 0);
}

static void number_is(const char *number, const char *pattern, bool fits)
{
    char text[400];
    snprintf(text, sizeof text, ACCOUNTS("{'account':'%s','pattern':'%s'," AT "}"), number,
             pattern);
    call(text);
    assert_int_equal(issue_count(), !fits);
    if (!fits)
        assert_issue("ACCOUNT_FORM", "/doc/accounts/0/account");
}

static void each_pattern_has_its_digits(void **state)
{
    number_is("012345678", "any", false);
    number_is("0123456789", "any", true);
    number_is("01234567890123456789", "any", true);
    number_is("012345678901234567890", "any", false);
    number_is("0123456789", "sgcc_10", true);
    number_is("01234567890", "sgcc_10", false);
    number_is("0123456789012", "sgcc_13", true);
    number_is("012345678901", "sgcc_13", false);
    number_is("0123456789012345", "csg_16", true);
    number_is("01234567890123456", "csg_16", false);
    number_is("01234 6789", "any", false);
    number_is("０１２３４５６７８９", "any", false);
}

static void a_double_is_named(void **state)
{
    call(ACCOUNTS("{'account':'0123456789'," AT "},{'account':'0123456789','supplier':'佛山供电局',"
                  "'start':'2020-01'},{'account':'0123456789'," AT "}"));
    assert_issue("DUPLICATE", "/doc/accounts/2");
    assert_int_equal(issue_count(), 1);
    assert_non_null(strstr(text_at("/issues/0/zh"), "0123456789 · 广州供电局"));
    assert_null(node("/receipt"));
}

static void the_months_are_in_order_and_count(void **state)
{
    call(ACCOUNTS("{'account':'0123456789'," AT ",'end':'2019-12'}"));
    assert_issue("ACCOUNT_MONTHS", "/doc/accounts/0/end");
    call(ACCOUNTS("{'account':'0123456781'," AT ",'end':'2020-01'},"
                  "{'account':'0123456782'," AT ",'end':'2026-01'},"
                  "{'account':'0123456783'," AT "},"
                  "{'account':'0123456784','supplier':'广州供电局','start':'2027-01'}"));
    assert_int_equal(issue_count(), 0);
    assert_int_equal(node("/result/accounts")->valueint, 4);
    assert_int_equal(node("/result/in_use")->valueint, 2);
}

static void an_enterprise_may_have_none(void **state)
{
    call(ACCOUNTS(""));
    assert_int_equal(issue_count(), 0);
    assert_int_equal(node("/result/accounts")->valueint, 0);
    assert_non_null(node("/receipt"));
}

static void what_is_missing_or_out_of_range_is_said(void **state)
{
    call(ACCOUNTS("{'multiplier':0}"));
    assert_issue("REQUIRED", "/doc/accounts/0/account");
    assert_issue("REQUIRED", "/doc/accounts/0/supplier");
    assert_issue("REQUIRED", "/doc/accounts/0/start");
    assert_issue("RANGE", "/doc/accounts/0/multiplier");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leading_zeros_are_kept),
        cmocka_unit_test(each_pattern_has_its_digits),
        cmocka_unit_test(a_double_is_named),
        cmocka_unit_test(the_months_are_in_order_and_count),
        cmocka_unit_test(an_enterprise_may_have_none),
        cmocka_unit_test(what_is_missing_or_out_of_range_is_said),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
