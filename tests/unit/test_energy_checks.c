/* Rules of the energy report: what may stand in a line, in the overrides, and against the template.
 */
#include "core_call.h"

#define DOC(doc)                                                                                   \
    "{'op':'calculate','form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'doc':" \
    "{" doc "}}"
#define LINE(line) DOC("'grid_area':'guangdong','energy':[{" line "}]")
#define OWN(own)                                                                                   \
    "{'op':'calculate','form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'"      \
    "overrides':[{" own "}],"                                                                      \
    "'doc':{'grid_area':'guangdong','energy':[{'carrier':'natural_gas','unit':'10k_m3','m01':'1'}" \
    ",{'carrier':'electricity','unit':'MWh','m01':'1'}]}}"

static void unknown_carriers_units_areas_and_classes_are_refused(void **state)
{
    call(LINE("'carrier':'phlogiston','unit':'t','m01':'1'"));
    assert_issue("CARRIER_UNKNOWN", "/doc/energy/0/carrier");
    call(LINE("'carrier':'natural_gas','unit':'furlong','m01':'1'"));
    assert_issue("UNIT_UNKNOWN", "/doc/energy/0/unit");
    call(DOC("'grid_area':'atlantis','energy':[{'carrier':'electricity','unit':'MWh','m01':'1'}]"));
    assert_issue("AREA_UNKNOWN", "/doc/grid_area");
    assert_no_issue("GRID_AREA_REQUIRED");
    call(LINE("'carrier':'electricity','unit':'MWh','class':'magic','m01':'1'"));
    assert_issue("ENUM_UNKNOWN", "/doc/energy/0/class");
    assert_null(node("/receipt"));
}

static void a_unit_must_belong_to_its_carrier(void **state)
{
    call(LINE("'carrier':'electricity','unit':'t','m01':'1'"));
    assert_issue("UNIT_NOT_OF_CARRIER", "/doc/energy/0/unit");
    assert_non_null(strstr(text_at("/issues/1/values/allowed"), "MWh"));
}

static void gas_volumes_of_two_states_are_never_converted(void **state)
{
    call(LINE("'carrier':'natural_gas','unit':'Nm3','m01':'1'"));
    assert_issue("UNIT_OTHER_STATE", "/doc/energy/0/unit");
    assert_null(node("/result/totals/net_tco2"));
}

static void power_needs_an_area_unless_its_factor_is_national(void **state)
{
    call(DOC("'energy':[{'carrier':'electricity','unit':'MWh','m01':'1'}]"));
    assert_issue("GRID_AREA_REQUIRED", "/doc/grid_area");
    assert_null(node("/receipt"));
    call(DOC("'energy':[{'carrier':'electricity','unit':'MWh','class':'fossil','m01':'1'}]"));
    assert_no_issue("GRID_AREA_REQUIRED");
    assert_non_null(node("/result/totals/net_tco2"));
}

static void only_power_and_heat_are_sold_and_only_power_has_a_class(void **state)
{
    call(LINE("'carrier':'natural_gas','unit':'m3','flow':'sold','m01':'1'"));
    assert_issue("FLOW_NOT_OF_CARRIER", "/doc/energy/0/flow");
    call(LINE("'carrier':'heat','unit':'GJ','class':'fossil','m01':'1'"));
    assert_issue("CLASS_NOT_OF_CARRIER", "/doc/energy/0/class");
    call(LINE("'carrier':'heat','unit':'GJ','flow':'sold','m01':'1'"));
    assert_text("/result/totals/indirect_tco2", "-0.11");
}

static void the_zero_factor_needs_evidence(void **state)
{
    call(LINE("'carrier':'electricity','unit':'MWh','class':'nonfossil','m01':'1'"));
    assert_issue("NONFOSSIL_EVIDENCE_REQUIRED", "/doc/energy/0/evidence");
    call(LINE("'carrier':'electricity','unit':'MWh','class':'nonfossil','m01':'1','evidence':'绿证 "
              "123'"));
    assert_no_issue("NONFOSSIL_EVIDENCE_REQUIRED");
    assert_text("/result/totals/net_tco2", "0");
}

