/* Decimals: reading, writing, exact products rounded once, display. */
#include "decimal.h"
#include "unit.h"

static struct th_dec dec(const char *text)
{
    struct th_dec value = { 0, 0 };
    assert_int_equal(th_dec_parse(th_str_of(text), &value), TH_OK);
    return value;
}

static const char *text_of(th_amount amount)
{
    static char text[TH_DECIMAL_CAP];
    struct th_buf buf;
    th_buf_init(&buf, text, sizeof text - 1);
    th_amount_write(&buf, amount);
    assert_false(buf.overflow);
    text[buf.len] = '\0';
    return text;
}

static const char *shown(const char *value, struct th_rounding_rule rule)
{
    static char text[80];
    struct th_buf buf;
    th_amount amount;
    assert_int_equal(th_amount_parse(th_str_of(value), &amount), TH_OK);
    th_buf_init(&buf, text, sizeof text - 1);
    th_amount_show(&buf, amount, rule);
    text[buf.len] = '\0';
    return text;
}

static void reads_the_shapes_of_the_contract(void **state)
{
    assert_int_equal(dec("12.50").mantissa, 125);
    assert_int_equal(dec("12.50").scale, 1);
    assert_int_equal(dec("-0").mantissa, 0);
    assert_int_equal(dec("-0.000").scale, 0);
    assert_int_equal(dec("9223372036854775807").mantissa, INT64_MAX);
    assert_int_equal(dec("0.000000000001").scale, 12);
}

static void refuses_every_other_shape(void **state)
{
    static const char *const bad[] = { "",      "-",    "+1",  ".5",   "1.",  "01",  "1e3",
                                       " 1",    "1 ",   "0x1", "1_0",  "NaN", "--1", "1,0",
                                       "1.2.3", "１２", "-01", "1.-5", "1.5e" };
    struct th_dec out = { 7, 7 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(th_dec_parse(th_str_of(bad[i]), &out), TH_MALFORMED);
    assert_int_equal(th_dec_parse(th_str_of("9223372036854775808"), &out), TH_OVERFLOW);
    assert_int_equal(th_dec_parse(th_str_of("0.0000000000001"), &out), TH_OVERFLOW);
    assert_int_equal(out.mantissa, 7);
}

static void a_refused_text_is_not_read_past_its_end(void **state)
{
    struct th_dec out;
    assert_int_equal(th_dec_parse((struct th_str){ "12x", 2 }, &out), TH_OK);
    assert_int_equal(out.mantissa, 12);
}

static void writes_the_shortest_form(void **state)
{
    static const char *const same[] = { "0",  "12.5", "-0.000001", "100", "-9223372036854775807",
                                        "0.1" };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        char text[TH_DECIMAL_CAP];
        struct th_buf buf;
        th_buf_init(&buf, text, sizeof text);
        th_dec_write(&buf, dec(same[i]));
        assert_true(th_str_equal(th_buf_view(&buf), th_str_of(same[i])));
    }
}

static void one_line_is_rounded_once(void **state)
{
    struct th_product p;
    th_amount out;
    th_product_init(&p, dec("10000")); /* 万m³ natural gas, vector IPE-01 */
    th_product_times(&p, dec("389.31"));
    th_product_times(&p, dec("0.0153"));
    th_product_times(&p, dec("0.99"));
    th_product_times_ratio(&p, 44, 12);
    assert_int_equal(th_product_round(&p, &out), TH_OK);
    assert_string_equal(text_of(out), "216218.8809");
}

