/* Packs: the built-in ones are whole and sourced, foreign text is refused, newer text is tolerated.
 */
#include "calc_help.h"
#include "core.h"
#include "packed.h"
#include "plausible.h"

static char text[64 * 1024];

static enum th_status parse(const char *pack, uint32_t *line)
{
    static unsigned char room[256 * 1024];
    static struct th_arena arena;
    static struct th_pack out;
    th_arena_init(&arena, room, sizeof room);
    return th_pack_parse(&arena, th_str_of(pack), &out, line);
}

#define HEAD   "pack,1,X-1,甲,A,2025-01-01,2026-01-01\n"
#define SRC    "source,S1,Doc,,2024\n"
#define DIESEL "fuel,diesel,t,42.652,0.0202,0.98,,EF1,SET,S1,A,checked\n"

static void assert_refused(const char *pack, uint32_t at)
{
    uint32_t line = 0;
    assert_int_equal(parse(pack, &line), TH_MALFORMED);
    assert_int_equal(line, at);
}

static void assert_taken(const char *pack)
{
    uint32_t line = 0;
    assert_int_equal(parse(pack, &line), TH_OK);
}

static void test_the_built_in_packs_are_two_editions(void **state)
{
    assert_int_equal(th_builtin_pack_count, 2);
    const struct th_pack *old = calc_pack("CN-2024"), *new = calc_pack("CN-2025");
    assert_true(old->published < new->published);
    assert_true(th_pack_accept_until(old) < th_pack_accept_until(new));
    assert_int_equal(old->power_year_count, 2);
    assert_int_equal(old->power_years[0], 2022);
    assert_int_equal(new->power_year_count, 3);
    assert_int_equal(new->power_years[0], 2023);
    assert_int_equal(old->unknown_count + new->unknown_count, 0);
    assert_string_not_equal(th_pack_sha256(old), th_pack_sha256(new));
    char hex[TH_HEX_CAP];
    th_sha256_hex(th_pack_text(new), hex);
    assert_string_equal(th_pack_sha256(new), hex);
}

static void assert_origin(const struct th_origin *origin)
{
    assert_true(origin->row.len > 0);
    assert_true(origin->source->document.len > 0);
    assert_false(th_str_equal(origin->confidence, TH_STR("C")));
    if (origin->is_checked)
        assert_true(th_str_equal(origin->confidence, TH_STR("A")));
}

static void test_every_row_names_its_source_and_none_is_tagged_c(void **state)
{
    for (size_t p = 0; p < th_builtin_pack_count; p++)
        for (size_t c = 0; c < th_carrier_count; c++) {
            const struct th_pack *pack = &calc_packs[p];
            if (pack->fuel[c])
                assert_origin(&pack->fuel[c]->origin);
            if (pack->tce[c])
                assert_origin(&pack->tce[c]->origin);
        }
    for (size_t i = 0; i < th_area_count * th_class_count; i++)
        for (const struct th_unit_factor *row = calc_packs[1].power[i]; row; row = row->older)
            assert_origin(&row->origin);
}

static bool has_all(const struct th_pack *pack, const struct th_carrier *carrier)
{
    bool has_co2 = carrier->kind == TH_CARRIER_POWER ||
                   (carrier->kind == TH_CARRIER_HEAT ? th_pack_heat(pack, carrier) != NULL
                                                     : th_pack_fuel(pack, carrier) != NULL);
    return has_co2 && th_pack_tce(pack, carrier);
}

static void test_what_the_tables_offer_every_pack_can_calculate(void **state)
{
    size_t offered = 0;
    for (size_t p = 0; p < th_builtin_pack_count; p++)
        for (size_t c = 0; c < th_carrier_count; c++) {
            assert_int_equal(th_carriers[c].offered, has_all(&calc_packs[p], &th_carriers[c]));
            offered += th_carriers[c].offered;
        }
    assert_int_equal(offered, 2 * 28);
}

static void test_every_area_has_an_average_of_every_year(void **state)
{
    for (size_t a = 0; a < th_area_count; a++)
        for (int year = 2021; year <= 2023; year++)
            assert_int_equal(
                th_pack_power(calc_pack("CN-2025"), &th_areas[a], &th_classes[0], year)->year,
                year);
}

static void assert_plausible(enum th_limit_kind kind, const struct th_carrier *carrier,
                             struct th_dec value)
{
    th_amount amount;
    assert_int_equal(th_amount_of(value, &amount), TH_OK);
    const struct th_limit *limit = th_limit_left(kind, carrier, amount);
    if (limit)
        fail_msg("%.*s leaves %.*s", (int)carrier->id.len, carrier->id.ptr, (int)limit->id.len,
                 limit->id.ptr);
}

