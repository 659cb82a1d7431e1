/* Lack of memory at every single allocation of core and codec (attack row F17): each public entry
 * ends in a status or a well-formed answer, nothing it promised half stays, and the next call is
 * right. Run under ASan and UBSan as well. */
#include "core_call.h"
#include "pack.h"

#include <dirent.h>
#include <stdio.h>

#define ROUNDS_MAX 20000

#define LINES                                                                                      \
    "'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'MWh','flow':'bought',"     \
    "'m01':'125','m02':'130','m03':'128000'},{'carrier':'electricity','unit':'MWh','class':"       \
    "'fossil','m01':'5'},{'carrier':'natural_gas','unit':'m3','m01':'-1','m07':'3','note':'a'},"   \
    "{'carrier':'bituminous','unit':'kg','m01':'7.5'},{'carrier':'electricity','unit':'furlong'}]"
#define REST                                                                                       \
    "'spans':[{'carrier':'heat','unit':'GJ','start':'2023-01','end':'2023-02','quantity':'10'}],"  \
    "'process':[{'name':'p','tco2':'-500'},{'name':'q','activity':'2','factor':'0.5'}],"           \
    "'confirmations':[{'code':'X','path':'','value':'1','reason':'r'}]"
#define FILING                                                                                     \
    "'form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'pack':'CN-2025',"        \
    "'overrides':[{'carrier':'natural_gas','ncv_gj':'389','evidence':'e'},{'carrier':"             \
    "'electricity','ef_tco2':'9','tce':'7','evidence':'e'}],'doc':{" LINES "," REST "}"
#define CLEAN                                                                                      \
    "'form':'energy_report','period':{'start':'2023-01','end':'2023-02'},'pack':'CN-2025','doc':{" \
    "'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'MWh','m01':'125','m02':"   \
    "'130'},{'carrier':'natural_gas','unit':'m3','m01':'300','m02':'310'}]}"
#define CONTEXT                                                                                    \
    "'ctx':{'today':'2026-01-01','template':{'carriers':[{'carrier':'heat','unit':'GJ'}]},"        \
    "'history':[{'carrier':'electricity','month':'2022-01','quantity':'120'},{'carrier':"          \
    "'electricity','month':'2022-02','quantity':'121'},{'carrier':'electricity','month':"          \
    "'2022-03','quantity':'119'}],'filed_periods':[{'start':'2023-01','end':'2023-01'}]}"
#define PACK                                                                                       \
    "pack,1,MEM-1,甲,A,2026-01-01,2027-01-01\\nsource,S1,Doc,,\\n"                                \
    "heat,heat,GJ,0.11,R1,S,S1,high,checked\\npower,cn,average,2023,0.5,R2,S,S1,high,checked\\n"

#define PACK_LINES                                                                                 \
    "pack,1,MEM-2,甲,A,2026-01-01,2027-01-01\nsource,S1,Doc,,\n"                                  \
    "heat,heat,GJ,0.11,R1,S,S1,high,checked\npower,cn,average,2023,0.5,R2,S,S1,high,checked\n"

