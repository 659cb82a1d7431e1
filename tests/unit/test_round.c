/* op round: one rounding as the standard asks, and exact conversions of units. */
#include "core_call.h"

static void round_follows_the_standard_and_a_template_may_ask_for_half_up(void **state)
{
    call("{'op':'round','values':[{'value':'1234.505','decimals':2},{'value':'2500','decimals':-3},"
         "{'value':'2500','decimals':-3,'mode':'half_up'},"
         "{'value':'-1.005','decimals':2},{'value':'2.675','decimals':2},{'value':'0','decimals':2}"
         ",{'value':'1234567.891','decimals':1}]}");
    assert_true(is_ok());
    static const char *const texts[] = { "1,234.50", "2,000", "3,000",      "-1.00",
                                         "2.68",     "0.00",  "1,234,567.9" };
    static const char *const plain[] = { "1234.50", "2000", "3000",     "-1.00",
                                         "2.68",    "0.00", "1234567.9" };
    for (int i = 0; i < 7; i++) {
        char at[32];
        snprintf(at, sizeof at, "/result/texts/%d", i);
        assert_text(at, texts[i]);
        snprintf(at, sizeof at, "/result/plain/%d", i);
        assert_text(at, plain[i]);
    }
}

static void round_refuses_what_is_no_decimal(void **state)
{
    call("{'op':'round','values':[{'value':'1e3','decimals':2}]}");
    assert_false(is_ok());
    assert_issue("DECIMAL_FORM", "/values/0/value");
    call("{'op':'round','values':[{'value':'1','decimals':13}]}");
    assert_issue("RANGE", "/values/0/decimals");
    call("{'op':'round','values':[{'value':1,'decimals':2}]}");
    assert_issue("TYPE", "/values/0/value");
    call("{'op':'round'}");
    assert_issue("REQUIRED", "/values");
    call("{'op':'round','values':[]}");
    assert_true(is_ok());
    assert_int_equal(cJSON_GetArraySize(node("/result/texts")), 0);
}

#define assert_flag(pointer, wanted) assert_int_equal(cJSON_IsTrue(node(pointer)), wanted)

static void units_are_converted_exactly_or_it_is_said(void **state)
{
    call("{'op':'round','values':[{'value':'7.83','from':'10k_m3','to':'m3'},{'value':'1','from':'"
         "GJ','to':'MWh'},{'value':'3.6','from':'GJ','to':'MWh','decimals':2},"
         "{'value':'0.0001','from':'kWh','to':'GWh'},{'value':'99999999999999999999','from':'t','"
         "to':'kg'},{'value':'-12.50'}]}");
    assert_true(is_ok());
    assert_text("/result/plain/0", "78300");
    assert_text("/result/texts/0", "78,300");
    assert_flag("/result/exact/0", true);
    assert_text("/result/plain/1", "0.277777777778");
    assert_flag("/result/exact/1", false);
    assert_text("/result/plain/2", "1.00");
    assert_flag("/result/exact/2", true);
    assert_flag("/result/exact/3", false); /* ten decimals: nobody types these */
    assert_text("/result/plain/4", "");    /* does not fit */
    assert_flag("/result/exact/4", false);
    assert_text("/result/plain/5", "-12.5");
    call("{'op':'round','values':[{'value':'1','decimals':0}]}");
    assert_null(node("/result/exact"));
}

static void units_of_two_kinds_are_never_converted(void **state)
{
    call("{'op':'round','values':[{'value':'1','from':'m3','to':'Nm3'}]}");
    assert_false(is_ok());
    assert_issue("UNITS_NOT_CONVERTIBLE", "/values/0");
    call("{'op':'round','values':[{'value':'1','from':'furlong','to':'m3'}]}");
    assert_issue("UNIT_UNKNOWN", "/values/0/from");
    call("{'op':'round','values':[{'value':'1','from':'m3'}]}");
    assert_issue("UNIT_UNKNOWN", "/values/0/to");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_follows_the_standard_and_a_template_may_ask_for_half_up),
        cmocka_unit_test(round_refuses_what_is_no_decimal),
        cmocka_unit_test(units_are_converted_exactly_or_it_is_said),
        cmocka_unit_test(units_of_two_kinds_are_never_converted),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
