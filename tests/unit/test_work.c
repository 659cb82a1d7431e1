/* Canonical input, receipt and short code: what is hashed and what is not. */
#include "core_call.h"
#include "sha256.h"

#define FILING(members, doc)                                                                       \
    "{'op':'calculate','form':'energy_template','period':{'start':'2025-01','end':'2025-12'"       \
    "}" members ",'doc':" doc "}"

static char kept[65];

static const char *input_of(const char *envelope)
{
    call(envelope);
    assert_true(is_ok());
    snprintf(kept, sizeof kept, "%s", text_at("/receipt/input"));
    return kept;
}

static void the_input_hash_is_that_of_the_canonical_text(void **state)
{
    static const char canonical[] =
        "th1\n{\"enterprise\":\"e1\",\"site\":\"\",\"form\":\"energy_template\",\"form_version\":1,"
        "\"period\":{\"start\":\"2025-01\",\"end\":\"2025-12\"},"
        "\"pack\":\"CN-2025\",\"doc\":{\"carriers\":[{\"carrier\":\"heat\",\"unit\":\"GJ\","
        "\"hidden\":true}]}}";
    char hex[TH_HEX_CAP];
    th_sha256_hex(TH_STR(canonical), hex);
    assert_string_equal(
        input_of(
            FILING(",'enterprise':'e1'",
                   " { 'carriers' : [ {'hidden':true , 'unit':'\\u0047J','carrier':'heat'} ] } ")),
        hex);
    th_sha256_hex(TH_STR("th1\n{\"carriers\":1,\"hidden\":1}"), hex);
    assert_text("/receipt/result", hex);
}

/* SHA-256 of the four proofs, first 40 bits, five at a time. */
static void the_short_code_is_the_first_forty_bits(void **state)
{
    char text[256], wanted[10];
    unsigned char digest[32];
    struct th_sha256 sha;
    call(FILING("", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"));
    int len = snprintf(text, sizeof text, "%s%s%s1", text_at("/receipt/input"),
                       text_at("/receipt/result"), text_at("/receipt/pack_sha256"));
    th_sha256_init(&sha);
    th_sha256_add(&sha, (struct th_str){ text, (size_t)len });
    th_sha256_end(&sha, digest);
    for (int i = 0, bit = 0; i < 9; i++) {
        if (i == 4) {
            wanted[i] = '-';
            continue;
        }
        int value = 0;
        for (int k = 0; k < 5; k++, bit++)
            value = value * 2 + (digest[bit / 8] >> (7 - bit % 8) & 1);
        wanted[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value];
    }
    wanted[9] = '\0';
    assert_text("/receipt/code", wanted);
}

static void everything_that_was_filed_changes_the_input(void **state)
{
    static const char *const others[] = {
        FILING(",'enterprise':'e2'", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"),
        FILING(",'site':'s'", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"),
        FILING(",'pack':'CN-2024'", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"),
        FILING("", "{'carriers':[{'carrier':'heat','unit':'MWh'}]}"),
        FILING("", "{'grid_area':'cn','carriers':[{'carrier':'heat','unit':'GJ'}]}"),
        "{'op':'calculate','form':'energy_template','period':{'start':'2024-01','end':'2024-12'},'"
        "doc':{'carriers':[{'carrier':'heat','unit':'GJ'}]}}",
    };
    char base[65];
    strcpy(base, input_of(FILING("", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}")));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_string_not_equal(base, input_of(others[i]));
    /* what says the same gives the same: version and pack spelled out, an empty override list, the
     * context */
    assert_string_equal(base, input_of(FILING(",'form_version':1,'pack':'CN-2025','overrides':[],'"
                                              "enterprise':'','ctx':{'today':'2026-01-01'}",
                                              "{'carriers':[{'carrier':'heat','unit':'GJ'}]}")));
}

static void the_typed_unit_and_the_order_of_rows_are_kept(void **state)
{
    char first[65];
    strcpy(first, input_of(FILING("", "{'carriers':[{'carrier':'heat','unit':'GJ'},{'carrier':'"
                                      "electricity','unit':'MWh'}]}")));
    assert_string_not_equal(first,
                            input_of(FILING("", "{'carriers':[{'carrier':'electricity','unit':'MWh'"
                                                "},{'carrier':'heat','unit':'GJ'}]}")));
}

static void unknown_forms_versions_and_packs_fail_the_call(void **state)
{
    call("{'op':'calculate','form':'novel','doc':{}}");
    assert_false(is_ok());
    assert_issue("FORM_UNKNOWN", "/form");
    call(FILING(",'form_version':2", "{}"));
    assert_false(is_ok());
    assert_issue("FORM_VERSION_UNKNOWN", "/form_version");
    call(FILING(",'pack':'CN-1900'", "{}"));
    assert_false(is_ok());
    assert_issue("PACK_UNKNOWN", "/pack");
    call("{'op':'calculate','form':'energy_report'}");
    assert_false(is_ok());
    assert_issue("REQUIRED", "/doc");
}

static void overrides_are_refused_where_the_form_takes_none(void **state)
{
    call(FILING(",'overrides':[{'carrier':'heat','ef_tco2':'1','evidence':'x'}]",
                "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"));
    assert_issue("MEMBER_NOT_FOR_FORM", "/overrides");
    assert_null(node("/receipt"));
}

static void a_keystroke_skips_the_receipt(void **state)
{
    call(FILING(",'receipt':false", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"));
    assert_null(node("/receipt"));
    call(FILING(",'receipt':true", "{'carriers':[{'carrier':'heat','unit':'GJ'}]}"));
    assert_non_null(node("/receipt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_input_hash_is_that_of_the_canonical_text),
        cmocka_unit_test(the_short_code_is_the_first_forty_bits),
        cmocka_unit_test(everything_that_was_filed_changes_the_input),
        cmocka_unit_test(the_typed_unit_and_the_order_of_rows_are_kept),
        cmocka_unit_test(unknown_forms_versions_and_packs_fail_the_call),
        cmocka_unit_test(overrides_are_refused_where_the_form_takes_none),
        cmocka_unit_test(a_keystroke_skips_the_receipt),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