static void cells_outside_the_period_are_refused(void **state)
{
    call(LINE("'carrier':'heat','unit':'GJ','m03':'1','m04':'1'"));
    assert_issue("MONTH_OUTSIDE_PERIOD", "/doc/energy/0/m04");
    assert_text("/issues/1/values/month", "2023-04");
    assert_null(node("/result/totals/net_tco2"));
    call(DOC("'spans':[{'carrier':'heat','unit':'GJ','start':'2023-02','end':'2023-04','quantity':'"
             "1'}]"));
    assert_issue("MONTH_OUTSIDE_PERIOD", "/doc/spans/0/end");
    call(DOC("'spans':[{'carrier':'heat','unit':'GJ','start':'2023-03','end':'2023-02','quantity':'"
             "1'}]"));
    assert_issue("SPAN_ORDER", "/doc/spans/0/end");
    call(DOC("'process':[{'name':'a','month':'2022-12','tco2':'1'}]"));
    assert_issue("MONTH_OUTSIDE_PERIOD", "/doc/process/0/month");
}

static void the_same_month_is_never_counted_twice(void **state)
{
    call(DOC("'energy':[{'carrier':'heat','unit':'GJ','m01':'1'},{'carrier':'heat','unit':'MWh','"
             "m01':'1'}]"));
    assert_issue("DUPLICATE", "/doc/energy/1");
    call(DOC("'energy':[{'carrier':'heat','unit':'GJ','m02':'1'}],'spans':[{'carrier':'heat','unit'"
             ":'GJ','start':'2023-01','end':'2023-03','quantity':'3'}]"));
    assert_issue("MONTH_COUNTED_TWICE", "/doc/spans/0");
    assert_text("/result/totals/net_tco2", "0.11");
    call(DOC("'grid_area':'cn','energy':[{'carrier':'electricity','unit':'MWh','m01':'1'},{'"
             "carrier':'electricity','class':'average','unit':'MWh','m01':'1'}]"));
    assert_issue("MONTH_COUNTED_TWICE", "/doc/energy/1/m01");
    call(DOC(
        "'spans':[{'carrier':'heat','unit':'GJ','start':'2023-01','end':'2023-01','quantity':'1'},{"
        "'carrier':'heat','unit':'GJ','start':'2023-02','end':'2023-03','quantity':'1'}]"));
    assert_no_issue("MONTH_COUNTED_TWICE");
    assert_text("/result/totals/net_tco2", "0.22");
}

static void a_process_row_has_a_name_and_one_value(void **state)
{
    call(DOC("'process':[{'tco2':'1'}]"));
    assert_issue("REQUIRED", "/doc/process/0/name");
    call(DOC("'process':[{'name':'a'}]"));
    assert_issue("PROCESS_VALUE_REQUIRED", "/doc/process/0");
    call(DOC("'process':[{'name':'a','activity':'2'}]"));
    assert_issue("PROCESS_VALUE_REQUIRED", "/doc/process/0");
    call(DOC("'process':[{'name':'a','tco2':'1','activity':'2','factor':'3'}]"));
    assert_issue("PROCESS_VALUE_TWICE", "/doc/process/0");
    assert_null(node("/result/totals/net_tco2"));
}

static void an_override_follows_one_path_with_evidence(void **state)
{
    call(OWN("'carrier':'natural_gas','ncv_gj':'389.31','ef_tco2':'21','evidence':'x'"));
    assert_issue("OVERRIDE_PATHS", "/overrides/0");
    call(OWN("'carrier':'natural_gas','evidence':'x'"));
    assert_issue("OVERRIDE_EMPTY", "/overrides/0");
    call(OWN("'carrier':'natural_gas','ef_tco2':'21'"));
    assert_issue("OVERRIDE_EVIDENCE_REQUIRED", "/overrides/0/evidence");
    call(OWN("'carrier':'electricity','ncv_gj':'3.6','evidence':'x'"));
    assert_issue("OVERRIDE_NOT_APT", "/overrides/0/ncv_gj");
    call(OWN("'carrier':'phlogiston','ef_tco2':'1','evidence':'x'"));
    assert_issue("CARRIER_UNKNOWN", "/overrides/0/carrier");
    call(OWN("'carrier':'heat','ef_tco2':'0.11','evidence':'x'"));
    assert_issue("OVERRIDE_UNUSED", "/overrides/0");
    call(OWN("'carrier':'natural_gas','oxidation':'1.01','evidence':'x'"));
    assert_issue("RANGE", "/overrides/0/oxidation");
}