static const char *const envelopes[] = {
    "{'op':'calculate'," CLEAN ",'display':true}",
    "{'op':'calculate'," FILING ",'display':true," CONTEXT "}",
    "{'op':'check'," FILING "," CONTEXT "}",
    "{'op':'explain'," CLEAN ",'at':'/totals/net_tco2'}",
    "{'op':'explain'," CLEAN ",'at':'/energy/1/m01'}",
    "{'op':'explain'," FILING ",'at':'/months/0/tce'}",
    "{'op':'explain'," FILING ",'at':'/nowhere'}",
    "{'op':'catalog'}",
    "{'op':'version'}",
    "{'op':'fly'}",
    "{'op':'round','values':[{'value':'1.5','decimals':0},{'value':'7.83','from':'10k_m3','to':"
    "'m3'},{'value':'1','from':'kWh','to':'t'}]}",
    "{'op':'round','values':[{'value':'1.5'},{'value':'7.83','from':'10k_m3','to':'m3'}]}",
    "{'op':'migrate','form':'energy_report','draft':{'draft_format':1,'form_version':1,'doc':"
    "{" LINES "}}}",
    "{'op':'diff','form':'energy_report','a':{'doc':{" LINES "},'result':{'totals':{'net_tco2':"
    "'5'}}},'b':{'doc':{" REST "},'result':{'totals':{'net_tco2':'6'}}}}",
    "{'op':'calculate','form':'energy_template','period':{'start':'2025-01','end':'2025-12'},'doc':"
    "{'grid_area':'cn','carriers':[{'carrier':'electricity','unit':'MWh'},{'carrier':'electricity',"
    "'unit':'kWh'}]}}",
    "{'op':'calculate','form':'business','period':{'start':'2025-01','end':'2025-12'},'doc':{"
    "'output_value':'100','added_value':'20','tax':'3','products':[{'name':'a','unit_name':'t',"
    "'quantity':'5'}]}}",
    "{'op':'load_pack','pack_text':'" PACK "'}",
    "{'op':'load_pack','pack_text':'nonsense\\n'}",
    "{'op':'check_ids','ids':[{'kind':'uscc','text':'91440101MA5900000X'},{'kind':'mobile','text':"
    "'13800138000'},{'kind':'passport','text':'x'}]}",
    "{'a':[1,2,{'b':'\\u0063'}",
};
enum { ENVELOPES = sizeof envelopes / sizeof envelopes[0] };

/* A whole answer kept for comparison. */
struct kept {
    char *text;
    size_t len;
};

static struct kept keep(void)
{
    struct kept kept = { malloc(c.answer.len + 1), c.answer.len };
    memcpy(kept.text, c.answer.ptr, c.answer.len);
    return kept;
}

static void assert_kept(struct kept kept)
{
    assert_int_equal(c.answer.len, kept.len);
    assert_memory_equal(c.answer.ptr, kept.text, kept.len);
}

/* One call in which allocation number `n` fails (n < 0: none); true when one did. */
static bool call_failing(struct th_core *core, struct th_str envelope, int64_t n)
{
    struct th_buf out;
    th_arena_reset(&c.arena);
    c.arena.fail_after = n;
    th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
    th_call(core, &c.arena, envelope, &out);
    bool failed = n >= 0 && c.arena.fail_after < 0;
    c.arena.fail_after = -1;
    c.answer = th_buf_view(&out);
    read_answer();
    return failed;
}

static void every_allocation_of_a_call_may_fail(void **state)
{
    for (size_t i = 0; i < ENVELOPES; i++) {
        struct th_str envelope = quoted(envelopes[i]);
        struct th_core fresh = c.core;
        call_failing(&fresh, envelope, -1);
        struct kept right = keep();
        int n = 0;
        for (;; n++) {
            struct th_core copy = c.core;
            assert_true(n < ROUNDS_MAX);
            if (!call_failing(&copy, envelope, n))
                break;
            assert_false(is_ok());
            assert_issue("NO_MEMORY", "");
            assert_int_equal(issue_count(), 1);
            assert_null(node("/receipt"));
            if (n % 16 == 0) { /* and the next call, with all its memory, is right */
                struct th_core again = c.core;
                call_failing(&again, envelope, -1);
                assert_kept(right);
            }
        }
        assert_kept(right); /* the first run in which nothing failed */
        assert_true(n > 2);
        free(right.text);
    }
}

static void every_operation_is_among_the_envelopes(void **state)
{
#define OP(name, model) "{'op':'" #name "'",
    static const char *const heads[] = {
#include "ops.def"
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        bool is_there = false;
        for (size_t j = 0; j < ENVELOPES; j++)
            is_there = is_there || strncmp(envelopes[j], heads[i], strlen(heads[i])) == 0;
        if (!is_there)
            fail_msg("no envelope of %s}", heads[i]);
    }
}

