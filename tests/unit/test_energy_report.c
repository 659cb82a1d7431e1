/* The energy report from end to end: sums, scopes, months, spans, process rows, memo items, partial
 * results. */
#include "core_call.h"

#define FILING(period, doc)                                                                        \
    "{'op':'calculate','form':'energy_report','pack':'CN-2025','period':{" period "},'doc':{" doc  \
    "}}"
#define Q1    "'start':'2023-01','end':'2023-03'"
#define POWER "'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'MWh'"

static void electricity_takes_the_factor_of_its_area_and_year(void **state)
{
    call(FILING(Q1, POWER ",'m01':'100','m03':'0.5'}]"));
    assert_true(is_ok());
    assert_text("/result/totals/net_tco2", "44.41095"); /* 100.5 × 0.4419 */
    assert_text("/result/totals/indirect_tco2", "44.41095");
    assert_text("/result/scopes/scope2_tco2", "44.41095");
    assert_text("/result/totals/tce_equivalent", "12.35145"); /* × 0.1229 */
    assert_text("/result/carriers/0/quantity", "100.5");
    assert_text("/result/carriers/0/factor_row", "GF029");
    assert_true(cJSON_IsFalse(node("/result/partial")));
    assert_int_equal(issue_count(), 1);
    assert_issue("CLOCK_UNKNOWN", "/period");
}

static void what_was_never_filled_is_absent_and_zero_is_zero(void **state)
{
    call(FILING(Q1, POWER ",'m01':'0'}]"));
    assert_text("/result/totals/net_tco2", "0");
    assert_text("/result/months/0/tco2", "0");
    assert_null(node("/result/months/1/tco2"));
    assert_null(node("/result/totals/direct_tco2"));
    assert_null(node("/result/scopes/scope1_tco2"));
    assert_null(node("/result/totals/tce_primary"));
    call(FILING(Q1, POWER "}]"));
    assert_null(node("/result/totals/net_tco2"));
    assert_null(node("/result/carriers/0/quantity"));
    assert_null(node("/receipt"));
}

static void units_convert_exactly_to_the_canonical_one(void **state)
{
    call(FILING(Q1, "'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'10k_kWh','"
                    "m01':'1.25'}]"));
    assert_text("/result/carriers/0/quantity", "12.5");
    call(FILING(
        Q1,
        "'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'kWh','m01':'12500'}]"));
    assert_text("/result/carriers/0/quantity", "12.5");
    assert_text("/result/totals/net_tco2", "5.52375");
}

static void sold_power_is_deducted(void **state)
{
    call(FILING(Q1, POWER
                ",'m01':'100'},{'carrier':'electricity','unit':'MWh','flow':'sold','m01':'40'}]"));
    assert_text("/result/totals/indirect_tco2", "26.514");
    assert_text("/result/carriers/1/flow", "sold");
    assert_text("/result/carriers/1/quantity", "40");
    assert_text("/result/carriers/1/tco2", "-17.676");
}

static void fuels_are_direct_and_biogenic_co2_is_a_memo(void **state)
{
    call(FILING(Q1, "'energy':[{'carrier':'natural_gas','unit':'10k_m3','m01':'10000'}]"));
    assert_text("/result/totals/direct_tco2", "216218.8809"); /* vector IPE-01 */
    assert_text("/result/scopes/scope1_tco2", "216218.8809");
    call("{'op':'catalog'}");
    const cJSON *item;
    char biogenic[64] = "";
    cJSON_ArrayForEach(item, node("/result/carriers"))
    {
        if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "biogenic")))
            snprintf(biogenic, sizeof biogenic, "%s",
                     cJSON_GetObjectItemCaseSensitive(item, "id")->valuestring);
    }
    assert_true(biogenic[0]);
    char envelope[600];
    snprintf(envelope, sizeof envelope,
             "{'op':'calculate','form':'energy_report','period':{" Q1
             "},'overrides':[{'carrier':'%s','ef_tco2':'1.5','tce':'0.5','evidence':'x'}],"
             "'doc':{'energy':[{'carrier':'%s','unit':'t','m01':'2'}]}}",
             biogenic, biogenic);
    call(envelope);
    assert_text("/result/totals/biogenic_tco2", "3");
    assert_null(node("/result/totals/net_tco2"));
    assert_null(node("/result/months/0/tco2"));
}

static void b10_process_rows_may_reduce(void **state)
{
    call(FILING(Q1, "'process':[{'name':'煅烧','activity':'10','factor':'0.44'},{'name':'固碳','"
                    "month':'2023-02','tco2':'-1.5'}]"));
    assert_text("/result/totals/gross_tco2", "4.4");
    assert_text("/result/totals/reductions_tco2", "-1.5");
    assert_text("/result/totals/net_tco2", "2.9");
    assert_text("/result/totals/process_tco2", "2.9");
    assert_text("/result/scopes/scope1_tco2", "2.9");
    assert_text("/result/process/0/tco2", "4.4");
    assert_text("/result/months/0/tco2", "1.466666666667");
    assert_text("/result/months/1/tco2", "-0.033333333333");
    assert_text("/result/months/2/tco2", "1.466666666666");
    assert_true(cJSON_IsTrue(node("/result/months/0/allocated")));
}

