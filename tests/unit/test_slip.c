/* The unit-slip doctor on generated series: 24 months of history, 12 months of document, seven
 * kinds of firm. Every slip kind must be caught and mended in ≥ 95 % of the injected cases, and
 * clean readings be left alone in ≥ 99 %. */
#include "calc_help.h"
#include "slip.h"

#define YEARS   3
#define MONTHS  (YEARS * 12)
#define FIRMS   30 /* of each profile and slip kind */
#define JANUARY ((th_month)(2023 * 12))

/* A small multiplicative generator: the same series on every machine. */
static uint64_t dice;
static uint32_t roll(uint32_t bound)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((dice >> 33) % bound);
}

/* Four dice: close to a bell with the standard deviation `spread`, in per mille. */
static int32_t noise(int32_t spread)
{
    int32_t sum = 0;
    for (int i = 0; i < 4; i++)
        sum += (int32_t)roll(2001) - 1000;
    return sum * spread / 1155; /* standard deviation of the sum: 1155 */
}

struct profile {
    const char *name;
    int32_t season[12]; /* per mille of the level */
    int32_t noise;      /* standard deviation, per mille */
    int32_t holiday;    /* dip in the month of the spring holiday, per mille */
    int32_t growth;     /* per year, per mille; drawn from −growth/2 to growth */
    bool has_step;      /* the level changes for good in a random month */
};

static const struct profile profiles[] = {
    { "flat",
      { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 },
      50,
      0,
      50,
      false },
    { "summer peak",
      { 850, 800, 850, 850, 950, 1200, 1450, 1500, 1250, 950, 850, 900 },
      70,
      0,
      100,
      false },
    { "winter heat", { 1000, 850, 500, 120, 0, 0, 0, 0, 0, 150, 550, 900 }, 80, 0, 60, false },
    { "holiday dip",
      { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 },
      60,
      500,
      60,
      false },
    { "growth",
      { 1000, 980, 1000, 1010, 1000, 1050, 1100, 1100, 1040, 1000, 1000, 1020 },
      60,
      100,
      500,
      false },
    { "noisy",
      { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 },
      150,
      0,
      100,
      false },
    { "step change",
      { 1000, 950, 1000, 1000, 1000, 1050, 1100, 1100, 1050, 1000, 1000, 1000 },
      60,
      0,
      0,
      true },
};
#define PROFILES (sizeof profiles / sizeof *profiles)

/* The spring holiday fell into January 2023 and 2025, into February 2024. */
static bool is_holiday(int month)
{
    return month == 0 || month == 13 || month == 24;
}

/* A firm's readings in thousandths of the unit in which it meters. */
static void make_series(const struct profile *profile, int64_t out[MONTHS])
{
    int64_t level = 20000 + roll(2000000);
    int32_t growth = profile->growth
                         ? (int32_t)roll((uint32_t)profile->growth * 3 / 2) - profile->growth / 2
                         : 0;
    int step = profile->has_step ? 3 + (int)roll(MONTHS - 3) : MONTHS;
    int32_t factor = roll(2) ? 1300 + (int32_t)roll(500) : 550 + (int32_t)roll(250);
    for (int month = 0; month < MONTHS; month++) {
        int64_t value = level * profile->season[month % 12] / 1000;
        value += value * growth * month / 12000;
        if (is_holiday(month))
            value -= value * profile->holiday / 1000;
        if (month >= step)
            value = value * factor / 1000;
        /* A month on the edge of the season depends on a few cold days. */
        int32_t share = profile->season[month % 12];
        int32_t shake = noise(share > 0 && share < 400 ? 4 * profile->noise : profile->noise);
        out[month] = value + value * (shake < -700 ? -700 : shake) / 1000;
    }
}

struct kind {
    const char *name, *carrier, *typed, *really;
};
static const struct kind kinds[] = {
    { "kWh as MWh", "electricity", "MWh", "kWh" },
    { "MWh as kWh", "electricity", "kWh", "MWh" },
    { "kWh as 10k_kWh", "electricity", "10k_kWh", "kWh" },
    { "10k_kWh as kWh", "electricity", "kWh", "10k_kWh" },
    { "MWh as 10k_kWh", "electricity", "10k_kWh", "MWh" },
    { "10k_kWh as MWh", "electricity", "MWh", "10k_kWh" },
    { "m3 as 10k_m3", "natural_gas", "10k_m3", "m3" },
    { "10k_m3 as m3", "natural_gas", "m3", "10k_m3" },
    { "kg as t", "bituminous", "t", "kg" },
    { "t as kg", "bituminous", "kg", "t" },
    { "GJ as MWh", "heat", "MWh", "GJ" },
    { "MWh as GJ", "heat", "GJ", "MWh" },
    { "MJ as GJ", "heat", "GJ", "MJ" },
};
#define KINDS (sizeof kinds / sizeof *kinds)

