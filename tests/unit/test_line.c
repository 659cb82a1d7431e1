/* Lines: published figures reproduced, overrides, signs, missing factors, one rounding. */
#include "calc_help.h"

static struct th_line_result fuel(const char *carrier, const char *quantity,
                                  const struct th_override *override)
{
    struct th_carrier const *c = th_carrier_find(th_str_of(carrier));
    assert_non_null(c);
    struct th_line line = { .carrier = c, .unit = c->unit, .year = 2025, .override = override };
    return calc_run("CN-2025", &line, quantity);
}

static struct th_override heat_values(const char *ncv, const char *cc, const char *oxidation)
{
    return (struct th_override){ .has_ncv_gj = true,
                                 .has_cc_tc_per_gj = true,
                                 .has_oxidation = true,
                                 .ncv_gj = calc_dec(ncv),
                                 .cc_tc_per_gj = calc_dec(cc),
                                 .oxidation = calc_dec(oxidation) };
}

struct heat_vector {
    const char *id, *quantity, *ncv, *cc, *oxidation, *tco2;
};

/* Rows of tests/vectors/calc_vectors.csv that are NCV × CC × OF × 44/12, to all twelve decimals. */
static const struct heat_vector heat_vectors[] = {
    { "IPE-01", "10000", "389.31", "0.0153", "0.99", "216218.8809" },
    { "NCSC-02", "1", "42.652", "0.020480956", "0.99", "3.171000059183" },
    { "PG11-原油", "1", "41.816", "0.02008", "0.98", "3.017197239467" },
    { "PG11-洗精煤", "1", "26.344", "0.02541", "1", "2.45447048" },
    { "PG11-煤油", "1", "43.07", "0.0196", "0.98", "3.033391386667" },
    { "PG25-汽油", "1", "43.07", "0.0189", "0.98", "2.92505598" },
    { "PG25-LPG", "1", "50.179", "0.0172", "0.98", "3.101329821333" },
    { "PG25-焦炉煤气", "1", "179.81", "0.01358", "0.99", "8.863805874" },
    { "STEEL-烟煤", "120188.43", "23.736", "0.02618", "1", "273849.068532916800" },
    { "STEEL-焦炉煤气", "920.50", "173.854", "0.0121", "1", "7100.113330566667" },
    { "POWER-原煤", "372000", "21.5", "0.02618", "1", "767754.68" },
    { "POWER-柴油", "1200", "42.652", "0.0202", "1", "3790.90976" },
    { "BUILD-柴油", "260", "42.652", "0.0202", "1", "821.363781333333" },
    { "CHEM-天然气", "1800", "389.31", "0.01532", "1", "39363.91272" },
    { "CHEM-燃料油", "520", "41.816", "0.0211", "1", "1682.285557333333" },
};

static void test_published_fuel_lines_come_out_to_twelve_decimals(void **state)
{
    for (size_t i = 0; i < sizeof heat_vectors / sizeof *heat_vectors; i++) {
        const struct heat_vector *v = &heat_vectors[i];
        struct th_override own = heat_values(v->ncv, v->cc, v->oxidation);
        struct th_line_result result = fuel("other_fuel", v->quantity, &own);
        assert_int_equal(result.tco2_state, TH_VALUE_OK);
        if (result.tco2 != calc_amount(v->tco2))
            fail_msg("%s: %s instead of %s", v->id, calc_text(result.tco2), v->tco2);
    }
}

