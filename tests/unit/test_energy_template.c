/* The energy template and the rules it shares with the report. */
#include "core_call.h"

#define TEMPLATE(doc)                                                                              \
    "{'op':'calculate','form':'energy_template','period':{'start':'2025-01','end':'2025-12'},'"    \
    "ctx':{'today':'2026-01-01'},'doc':" doc "}"

static void it_counts_its_carriers(void **state)
{
    call(TEMPLATE("{'grid_area':'guangdong','carriers':[{'carrier':'electricity','unit':'MWh'},{'"
                  "carrier':'heat','unit':'GJ','hidden':true}]}"));
    assert_int_equal(node("/result/carriers")->valueint, 2);
    assert_int_equal(node("/result/hidden")->valueint, 1);
    assert_int_equal(issue_count(), 0);
    assert_non_null(node("/receipt"));
}

static void it_needs_a_carrier(void **state)
{
    call(TEMPLATE("{'carriers':[]}"));
    assert_issue("ROWS_TOO_FEW", "/doc/carriers");
    assert_null(node("/receipt"));
    call(TEMPLATE("{}"));
    assert_issue("REQUIRED", "/doc/carriers");
}

static void carriers_stand_once_with_a_unit_of_theirs(void **state)
{
    call(TEMPLATE(
        "{'grid_area':'atlantis','carriers':[{'carrier':'heat','unit':'GJ'},{'carrier':'heat','"
        "unit':'MWh'},{'carrier':'heat2','unit':'GJ'},{'carrier':'natural_gas','unit':'Nm3'},"
        "{'carrier':'electricity','unit':'furlong'}]}"));
    assert_issue("AREA_UNKNOWN", "/doc/grid_area");
    assert_issue("DUPLICATE", "/doc/carriers/1");
    assert_issue("CARRIER_UNKNOWN", "/doc/carriers/2/carrier");
    assert_issue("UNIT_OTHER_STATE", "/doc/carriers/3/unit");
    assert_issue("UNIT_UNKNOWN", "/doc/carriers/4/unit");
    assert_null(node("/receipt"));
}

#define HISTORY(doc)                                                                               \
    "{'op':'check','form':'energy_template','period':{'start':'2025-01','end':'2025-12'},'ctx':{'" \
    "today':'2026-01-01','history':["                                                              \
    "{'carrier':'heat','month':'2025-03','quantity':'1'},{'carrier':'heat','month':'2025-04','"    \
    "quantity':'1'},{'carrier':'natural_gas','month':'2024-12','quantity':'1'}]},'doc':" doc "}"

static void a_carrier_with_data_of_the_year_may_be_hidden_not_removed(void **state)
{
    call(HISTORY("{'carriers':[{'carrier':'electricity','unit':'MWh'}]}"));
    assert_issue("CARRIER_HAS_DATA", "/doc/carriers");
    assert_int_equal(issue_count(), 1); /* once, and not for last year's gas */
    call(HISTORY("{'carriers':[{'carrier':'electricity','unit':'MWh'},{'carrier':'heat','unit':'GJ'"
                 ",'hidden':true}]}"));
    assert_int_equal(issue_count(), 0);
}

static void carriers_without_sourced_factors_are_pointed_out(void **state)
{
    call(TEMPLATE("{'carriers':[{'carrier':'raw_coal','unit':'t'}]}"));
    assert_issue("CARRIER_NOT_OFFERED", "/doc/carriers/0/carrier");
    assert_non_null(node("/receipt"));
    call(TEMPLATE("{'carriers':[{'carrier':'heat','unit':'GJ','hidden':true}]}"));
    assert_issue("ALL_HIDDEN", "/doc/carriers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_its_carriers),
        cmocka_unit_test(it_needs_a_carrier),
        cmocka_unit_test(carriers_stand_once_with_a_unit_of_theirs),
        cmocka_unit_test(a_carrier_with_data_of_the_year_may_be_hidden_not_removed),
        cmocka_unit_test(carriers_without_sourced_factors_are_pointed_out),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
