/* 企业生产经营: exact figures, the added value above the output value, the whole year. */
#include "core_call.h"

#define FIGURES(doc)                                                                               \
    "{'op':'calculate','form':'business','period':{'start':'2025-01','end':'2025-12'},'ctx':{'"    \
    "today':'2026-11-21'},'doc':{" doc "}}"

static void figures_are_exact(void **state)
{
    call(FIGURES("'output_value':'12000.5','added_value':'3000.25','tax':'0','revenue':'11000.1234'"
                 ",'products':[{'name':'水泥','unit_name':'吨','quantity':'80000'}]"));
    assert_true(is_ok());
    assert_int_equal(issue_count(), 0);
    assert_text("/result/intermediate_input", "9000.25");
    assert_text("/result/tax", "0");
    assert_text("/result/revenue", "11000.1234");
    assert_int_equal(node("/result/products")->valueint, 1);
    assert_non_null(node("/receipt"));
}

static void an_added_value_may_be_negative_but_not_silently_above_the_output(void **state)
{
    call(FIGURES("'output_value':'100','added_value':'-20.5','tax':'1'"));
    assert_int_equal(issue_count(), 0);
    assert_text("/result/intermediate_input", "120.5");
    call(FIGURES("'output_value':'100','added_value':'100.0001','tax':'1'"));
    assert_issue("VALUE_ABOVE", "/doc/added_value");
    assert_non_null(node("/receipt"));
    call(
        FIGURES("'output_value':'100','added_value':'100.0001','tax':'1','confirmations':[{'code':'"
                "VALUE_ABOVE','path':'/doc/added_value','value':'100.0001','reason':'口径调整'}]"));
    assert_true(cJSON_IsTrue(node("/issues/0/answered")));
    call(FIGURES("'output_value':'100','added_value':'100','tax':'1'"));
    assert_int_equal(issue_count(), 0);
}

static void wrong_figures_are_refused(void **state)
{
    call(FIGURES("'output_value':'-1','added_value':'1.00001','revenue':'x','products':[{'name':'a'"
                 ",'unit_name':'t','quantity':'-1'},{'name':'a','unit_name':'t','quantity':'1'}]"));
    assert_issue("RANGE", "/doc/output_value");
    assert_issue("DECIMALS", "/doc/added_value");
    assert_issue("REQUIRED", "/doc/tax");
    assert_issue("DECIMAL_FORM", "/doc/revenue");
    assert_issue("QTY_NEGATIVE", "/doc/products/0/quantity");
    assert_null(node("/receipt"));
    assert_null(node("/result/intermediate_input"));
}

static void it_is_filed_by_year(void **state)
{
    call("{'op':'calculate','form':'business','period':{'start':'2025-01','end':'2025-11'},'doc':{}"
         "}");
    assert_issue("PERIOD_NOT_WHOLE_YEAR", "/period");
}

static void the_derived_figure_is_explained(void **state)
{
    call("{'op':'explain','form':'business','period':{'start':'2025-01','end':'2025-12'},'doc':{'"
         "output_value':'10','added_value':'4','tax':'1'},'at':'/intermediate_input'}");
    assert_text("/result/value", "6");
    assert_text("/result/parts/0/value", "10");
    assert_text("/result/parts/1/value", "-4");
    call("{'op':'explain','form':'business','period':{'start':'2025-01','end':'2025-12'},'doc':{},'"
         "at':'/tax'}");
    assert_issue("AT_UNKNOWN", "/at");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_exact),
        cmocka_unit_test(an_added_value_may_be_negative_but_not_silently_above_the_output),
        cmocka_unit_test(wrong_figures_are_refused),
        cmocka_unit_test(it_is_filed_by_year),
        cmocka_unit_test(the_derived_figure_is_explained),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
