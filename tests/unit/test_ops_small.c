/* version, load_pack, migrate. */
#define _GNU_SOURCE /* memmem */
#include "core_call.h"
#include "json_write.h"
#include "pack.h"

static void version_names_rules_and_abi(void **state)
{
    call("{'op':'version'}");
    assert_true(is_ok());
    assert_int_equal(node("/result/abi")->valueint, TH_ABI);
    assert_true(node("/result/rules")->valueint >= 1);
    assert_int_equal(issue_count(), 0);
}

static void load(struct th_str pack)
{
    struct th_buf out;
    static char envelope[TH_ENVELOPE_MAX];
    th_buf_init(&out, envelope, sizeof envelope);
    th_buf_put(&out, TH_STR("{\"op\":\"load_pack\",\"pack_text\":"));
    th_json_put_text(&out, pack);
    th_buf_char(&out, '}');
    assert_false(out.overflow);
    call_bytes(th_buf_view(&out));
}

static void a_downloaded_pack_can_be_calculated_with(void **state)
{
    struct th_core saved = c.core;
    struct th_str text = th_pack_text(c.core.packs[0]);
    char *copy = malloc(text.len + 1);
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    char *id = strstr(copy, "CN-20");
    assert_non_null(id);
    memcpy(id, "XX-20", 5);
    load((struct th_str){ copy, text.len });
    assert_true(is_ok());
    assert_true(th_str_starts(th_str_of(text_at("/result/id")), TH_STR("XX-20")));
    assert_int_equal(strlen(text_at("/result/sha256")), 64);
    assert_int_equal(c.core.pack_count, saved.pack_count + 1);
    load((struct th_str){ copy, text.len }); /* again: nothing new */
    assert_true(is_ok());
    assert_int_equal(c.core.pack_count, saved.pack_count + 1);
    c.core = saved;
    free(copy);
}

static void a_faulty_pack_changes_nothing(void **state)
{
    size_t count = c.core.pack_count;
    load(TH_STR("pack,1,oops\n"));
    assert_false(is_ok());
    assert_issue("PACK_INVALID", "/pack_text");
    load(TH_STR("\x01"));
    assert_issue("TEXT_FORBIDDEN", "/pack_text");
    assert_int_equal(c.core.pack_count, count);
}

static void a_draft_passes_through_untouched_however_wrong_it_is(void **state)
{
    call("{'op':'migrate','form':'energy_report','draft':{'doc': {'energy':[ {'m01':'12,5'} "
         "]},'draft_format':1,'form_version':1}}");
    assert_true(is_ok());
    static const char kept[] = "\"doc\":{\"energy\":[ {\"m01\":\"12,5\"} ]}";
    assert_non_null(memmem(c.answer.ptr, c.answer.len, kept, sizeof kept - 1));
    call("{'op':'migrate','form':'energy_report','draft':{'draft_format':9,'form_version':1,'doc':{"
         "}}}");
    assert_issue("DRAFT_FORMAT_UNKNOWN", "/draft/draft_format");
    call("{'op':'migrate','form':'energy_report','draft':{'draft_format':1,'form_version':9,'doc':{"
         "}}}");
    assert_issue("FORM_VERSION_UNKNOWN", "/draft/form_version");
    call("{'op':'migrate','form':'novel','draft':{'draft_format':1,'form_version':1,'doc':{}}}");
    assert_issue("FORM_UNKNOWN", "/form");
    call("{'op':'migrate','form':'energy_report','draft':{}}");
    assert_false(is_ok());
}

/* Every released draft format stays as a file. */
static void drafts_of_every_released_format_still_open(void **state)
{
    static const char *const files[] = { "draft_format_1.json" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", TH_TEST_DATA, files[i]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        static char text[64 * 1024];
        size_t len = fread(text, 1, sizeof text, file);
        fclose(file);
        call_bytes((struct th_str){ text, len });
        assert_true(is_ok());
        assert_int_equal(node("/result/draft_format")->valueint, 1);
        assert_text("/result/doc/energy/0/m01", "125.5");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_names_rules_and_abi),
        cmocka_unit_test(a_downloaded_pack_can_be_calculated_with),
        cmocka_unit_test(a_faulty_pack_changes_nothing),
        cmocka_unit_test(a_draft_passes_through_untouched_however_wrong_it_is),
        cmocka_unit_test(drafts_of_every_released_format_still_open),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
