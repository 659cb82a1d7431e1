/* Rules that all forms share: the period (B8), the clock, the overlap, and confirmations. */
#include "core_call.h"

#define ASK(period, ctx)                                                                           \
    "{'op':'calculate','form':'energy_report','period':" period ",'ctx':" ctx                      \
    ",'doc':{'energy':[{'carrier':'heat','unit':'GJ'}]}}"
#define TEMPLATE "'template':{'carriers':[{'carrier':'heat','unit':'GJ'}]}"
#define TODAY    "{'today':'2026-11-21'," TEMPLATE "}"

static void a_period_is_required_and_ordered_months_of_one_year(void **state)
{
    call("{'op':'calculate','form':'energy_report','doc':{}}");
    assert_true(is_ok());
    assert_issue("PERIOD_REQUIRED", "/period");
    assert_null(node("/result"));
    call(ASK("{'start':'2025-03','end':'2025-01'}", TODAY));
    assert_issue("PERIOD_ORDER", "/period/end");
    call(ASK("{'start':'2024-12','end':'2025-01'}", TODAY));
    assert_issue("PERIOD_NOT_SAME_YEAR", "/period/end");
    assert_text("/issues/0/zh", "只能选择同一自然年度的连续月份");
    assert_null(node("/receipt"));
    call(ASK("{'start':'2025-01'}", TODAY));
    assert_issue("REQUIRED", "/period/end");
    call(ASK("{'start':'2025-00','end':'2025-01'}", TODAY));
    assert_issue("MONTH_FORM", "/period/start");
    call(ASK("{'start':'2025-01','end':'2025-12'}", TODAY));
    assert_int_equal(issue_count(), 1);
    assert_issue("NOTHING_FILLED", "/doc");
}

static void future_months_are_refused_and_the_present_one_is_not(void **state)
{
    call(ASK("{'start':'2026-11','end':'2026-11'}", TODAY));
    assert_no_issue("PERIOD_FUTURE");
    call(ASK("{'start':'2026-11','end':'2026-12'}", TODAY));
    assert_issue("PERIOD_FUTURE", "/period/end");
    assert_text("/issues/0/zh", "不能填报未来月份");
    assert_null(node("/receipt"));
    assert_non_null(node("/result")); /* the preview still works */
}

static void b20_a_month_begins_on_its_first_day(void **state)
{
    call(ASK("{'start':'2026-12','end':'2026-12'}", "{'today':'2026-11-30'," TEMPLATE "}"));
    assert_issue("PERIOD_FUTURE", "/period/end");
    call(ASK("{'start':'2026-12','end':'2026-12'}", "{'today':'2026-12-01'," TEMPLATE "}"));
    assert_no_issue("PERIOD_FUTURE");
    call(ASK("{'start':'2024-02','end':'2024-02'}", "{'today':'2024-02-29'," TEMPLATE "}"));
    assert_no_issue("PERIOD_FUTURE");
}

static void without_a_clock_it_is_said(void **state)
{
    call(ASK("{'start':'2099-01','end':'2099-01'}", "{}"));
    assert_issue("CLOCK_UNKNOWN", "/period");
    assert_no_issue("PERIOD_FUTURE");
    assert_no_issue("TEMPLATE_REQUIRED");
}

static void months_filed_already_are_refused(void **state)
{
    call(ASK("{'start':'2025-01','end':'2025-03'}",
             "{'today':'2026-11-21'," TEMPLATE
             ",'filed_periods':[{'start':'2025-03','end':'2025-04'}]}"));
    assert_issue("PERIOD_OVERLAP", "/period");
    assert_text("/issues/0/zh", "所选月份已有填报数据");
    call(ASK("{'start':'2025-01','end':'2025-03'}",
             "{'today':'2026-11-21'," TEMPLATE ",'filed_periods':[{'start':'2025-04','end':'2025-"
             "04'},{'start':'2024-12','end':'2024-12'}]}"));
    assert_no_issue("PERIOD_OVERLAP");
}