static void test_every_default_lies_in_its_own_plausible_range(void **state)
{
    const struct th_pack *pack = calc_pack("CN-2025");
    for (size_t c = 0; c < th_carrier_count; c++) {
        const struct th_carrier *carrier = &th_carriers[c];
        const struct th_fuel_factor *fuel = th_pack_fuel(pack, carrier);
        if (fuel) {
            assert_plausible(TH_LIMIT_NCV_GJ, carrier, fuel->ncv_gj);
            assert_plausible(TH_LIMIT_OXIDATION, carrier, fuel->oxidation);
            if (!fuel->has_ef)
                assert_plausible(TH_LIMIT_CC_TC_GJ, carrier, fuel->cc_tc_per_gj);
        }
        if (th_pack_tce(pack, carrier))
            assert_plausible(TH_LIMIT_TCE, carrier, th_pack_tce(pack, carrier)->value);
    }
    const struct th_carrier *power = th_carrier_find(TH_STR("electricity"));
    for (size_t i = 0; i < th_area_count * th_class_count; i++)
        for (const struct th_unit_factor *row = pack->power[i]; row; row = row->older)
            assert_plausible(TH_LIMIT_EF_TCO2, power, row->value);
}

static void test_a_small_pack_is_taken(void **state)
{
    assert_taken(HEAD);
    assert_taken("# remark\n" HEAD SRC DIESEL);
    assert_taken(HEAD "source,S1,\"Doc, \"\"part\"\" 2\",,\n" DIESEL);
    assert_taken(
        HEAD SRC
        "power,cn,average,2024,0.5,G1,,S1,B,transcribed\npower,cn,average,2022,0.5,G2,,S1,B,"
        "transcribed\npower,cn,average,2023,0.5,G3,,S1,B,transcribed\n");
}

static void test_rows_of_carriers_that_this_build_lacks_are_left_out(void **state)
{
    assert_taken(HEAD SRC "fuel,ammonia,t,18.6,0.001,1,,EF1,SET,S1,A,checked\n"
                          "power,xizang,average,2024,0.5,G1,,S1,A,checked\n" DIESEL);
}

static void test_a_pack_with_a_fault_is_refused_at_its_line(void **state)
{
    assert_refused("", 0);
    assert_refused("pack,1,X-1,甲,A,2025-01-01,2026-01-01", 1);
    assert_refused("pack,2,X-1,甲,A,2025-01-01,2026-01-01\n", 1);
    assert_refused("pack,1,X 1,甲,A,2025-01-01,2026-01-01\n", 1);
    assert_refused("pack,1,X-1,甲,A,2025-02-30,2026-01-01\n", 1);
    assert_refused("pack,1,X-1,甲,A,2026-01-01,2026-01-01\n", 1);
    assert_refused("pack,1,X-1,甲,A,2025-01-01\n", 1);
    assert_refused(SRC HEAD, 1);
    assert_refused(HEAD HEAD, 2);
    assert_refused(HEAD "\n", 2);
    assert_refused(HEAD SRC SRC, 3);
    assert_refused(HEAD "water,1\n", 2);
    assert_refused(HEAD DIESEL, 2);
    assert_refused(HEAD SRC DIESEL DIESEL, 4);
    assert_refused(HEAD "source,S1,\"Doc,,2024\n", 2);
    assert_refused(HEAD "source,S1,\"Doc\"x,,2024\n", 2);
    assert_refused(HEAD "source,S1,Do\"c,,2024\n", 2);
    assert_refused(HEAD "source,S1,\xff,,2024\n", 2);
}

static void test_a_factor_row_with_a_fault_is_refused(void **state)
{
    static const char *const rows[] = {
        "fuel,diesel,kg,42.652,0.0202,0.98,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,0.98,0.07,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,,0.98,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,-42.652,0.0202,0.98,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,4.2e1,0.0202,0.98,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,1.01,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,0,,EF1,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,0.98,,EF1,SET,S2,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,0.98,,,SET,S1,A,checked\n",
        "fuel,diesel,t,42.652,0.0202,0.98,,EF1,SET,S1,,checked\n",
        "fuel,diesel,t,42.652,0.0202,0.98,,EF1,SET,S1,A,yes\n",
        "fuel,diesel,t,42.652,0.0202,0.98,,EF1,SET,S1,A,checked,more\n",
        "fuel,electricity,MWh,42.652,0.0202,0.98,,EF1,SET,S1,A,checked\n",
        "heat,diesel,t,0.11,EF1,SET,S1,A,checked\n",
        "power,cn,average,24,0.5,G1,,S1,A,checked\n",
        "power,cn,average,2024,,G1,,S1,A,checked\n",
        "power,cn,average,2024,0.5,G1,,S1,A,checked\npower,cn,average,2024,0.6,G2,,S1,A,checked\n",
        "fuel,diesel\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t line;
        snprintf(text, sizeof text, "%s%s%s", HEAD, SRC, rows[i]);
        if (parse(text, &line) != TH_MALFORMED)
            fail_msg("taken: %s", rows[i]);
    }
}