struct firm {
    const struct kind *kind;
    const struct th_carrier *carrier;
    const struct th_unit *typed, *really;
    int64_t metered[MONTHS]; /* thousandths of the typed unit, right */
};

static struct th_dec thousandths(int64_t value)
{
    return (struct th_dec){ value, 3 };
}

static th_amount canonical(const struct firm *firm, struct th_dec value)
{
    th_amount out;
    assert_int_equal(th_unit_convert(value, firm->typed, firm->carrier->unit, &out), TH_OK);
    return out;
}

/* What a person who reads the meter in another unit would type; 0 thousandths when it rounds away.
 */
static struct th_dec slipped(const struct firm *firm, int month)
{
    th_amount out;
    struct th_dec typed = { 0, 0 };
    char room[TH_DECIMAL_CAP];
    struct th_buf buf;
    assert_int_equal(
        th_unit_convert(thousandths(firm->metered[month]), firm->typed, firm->really, &out), TH_OK);
    th_buf_init(&buf, room, sizeof room);
    th_amount_show(&buf, out, (struct th_rounding_rule){ .decimals = 6 });
    assert_int_equal(th_dec_parse(th_buf_view(&buf), &typed), TH_OK);
    return typed;
}

static void begin(struct th_slip_series *series, const struct firm *firm, int history)
{
    th_slip_begin(series, firm->carrier, firm->typed, JANUARY + MONTHS - 1);
    for (int month = 24 - history; month < 24; month++)
        th_slip_add_history(series, JANUARY + month,
                            canonical(firm, thousandths(firm->metered[month])));
}

/* How the document stands beside the slipped cell. */
enum scene { WHOLE_YEAR, ONE_MONTH, WHOLE_ROW_SLIPPED, NO_HISTORY, SCENES };
static const char *const scene_names[] = { "one cell of a year", "a single month", "the whole row",
                                           "no history" };

struct tally {
    long slips, caught, mended, clean, alarms;
};

static bool is_mended(const struct firm *firm, int month, const struct th_slip_answer *answer)
{
    if (answer->verdict != TH_SLIP_UNIT || answer->unit != firm->really || !answer->has_value)
        return false;
    th_amount right = canonical(firm, thousandths(firm->metered[month]));
    th_amount fix = canonical(firm, answer->value), off = fix > right ? fix - right : right - fix;
    return off * 1000 <= right;
}

static void ask_slip(const struct firm *firm, enum scene scene, int month, struct tally *tally)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    struct th_dec typed = slipped(firm, month);
    if (typed.mantissa == 0)
        return;
    begin(&series, firm, scene == NO_HISTORY ? 0 : 24);
    for (int other = 24; other < MONTHS; other++)
        if (other == month || scene == WHOLE_ROW_SLIPPED)
            th_slip_add_document(&series, JANUARY + other, canonical(firm, slipped(firm, other)));
        else if (scene != ONE_MONTH)
            th_slip_add_document(&series, JANUARY + other,
                                 canonical(firm, thousandths(firm->metered[other])));
    th_slip_ask(&series, JANUARY + month, typed, &answer);
    tally->slips++;
    tally->caught += answer.verdict != TH_SLIP_NONE;
    tally->mended += is_mended(firm, month, &answer);
}

static void ask_clean(const struct firm *firm, enum scene scene, struct tally *tally)
{
    struct th_slip_series series;
    begin(&series, firm, scene == NO_HISTORY ? 0 : 24);
    for (int month = 24; month < MONTHS && scene != ONE_MONTH; month++)
        th_slip_add_document(&series, JANUARY + month,
                             canonical(firm, thousandths(firm->metered[month])));
    for (int month = 24; month < MONTHS; month++) {
        struct th_slip_answer answer;
        th_slip_ask(&series, JANUARY + month, thousandths(firm->metered[month]), &answer);
        tally->clean++;
        tally->alarms += answer.verdict != TH_SLIP_NONE;
    }
}

