/* Packs at hand, receipts and contexts as JSON. */
#include "core_call.h"
#include "pack.h"

static void the_builtin_packs_are_there_oldest_first(void **state)
{
    assert_true(c.core.pack_count >= 2);
    for (size_t i = 1; i < c.core.pack_count; i++)
        assert_true(c.core.packs[i - 1]->published <= c.core.packs[i]->published);
    const struct th_pack *pack = th_core_pack(&c.core, TH_STR("CN-2025"));
    assert_non_null(pack);
    assert_true(th_str_equal(th_pack_id(pack), TH_STR("CN-2025")));
    assert_null(th_core_pack(&c.core, TH_STR("CN-1900")));
    char hex[TH_HEX_CAP];
    th_sha256_hex(th_pack_text(pack), hex);
    assert_string_equal(hex, th_pack_sha256(pack));
}

static void a_pack_is_loaded_once_and_its_id_is_taken(void **state)
{
    struct th_core copy = c.core;
    struct th_str text = th_pack_text(copy.packs[0]);
    assert_int_equal(th_core_load_pack(&copy, &c.packs, text), TH_OK);
    assert_int_equal(copy.pack_count, c.core.pack_count);
    assert_int_equal(th_core_load_pack(&copy, &c.packs, TH_STR("no pack\n")), TH_INVALID);
    char *changed = malloc(text.len + 8);
    memcpy(changed, text.ptr, text.len);
    memcpy(changed + text.len, "# more\n", 7);
    assert_int_equal(th_core_load_pack(&copy, &c.packs, (struct th_str){ changed, text.len + 7 }),
                     TH_INVALID);
    free(changed);
}

static void too_small_an_arena_is_told(void **state)
{
    unsigned char block[2000];
    struct th_core core;
    struct th_arena small;
    th_arena_init(&small, block, sizeof block);
    assert_int_equal(th_core_init(&core, &small), TH_NO_MEMORY);
}

static void receipts_are_equal_when_every_member_is_but_build(void **state)
{
    struct th_receipt a = { .input = "1",
                            .result = "2",
                            .pack_sha256 = "3",
                            .rules = 4,
                            .code = "X" },
                      b = a;
    assert_true(th_receipt_equal(&a, &b));
    b = a, b.code[0] = 'Y'; /* what both sides show must be the same, too */
    assert_false(th_receipt_equal(&a, &b));
    b = a, b.pack = TH_STR("CN-1999");
    assert_false(th_receipt_equal(&a, &b));
    b = a, b.input[0] = '9';
    assert_false(th_receipt_equal(&a, &b));
    b = a, b.result[0] = '9';
    assert_false(th_receipt_equal(&a, &b));
    b = a, b.pack_sha256[0] = '9';
    assert_false(th_receipt_equal(&a, &b));
    b = a, b.rules = 5;
    assert_false(th_receipt_equal(&a, &b));
}

static void a_written_context_is_one_that_a_call_accepts(void **state)
{
    static const struct th_period filed[] = { { 2023 * 12, 2023 * 12 + 2 },
                                              { 2024 * 12, 2024 * 12 } };
    struct th_reading history[] = { { TH_STR("heat"), TH_STR("bought"), 2022 * 12, TH_STR("12.5") },
                                    { TH_STR("natural_gas"), TH_STR(""), 2022 * 12 + 11,
                                      TH_STR("3") } };
    struct th_context context = { .today = 20000,
                                  .template_doc = TH_STR(
                                      "{\"carriers\":[{\"carrier\":\"heat\",\"unit\":\"GJ\"}]}"),
                                  .history = history,
                                  .history_count = 2,
                                  .filed = filed,
                                  .filed_count = 2 };
    static char envelope[4096];
    struct th_buf out;
    th_buf_init(&out, envelope, sizeof envelope);
    th_buf_put(&out, TH_STR("{\"op\":\"check\",\"form\":\"energy_report\",\"period\":{\"start\":"
                            "\"2023-01\",\"end\":\"2023-01\"},\"doc\":{},\"ctx\":"));
    struct th_str text = th_context_text(&c.arena, &context);
    th_buf_put(&out, text);
    assert_true(th_str_equal(
        text,
        TH_STR("{\"today\":\"2024-10-04\",\"template\":{\"carriers\":[{\"carrier\":\"heat\","
               "\"unit\":\"GJ\"}]},"
               "\"history\":[{\"carrier\":\"heat\",\"flow\":\"bought\",\"month\":\"2022-01\","
               "\"quantity\":\"12.5\"},"
               "{\"carrier\":\"natural_gas\",\"month\":\"2022-12\",\"quantity\":\"3\"}],"
               "\"filed_periods\":[{\"start\":\"2023-01\",\"end\":\"2023-03\"},{\"start\":\"2024-"
               "01\",\"end\":\"2024-01\"}]}")));
    th_buf_char(&out, '}');
    call_bytes(th_buf_view(&out));
    assert_true(is_ok());
    assert_int_equal(issue_count(), 1);
    assert_issue("PERIOD_OVERLAP", "/period");
    struct th_context nothing = { .today = 0 };
    assert_true(th_str_equal(th_context_text(&c.arena, &nothing),
                             TH_STR("{\"history\":[],\"filed_periods\":[]}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_builtin_packs_are_there_oldest_first),
        cmocka_unit_test(a_pack_is_loaded_once_and_its_id_is_taken),
        cmocka_unit_test(too_small_an_arena_is_told),
        cmocka_unit_test(receipts_are_equal_when_every_member_is_but_build),
        cmocka_unit_test(a_written_context_is_one_that_a_call_accepts),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