static void a_yearly_form_takes_the_whole_year(void **state)
{
    call("{'op':'calculate','form':'energy_template','period':{'start':'2025-01','end':'2025-06'},'"
         "doc':{'carriers':[{'carrier':'heat','unit':'GJ'}]}}");
    assert_issue("PERIOD_NOT_WHOLE_YEAR", "/period");
    call("{'op':'calculate','form':'energy_template','period':{'start':'2026-01','end':'2026-12'},'"
         "ctx':{'today':'2026-01-01'},'doc':{'carriers':[{'carrier':'heat','unit':'GJ'}]}}");
    assert_int_equal(issue_count(), 0);
    call("{'op':'calculate','form':'energy_template','period':{'start':'2027-01','end':'2027-12'},'"
         "ctx':{'today':'2026-12-31'},'doc':{'carriers':[{'carrier':'heat','unit':'GJ'}]}}");
    assert_issue("PERIOD_FUTURE", "/period/end");
}

#define CONFIRM(quantity, value, reason)                                                           \
    "{'op':'calculate','form':'energy_report','period':{'start':'2025-01','end':'2025-01'},'doc':" \
    "{'process':[{'name':'a','tco2':'" quantity                                                    \
    "'}],'confirmations':[{'code':'TOTAL_NEGATIVE','path':'/doc/process','value':'" value          \
    "','reason':'" reason "'}]}}"

static void a_confirmation_answers_exactly_one_value(void **state)
{
    call(CONFIRM("-2", "-2", "固碳"));
    assert_true(
        cJSON_IsTrue(cJSON_GetObjectItem(issue("TOTAL_NEGATIVE", "/doc/process"), "answered")));
    call(CONFIRM("-3", "-2", "固碳")); /* the value changed: void */
    assert_null(cJSON_GetObjectItem(issue("TOTAL_NEGATIVE", "/doc/process"), "answered"));
    assert_issue("CONFIRMATION_UNUSED", "/doc/confirmations/0");
    call(CONFIRM("2", "-2", "固碳"));
    assert_no_issue("TOTAL_NEGATIVE");
    assert_issue("CONFIRMATION_UNUSED", "/doc/confirmations/0");
    call(CONFIRM("-2", "-2", ""));
    assert_issue("TEXT_EMPTY", "/doc/confirmations/0/reason");
    assert_null(cJSON_GetObjectItem(issue("TOTAL_NEGATIVE", "/doc/process"), "answered"));
}

static void an_error_cannot_be_confirmed_away(void **state)
{
    call("{'op':'calculate','form':'energy_report','period':{'start':'2025-01','end':'2025-01'},'"
         "doc':{'process':[{'name':'a'}],"
         "'confirmations':[{'code':'PROCESS_VALUE_REQUIRED','path':'/doc/process/"
         "0','value':'','reason':'x'}]}}");
    assert_issue("PROCESS_VALUE_REQUIRED", "/doc/process/0");
    assert_issue("CONFIRMATION_UNUSED", "/doc/confirmations/0");
    assert_null(node("/receipt"));
}

/* ---- something to file ---- */

#define EMPTY(op, doc)                                                                             \
    "{" op ",'form':'energy_report','period':{'start':'2025-01','end':'2025-02'},'doc':{" doc "}}"
#define CALCULATE "'op':'calculate'"
#define KEYSTROKE "'op':'calculate','receipt':false"
#define NO_VALUE  "'grid_area':'cn','energy':[{'carrier':'electricity','unit':'MWh','evidence':'x'}]"

static void a_report_without_any_value_cannot_be_filed(void **state)
{
    static const char *const docs[] = {
        EMPTY(CALCULATE, ""),
        EMPTY(CALCULATE, NO_VALUE),
        EMPTY(CALCULATE, "'energy':[],'spans':[],'process':[]"),
        EMPTY("'op':'check'", NO_VALUE),
    };
    for (size_t i = 0; i < sizeof docs / sizeof docs[0]; i++) {
        call(docs[i]);
        assert_true(is_ok());
        assert_issue("NOTHING_FILLED", "/doc");
        assert_text("/issues/1/severity", "error");
        assert_null(node("/receipt"));
    }
    assert_text("/issues/1/zh", "还没有填写任何数值，请至少填写一项后再提交");
}