static void a_faulty_override_is_never_replaced_by_the_default(void **state)
{
    call(OWN("'carrier':'natural_gas','ef_tco2':'21'"));
    assert_null(node("/result/totals/direct_tco2"));
    assert_non_null(node("/result/totals/indirect_tco2"));
    assert_true(cJSON_IsTrue(node("/result/partial")));
    call(OWN("'carrier':'natural_gas','ef_tco2':'21','evidence':'检测报告 7'"));
    assert_text("/result/totals/direct_tco2", "21");
    assert_text("/result/carriers/0/factor_row", "own");
}

static void an_own_power_factor_must_fit_its_standard_coal(void **state)
{
    call(OWN("'carrier':'electricity','ef_tco2':'0.5','tce':'0.9','evidence':'x'"));
    assert_issue("VALUE_UNUSUAL", "/overrides/0");
    call(OWN("'carrier':'electricity','ef_tco2':'0.5','evidence':'x'"));
    assert_no_issue("VALUE_UNUSUAL");
}

static void unusual_own_values_are_asked(void **state)
{
    call(OWN("'carrier':'natural_gas','ncv_gj':'900','evidence':'x'"));
    assert_issue("VALUE_UNUSUAL", "/overrides/0/ncv_gj");
    assert_non_null(node("/receipt"));
    call(OWN("'carrier':'natural_gas','oxidation':'0.5','evidence':'x'"));
    assert_issue("VALUE_UNUSUAL", "/overrides/0/oxidation");
    call(OWN("'carrier':'natural_gas','ncv_gj':'389.31','cc_tc_per_gj':'0.0153','oxidation':'0.99',"
             "'evidence':'x'"));
    assert_no_issue("VALUE_UNUSUAL");
}

#define AGAINST(template, line)                                                                    \
    "{'op':'calculate','form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'ctx':" \
    "{'today':'2026-11-21'" template "},'doc':{'grid_area':'guangdong','energy':[{" line "}]}}"
#define HEAT ",'template':{'carriers':[{'carrier':'heat','unit':'GJ'}]}"

static void the_template_comes_first(void **state)
{
    call(AGAINST("", "'carrier':'heat','unit':'GJ','m01':'1'"));
    assert_issue("TEMPLATE_REQUIRED", "/doc");
    call(AGAINST(HEAT, "'carrier':'heat','unit':'GJ','m01':'1'"));
    assert_int_equal(issue_count(), 0);
    call(AGAINST(HEAT, "'carrier':'electricity','unit':'MWh','m01':'1'"));
    assert_issue("CARRIER_NOT_IN_TEMPLATE", "/doc/energy/0/carrier");
    call(AGAINST(HEAT, "'carrier':'heat','unit':'MWh','m01':'1'"));
    assert_issue("UNIT_NOT_OF_TEMPLATE", "/doc/energy/0/unit");
    assert_non_null(node("/receipt"));
}

static void the_context_never_alters_a_result(void **state)
{
    char with[65], without[65];
    call(AGAINST(
        HEAT
        ",'history':[{'carrier':'heat','month':'2022-01','quantity':'1000'}],'filed_periods':[]",
        "'carrier':'heat','unit':'GJ','m01':'1'"));
    strcpy(with, text_at("/receipt/result"));
    call(LINE("'carrier':'heat','unit':'GJ','m01':'1'"));
    strcpy(without, text_at("/receipt/result"));
    assert_string_equal(with, without);
    assert_int_equal(strlen(with), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_carriers_units_areas_and_classes_are_refused),
        cmocka_unit_test(a_unit_must_belong_to_its_carrier),
        cmocka_unit_test(gas_volumes_of_two_states_are_never_converted),
        cmocka_unit_test(power_needs_an_area_unless_its_factor_is_national),
        cmocka_unit_test(only_power_and_heat_are_sold_and_only_power_has_a_class),
        cmocka_unit_test(the_zero_factor_needs_evidence),
        cmocka_unit_test(cells_outside_the_period_are_refused),
        cmocka_unit_test(the_same_month_is_never_counted_twice),
        cmocka_unit_test(a_process_row_has_a_name_and_one_value),
        cmocka_unit_test(an_override_follows_one_path_with_evidence),
        cmocka_unit_test(a_faulty_override_is_never_replaced_by_the_default),
        cmocka_unit_test(an_own_power_factor_must_fit_its_standard_coal),
        cmocka_unit_test(unusual_own_values_are_asked),
        cmocka_unit_test(the_template_comes_first),
        cmocka_unit_test(the_context_never_alters_a_result),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