static void test_a_full_arena_is_no_malformed_pack(void **state)
{
    for (int64_t allocation = 0; allocation < 60; allocation++) {
        static unsigned char room[256 * 1024];
        struct th_arena arena;
        struct th_pack out;
        uint32_t line;
        th_arena_init(&arena, room, sizeof room);
        arena.fail_after = allocation;
        assert_int_equal(th_pack_parse(&arena, calc_texts[1], &out, &line), TH_NO_MEMORY);
    }
}

/* Every cut and every changed byte either parses or is refused; it never reads past the end (run
 * with ASan). */
static void test_damaged_text_never_breaks_the_parser(void **state)
{
    struct th_str pack = calc_texts[0];
    assert_true(pack.len < sizeof text);
    for (size_t cut = 0; cut < pack.len; cut += 97) {
        uint32_t line;
        memcpy(text, pack.ptr, cut);
        text[cut] = '\0';
        assert_true(parse(text, &line) != TH_OK || text[cut - 1] == '\n');
    }
    for (size_t at = 0; at < pack.len; at += 89) {
        uint32_t line;
        memcpy(text, pack.ptr, pack.len);
        text[pack.len] = '\0';
        text[at] = "\"\n,\x80"[at % 4];
        enum th_status status = parse(text, &line);
        assert_true(status == TH_OK || status == TH_MALFORMED);
    }
}

#define assert_unpacks(packed, plain)                                                              \
    do {                                                                                           \
        char out[sizeof plain];                                                                    \
        assert_true(th_unpack(TH_STR(packed), out, sizeof plain - 1));                             \
        assert_memory_equal(out, plain, sizeof plain - 1);                                         \
    } while (0)

static void test_squeezed_text_comes_back_exactly_or_not_at_all(void **state)
{
    static const char *const bad[] = { "\003ab", "\000a\x80\001", "\000a\x80\002\001", "\000",
                                       "\000a\x80\000\001" };
    char out[8];
    assert_unpacks("\002abc", "abc");
    assert_unpacks("\000a\x80\001\000", "aaaaa"); /* overlapping */
    assert_unpacks("\003abcd\x81\004\000\000!", "abcdabcda!");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(th_unpack((struct th_str){ bad[i], strlen(bad[i]) }, out, 5));
    assert_false(th_unpack(TH_STR("\002abc"), out, 2));
    assert_false(th_unpack(TH_STR("\002abc"), out, 4));
}

static void test_the_built_in_packs_are_the_files(void **state)
{
    for (size_t i = 0; i < th_builtin_pack_count; i++) {
        char path[300];
        snprintf(path, sizeof path, TH_CORE "/generated/packs/%.*s.pack", (int)calc_packs[i].id.len,
                 calc_packs[i].id.ptr);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t len = fread(text, 1, sizeof text, file);
        fclose(file);
        assert_true(th_str_equal(calc_texts[i], (struct th_str){ text, len }));
    }
    struct th_arena small;
    th_arena_init(&small, text, 1000);
    assert_null(th_builtin_packs(&small));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_built_in_packs_are_two_editions),
        cmocka_unit_test(test_every_row_names_its_source_and_none_is_tagged_c),
        cmocka_unit_test(test_what_the_tables_offer_every_pack_can_calculate),
        cmocka_unit_test(test_every_area_has_an_average_of_every_year),
        cmocka_unit_test(test_every_default_lies_in_its_own_plausible_range),
        cmocka_unit_test(test_a_small_pack_is_taken),
        cmocka_unit_test(test_rows_of_carriers_that_this_build_lacks_are_left_out),
        cmocka_unit_test(test_a_pack_with_a_fault_is_refused_at_its_line),
        cmocka_unit_test(test_a_factor_row_with_a_fault_is_refused),
        cmocka_unit_test(test_a_full_arena_is_no_malformed_pack),
        cmocka_unit_test(test_squeezed_text_comes_back_exactly_or_not_at_all),
        cmocka_unit_test(test_the_built_in_packs_are_the_files),
        cmocka_unit_test(test_damaged_text_never_breaks_the_parser),
    };
    return cmocka_run_group_tests(tests, calc_setup, NULL);
}
