/* Parts of a value for several months: equal to 1e-12 and exact in sum. */
#include "energy_report.h"
#include "unit.h"

static void parts_add_up_exactly_and_differ_by_one_step_at_most(void **state)
{
    static const int64_t wholes[] = {
        0, 1, -1, 11, -11, 999999999999, -1000000000001, INT64_MAX, INT64_MIN + 1
    };
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
        for (int count = 1; count <= 12; count++) {
            th_amount sum = 0, first = energy_share(wholes[i], count, 0),
                      last = energy_share(wholes[i], count, count - 1);
            for (int k = 0; k < count; k++)
                sum += energy_share(wholes[i], count, k);
            assert_true(sum == wholes[i]);
            th_amount gap = first - last;
            assert_true(gap >= -1 && gap <= 1);
        }
}

static void the_remainder_goes_to_the_first_months(void **state)
{
    assert_true(energy_share(8, 3, 0) == 3 && energy_share(8, 3, 1) == 3 &&
                energy_share(8, 3, 2) == 2);
    assert_true(energy_share(-8, 3, 0) == -3 && energy_share(-8, 3, 2) == -2);
}

static void cells_are_named_by_month(void **state)
{
    assert_true(th_str_equal(energy_cell_name(0), TH_STR("m01")));
    assert_true(th_str_equal(energy_cell_name(11), TH_STR("m12")));
    for (int i = 0; i < 12; i++)
        assert_true(th_model_find(&energy_line_model, energy_cell_name(i), 0) <
                    energy_line_model.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_exactly_and_differ_by_one_step_at_most),
        cmocka_unit_test(the_remainder_goes_to_the_first_months),
        cmocka_unit_test(cells_are_named_by_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
