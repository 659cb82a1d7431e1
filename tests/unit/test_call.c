/* The one call: any byte string in, a well-formed answer out; lack of memory or space is an answer
 * too. */
#include "core_call.h"

#define REPORT                                                                                     \
    "'form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'doc':{'grid_area':'"     \
    "guangdong',"                                                                                  \
    "'energy':[{'carrier':'electricity','unit':'MWh','m01':'125','m02':'130'},{'carrier':'"        \
    "natural_gas','unit':'m3','m02':'-1'}],"                                                       \
    "'spans':[{'carrier':'heat','unit':'GJ','start':'2023-01','end':'2023-02','quantity':'10'}],"  \
    "'process':[{'name':'p','tco2':'-500'}],'confirmations':[{'code':'X','path':'','value':'1','"  \
    "reason':'r'}]},"                                                                              \
    "'overrides':[{'carrier':'natural_gas','ncv_gj':'389','evidence':'e'}]"
#define CALCULATE "{'op':'calculate'," REPORT ",'display':true}"

static void an_unknown_operation_lists_the_known_ones(void **state)
{
    call("{'op':'fly'}");
    assert_false(is_ok());
    assert_issue("OP_UNKNOWN", "/op");
    assert_non_null(strstr(text_at("/issues/0/en"), "calculate"));
    assert_null(node("/result"));
    call("{}");
    assert_issue("OP_UNKNOWN", "/op");
    call("{'op':1}");
    assert_issue("OP_UNKNOWN", "/op");
}

static void malformed_input_says_where(void **state)
{
    call("{'op':'version'");
    assert_false(is_ok());
    assert_issue("JSON_MALFORMED", "");
    assert_text("/issues/0/values/offset", "15");
    call("");
    assert_issue("JSON_MALFORMED", "");
    call("{'op':'version','op':'version'}");
    assert_issue("JSON_KEY_REPEATED", "");
}

static void a_member_that_the_operation_does_not_take_is_refused(void **state)
{
    call("{'op':'version','at':'/x'}");
    assert_false(is_ok());
    assert_issue("UNKNOWN_MEMBER", "/at");
    call("{'op':'check','form':'energy_report','doc':{},'receipt':true}");
    assert_issue("UNKNOWN_MEMBER", "/receipt");
    call("{'op':'calculate','form':'energy_report','doc':{},'result':{}}"); /* B1 */
    assert_issue("UNKNOWN_MEMBER", "/result");
}

static void an_envelope_beyond_the_cap_is_refused(void **state)
{
    char *big = malloc(TH_ENVELOPE_MAX + 1);
    memset(big, ' ', TH_ENVELOPE_MAX + 1);
    call_bytes((struct th_str){ big, TH_ENVELOPE_MAX + 1 });
    assert_false(is_ok());
    assert_issue("ENVELOPE_TOO_LARGE", "");
    free(big);
}

/* Deterministic noise: every prefix, and every byte of a good envelope replaced. */
static void damaged_envelopes_get_well_formed_answers(void **state)
{
    static const unsigned char noise[] = { 0, 0xFF, '"', '\\', '{', '9', 0xC3, '-' };
    struct th_str good = quoted(CALCULATE);
    char *copy = malloc(good.len);
    int refused = 0;
    for (size_t i = 0; i < good.len; i++) {
        memcpy(copy, good.ptr, good.len);
        copy[i] = (char)noise[i % sizeof noise];
        call_bytes((struct th_str){ copy, good.len });
        refused += !is_ok();
    }
    assert_true(refused > 20);
    for (size_t len = 0; len < good.len; len += 7) {
        call_bytes((struct th_str){ good.ptr, len });
        assert_false(is_ok());
    }
    free(copy);
}