static void an_empty_report_is_left_alone_while_typing(void **state)
{
    call(EMPTY(KEYSTROKE, NO_VALUE));
    assert_int_equal(issue_count(), 1);
    assert_issue("CLOCK_UNKNOWN", "/period");
    call("{'op':'explain','form':'energy_report','period':{'start':'2025-01','end':'2025-02'},'doc'"
         ":{},'at':'/totals/net_tco2'}");
    assert_no_issue("NOTHING_FILLED");
}

static void any_value_makes_a_report_also_a_zero(void **state)
{
    static const char *const docs[] = {
        EMPTY(CALCULATE, "'energy':[{'carrier':'heat','unit':'GJ','m02':'0'}]"),
        EMPTY(CALCULATE, "'spans':[{'carrier':'heat','unit':'GJ','start':'2025-01','end':'2025-02',"
                         "'quantity':'0'}]"),
        EMPTY(CALCULATE, "'process':[{'name':'a','tco2':'-1'}]"),
    };
    for (size_t i = 0; i < sizeof docs / sizeof docs[0]; i++) {
        call(docs[i]);
        assert_no_issue("NOTHING_FILLED");
        assert_non_null(node("/receipt"));
    }
}

static void another_error_speaks_for_itself(void **state)
{
    call(EMPTY(CALCULATE, "'energy':[{'carrier':'heat','unit':'GJ','m01':'x'}]"));
    assert_issue("DECIMAL_FORM", "/doc/energy/0/m01");
    assert_no_issue("NOTHING_FILLED");
    call("{'op':'calculate','form':'energy_template','period':{'start':'2025-01','end':'2025-12'},'"
         "doc':{}}");
    assert_issue("REQUIRED", "/doc/carriers");
    assert_no_issue("NOTHING_FILLED");
    call("{'op':'calculate','form':'business','period':{'start':'2025-01','end':'2025-12'},'doc':{}"
         "}");
    assert_issue("REQUIRED", "/doc/tax");
    assert_no_issue("NOTHING_FILLED");
    assert_null(node("/receipt"));
}

#define AT_SITE(site)                                                                              \
    "{'op':'calculate','enterprise':'e1','site':'" site "','form':'energy_report','period':{'"     \
    "start':'2025-01','end':'2025-01'},'doc':{'process':[{'name':'a','tco2':'1'}]}}"

static void a_blank_at_the_end_of_a_name_makes_no_second_site(void **state)
{
    static const char *const bad[] = { AT_SITE(" all"),
                                       AT_SITE("all "),
                                       AT_SITE("　all"),
                                       AT_SITE("all　"),
                                       AT_SITE("\xC2\xA0"
                                               "all"),
                                       AT_SITE("all\xE2\x80\x89") };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        call(bad[i]);
        assert_false(is_ok());
        assert_issue("TEXT_EDGE_BLANK", "/site");
    }
    call(AT_SITE("east gate 东　门"));
    assert_true(is_ok());
    assert_non_null(node("/receipt"));
    call("{'op':'calculate','form':'energy_report','period':{'start':'2025-01','end':'2025-01'},'"
         "doc':{'process':[{'name':'石灰 ','tco2':'1'}]}}");
    assert_issue("TEXT_EDGE_BLANK", "/doc/process/0/name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_is_required_and_ordered_months_of_one_year),
        cmocka_unit_test(future_months_are_refused_and_the_present_one_is_not),
        cmocka_unit_test(b20_a_month_begins_on_its_first_day),
        cmocka_unit_test(without_a_clock_it_is_said),
        cmocka_unit_test(months_filed_already_are_refused),
        cmocka_unit_test(a_yearly_form_takes_the_whole_year),
        cmocka_unit_test(a_confirmation_answers_exactly_one_value),
        cmocka_unit_test(an_error_cannot_be_confirmed_away),
        cmocka_unit_test(a_report_without_any_value_cannot_be_filed),
        cmocka_unit_test(an_empty_report_is_left_alone_while_typing),
        cmocka_unit_test(any_value_makes_a_report_also_a_zero),
        cmocka_unit_test(another_error_speaks_for_itself),
        cmocka_unit_test(a_blank_at_the_end_of_a_name_makes_no_second_site),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