static void test_default_factors_give_the_published_tonne_values(void **state)
{
    static const char *const rows[][2] = {
        { "gasoline", "2.92505598" },       { "lignite", "1.172864" },
        { "crude_oil", "3.020202416" },     { "fuel_oil", "3.170461242667" },
        { "lng", "2.831257044" },           { "lpg", "3.101329821333" },
        { "coke_oven_gas", "8.863805874" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(calc_text(fuel(rows[i][0], "1", NULL).tco2), rows[i][1]);
}

static void test_natural_gas_is_not_multiplied_by_a_rounded_factor(void **state)
{
    assert_string_equal(calc_text(fuel("natural_gas", "10000", NULL).tco2), "216218.8809");
    struct th_override own = { .has_ef_tco2 = true, .ef_tco2 = calc_dec("21.6219") };
    assert_string_equal(calc_text(fuel("natural_gas", "10000", &own).tco2), "216219");
    assert_string_equal(calc_text(fuel("natural_gas", "100000", &own).tco2), "2162190");
}

static void test_a_printed_ipcc_factor_is_used_as_printed(void **state)
{
    assert_string_equal(calc_text(fuel("jet_kerosene", "1", NULL).tco2), "3.15315");
    assert_string_equal(calc_text(fuel("aviation_gasoline", "1", NULL).tco2), "3.101");
}

static void test_own_carbon_content_takes_the_place_of_a_printed_factor(void **state)
{
    struct th_override own = { .has_cc_tc_per_gj = true, .cc_tc_per_gj = calc_dec("0.0195") };
    /* 44.1 × 0.0195 × 1 × 44/12 */
    assert_string_equal(calc_text(fuel("jet_kerosene", "1", &own).tco2), "3.15315");
    own.cc_tc_per_gj = calc_dec("0.02");
    assert_string_equal(calc_text(fuel("jet_kerosene", "1", &own).tco2), "3.234");
}

static void test_a_subset_of_own_values_replaces_only_these(void **state)
{
    struct th_override own = { .has_ncv_gj = true, .ncv_gj = calc_dec("40") };
    /* 40 × 0.0202 × 0.98 × 44/12 */
    assert_string_equal(calc_text(fuel("diesel", "1", &own).tco2), "2.903413333333");
    own = (struct th_override){ .has_oxidation = true, .oxidation = calc_dec("1") };
    assert_string_equal(calc_text(fuel("diesel", "1", &own).tco2), "3.159091466667");
}

static void test_carbon_content_takes_the_packs_oxidation_unless_given(void **state)
{
    struct th_override own = { .has_carbon_content_tc = true,
                               .carbon_content_tc = calc_dec("0.6") };
    assert_string_equal(calc_text(fuel("bituminous", "100", &own).tco2), "204.6"); /* × 0.93 */
    assert_string_equal(calc_text(fuel("raw_coal", "100", &own).tco2), "220");     /* × 1 */
    own.has_oxidation = true;
    own.oxidation = calc_dec("0.5");
    assert_string_equal(calc_text(fuel("bituminous", "100", &own).tco2), "110");
}

static void test_what_has_no_sourced_row_has_no_value(void **state)
{
    struct th_line_result result = fuel("raw_coal", "5", NULL);
    assert_int_equal(result.tco2_state, TH_VALUE_NO_FACTOR);
    assert_string_equal(calc_text(result.tce), "3.5715");
    result = fuel("natural_gas_nm3", "5", NULL);
    assert_int_equal(result.tco2_state, TH_VALUE_NO_FACTOR);
    assert_int_equal(result.tce_state, TH_VALUE_NO_FACTOR);
    assert_string_equal(calc_text(result.quantity), "5");
}

static void test_half_of_the_own_values_is_not_enough_without_a_row(void **state)
{
    struct th_override own = { .has_ncv_gj = true,
                               .ncv_gj = calc_dec("20"),
                               .has_cc_tc_per_gj = true,
                               .cc_tc_per_gj = calc_dec("0.026") };
    assert_int_equal(fuel("raw_coal", "5", &own).tco2_state, TH_VALUE_NO_FACTOR);
    own.has_oxidation = true;
    own.oxidation = calc_dec("0.94");
    assert_int_equal(fuel("raw_coal", "5", &own).tco2_state, TH_VALUE_OK);
}

static void test_zero_is_a_value(void **state)
{
    struct th_line_result result = fuel("diesel", "0", NULL);
    assert_int_equal(result.tco2_state, TH_VALUE_OK);
    assert_true(result.tco2 == 0);
}

static struct th_line power(const char *area, const char *power_class, int year)
{
    struct th_line line = calc_line("electricity", "MWh");
    line.area = area ? th_area_find(th_str_of(area)) : NULL;
    line.power_class = power_class ? th_class_find(th_str_of(power_class)) : NULL;
    line.year = year;
    return line;
}

static void assert_power(const char *pack, struct th_line line, const char *tco2)
{
    struct th_line_result result = calc_run(pack, &line, "2610");
    assert_int_equal(result.tco2_state, TH_VALUE_OK);
    assert_string_equal(calc_text(result.tco2), tco2);
}

static void test_electricity_vectors_find_their_factor(void **state)
{
    assert_power("CN-2025", power("cn", NULL, 2022), "1400.526");
    assert_power("CN-2025", power("cn", NULL, 2021), "1453.248");
    assert_power("CN-2025", power("guangdong", NULL, 2022), "1149.183");
    assert_power("CN-2024", power("guangdong", "average", 2022), "1149.183");
    assert_power("CN-2025", power("south", NULL, 2022), "1009.809");
}

static void test_an_unpublished_year_takes_the_newest_and_says_so(void **state)
{
    struct th_line line = power("guangdong", NULL, 2025);
    struct th_factors factors;
    th_factors_resolve(calc_pack("CN-2025"), &line, &factors);
    assert_int_equal(factors.year, 2023);
    assert_true(factors.is_other_year);
    assert_true(th_str_equal(factors.tco2_origin->row, TH_STR("GF029")));
    th_factors_resolve(calc_pack("CN-2024"), &line, &factors);
    assert_int_equal(factors.year, 2022);
    line.year = 2022;
    th_factors_resolve(calc_pack("CN-2025"), &line, &factors);
    assert_int_equal(factors.year, 2022);
    assert_false(factors.is_other_year);
}

static void test_classes_choose_their_factor(void **state)
{
    assert_power("CN-2025", power("guangdong", "fossil", 2023), "2159.253"); /* 0.8273 */
    assert_power("CN-2025", power(NULL, "fossil", 2023), "2159.253");
    assert_power("CN-2025", power("guangdong", "excl_market_nonfossil", 2022),
                 "1528.416"); /* 0.5856 */
    assert_power("CN-2025", power("guangdong", "nonfossil", 2019), "0");
}

static void test_a_row_tagged_c_is_not_a_factor(void **state)
{
    struct th_line line = power(NULL, "excl_market_nonfossil", 2021);
    struct th_factors factors;
    th_factors_resolve(calc_pack("CN-2025"), &line, &factors);
    assert_int_equal(factors.year, 2023);
    assert_true(factors.is_other_year);
}

static void test_average_power_needs_an_area(void **state)
{
    struct th_line line = power(NULL, NULL, 2023);
    struct th_line_result result = calc_run("CN-2025", &line, "1");
    assert_int_equal(result.tco2_state, TH_VALUE_NO_AREA);
    assert_int_equal(result.tce_state, TH_VALUE_OK);
}

static void test_units_of_one_reading_agree(void **state)
{
    static const char *const same[][2] = {
        { "10k_kWh", "12.5" }, { "MWh", "125" }, { "kWh", "125000" }, { "GWh", "0.125" }
    };
    for (size_t i = 0; i < 4; i++) {
        struct th_line line = calc_line("electricity", same[i][0]);
        line.area = th_area_find(TH_STR("guangdong"));
        line.year = 2023;
        struct th_line_result result = calc_run("CN-2025", &line, same[i][1]);
        assert_string_equal(calc_text(result.tco2), "55.2375");
        assert_string_equal(calc_text(result.tce), "15.3625");
        assert_string_equal(calc_text(result.quantity), "125");
    }
}

static void test_heat_in_megawatt_hours_equals_heat_in_gigajoules(void **state)
{
    struct th_line gj = calc_line("heat", "GJ"), mwh = calc_line("heat", "MWh");
    assert_string_equal(calc_text(calc_run("CN-2025", &gj, "36").tco2), "3.96");
    assert_string_equal(calc_text(calc_run("CN-2025", &mwh, "10").tco2), "3.96");
    assert_string_equal(calc_text(calc_run("CN-2025", &mwh, "10").tce), "1.22832");
}

static void test_sold_heat_and_power_count_negative(void **state)
{
    struct th_line line = calc_line("heat", "GJ");
    line.is_sold = true;
    struct th_line_result result = calc_run("CN-2025", &line, "10");
    assert_string_equal(calc_text(result.tco2), "-1.1");
    assert_string_equal(calc_text(result.tce), "-0.3412");
    assert_string_equal(calc_text(result.quantity), "10");
}

struct tce_vector {
    const char *carrier, *unit, *quantity, *tce;
};
static const struct tce_vector tce_vectors[] = {
    { "diesel", "kg", "456", "0.6644376" },       { "diesel", "kg", "1000", "1.4571" },
    { "gasoline", "kg", "156", "0.2295384" },     { "gasoline", "kg", "1244", "1.8304216" },
    { "electricity", "kWh", "135", "0.0165915" }, { "electricity", "kWh", "369", "0.0453501" },
    { "electricity", "kWh", "891", "0.1095039" }, { "heat", "MJ", "1000", "0.03412" },
};

static void test_building_records_give_the_published_standard_coal(void **state)
{
    for (size_t i = 0; i < sizeof tce_vectors / sizeof *tce_vectors; i++) {
        const struct tce_vector *v = &tce_vectors[i];
        struct th_line line = calc_line(v->carrier, v->unit);
        assert_string_equal(calc_text(calc_run("CN-2025", &line, v->quantity).tce), v->tce);
    }
    struct th_line gas = calc_line("natural_gas", "m3");
    struct th_override own = { .has_tce = true, .tce = calc_dec("13.3") };
    gas.override = &own;
    assert_string_equal(calc_text(calc_run("CN-2025", &gas, "1000").tce), "1.33");
}

static void test_the_product_is_rounded_once_and_half_to_even(void **state)
{
    struct th_override own = { .has_ef_tco2 = true, .ef_tco2 = calc_dec("0.000000000001") };
    assert_string_equal(calc_text(fuel("diesel", "0.5", &own).tco2), "0");
    assert_string_equal(calc_text(fuel("diesel", "1.5", &own).tco2), "0.000000000002");
    assert_string_equal(calc_text(fuel("diesel", "2.5", &own).tco2), "0.000000000002");
    assert_string_equal(calc_text(fuel("diesel", "2.500000000001", &own).tco2), "0.000000000003");
}

static void test_a_line_beyond_the_range_is_an_overflow_not_a_number(void **state)
{
    struct th_override own = { .has_ef_tco2 = true, .ef_tco2 = calc_dec("9223372036854775807") };
    struct th_line_result result = fuel("diesel", "9223372036854775807", &own);
    assert_int_equal(result.tco2_state, TH_VALUE_OVERFLOW);
    assert_true(result.tco2 == 0);
}

static void test_paths_of_own_values_exclude_each_other(void **state)
{
    struct th_override own = { .has_ncv_gj = true, .has_ef_tco2 = true };
    assert_int_equal(th_override_kind_of(&own), TH_OVERRIDE_CONFLICT);
    own = (struct th_override){ .has_carbon_content_tc = true, .has_oxidation = true };
    assert_int_equal(th_override_kind_of(&own), TH_OVERRIDE_CARBON);
    own = (struct th_override){ .has_tce = true };
    assert_int_equal(th_override_kind_of(&own), TH_OVERRIDE_NONE);
    assert_int_equal(th_override_kind_of(NULL), TH_OVERRIDE_NONE);
    own = (struct th_override){ .has_ef_tco2 = true, .has_oxidation = true };
    assert_int_equal(th_override_kind_of(&own), TH_OVERRIDE_CONFLICT);
}

static void test_process_rows_may_be_negative(void **state)
{
    th_amount out;
    assert_int_equal(th_process_amount(calc_dec("-55461.56"), calc_dec("0.037"), &out), TH_OK);
    assert_string_equal(calc_text(out), "-2052.07772");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_fuel_lines_come_out_to_twelve_decimals),
        cmocka_unit_test(test_default_factors_give_the_published_tonne_values),
        cmocka_unit_test(test_natural_gas_is_not_multiplied_by_a_rounded_factor),
        cmocka_unit_test(test_a_printed_ipcc_factor_is_used_as_printed),
        cmocka_unit_test(test_own_carbon_content_takes_the_place_of_a_printed_factor),
        cmocka_unit_test(test_a_subset_of_own_values_replaces_only_these),
        cmocka_unit_test(test_carbon_content_takes_the_packs_oxidation_unless_given),
        cmocka_unit_test(test_what_has_no_sourced_row_has_no_value),
        cmocka_unit_test(test_half_of_the_own_values_is_not_enough_without_a_row),
        cmocka_unit_test(test_zero_is_a_value),
        cmocka_unit_test(test_electricity_vectors_find_their_factor),
        cmocka_unit_test(test_an_unpublished_year_takes_the_newest_and_says_so),
        cmocka_unit_test(test_classes_choose_their_factor),
        cmocka_unit_test(test_a_row_tagged_c_is_not_a_factor),
        cmocka_unit_test(test_average_power_needs_an_area),
        cmocka_unit_test(test_units_of_one_reading_agree),
        cmocka_unit_test(test_heat_in_megawatt_hours_equals_heat_in_gigajoules),
        cmocka_unit_test(test_sold_heat_and_power_count_negative),
        cmocka_unit_test(test_building_records_give_the_published_standard_coal),
        cmocka_unit_test(test_the_product_is_rounded_once_and_half_to_even),
        cmocka_unit_test(test_a_line_beyond_the_range_is_an_overflow_not_a_number),
        cmocka_unit_test(test_paths_of_own_values_exclude_each_other),
        cmocka_unit_test(test_process_rows_may_be_negative),
    };
    return cmocka_run_group_tests(tests, calc_setup, NULL);
}