/* What the fuzzer kept because it reaches other code: every third failing allocation, beginning
 * at another one for each file. */
static void every_envelope_of_the_corpus_may_lack_memory(void **state)
{
    static const char folder[] = TH_CORE "/../tests/fuzz/corpus/envelope";
    char path[1024];
    int files = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (!file)
            continue;
        struct th_str envelope = { c.in, fread(c.in, 1, TH_ENVELOPE_MAX, file) };
        fclose(file);
        for (int n = files++ % 3; n < ROUNDS_MAX; n += 3) {
            struct th_core copy = c.core;
            if (!call_failing(&copy, envelope, n))
                break;
            assert_false(is_ok());
            assert_issue("NO_MEMORY", "");
            assert_null(node("/receipt"));
        }
    }
    closedir(dir);
    assert_true(files > 50);
}

/* From some allocation on everything fails, as when the arena is simply full. */
static void every_size_of_the_arena_will_do(void **state)
{
    unsigned char *block = malloc(TH_ARENA_MIN);
    for (size_t i = 0; i < ENVELOPES; i++) {
        struct th_str envelope = quoted(envelopes[i]);
        call_failing(&c.core, envelope, -1);
        struct kept right = keep();
        size_t peak = 40000;
        for (size_t cap = 0; cap < peak; cap += cap / 24 + 40) {
            struct th_core copy = c.core;
            struct th_arena small;
            struct th_buf out;
            th_arena_init(&small, block, cap);
            th_buf_init(&out, c.out, TH_ENVELOPE_MAX);
            th_call(&copy, &small, envelope, &out);
            c.answer = th_buf_view(&out);
            read_answer();
            if (!issue("NO_MEMORY", ""))
                assert_kept(right);
            assert_true(small.used <= small.cap);
        }
        free(right.text);
        c.core.pack_count = th_builtin_pack_count;
    }
    free(block);
}

static void a_pack_is_loaded_whole_or_not_at_all(void **state)
{
    struct th_str envelope = quoted("{'op':'load_pack','pack_text':'" PACK "'}");
    for (int n = 0;; n++) {
        struct th_core copy = c.core;
        bool failed = call_failing(&copy, envelope, n);
        assert_int_equal(copy.pack_count, c.core.pack_count + (is_ok() ? 1 : 0));
        assert_true(is_ok() != failed);
        if (!failed)
            break;
    }
}

static void every_allocation_of_the_start_may_fail(void **state)
{
    struct th_core core;
    struct th_arena arena;
    void *block = malloc(4 << 20);
    int n = 0;
    for (;; n++) {
        assert_true(n < ROUNDS_MAX);
        th_arena_init(&arena, block, 4 << 20);
        arena.fail_after = n;
        enum th_status status = th_core_init(&core, &arena);
        if (arena.fail_after >= 0) {
            assert_int_equal(status, TH_OK);
            break;
        }
        assert_int_equal(status, TH_NO_MEMORY);
        assert_true(core.pack_count < th_builtin_pack_count);
    }
    assert_true(n > 10);
    assert_int_equal(core.pack_count, th_builtin_pack_count);
    free(block);
}

/* ---- the typed call of the server ---- */

static const struct th_reading history[] = {
    { TH_STR("electricity"), TH_STR("bought"), 2022 * 12, TH_STR("120") },
    { TH_STR("electricity"), TH_STR("bought"), 2022 * 12 + 1, TH_STR("121") },
};
static const struct th_period filed[] = { { 2023 * 12 + 2, 2023 * 12 + 2 } };
static const struct th_context context = {
    .enterprise = TH_STR("e1"),
    .today = 20500,
    .template_doc = TH_STR("{\"carriers\":[{\"carrier\":\"electricity\",\"unit\":\"MWh\"},"
                           "{\"carrier\":\"natural_gas\",\"unit\":\"m3\"}]}"),
    .history = history,
    .history_count = 2,
    .filed = filed,
    .filed_count = 1
};