static void a_negative_total_must_be_confirmed(void **state)
{
    call(FILING(Q1, "'process':[{'name':'固碳','tco2':'-1.5'}]"));
    assert_issue("TOTAL_NEGATIVE", "/doc/process");
    assert_text("/issues/1/values/value", "-1.5");
    call(FILING(Q1, "'process':[{'name':'固碳','tco2':'-1.5'}],'confirmations':[{'code':'TOTAL_"
                    "NEGATIVE','path':'/doc/process','value':'-1.5','reason':'固碳'}]"));
    assert_true(cJSON_IsTrue(node("/issues/1/answered")));
    assert_no_issue("CONFIRMATION_UNUSED");
}

static void a_span_is_shared_by_its_months_exactly(void **state)
{
    call(FILING(Q1, "'spans':[{'carrier':'heat','unit':'GJ','start':'2023-01','end':'2023-03','"
                    "quantity':'100'}]"));
    assert_text("/result/totals/net_tco2", "11");
    assert_text("/result/months/0/tco2", "3.666666666667");
    assert_text("/result/months/1/tco2", "3.666666666667");
    assert_text("/result/months/2/tco2", "3.666666666666");
    assert_true(cJSON_IsTrue(node("/result/months/2/allocated")));
    assert_text("/result/carriers/0/quantity", "100");
}

static void a_line_with_an_error_is_left_out_and_the_rest_computes(void **state)
{
    call(FILING(Q1,
                POWER ",'m01':'100'},{'carrier':'natural_gas','unit':'m3','m01':'5','m02':'-1'}]"));
    assert_true(is_ok());
    assert_issue("QTY_NEGATIVE", "/doc/energy/1/m02"); /* B10 */
    assert_text("/result/totals/net_tco2", "44.19");
    assert_null(node("/result/carriers/1/tco2"));
    assert_true(cJSON_IsTrue(node("/result/partial")));
    assert_null(node("/receipt"));
}

static void without_a_sourced_factor_the_value_stays_open(void **state)
{
    call(FILING(Q1, "'energy':[{'carrier':'raw_coal','unit':'t','m01':'10'}]"));
    assert_issue("FACTOR_MISSING", "/doc/energy/0/carrier");
    assert_null(node("/result/totals/net_tco2"));
    assert_text("/result/carriers/0/quantity", "10");
    assert_true(cJSON_IsTrue(node("/result/partial")));
    assert_non_null(node("/receipt")); /* nothing is wrong: a factor is missing */
}

static void an_amount_beyond_all_bounds_is_an_error_of_its_line(void **state)
{
    call("{'op':'calculate','form':'energy_report','period':{" Q1
         "},'overrides':[{'carrier':'natural_gas','ef_tco2':'1000000','tce':'1','evidence':'x'}],"
         "'doc':{'energy':[{'carrier':'natural_gas','unit':'10k_m3','m01':'1000000000000','m02':'"
         "1000000000001'}]}}");
    assert_issue("RANGE", "/doc/energy/0/m02");
    assert_true(is_ok());
}

static void numbers_are_exact_beyond_binary_doubles(void **state)
{
    call(FILING(Q1, "'process':[{'name':'a','tco2':'0.1'},{'name':'b','tco2':'0.2'},{'name':'c','"
                    "activity':'0.000001','factor':'0.000000000001'}]"));
    assert_text("/result/totals/net_tco2", "0.3");
    assert_text("/result/process/2/tco2", "0");
}

static void the_pack_decides_and_the_newest_is_the_default(void **state)
{
    call("{'op':'calculate','form':'energy_report','pack':'CN-2024','period':{" Q1 "},'doc':{" POWER
         ",'m01':'100'}]}}");
    assert_text("/receipt/pack", "CN-2024");
    assert_issue("FACTOR_YEAR", "/doc/energy/0/carrier");
    assert_int_equal(node("/result/carriers/0/factor_year")->valueint, 2022);
    call("{'op':'calculate','form':'energy_report','period':{" Q1 "},'doc':{" POWER
         ",'m01':'100'}]}}");
    assert_text("/receipt/pack", "CN-2025");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(electricity_takes_the_factor_of_its_area_and_year),
        cmocka_unit_test(what_was_never_filled_is_absent_and_zero_is_zero),
        cmocka_unit_test(units_convert_exactly_to_the_canonical_one),
        cmocka_unit_test(sold_power_is_deducted),
        cmocka_unit_test(fuels_are_direct_and_biogenic_co2_is_a_memo),
        cmocka_unit_test(b10_process_rows_may_reduce),
        cmocka_unit_test(a_negative_total_must_be_confirmed),
        cmocka_unit_test(a_span_is_shared_by_its_months_exactly),
        cmocka_unit_test(a_line_with_an_error_is_left_out_and_the_rest_computes),
        cmocka_unit_test(without_a_sourced_factor_the_value_stays_open),
        cmocka_unit_test(an_amount_beyond_all_bounds_is_an_error_of_its_line),
        cmocka_unit_test(numbers_are_exact_beyond_binary_doubles),
        cmocka_unit_test(the_pack_decides_and_the_newest_is_the_default),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