static void ties_go_to_the_even_digit(void **state)
{
    static const struct {
        const char *a, *b, *out;
    } rows[] = {
        { "0.000001", "0.0000005", "0" },              /* 0.5e-12 */
        { "0.000001", "0.0000015", "0.000000000002" }, /* 1.5e-12 */
        { "0.000001", "0.0000025", "0.000000000002" }, /* 2.5e-12 */
        { "0.000001", "0.00000250001", "0.000000000003" },
        { "-0.000001", "0.0000015", "-0.000000000002" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct th_product p;
        th_amount out;
        th_product_init(&p, dec(rows[i].a));
        th_product_times(&p, dec(rows[i].b));
        assert_int_equal(th_product_round(&p, &out), TH_OK);
        assert_string_equal(text_of(out), rows[i].out);
    }
}

static void a_long_tail_breaks_the_tie_over_several_steps(void **state)
{
    struct th_product p;
    th_amount out;
    th_product_init(&p, dec("0.500000000001"));
    for (int i = 0; i < 4; i++)
        th_product_times(&p, dec("0.000000000001"));
    th_product_shift(&p, 36); /* 0.500000000001e-12: just above half */
    assert_int_equal(th_product_round(&p, &out), TH_OK);
    assert_string_equal(text_of(out), "0.000000000001");
}

static void overflow_is_a_status(void **state)
{
    struct th_product p;
    th_amount out = 5;
    th_product_init(&p, dec("9223372036854775807"));
    for (int i = 0; i < 4; i++)
        th_product_times(&p, dec("9223372036854775807"));
    assert_int_equal(th_product_round(&p, &out), TH_OVERFLOW);
    th_product_init(&p, dec("9223372036854775807"));
    th_product_times(&p, dec("9223372036854775807"));
    assert_int_equal(th_product_round(&p, &out), TH_OVERFLOW);
    assert_true(out == 5);
}

static int compared(const char *a, const char *b)
{
    struct th_dec one, two;
    assert_int_equal(th_dec_parse(th_str_of(a), &one), TH_OK);
    assert_int_equal(th_dec_parse(th_str_of(b), &two), TH_OK);
    assert_int_equal(th_dec_compare(one, two), -th_dec_compare(two, one));
    return th_dec_compare(one, two);
}

static void decimals_of_other_scales_compare(void **state)
{
    assert_int_equal(compared("1.5", "1.4999999"), 1);
    assert_int_equal(compared("1.5", "1.5000001"), -1);
    assert_int_equal(compared("12", "12.0"), 0);
    assert_int_equal(compared("-0.000000000001", "0"), -1);
    assert_int_equal(compared("9223372036854775807", "0.000000000001"), 1);
    assert_int_equal(compared("-9223372036854775807", "-9.223372036854"), -1);
    /* 2 × 10 and 2 × 11 lie on both sides of 2.1 × 10 */
    assert_int_equal(compared("2", "2.1"), -1);
    assert_int_equal(compared("-2", "-2.1"), 1);
}

static void negatives_are_shown_to_their_last_digit(void **state)
{
    char shown[64];
    struct th_buf out;
    th_buf_init(&out, shown, sizeof shown);
    th_amount_show(&out, -1, (struct th_rounding_rule){ .decimals = 12 });
    assert_true(th_str_equal(th_buf_view(&out), TH_STR("-0.000000000001")));
    th_buf_init(&out, shown, sizeof shown);
    th_amount_show(&out, -(th_amount)1500000000001, (struct th_rounding_rule){ .decimals = 0 });
    assert_true(th_str_equal(th_buf_view(&out), TH_STR("-2")));
    th_buf_init(&out, shown, sizeof shown);
    th_amount_show(&out, -(th_amount)2500000000000, (struct th_rounding_rule){ .decimals = 0 });
    assert_true(th_str_equal(th_buf_view(&out), TH_STR("-2")));
}

static void shows_like_gbt_8170(void **state)
{
    assert_string_equal(shown("158556.817", (struct th_rounding_rule){ 2, TH_HALF_EVEN, true }),
                        "158,556.82");
    assert_string_equal(shown("2500", (struct th_rounding_rule){ -3, TH_HALF_EVEN, false }),
                        "2000");
    assert_string_equal(shown("2500", (struct th_rounding_rule){ -3, TH_HALF_UP, false }), "3000");
    assert_string_equal(shown("-0.0365", (struct th_rounding_rule){ 3, TH_HALF_EVEN, false }),
                        "-0.036");
    assert_string_equal(shown("-0.004", (struct th_rounding_rule){ 2, TH_HALF_EVEN, false }),
                        "0.00");
    assert_string_equal(shown("999.995", (struct th_rounding_rule){ 2, TH_HALF_EVEN, true }),
                        "1,000.00");
    assert_string_equal(shown("0.5", (struct th_rounding_rule){ 0, TH_HALF_EVEN, false }), "0");
    assert_string_equal(shown("1.5", (struct th_rounding_rule){ 0, TH_HALF_EVEN, false }), "2");
    assert_string_equal(shown("1234567", (struct th_rounding_rule){ 0, TH_HALF_EVEN, true }),
                        "1,234,567");
    assert_string_equal(shown("12", (struct th_rounding_rule){ 12, TH_HALF_EVEN, false }),
                        "12.000000000000");
    assert_string_equal(shown("600", (struct th_rounding_rule){ -3, TH_HALF_EVEN, false }), "1000");
    assert_string_equal(shown("400", (struct th_rounding_rule){ -3, TH_HALF_EVEN, false }), "0");
}

static void agrees_with_an_independent_decimal_library(void **state)
{
    char path[512], line[512], *save = NULL;
    int rows = 0;
    snprintf(path, sizeof path, "%s/products.txt", TH_TEST_DATA);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#')
            continue;
        struct th_product p;
        th_amount out;
        th_product_init(&p, dec(strtok_r(line, " \n", &save)));
        for (int i = 0; i < 4; i++)
            th_product_times(&p, dec(strtok_r(NULL, " \n", &save)));
        th_product_times_ratio(&p, 44, 12);
        const char *expected = strtok_r(NULL, " \n", &save);
        enum th_status status = th_product_round(&p, &out);
        if (strcmp(expected, "overflow") == 0)
            assert_int_equal(status, TH_OVERFLOW);
        else
            assert_string_equal(status == TH_OK ? text_of(out) : "overflow", expected);
        rows++;
    }
    fclose(file);
    assert_true(rows >= 2000);
}