static const char *const bodies[] = { "{" CLEAN "}", "{" FILING "}", "{'form':'x','doc':{}}",
                                      "{'form':1}",  "{'form'",      "[]" };

static enum th_status evaluate_failing(struct th_str body, int64_t n, struct th_evaluation *out)
{
    th_arena_reset(&c.arena);
    c.arena.fail_after = n;
    return th_evaluate(&c.core, &c.arena, body, &context, out);
}

static void issues_are_whole(const struct th_evaluation *evaluation)
{
    if (!evaluation->issues.ptr || evaluation->issues.len == 0)
        return;
    c.answer = evaluation->issues;
    read_answer();
}

static void every_allocation_of_an_evaluation_may_fail(void **state)
{
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct th_evaluation right, out;
        struct th_str body = quoted(bodies[i]);
        enum th_status wanted = evaluate_failing(body, -1, &right);
        char input[65];
        memcpy(input, right.receipt.input, sizeof input);
        for (int n = 0;; n++) {
            assert_true(n < ROUNDS_MAX);
            enum th_status status = evaluate_failing(body, n, &out);
            bool failed = c.arena.fail_after < 0;
            issues_are_whole(&out);
            if (!failed) {
                assert_int_equal(status, wanted);
                break;
            }
            assert_int_equal(status, TH_NO_MEMORY);
        }
        assert_memory_equal(out.receipt.input, input, sizeof input);
    }
    c.arena.fail_after = -1;
}

static void every_allocation_of_the_head_may_fail(void **state)
{
    struct th_str body = quoted(bodies[1]);
    struct th_filing_head head;
    for (int n = 0;; n++) {
        assert_true(n < ROUNDS_MAX);
        th_arena_reset(&c.arena);
        c.arena.fail_after = n;
        enum th_status status = th_filing_head_read(&c.arena, body, &head);
        if (c.arena.fail_after >= 0)
            break;
        assert_int_equal(status, TH_NO_MEMORY);
    }
    c.arena.fail_after = -1;
    assert_true(head.has_period && th_str_equal(head.form, TH_STR("energy_report")));
}

static void every_allocation_of_the_context_may_fail(void **state)
{
    for (int n = 0;; n++) {
        assert_true(n < ROUNDS_MAX);
        th_arena_reset(&c.arena);
        c.arena.fail_after = n;
        struct th_str text = th_context_text(&c.arena, &context);
        if (c.arena.fail_after >= 0) {
            assert_true(text.ptr && text.len > 100);
            break;
        }
        assert_null(text.ptr);
    }
    c.arena.fail_after = -1;
}

static void every_allocation_of_a_loaded_pack_may_fail(void **state)
{
    struct th_str text = quoted(PACK_LINES);
    for (int n = 0;; n++) {
        struct th_core copy = c.core;
        assert_true(n < ROUNDS_MAX);
        th_arena_reset(&c.arena);
        c.arena.fail_after = n;
        enum th_status status = th_core_load_pack(&copy, &c.arena, text);
        if (c.arena.fail_after >= 0) {
            assert_int_equal(status, TH_OK);
            break;
        }
        assert_int_equal(status, TH_NO_MEMORY);
        assert_int_equal(copy.pack_count, c.core.pack_count);
    }
    c.arena.fail_after = -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_call_may_fail),
        cmocka_unit_test(every_operation_is_among_the_envelopes),
        cmocka_unit_test(every_envelope_of_the_corpus_may_lack_memory),
        cmocka_unit_test(every_allocation_of_the_context_may_fail),
        cmocka_unit_test(every_allocation_of_a_loaded_pack_may_fail),
        cmocka_unit_test(every_size_of_the_arena_will_do),
        cmocka_unit_test(a_pack_is_loaded_whole_or_not_at_all),
        cmocka_unit_test(every_allocation_of_the_start_may_fail),
        cmocka_unit_test(every_allocation_of_an_evaluation_may_fail),
        cmocka_unit_test(every_allocation_of_the_head_may_fail),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
