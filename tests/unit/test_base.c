/* Views, arena, buffer, months and days, UTF-8, SHA-256. */
#include "arena.h"
#include "buf.h"
#include "date.h"
#include "room.h"
#include "sha256.h"
#include "status.h"
#include "unit.h"
#include "utf8.h"

static void a_cut_view_keeps_what_follows(void **state)
{
    struct th_str rest = TH_STR("a,bc,");
    assert_true(th_str_equal(th_str_cut(&rest, ','), TH_STR("a")));
    assert_true(th_str_equal(th_str_cut(&rest, ','), TH_STR("bc")));
    assert_int_equal(rest.len, 0);
    assert_true(th_str_compare(TH_STR("ab"), TH_STR("abc")) < 0);
    assert_true(th_str_starts(TH_STR("abc"), TH_STR("ab")));
    assert_false(th_str_starts(TH_STR("a"), TH_STR("ab")));
}

static void small_numbers_are_digits_only(void **state)
{
    uint32_t value = 9;
    assert_true(th_str_to_u32(TH_STR("4294967295"), &value));
    assert_int_equal(value, UINT32_MAX);
    assert_false(th_str_to_u32(TH_STR("4294967296"), &value));
    assert_false(th_str_to_u32(TH_STR("-1"), &value));
    assert_false(th_str_to_u32(TH_STR(""), &value));
    assert_int_equal(value, UINT32_MAX);
}

static void an_arena_that_is_full_says_so_and_stays_usable(void **state)
{
    unsigned char block[256];
    struct th_arena arena;
    th_arena_init(&arena, block + 1, sizeof block - 1);
    void *first = th_arena_alloc(&arena, 100);
    assert_non_null(first);
    assert_int_equal((uintptr_t)first % 16, 0);
    assert_null(th_arena_alloc(&arena, 200));
    assert_true(arena.failed);
    assert_null(th_arena_array(&arena, SIZE_MAX / 2, 4));
    size_t mark = th_arena_mark(&arena);
    assert_non_null(th_arena_alloc(&arena, 16));
    th_arena_rewind(&arena, mark);
    assert_int_equal(arena.used, mark);
    th_arena_reset(&arena);
    assert_false(arena.failed);
}

static void a_test_can_let_any_allocation_fail(void **state)
{
    unsigned char block[256];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    arena.fail_after = 1;
    assert_non_null(th_arena_alloc(&arena, 8));
    assert_null(th_arena_alloc(&arena, 8));
    assert_non_null(th_arena_alloc(&arena, 8));
}

static void a_buffer_never_writes_past_its_end(void **state)
{
    char block[8] = "xxxxxxx";
    struct th_buf buf;
    th_buf_init(&buf, block, 4);
    th_buf_put(&buf, TH_STR("abc"));
    th_buf_put(&buf, TH_STR("de"));
    assert_true(buf.overflow);
    assert_int_equal(buf.len, 3);
    assert_int_equal(block[4], 'x');
    th_buf_init(&buf, block, 8);
    th_buf_u64(&buf, 120);
    assert_true(th_str_equal(th_buf_view(&buf), TH_STR("120")));
}

static void days_that_do_not_exist_are_refused(void **state)
{
    static const char *const bad[] = { "2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1",
                                       "2025-04-31", "1899-12-31", "2200-01-01", "2025-02-3x" };
    th_day day = 1;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(th_day_parse(th_str_of(bad[i]), &day));
    assert_int_equal(day, 1);
    assert_true(th_day_parse(TH_STR("1970-01-01"), &day));
    assert_int_equal(day, 0);
}

static void every_day_of_three_centuries_comes_back_as_itself(void **state)
{
    th_day first, last, back;
    char text[16];
    assert_true(th_day_parse(TH_STR("1900-01-01"), &first));
    assert_true(th_day_parse(TH_STR("2199-12-31"), &last));
    assert_int_equal(last - first, 109572);
    for (th_day day = first; day <= last; day++) {
        struct th_buf buf;
        th_buf_init(&buf, text, sizeof text);
        th_day_write(&buf, day);
        assert_true(th_day_parse(th_buf_view(&buf), &back));
        assert_int_equal(back, day);
    }
}

static void months_know_their_year(void **state)
{
    th_month month;
    assert_true(th_month_parse(TH_STR("2025-12"), &month));
    assert_int_equal(th_month_year(month), 2025);
    assert_int_equal(th_month_number(month), 12);
    assert_false(th_month_parse(TH_STR("2025-13"), &month));
    assert_true(th_period_overlaps((struct th_period){ 1, 3 }, (struct th_period){ 3, 5 }));
    assert_false(th_period_overlaps((struct th_period){ 1, 3 }, (struct th_period){ 4, 5 }));
}