static void try_firm(const struct profile *profile, const struct kind *kind,
                     struct tally tallies[SCENES])
{
    struct firm firm = { .kind = kind,
                         .carrier = th_carrier_find(th_str_of(kind->carrier)),
                         .typed = th_unit_find(th_str_of(kind->typed)),
                         .really = th_unit_find(th_str_of(kind->really)) };
    make_series(profile, firm.metered);
    for (int scene = 0; scene < SCENES; scene++) {
        ask_clean(&firm, (enum scene)scene, &tallies[scene]);
        for (int month = 24; month < MONTHS; month++)
            if (firm.metered[month] > 0)
                ask_slip(&firm, (enum scene)scene, month, &tallies[scene]);
    }
}

static void add_tally(struct tally *sum, const struct tally *part)
{
    sum->slips += part->slips;
    sum->caught += part->caught;
    sum->mended += part->mended;
    sum->clean += part->clean;
    sum->alarms += part->alarms;
}

static void print_tally(const char *what, const char *detail, const struct tally *t)
{
    print_message(
        "%-16s %-20s %6ld slips: %5.1f %% caught, %5.1f %% mended; %6ld clean: %5.2f %% alarms\n",
        what, detail, t->slips, 100.0 * (double)t->caught / (double)t->slips,
        100.0 * (double)t->mended / (double)t->slips, t->clean,
        100.0 * (double)t->alarms / (double)t->clean);
}

/* by_kind and by_profile, each by scene. */
static struct tally by_kind[KINDS][SCENES], by_profile[PROFILES][SCENES];

static int campaign(void **state)
{
    dice = 20261121;
    for (size_t p = 0; p < PROFILES; p++)
        for (size_t k = 0; k < KINDS; k++)
            for (int n = 0; n < FIRMS; n++) {
                struct tally tallies[SCENES] = { 0 };
                try_firm(&profiles[p], &kinds[k], tallies);
                for (int s = 0; s < SCENES; s++) {
                    add_tally(&by_kind[k][s], &tallies[s]);
                    add_tally(&by_profile[p][s], &tallies[s]);
                }
            }
    for (int s = 0; s < SCENES; s++) {
        for (size_t k = 0; k < KINDS; k++)
            print_tally(kinds[k].name, scene_names[s], &by_kind[k][s]);
        for (size_t p = 0; p < PROFILES; p++)
            print_tally(profiles[p].name, scene_names[s], &by_profile[p][s]);
    }
    return 0;
}

static void assert_rates(enum scene scene)
{
    for (size_t k = 0; k < KINDS; k++) {
        const struct tally *t = &by_kind[k][scene];
        assert_true(t->slips > 2000);
        assert_true(t->mended * 100 >= t->slips * 95);
        assert_true(t->alarms * 100 <= t->clean);
    }
}

static void test_one_slipped_cell_of_a_year_is_caught_and_mended(void **state)
{
    assert_rates(WHOLE_YEAR);
}

static void test_a_slipped_single_month_is_caught_and_mended(void **state)
{
    assert_rates(ONE_MONTH);
}

static void test_a_row_typed_in_the_wrong_unit_is_caught_and_mended(void **state)
{
    assert_rates(WHOLE_ROW_SLIPPED);
}

/* A factor of 3.6 lies within a season: without a year to compare with nothing is said about it. */
static void test_without_history_the_other_months_still_tell_a_factor_of_ten(void **state)
{
    for (size_t k = 0; k < KINDS; k++) {
        const struct tally *t = &by_kind[k][NO_HISTORY];
        bool is_heat_slip =
            strcmp(kinds[k].carrier, "heat") == 0 && strcmp(kinds[k].name, "MJ as GJ") != 0;
        assert_true(t->alarms * 100 <= t->clean);
        assert_true(is_heat_slip || t->mended * 100 >= t->slips * 90);
    }
}

static struct th_slip_answer ask_alone(const char *carrier, const char *unit, const char *value)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(th_str_of(carrier)), th_unit_find(th_str_of(unit)),
                  JANUARY + 35);
    th_slip_ask(&series, JANUARY + 30, calc_dec(value), &answer);
    return answer;
}

static void assert_value(const struct th_slip_answer *answer, const char *unit, const char *value)
{
    assert_non_null(answer->unit);
    assert_true(th_str_equal(answer->unit->id, th_str_of(unit)));
    assert_true(answer->has_value);
    assert_int_equal(th_dec_compare(answer->value, calc_dec(value)), 0);
}

