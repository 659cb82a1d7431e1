/* The server's typed call agrees with the envelope's, and refuses what a client must not send. */
#include "core_call.h"

#define BODY_OF(form, period, doc)                                                                 \
    "'form':'" form "','site':'all','form_version':1,'period':" period                             \
    ",'pack':'CN-2025','doc':" doc
#define REPORT                                                                                     \
    BODY_OF("energy_report", "{'start':'2023-01','end':'2023-02'}",                                \
            "{'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'10k_kWh','m01':'" \
            "1.50','m02':'2'},{'carrier':'natural_gas','unit':'m3','m01':'300'},"                  \
            "{'carrier':'electricity','class':'fossil','unit':'MWh','m01':'5'}]}")

static struct th_evaluation e;
static struct th_context context;
static char body_text[8192];

static enum th_status evaluate(const char *body)
{
    struct th_str text = quoted(body);
    memcpy(body_text, text.ptr, text.len);
    th_arena_reset(&c.arena);
    return th_evaluate(&c.core, &c.arena, (struct th_str){ body_text, text.len }, &context, &e);
}

#define assert_str(text, wanted)                                                                   \
    do {                                                                                           \
        if (!th_str_equal(text, th_str_of(wanted)))                                                \
            fail_msg("%.*s", (int)(text).len, (text).ptr);                                         \
    } while (0)

static bool mentions(struct th_str text, const char *part)
{
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++)
        if (memcmp(text.ptr + i, part, len) == 0)
            return true;
    return false;
}

static int setup(void **state)
{
    context = (struct th_context){
        .enterprise = TH_STR("e1"),
        .today = 20000,
        .template_doc = TH_STR("{\"carriers\":[{\"carrier\":\"electricity\",\"unit\":\"10k_kWh\"},"
                               "{\"carrier\":\"natural_gas\",\"unit\":\"m3\"}]}")
    };
    return 0;
}

static void its_receipt_is_that_of_the_device(void **state)
{
    call("{'op':'calculate','enterprise':'e1'," REPORT "}");
    struct th_receipt device = { .rules = 1, .pack = TH_STR("CN-2025") };
    strcpy(device.input, text_at("/receipt/input"));
    strcpy(device.result, text_at("/receipt/result"));
    strcpy(device.pack_sha256, text_at("/receipt/pack_sha256"));
    strcpy(device.code, text_at("/receipt/code"));
    assert_int_equal(evaluate("{" REPORT "}"), TH_OK);
    assert_true(e.has_receipt);
    assert_true(th_receipt_equal(&e.receipt, &device));
    assert_int_equal(e.error_count, 0);
    assert_str(e.form, "energy_report");
    assert_str(e.site, "all");
    assert_str(e.pack, "CN-2025");
    assert_int_equal(e.period.start, 2023 * 12);
    assert_true(mentions(e.input,
                         "{\"enterprise\":\"e1\",\"site\":\"all\",\"form\":\"energy_report\","
                         "\"form_version\":1,\"period\":{\"start\":\"2023-01\",\"end\":\"2023-"
                         "02\"},\"pack\":\"CN-2025\",\"doc\":{\"grid_area\""));
    assert_true(mentions(e.doc, "\"m01\":\"1.5\""));
    assert_true(mentions(e.result, "\"net_tco2\""));
    assert_true(e.accept_until > 0);
}

static void readings_are_canonical_and_summed_by_carrier_and_flow(void **state)
{
    assert_int_equal(evaluate("{" REPORT "}"), TH_OK);
    assert_int_equal(e.reading_count, 3);
    assert_str(e.readings[0].carrier, "electricity");
    assert_str(e.readings[0].flow, "bought");
    assert_str(e.readings[0].quantity, "20"); /* 1.5 × 10 MWh + 5 MWh of another class */
    assert_int_equal(e.readings[0].month, 2023 * 12);
    assert_str(e.readings[2].carrier, "natural_gas");
    assert_str(e.readings[2].flow, "");
    assert_str(e.readings[2].quantity, "0.03");
    assert_true(e.net_tco2.len > 0 && e.tce.len > 0);
}

static void the_enterprise_comes_from_the_caller(void **state)
{
    assert_int_equal(evaluate("{'enterprise':'e1'," REPORT "}"), TH_OK);
    assert_int_equal(evaluate("{'enterprise':'e2'," REPORT "}"), TH_INVALID);
    assert_true(mentions(e.issues, "ENTERPRISE_MISMATCH"));
    assert_int_equal(e.error_count, 1);
    assert_false(e.has_receipt);
}

static void b1_a_client_cannot_send_results_or_context(void **state)
{
    static const char *const members[] = { "'result':{}", "'op':'calculate'", "'ctx':{}",
                                           "'status':'verified'" };
    char body[4096];
    for (size_t i = 0; i < 4; i++) {
        snprintf(body, sizeof body, "{%s," REPORT "}", members[i]);
        assert_int_equal(evaluate(body), TH_INVALID);
        assert_true(mentions(e.issues, "UNKNOWN_MEMBER"));
    }
}