static void utf8_is_strict(void **state)
{
    static const char *const bad[] = { "\xC0\xAE", "\xED\xA0\x80",     "\xF4\x90\x80\x80", "\x80",
                                       "\xE4\xBD", "\xF8\x88\x80\x80", "\xE0\x80\xAF",     "\xFF" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(th_utf8_valid(th_str_of(bad[i])));
    assert_true(th_utf8_valid(TH_STR("碳衡 CO₂ 𠮷")));
    assert_true(th_utf8_forbidden(0x202E));
    assert_true(th_utf8_forbidden(0x200B));
    assert_true(th_utf8_forbidden(0x85));
    assert_true(th_utf8_forbidden(0xAD));   /* soft hyphen */
    assert_true(th_utf8_forbidden(0x3164)); /* Hangul filler: two names that look the same */
    assert_false(th_utf8_forbidden(0xFE0F));
    assert_false(th_utf8_forbidden(0x78B3));
}

static void sha256_matches_the_published_examples(void **state)
{
    char hex[TH_HEX_CAP];
    th_sha256_hex(TH_STR("abc"), hex); /* FIPS 180-4 examples */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    th_sha256_hex(TH_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    th_sha256_hex(TH_STR(""), hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void sha256_is_the_same_in_pieces(void **state)
{
    char text[300], whole[TH_HEX_CAP], hex[TH_HEX_CAP];
    memset(text, 'a', sizeof text);
    th_sha256_hex((struct th_str){ text, sizeof text }, whole);
    for (size_t step = 1; step < 130; step++) {
        struct th_sha256 sha;
        unsigned char digest[32];
        th_sha256_init(&sha);
        for (size_t at = 0; at < sizeof text; at += step)
            th_sha256_add(&sha, (struct th_str){
                                    text + at, at + step > sizeof text ? sizeof text - at : step });
        th_sha256_end(&sha, digest);
        th_hex(digest, sizeof digest, hex);
        assert_string_equal(hex, whole);
    }
}

static void every_status_has_a_text_in_both_languages(void **state)
{
    for (int i = 0; i < TH_STATUS_COUNT; i++) {
        const struct th_status_row *row = th_status_row((enum th_status)i);
        assert_true(strlen(row->zh) > 3 && strlen(row->en) > 3);
        assert_in_range(row->http, 200, 599);
    }
    assert_string_equal(th_status_row((enum th_status)9999)->name, "INTERNAL");
}

static void a_text_in_the_tail_of_an_arena_stays_and_what_follows_is_aligned(void **state)
{
    _Alignas(16) unsigned char block[64];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    struct th_buf text = th_room(&arena);
    th_buf_put(&text, TH_STR("seven"));
    assert_true(th_str_equal(th_room_keep(&arena, &text), TH_STR("seven")));
    assert_int_equal((uintptr_t)th_arena_alloc(&arena, 8) % 16, 0);
    assert_memory_equal(block, "seven", 5);
    text = th_room(&arena);
    for (int i = 0; i < 64; i++)
        th_buf_char(&text, 'x');
    assert_null(th_room_keep(&arena, &text).ptr);
    assert_true(arena.failed);
}

static void blanks_at_the_ends_are_found(void **state)
{
    assert_true(th_str_equal(th_utf8_trim(TH_STR(" \xE3\x80\x80 a b\xC2\xA0 ")), TH_STR("a b")));
    assert_int_equal(th_utf8_trim(TH_STR("\xE3\x80\x80 ")).len, 0);
    assert_int_equal(th_utf8_trim(TH_STR("")).len, 0);
    assert_true(th_str_equal(th_utf8_trim(TH_STR("东")), TH_STR("东")));
    assert_true(th_str_equal(th_utf8_trim(TH_STR("a\x80\x80")), TH_STR("a\x80\x80")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_view_keeps_what_follows),
        cmocka_unit_test(small_numbers_are_digits_only),
        cmocka_unit_test(an_arena_that_is_full_says_so_and_stays_usable),
        cmocka_unit_test(a_test_can_let_any_allocation_fail),
        cmocka_unit_test(a_buffer_never_writes_past_its_end),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(every_day_of_three_centuries_comes_back_as_itself),
        cmocka_unit_test(months_know_their_year),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(sha256_matches_the_published_examples),
        cmocka_unit_test(sha256_is_the_same_in_pieces),
        cmocka_unit_test(every_status_has_a_text_in_both_languages),
        cmocka_unit_test(a_text_in_the_tail_of_an_arena_stays_and_what_follows_is_aligned),
        cmocka_unit_test(blanks_at_the_ends_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