static void test_nothing_to_compare_with_leaves_the_plausible_month(void **state)
{
    struct th_slip_answer answer = ask_alone("natural_gas", "10k_m3", "100000");
    assert_int_equal(answer.verdict, TH_SLIP_LIMIT);
    assert_value(&answer, "m3", "10");
    assert_int_equal(ask_alone("natural_gas", "10k_m3", "10000").verdict, TH_SLIP_LIMIT);
    assert_int_equal(ask_alone("natural_gas", "10k_m3", "9999.999999").verdict, TH_SLIP_NONE);
    assert_int_equal(ask_alone("natural_gas", "m3", "100000").verdict, TH_SLIP_NONE);
    answer = ask_alone("electricity", "10k_kWh", "60000");
    assert_int_equal(answer.verdict, TH_SLIP_LIMIT);
    assert_value(&answer, "kWh", "6");
    assert_int_equal(ask_alone("electricity", "MWh", "50000").verdict, TH_SLIP_NONE);
    assert_int_equal(ask_alone("diesel", "t", "999999999").verdict, TH_SLIP_NONE);
}

static void test_a_large_firm_is_not_asked_about_its_usual_month(void **state)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(TH_STR("electricity")), th_unit_find(TH_STR("MWh")),
                  JANUARY + 35);
    for (int month = 0; month < 24; month++)
        th_slip_add_history(&series, JANUARY + month, calc_amount("80000"));
    th_slip_ask(&series, JANUARY + 30, calc_dec("81000"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
    th_slip_ask(&series, JANUARY + 30, calc_dec("81000000"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_UNIT);
    assert_value(&answer, "kWh", "81000");
    assert_true(answer.is_too_large);
    assert_in_range(answer.times, 900, 1100);
}

static void test_what_no_unit_explains_is_only_unusual(void **state)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(TH_STR("diesel")), th_unit_find(TH_STR("t")),
                  JANUARY + 35);
    for (int month = 0; month < 24; month++)
        th_slip_add_history(&series, JANUARY + month, calc_amount("10"));
    th_slip_ask(&series, JANUARY + 30, calc_dec("400"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_OUTLIER);
    assert_null(answer.unit);
    assert_in_range(answer.times, 38, 42);
    th_slip_ask(&series, JANUARY + 30, calc_dec("30"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
}

static void test_zero_and_the_first_months_of_a_season_are_left_alone(void **state)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(TH_STR("heat")), th_unit_find(TH_STR("GJ")),
                  JANUARY + 35);
    for (int month = 0; month < 24; month++)
        th_slip_add_history(&series, JANUARY + month, calc_amount(month % 12 < 3 ? "5000" : "0"));
    th_slip_ask(&series, JANUARY + 26, calc_dec("0"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
    th_slip_ask(&series, JANUARY + 34, calc_dec("40"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
    th_slip_ask(&series, JANUARY + 34, calc_dec("4000000"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_UNIT);
}

static void test_readings_of_one_month_add_up(void **state)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(TH_STR("diesel")), th_unit_find(TH_STR("t")),
                  JANUARY + 35);
    for (int month = 0; month < 24; month++)
        for (int site = 0; site < 30; site++)
            th_slip_add_history(&series, JANUARY + month, calc_amount("10"));
    th_slip_ask(&series, JANUARY + 30, calc_dec("300"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
}

static void test_months_outside_the_window_are_ignored(void **state)
{
    struct th_slip_series series;
    struct th_slip_answer answer;
    th_slip_begin(&series, th_carrier_find(TH_STR("diesel")), th_unit_find(TH_STR("t")),
                  JANUARY + 35);
    th_slip_add_history(&series, JANUARY - 13, calc_amount("10"));
    th_slip_add_history(&series, JANUARY + 36, calc_amount("10"));
    th_slip_ask(&series, JANUARY + 30, calc_dec("10000"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
    th_slip_ask(&series, JANUARY + 36, calc_dec("10000"), &answer);
    assert_int_equal(answer.verdict, TH_SLIP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_slipped_cell_of_a_year_is_caught_and_mended),
        cmocka_unit_test(test_a_slipped_single_month_is_caught_and_mended),
        cmocka_unit_test(test_a_row_typed_in_the_wrong_unit_is_caught_and_mended),
        cmocka_unit_test(test_without_history_the_other_months_still_tell_a_factor_of_ten),
        cmocka_unit_test(test_nothing_to_compare_with_leaves_the_plausible_month),
        cmocka_unit_test(test_a_large_firm_is_not_asked_about_its_usual_month),
        cmocka_unit_test(test_what_no_unit_explains_is_only_unusual),
        cmocka_unit_test(test_zero_and_the_first_months_of_a_season_are_left_alone),
        cmocka_unit_test(test_readings_of_one_month_add_up),
        cmocka_unit_test(test_months_outside_the_window_are_ignored),
    };
    return cmocka_run_group_tests(tests, campaign, NULL);
}
