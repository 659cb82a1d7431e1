/* Traces: the steps name every factor with its source, and multiply out to the line's value. */
#include "calc_help.h"

static struct th_trace trace_of(const struct th_line *line, const char *quantity,
                                enum th_trace_target target)
{
    struct th_trace out;
    struct th_line_case what = { line, calc_dec(quantity), target };
    assert_int_equal(th_line_trace(&calc_arena, calc_pack("CN-2025"), &what, &out), TH_OK);
    return out;
}

static void assert_steps(const struct th_trace *trace, const char *want)
{
    static char got[1024];
    struct th_buf buf;
    th_buf_init(&buf, got, sizeof got - 1);
    for (size_t i = 0; i < trace->count; i++) {
        const struct th_step *step = &trace->steps[i];
        th_buf_put(&buf, step->op);
        th_buf_put(&buf, step->id);
        th_buf_char(&buf, ':');
        th_buf_put(&buf, step->value);
        th_buf_char(&buf, ' ');
        th_buf_put(&buf, step->unit);
        if (step->origin) {
            th_buf_char(&buf, '[');
            th_buf_put(&buf, step->origin->row);
            th_buf_char(&buf, ']');
        }
        if (step->is_own)
            th_buf_put(&buf, TH_STR("[own]"));
        th_buf_char(&buf, '|');
        assert_true(step->zh.len > 0 && step->en.len > 0);
    }
    got[buf.len] = '\0';
    assert_string_equal(got, want);
}

static void test_a_fuel_line_is_told_from_reading_to_result(void **state)
{
    struct th_line line = calc_line("diesel", "kg");
    struct th_trace trace = trace_of(&line, "456", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:456 kg|×unit:0.001 t/kg|×ncv:42.652 GJ/t[EF122]|×carbon:0.0202 tC/GJ[EF122]|"
        "×oxidation:0.98 [EF122]|×ratio_44_12:44/12 tCO₂/tC|=result:1.411734794624 tCO₂|");
    assert_int_equal(trace.origin_count, 1);
    assert_true(trace.origins[0]->is_checked);
    assert_string_equal(calc_text(trace.value), "1.411734794624");
}

static void test_standard_coal_has_its_own_source(void **state)
{
    struct th_line line = calc_line("diesel", "t");
    struct th_trace trace = trace_of(&line, "1", TH_TRACE_TCE);
    assert_steps(&trace, "quantity:1 t|×tce:1.4571 tce/t[EF013]|=result:1.4571 tce|");
    assert_false(trace.origins[0]->is_checked);
}

static void test_power_names_the_year_that_it_took(void **state)
{
    struct th_line line = calc_line("electricity", "10k_kWh");
    line.area = th_area_find(TH_STR("guangdong"));
    struct th_trace trace = trace_of(&line, "1", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:1 万kWh|×unit:10 MWh/万kWh|×factor:0.4419 tCO₂/MWh[GF029]|=result:4.419 tCO₂|");
    assert_int_equal(trace.factor_year, 2023);
    assert_true(trace.is_other_year);
}

static void test_own_values_are_marked_and_sold_energy_is_deducted(void **state)
{
    struct th_override own = { .has_ef_tco2 = true, .ef_tco2 = calc_dec("0.06") };
    struct th_line line = calc_line("heat", "MWh");
    line.override = &own;
    line.is_sold = true;
    struct th_trace trace = trace_of(&line, "2", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:2 MWh|×unit:3.6 GJ/MWh|×factor:0.06 tCO₂/GJ[own]|×sign:-1 |=result:-0.432 tCO₂|");
    assert_int_equal(trace.origin_count, 0);
}

static void test_a_partly_own_fuel_shows_which_part(void **state)
{
    struct th_override own = { .has_ncv_gj = true, .ncv_gj = calc_dec("20") };
    struct th_line line = calc_line("bituminous", "t");
    line.override = &own;
    struct th_trace trace = trace_of(&line, "1", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:1 t|×ncv:20 GJ/t[own]|×carbon:0.0261 tC/GJ[EF111]|×oxidation:0.93 [EF111]|"
        "×ratio_44_12:44/12 tCO₂/tC|=result:1.78002 tCO₂|");
}

static void test_a_printed_factor_is_not_told_as_carbon(void **state)
{
    struct th_line line = calc_line("ethane", "t");
    struct th_trace trace = trace_of(&line, "1", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:1 t|×ncv:46.4 GJ/t[EF226]|×factor:0.0616 tCO₂/GJ[EF226]|×oxidation:1 [EF226]|"
        "=result:2.85824 tCO₂|");
}

static void test_carbon_content_per_tonne(void **state)
{
    struct th_override own = { .has_carbon_content_tc = true,
                               .carbon_content_tc = calc_dec("0.6") };
    struct th_line line = calc_line("bituminous", "t");
    line.override = &own;
    struct th_trace trace = trace_of(&line, "100", TH_TRACE_TCO2);
    assert_steps(
        &trace,
        "quantity:100 t|×carbon:0.6 tC/t[own]|×oxidation:0.93 [EF111]|×ratio_44_12:44/12 tCO₂/tC|"
        "=result:204.6 tCO₂|");
}

static void test_a_missing_factor_ends_the_story_early(void **state)
{
    struct th_line line = calc_line("raw_coal", "t");
    struct th_trace trace = trace_of(&line, "1", TH_TRACE_TCO2);
    assert_int_equal(trace.state, TH_VALUE_NO_FACTOR);
    assert_steps(&trace, "quantity:1 t|");
}

static void test_a_full_arena_is_reported(void **state)
{
    struct th_line line = calc_line("diesel", "t");
    struct th_line_case what = { &line, calc_dec("1"), TH_TRACE_TCO2 };
    struct th_trace out;
    struct th_arena small;
    unsigned char room[64];
    th_arena_init(&small, room, sizeof room);
    assert_int_equal(th_line_trace(&small, calc_pack("CN-2025"), &what, &out), TH_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_fuel_line_is_told_from_reading_to_result),
        cmocka_unit_test(test_standard_coal_has_its_own_source),
        cmocka_unit_test(test_power_names_the_year_that_it_took),
        cmocka_unit_test(test_own_values_are_marked_and_sold_energy_is_deducted),
        cmocka_unit_test(test_a_partly_own_fuel_shows_which_part),
        cmocka_unit_test(test_a_printed_factor_is_not_told_as_carbon),
        cmocka_unit_test(test_carbon_content_per_tonne),
        cmocka_unit_test(test_a_missing_factor_ends_the_story_early),
        cmocka_unit_test(test_a_full_arena_is_reported),
    };
    return cmocka_run_group_tests(tests, calc_setup, NULL);
}
