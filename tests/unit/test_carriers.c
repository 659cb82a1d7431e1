/* Carriers, classes, areas and plausible ranges: the tables hold together. */
#include "calc_help.h"
#include "plausible.h"

static void test_every_id_finds_its_own_row(void **state)
{
    for (size_t i = 0; i < th_carrier_count; i++) {
        assert_ptr_equal(th_carrier_find(th_carriers[i].id), &th_carriers[i]);
        assert_int_equal(th_carrier_index(&th_carriers[i]), i);
    }
    for (size_t i = 0; i < th_class_count; i++)
        assert_ptr_equal(th_class_find(th_classes[i].id), &th_classes[i]);
    for (size_t i = 0; i < th_area_count; i++)
        assert_ptr_equal(th_area_find(th_areas[i].id), &th_areas[i]);
    assert_null(th_carrier_find(TH_STR("Diesel")));
    assert_null(th_class_find(TH_STR("")));
    assert_null(th_area_find(TH_STR("xizang")));
}

static void test_carriers_allow_their_units_and_no_other_family(void **state)
{
    for (size_t i = 0; i < th_carrier_count; i++) {
        const struct th_carrier *c = &th_carriers[i];
        assert_true(th_carrier_allows(c, c->unit));
        for (size_t u = 0; u < c->unit_count; u++)
            assert_true(th_unit_same_family(c->units[u], c->unit));
    }
    const struct th_carrier *gas = th_carrier_find(TH_STR("natural_gas"));
    assert_false(th_carrier_allows(gas, th_unit_find(TH_STR("Nm3"))));
    assert_false(th_carrier_allows(gas, th_unit_find(TH_STR("kg"))));
    assert_true(th_carrier_allows(th_carrier_find(TH_STR("heat")), th_unit_find(TH_STR("MWh"))));
    assert_false(
        th_carrier_allows(th_carrier_find(TH_STR("electricity")), th_unit_find(TH_STR("GJ"))));
}

static void test_fuels_are_direct_and_bought_energy_is_indirect(void **state)
{
    assert_true(th_str_equal(th_carrier_block(th_carrier_find(TH_STR("coke"))), TH_STR("direct")));
    assert_true(
        th_str_equal(th_carrier_block(th_carrier_find(TH_STR("electricity"))), TH_STR("indirect")));
    assert_true(
        th_str_equal(th_carrier_block(th_carrier_find(TH_STR("heat"))), TH_STR("indirect")));
    assert_true(th_str_equal(th_carrier_kind_id(TH_CARRIER_POWER), TH_STR("power")));
}

static void test_biogenic_carriers_are_marked(void **state)
{
    assert_true(th_carrier_find(TH_STR("wood"))->biogenic);
    assert_true(th_carrier_find(TH_STR("biogas_kg"))->biogenic);
    assert_false(th_carrier_find(TH_STR("peat"))->biogenic);
    assert_false(th_carrier_find(TH_STR("msw_nonbio"))->biogenic);
}

static void test_the_default_class_is_average_and_zero_power_needs_evidence(void **state)
{
    assert_true(th_str_equal(th_classes[0].id, TH_STR("average")));
    assert_false(th_classes[0].national_only);
    assert_true(th_class_find(TH_STR("nonfossil"))->needs_evidence);
    assert_true(th_class_find(TH_STR("fossil"))->national_only);
    assert_true(th_str_equal(th_area_national()->id, TH_STR("cn")));
}

static const char *left(enum th_limit_kind kind, const char *carrier, const char *value)
{
    static char id[64];
    const struct th_limit *limit =
        th_limit_left(kind, th_carrier_find(th_str_of(carrier)), calc_amount(value));
    if (!limit)
        return "";
    snprintf(id, sizeof id, "%.*s", (int)limit->id.len, limit->id.ptr);
    return id;
}

static void test_ranges_hold_at_their_edges(void **state)
{
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "bituminous", "5"), "");
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "bituminous", "4.999999999999"), "ncv_coal");
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "bituminous", "35"), "");
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "bituminous", "20934"),
                        "ncv_coal"); /* kJ/kg instead of GJ/t */
    assert_string_equal(left(TH_LIMIT_OXIDATION, "diesel", "98"), "oxidation_all");
    assert_string_equal(left(TH_LIMIT_CC_TC_GJ, "diesel", "20.2"), "cc_all");
    assert_string_equal(left(TH_LIMIT_MONTH, "electricity", "50000"), "");
    assert_string_equal(left(TH_LIMIT_MONTH, "electricity", "50000.000001"), "month_electricity");
    assert_string_equal(left(TH_LIMIT_MONTH, "natural_gas", "10000"), "month_natural_gas");
}

static void test_the_row_of_a_carrier_wins_over_its_group(void **state)
{
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "natural_gas", "33"), "ncv_gas");
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "blast_furnace_gas", "33"), "");
    assert_string_equal(left(TH_LIMIT_CC_TC_GJ, "blast_furnace_gas", "0.0708"), "");
    assert_string_equal(left(TH_LIMIT_NCV_GJ, "diesel", "1"), ""); /* no row at all */
}

static void test_zero_is_a_plausible_power_factor(void **state)
{
    assert_string_equal(left(TH_LIMIT_EF_TCO2, "electricity", "0"), "");
    assert_string_equal(left(TH_LIMIT_EF_TCO2, "electricity", "0.05"), "ef_power");
    assert_string_equal(left(TH_LIMIT_EF_TCO2, "electricity", "5.3"), "ef_power");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_id_finds_its_own_row),
        cmocka_unit_test(test_carriers_allow_their_units_and_no_other_family),
        cmocka_unit_test(test_fuels_are_direct_and_bought_energy_is_indirect),
        cmocka_unit_test(test_biogenic_carriers_are_marked),
        cmocka_unit_test(test_the_default_class_is_average_and_zero_power_needs_evidence),
        cmocka_unit_test(test_ranges_hold_at_their_edges),
        cmocka_unit_test(test_the_row_of_a_carrier_wins_over_its_group),
        cmocka_unit_test(test_zero_is_a_plausible_power_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