static void the_clients_receipt_is_read_when_it_is_whole(void **state)
{
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define RECEIPT(code)                                                                              \
    "'receipt':{'input':'" HEX64 "','result':'" HEX64 "','pack':'CN-2025','pack_sha256':'" HEX64   \
    "','rules':1,'code':'" code "','build':'0.0.9'}"
    assert_int_equal(evaluate("{" RECEIPT("ABCD-EFGH") "," REPORT "}"), TH_OK);
    assert_true(e.has_client_receipt);
    assert_string_equal(e.client_receipt.input, HEX64);
    assert_string_equal(e.client_receipt.code, "ABCD-EFGH");
    assert_false(th_receipt_equal(&e.receipt, &e.client_receipt));
    assert_int_equal(evaluate("{" RECEIPT("short") "," REPORT "}"), TH_INVALID);
    assert_int_equal(evaluate("{'receipt':'x'," REPORT "}"), TH_INVALID);
    assert_int_equal(evaluate("{" REPORT "}"), TH_OK);
    assert_false(e.has_client_receipt);
}

static void faults_are_told_by_status_and_issues(void **state)
{
    assert_int_equal(evaluate("{"), TH_MALFORMED);
    assert_true(mentions(e.issues, "JSON_MALFORMED"));
    assert_int_equal(
        evaluate("{" BODY_OF("nonsense", "{'start':'2023-01','end':'2023-02'}", "{}") "}"),
        TH_INVALID);
    assert_true(mentions(e.issues, "FORM_UNKNOWN"));
    assert_int_equal(evaluate("{'form':'energy_report','pack':'CN-1900','doc':{}}"), TH_INVALID);
    assert_true(mentions(e.issues, "PACK_UNKNOWN"));
    assert_int_equal(
        evaluate("{" BODY_OF("energy_report", "{'start':'2023-01','end':'2023-02'}",
                             "{'energy':[{'carrier':'heat','unit':'GJ','m01':'x'}]}") "}"),
        TH_OK);
    assert_int_equal(e.error_count, 2); /* the number, and heat is not in the template */
    assert_false(e.has_receipt);
    for (int n = 0; n < 24; n += 3) {
        struct th_str text = quoted("{" REPORT "}");
        th_arena_reset(&c.arena);
        c.arena.fail_after = n;
        assert_int_equal(th_evaluate(&c.core, &c.arena, text, &context, &e), TH_NO_MEMORY);
    }
    c.arena.fail_after = -1;
}

static void the_servers_context_is_checked(void **state)
{
    static const struct th_period filed[] = { { 2023 * 12, 2023 * 12 } };
    context.filed = filed;
    context.filed_count = 1;
    assert_int_equal(evaluate("{" REPORT "}"), TH_OK);
    assert_true(mentions(e.issues, "PERIOD_OVERLAP"));
    context = (struct th_context){ .enterprise = TH_STR("e1"), .today = 20000 };
    assert_int_equal(evaluate("{" REPORT "}"), TH_OK);
    assert_true(mentions(e.issues, "TEMPLATE_REQUIRED"));
}

static void an_unusual_reading_stays_open_until_confirmed(void **state)
{
    struct th_reading history[24];
    for (int i = 0; i < 24; i++)
        history[i] =
            (struct th_reading){ TH_STR("natural_gas"), TH_STR(""), 2021 * 12 + i, TH_STR("30") };
    context.history = history;
    context.history_count = 24;
    assert_int_equal(
        evaluate("{" BODY_OF("energy_report", "{'start':'2023-01','end':'2023-01'}",
                             "{'energy':[{'carrier':'natural_gas','unit':'m3','m01':'30'}]}") "}"),
        TH_OK);
    assert_int_equal(e.open_confirm_count, 1);
    assert_true(mentions(e.issues, "\"code\":\"UNIT_SUSPECT\""));
    assert_true(mentions(e.issues, "\"fix\":{\"path\":\"/doc/energy/0/m01\",\"value\":\"300000\""));
    assert_true(e.has_receipt);
    assert_int_equal(
        evaluate("{" BODY_OF("energy_report", "{'start':'2023-01','end':'2023-01'}",
                             "{'energy':[{'carrier':'natural_gas','unit':'m3','m01':'30'}],"
                             "'confirmations':[{'code':'UNIT_SUSPECT','path':'/doc/energy/0/"
                             "m01','value':'30 m³','reason':'停产'}]}") "}"),
        TH_OK);
    assert_int_equal(e.open_confirm_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(its_receipt_is_that_of_the_device, setup),
        cmocka_unit_test_setup(readings_are_canonical_and_summed_by_carrier_and_flow, setup),
        cmocka_unit_test_setup(the_enterprise_comes_from_the_caller, setup),
        cmocka_unit_test_setup(b1_a_client_cannot_send_results_or_context, setup),
        cmocka_unit_test_setup(the_clients_receipt_is_read_when_it_is_whole, setup),
        cmocka_unit_test_setup(faults_are_told_by_status_and_issues, setup),
        cmocka_unit_test_setup(the_servers_context_is_checked, setup),
        cmocka_unit_test_setup(an_unusual_reading_stays_open_until_confirmed, setup),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
