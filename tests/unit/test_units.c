/* Units: exact ratios, and families that never meet. */
#include "unit.h"
#include "units.h"

static th_amount converted(const char *value, const char *from, const char *to)
{
    struct th_dec dec;
    th_amount out;
    assert_int_equal(th_dec_parse(th_str_of(value), &dec), TH_OK);
    const struct th_unit *a = th_unit_find(th_str_of(from)), *b = th_unit_find(th_str_of(to));
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(th_unit_convert(dec, a, b, &out), TH_OK);
    return out;
}

static void assert_converts(const char *value, const char *from, const char *to, const char *want)
{
    th_amount expected;
    assert_int_equal(th_amount_parse(th_str_of(want), &expected), TH_OK);
    assert_true(converted(value, from, to) == expected);
}

static void test_the_table_of_the_method_page_holds(void **state)
{
    assert_converts("1", "10k_kWh", "MWh", "10");
    assert_converts("1", "MWh", "kWh", "1000");
    assert_converts("1", "kWh", "GJ", "0.0036");
    assert_converts("1", "10k_m3", "m3", "10000");
    assert_converts("1", "GJ", "million_kJ", "1");
    assert_converts("1", "GJ", "MJ", "1000");
    assert_converts("1", "GJ", "kJ", "1000000");
    assert_converts("1", "TJ", "GJ", "1000");
    assert_converts("1", "t", "kg", "1000");
    assert_converts("1", "tce", "kgce", "1000");
    assert_converts("1", "GWh", "10k_kWh", "100");
}

static void test_small_readings_keep_every_digit(void **state)
{
    assert_converts("0.000001", "kWh", "MWh", "0.000000001");
    assert_converts("123456.789", "m3", "10k_m3", "12.3456789");
    assert_converts("9", "GJ", "MWh", "2.5");
}

static void test_a_ratio_that_does_not_end_is_rounded_once(void **state)
{
    assert_converts("1", "GJ", "MWh", "0.277777777778");
    assert_converts("2", "GJ", "MWh", "0.555555555556");
}

static void test_families_never_meet(void **state)
{
    static const char *const pairs[][2] = {
        { "m3", "Nm3" }, { "10k_m3", "10k_Nm3" }, { "t", "tce" }, { "t", "m3" }
    };
    for (size_t i = 0; i < 4; i++) {
        th_amount out;
        assert_int_equal(th_unit_convert((struct th_dec){ .mantissa = 1 },
                                         th_unit_find(th_str_of(pairs[i][0])),
                                         th_unit_find(th_str_of(pairs[i][1])), &out),
                         TH_INVALID);
    }
}

static void test_a_size_beyond_all_meters_is_an_overflow(void **state)
{
    th_amount out;
    assert_int_equal(th_unit_convert((struct th_dec){ .mantissa = INT64_MAX },
                                     th_unit_find(TH_STR("TJ")), th_unit_find(TH_STR("kJ")), &out),
                     TH_OVERFLOW);
}

static void test_an_unknown_unit_is_not_found(void **state)
{
    assert_null(th_unit_find(TH_STR("kwh")));
    assert_null(th_unit_find(TH_STR("")));
    assert_null(th_unit_find(TH_STR("t ")));
}

static void test_ids_are_unique(void **state)
{
    for (size_t i = 0; i < th_unit_count; i++)
        assert_ptr_equal(th_unit_find(th_units[i].id), &th_units[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_of_the_method_page_holds),
        cmocka_unit_test(test_small_readings_keep_every_digit),
        cmocka_unit_test(test_a_ratio_that_does_not_end_is_rounded_once),
        cmocka_unit_test(test_families_never_meet),
        cmocka_unit_test(test_a_size_beyond_all_meters_is_an_overflow),
        cmocka_unit_test(test_an_unknown_unit_is_not_found),
        cmocka_unit_test(test_ids_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
