/* The unit-slip doctor inside the report (B11): it asks with a proposal, and a confirmation or the
 * fix settles it. */
#include "core_call.h"

static char envelope[16384];

/* 24 months of about 100 MWh before the asked month; `cell` is typed in kWh. */
static void ask(const char *unit, const char *cell, const char *confirmations)
{
    int len = snprintf(
        envelope, sizeof envelope,
        "{'op':'calculate','form':'energy_report','period':{'start':'2023-01','end':'2023-01'},"
        "'doc':{'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'%s','m01':'%s'}]"
        ",'confirmations':[%s]},"
        "'ctx':{'today':'2026-11-21','template':{'carriers':[{'carrier':'electricity','unit':'%s'}]"
        "},'history':[",
        unit, cell, confirmations, unit);
    for (int i = 0; i < 24; i++)
        len += snprintf(
            envelope + len, sizeof envelope - (size_t)len,
            "%s{'carrier':'electricity','flow':'bought','month':'%d-%02d','quantity':'%d'}",
            i ? "," : "", 2021 + i / 12, i % 12 + 1, 100 + i % 5);
    strcat(envelope, "]}}");
    call(envelope);
}

static void a_usual_reading_is_not_asked(void **state)
{
    ask("kWh", "101000", "");
    assert_int_equal(issue_count(), 0);
}

static void a_reading_in_another_unit_is_asked_with_the_fix(void **state)
{
    ask("kWh", "101", "");
    assert_issue("UNIT_SUSPECT", "/doc/energy/0/m01");
    assert_text("/issues/0/severity", "confirm");
    assert_text("/issues/0/zh", "请注意检查电力、热力等数据单位");
    assert_text("/issues/0/values/value", "101 kWh");
    assert_text("/issues/0/fix/path", "/doc/energy/0/m01");
    assert_text("/issues/0/fix/value", "101000");
    ask("kWh", text_at("/issues/0/fix/value"), "");
    assert_int_equal(issue_count(), 0);
    ask("MWh", "101000", "");
    assert_issue("UNIT_SUSPECT", "/doc/energy/0/m01");
}

static void a_confirmed_reading_is_answered_and_a_changed_unit_voids_it(void **state)
{
    ask("kWh", "101",
        "{'code':'UNIT_SUSPECT','path':'/doc/energy/0/m01','value':'101 kWh','reason':'停产检修'}");
    assert_true(cJSON_IsTrue(node("/issues/0/answered")));
    ask("MWh", "101000",
        "{'code':'UNIT_SUSPECT','path':'/doc/energy/0/m01','value':'101000 "
        "kWh','reason':'停产检修'}");
    assert_null(node("/issues/0/answered"));
}

static void gas_of_a_hundred_thousand_10k_m3_is_asked_without_any_history(void **state)
{
    call("{'op':'calculate','form':'energy_report','period':{'start':'2023-01','end':'2023-01'},'"
         "doc':{'energy':[{'carrier':'natural_gas','unit':'10k_m3','m01':'100000'}]}}");
    assert_issue("UNIT_SUSPECT", "/doc/energy/0/m01"); /* vector IPE-03 */
    assert_text("/result/totals/net_tco2", "2162188.809");
}

static void several_classes_of_power_are_not_compared_with_their_sum(void **state)
{
    ask("kWh", "60000'},{'carrier':'electricity','unit':'kWh','class':'fossil','m01':'900", "");
    assert_no_issue("UNIT_SUSPECT");
    assert_no_issue("QTY_UNUSUAL");
}

static void odd_history_is_ignored(void **state)
{
    call("{'op':'check','form':'energy_report','period':{'start':'2023-01','end':'2023-01'},'doc':{"
         "'energy':[{'carrier':'heat','unit':'GJ','m01':'5'}]},"
         "'ctx':{'history':[{'carrier':'phlogiston','month':'2024-01','quantity':'5'},{'carrier':'"
         "heat','flow':'lost','month':'2024-01','quantity':'5'}]}}");
    assert_true(is_ok());
    call("{'op':'check','form':'energy_report','period':{'start':'2023-01','end':'2023-01'},'doc':{"
         "},'ctx':{'history':[{'carrier':'heat','month':'24-01','quantity':'5'}]}}");
    assert_issue("MONTH_FORM", "/ctx/history/0/month");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usual_reading_is_not_asked),
        cmocka_unit_test(a_reading_in_another_unit_is_asked_with_the_fix),
        cmocka_unit_test(a_confirmed_reading_is_answered_and_a_changed_unit_voids_it),
        cmocka_unit_test(gas_of_a_hundred_thousand_10k_m3_is_asked_without_any_history),
        cmocka_unit_test(several_classes_of_power_are_not_compared_with_their_sum),
        cmocka_unit_test(odd_history_is_ignored),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