static const char *const envelopes[] = {
    CALCULATE,
    "{'op':'explain'," REPORT ",'at':'/months/0/tco2'}",
    "{'op':'catalog'}",
    "{'op':'check'," REPORT
    ",'ctx':{'today':'2026-01-01','template':{'carriers':[{'carrier':'heat','unit':'GJ'}]},"
    "'history':[{'carrier':'electricity','month':'2022-01','quantity':'120'}],'filed_periods':[{'"
    "start':'2023-01','end':'2023-01'}]}}",
    "{'op':'diff','form':'energy_report','a':{'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':"
    "'1'}]}},'b':{'doc':{}}}",
    "{'op':'round','values':[{'value':'1.5','decimals':0}]}",
    "{'op':'migrate','form':'energy_report','draft':{'draft_format':1,'form_version':1,'doc':{}}}",
    "{'op':'version'}",
    "{'op':'load_pack','pack_text':'nonsense\\n'}",
};

static void f17_every_failing_allocation_gives_a_well_formed_answer(void **state)
{
    for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
        struct th_str envelope = quoted(envelopes[i]);
        int short_answers = 0, n = 0;
        do {
            struct th_buf out;
            th_arena_reset(&c.arena);
            c.arena.fail_after = n;
            th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
            th_call(&c.core, &c.arena, envelope, &out);
            c.answer = th_buf_view(&out);
            read_answer();
            if (!issue("NO_MEMORY", ""))
                break;
            assert_false(is_ok());
            short_answers++;
        } while (++n < 5000);
        c.arena.fail_after = -1;
        assert_true(short_answers > 3 && n < 5000);
    }
}

static void a_small_arena_gives_a_well_formed_answer(void **state)
{
    struct th_str envelope = quoted(CALCULATE);
    for (size_t cap = 0; cap < 60000; cap += 997) {
        struct th_arena small;
        struct th_buf out;
        th_arena_init(&small, c.arena.base, cap);
        th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
        th_call(&c.core, &small, envelope, &out);
        c.answer = th_buf_view(&out);
        read_answer();
        assert_true(is_ok() || issue("NO_MEMORY", ""));
    }
}

static void a_small_buffer_gives_a_short_well_formed_answer(void **state)
{
    struct th_str envelope = quoted(CALCULATE);
    call_bytes(envelope);
    size_t full = c.answer.len;
    for (size_t cap = 12; cap < full; cap += 61) {
        struct th_buf out;
        th_arena_reset(&c.arena);
        th_buf_init(&out, c.out, cap);
        th_call(&c.core, &c.arena, envelope, &out);
        c.answer = th_buf_view(&out);
        read_answer();
        assert_true(c.answer.len <= cap);
        assert_false(is_ok());
        assert_true(cap < 250 || issue("NO_SPACE", ""));
    }
}

static void an_answer_is_appended_to_what_stands_in_the_buffer(void **state)
{
    struct th_buf out;
    th_arena_reset(&c.arena);
    th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
    th_buf_put(&out, TH_STR("answer: "));
    th_call(&c.core, &c.arena, quoted("{'op':'version'}"), &out);
    assert_true(th_str_starts(th_buf_view(&out), TH_STR("answer: {\"ok\":true")));
}

static void the_same_bytes_give_the_same_answer(void **state)
{
    call(CALCULATE);
    char *first = strndup(c.answer.ptr, c.answer.len);
    call("{'op':'catalog'}");
    call(CALCULATE);
    assert_int_equal(strlen(first), c.answer.len);
    assert_memory_equal(first, c.answer.ptr, c.answer.len);
    free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_operation_lists_the_known_ones),
        cmocka_unit_test(malformed_input_says_where),
        cmocka_unit_test(a_member_that_the_operation_does_not_take_is_refused),
        cmocka_unit_test(an_envelope_beyond_the_cap_is_refused),
        cmocka_unit_test(damaged_envelopes_get_well_formed_answers),
        cmocka_unit_test(f17_every_failing_allocation_gives_a_well_formed_answer),
        cmocka_unit_test(a_small_arena_gives_a_well_formed_answer),
        cmocka_unit_test(a_small_buffer_gives_a_short_well_formed_answer),
        cmocka_unit_test(an_answer_is_appended_to_what_stands_in_the_buffer),
        cmocka_unit_test(the_same_bytes_give_the_same_answer),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
