/* Any bytes into th_call and th_evaluate: a well-formed answer, and a good envelope is still
 * answered as before. */
#include "core.h"
#include "fuzz.h"
#include "json_scan.h"

#define PACKS (4u << 20)

static struct th_core core;
static struct th_arena packs, arena, scratch;
static char *answer, *wanted;
static size_t wanted_len;

static const struct th_str good = TH_STR("{\"op\":\"calculate\",\"form\":\"energy_report\","
                                         "\"period\":{\"start\":\"2023-01\",\"end\":\"2023-02\"},"
                                         "\"pack\":\"CN-2025\",\"doc\":{\"grid_area\":"
                                         "\"guangdong\",\"energy\":[{\"carrier\":\"electricity\","
                                         "\"unit\":\"10k_kWh\",\"m01\":\"12.5\"},{\"carrier\":"
                                         "\"natural_gas\",\"unit\":\"m3\",\"m02\":\"3\"}]}}");

static struct th_str call(struct th_str envelope)
{
    struct th_core copy = core;
    struct th_buf out;
    th_arena_reset(&arena);
    th_buf_init(&out, answer, TH_ENVELOPE_MAX);
    th_call(&copy, &arena, envelope, &out);
    PROMISE(!out.overflow);
    return th_buf_view(&out);
}

static void prepare(void)
{
    th_arena_init(&packs, malloc(PACKS), PACKS);
    th_arena_init(&arena, malloc(TH_ARENA_MIN), TH_ARENA_MIN);
    th_arena_init(&scratch, malloc(1u << 20), 1u << 20);
    answer = malloc(TH_ENVELOPE_MAX);
    wanted = malloc(TH_ENVELOPE_MAX);
    PROMISE(answer && wanted && th_core_init(&core, &packs) == TH_OK);
    struct th_str first = call(good);
    PROMISE(th_str_starts(first, TH_STR("{\"ok\":true")));
    wanted_len = first.len;
    memcpy(wanted, first.ptr, first.len);
}

static void answers_well(struct th_str envelope)
{
    struct th_json_fault fault = { 0, TH_MSG_NONE };
    struct th_str got = call(envelope);
    PROMISE(th_str_starts(got, TH_STR("{\"ok\":true")) ||
            th_str_starts(got, TH_STR("{\"ok\":false")));
    enum th_status status =
        th_json_scan(got, &scratch, &fault); /* an answer may hold more values */
    PROMISE(status == TH_OK || fault.code == TH_MSG_JSON_TOO_MANY);
}

static void evaluates(struct th_str body)
{
    static const struct th_period filed = { 2023 * 12, 2023 * 12 + 1 };
    const struct th_context context = { .enterprise = TH_STR("e1"),
                                        .today = 20500,
                                        .template_doc = TH_STR("{\"carriers\":[]}"),
                                        .filed = &filed,
                                        .filed_count = 1 };
    struct th_evaluation out;
    struct th_filing_head head;
    struct th_json_fault fault = { 0, TH_MSG_NONE };
    th_arena_reset(&arena);
    enum th_status read = th_filing_head_read(&arena, body, &head);
    th_arena_reset(&arena);
    enum th_status status = th_evaluate(&core, &arena, body, &context, &out);
    PROMISE((read == TH_MALFORMED) == (status == TH_MALFORMED));
    PROMISE(out.issues.ptr && th_json_scan(out.issues, &scratch, &fault) == TH_OK);
    PROMISE(!out.has_receipt || (out.error_count == 0 && status == TH_OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct th_str text = { (const char *)data, size };
    if (!answer)
        prepare();
    answers_well(text);
    if (size <= TH_ENVELOPE_MAX)
        evaluates(text);
    struct th_str after = call(good);
    PROMISE(after.len == wanted_len && memcmp(after.ptr, wanted, wanted_len) == 0);
    return 0;
}