/* The same product, once in one word and once pushed out of it by 10^38 / 10^38. */
static void assert_same_rounding(struct th_dec factor, uint32_t den, int shift, struct th_dec value)
{
    const struct th_dec huge = { 1000000000000000000, 0 }, ten = { 10, 0 };
    struct th_product narrow, wide;
    th_amount one = 1, two = 2;
    th_product_init(&narrow, factor);
    th_product_times_ratio(&narrow, 44, den);
    th_product_shift(&narrow, shift);
    wide = narrow;
    th_product_times(&wide, huge);
    th_product_times(&wide, huge);
    th_product_times(&wide, ten);
    th_product_times(&wide, ten);
    th_product_shift(&wide, -38);
    assert_int_equal(th_product_round_times(&narrow, value, &one), TH_OK);
    assert_int_equal(th_product_round_times(&wide, value, &two), TH_OK);
    assert_true(one == two);
}

static void one_word_rounds_as_four_do(void **state)
{
    static const uint32_t dens[] = { 1, 2, 4, 8, 12, 25, 44 };
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        struct th_dec factor = { (int64_t)(random >> (i % 40 + 24)), (uint8_t)(random % 13) };
        struct th_dec value = { (int64_t)(random & 0xFFFFF) - 0x80000, (uint8_t)(i % 13) };
        assert_same_rounding(factor, dens[i % 7], -(i % 5), value);
        assert_same_rounding((struct th_dec){ i, 12 }, dens[i % 7], -1, (struct th_dec){ 125, 2 });
    }
}

static void the_shortest_text_is_the_same_beside_one_word(void **state)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    th_amount edge = (th_amount)1 << 64;
    static const char *const texts[] = { "18446744.073709551615", "18446744.073709551616",
                                         "18446744.073709551617" };
    for (int i = 0; i < 3; i++) {
        th_buf_init(&out, text, sizeof text);
        th_amount_write(&out, edge + i - 1);
        assert_true(th_str_equal(th_buf_view(&out), th_str_of(texts[i])));
    }
    static const struct {
        struct th_dec value;
        const char *text;
    } small[] = { { { 0, 12 }, "0" },        { { -5, 12 }, "-0.000000000005" },
                  { { 1000000, 6 }, "1" },   { { 100, 0 }, "100" },
                  { { 1500000, 6 }, "1.5" }, { { INT64_MIN, 0 }, "-9223372036854775808" } };
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        th_buf_init(&out, text, sizeof text);
        th_dec_write(&out, small[i].value);
        assert_true(th_str_equal(th_buf_view(&out), th_str_of(small[i].text)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_shapes_of_the_contract),
        cmocka_unit_test(refuses_every_other_shape),
        cmocka_unit_test(a_refused_text_is_not_read_past_its_end),
        cmocka_unit_test(writes_the_shortest_form),
        cmocka_unit_test(one_line_is_rounded_once),
        cmocka_unit_test(ties_go_to_the_even_digit),
        cmocka_unit_test(a_long_tail_breaks_the_tie_over_several_steps),
        cmocka_unit_test(overflow_is_a_status),
        cmocka_unit_test(decimals_of_other_scales_compare),
        cmocka_unit_test(negatives_are_shown_to_their_last_digit),
        cmocka_unit_test(shows_like_gbt_8170),
        cmocka_unit_test(one_word_rounds_as_four_do),
        cmocka_unit_test(the_shortest_text_is_the_same_beside_one_word),
        cmocka_unit_test(agrees_with_an_independent_decimal_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
