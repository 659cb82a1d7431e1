#include "call.h"

#include "version.h"

struct op {
    struct th_str name;
    const struct th_model *model;
    void (*run)(struct th_call *call);
};
static const struct op ops[] = {
#define OP(name, model) { { #name, sizeof #name - 1 }, &model##_model, th_op_##name },
#include "ops.def"
#undef OP
};
enum { OPS = sizeof ops / sizeof ops[0] };

struct th_issue *th_call_fail(struct th_call *call, enum th_message code,
                              const struct th_path *path)
{
    call->failed = true;
    return th_issue_add(&call->issues, code, path);
}

/* ---- the answer ---- */

static void put_answer(struct th_buf *out, const struct th_call *call)
{
    th_buf_put(out, call->failed ? TH_STR("{\"ok\":false") : TH_STR("{\"ok\":true"));
    if (!call->failed && call->result) {
        th_buf_put(out, TH_STR(",\"result\":"));
        th_json_write(out, call->result_model, call->result);
    }
    if (!call->failed && call->result && call->shows_display) {
        th_buf_put(out, TH_STR(",\"display\":"));
        th_json_write_shown(out, call->result_model, call->result);
    }
    th_buf_put(out, TH_STR(",\"issues\":"));
    th_json_put_issues(out, &call->issues);
    if (!call->failed && call->has_receipt) {
        th_buf_put(out, TH_STR(",\"receipt\":"));
        th_receipt_write(out, &call->receipt);
    }
    th_buf_char(out, '}');
}

/* Needs no arena: the answer when memory or space ran out. */
static void put_short_answer(struct th_buf *out, enum th_message code)
{
    struct th_issue issue = { .code = code, .path = TH_STR("") };
    struct th_issues issues = { .first = &issue, .last = &issue, .count = 1 };
    th_buf_put(out, TH_STR("{\"ok\":false,\"issues\":"));
    th_json_put_issues(out, &issues);
    th_buf_char(out, '}');
}

/* Tries the answers from best to shortest; each starts where the caller's buffer stood. */
static void answer(struct th_buf *out, const struct th_call *call)
{
    const struct th_buf start = *out;
    if (call->arena->failed)
        put_short_answer(out, TH_MSG_NO_MEMORY);
    else
        put_answer(out, call);
    if (!out->overflow)
        return;
    *out = start;
    put_short_answer(out, TH_MSG_NO_SPACE);
    if (!out->overflow)
        return;
    *out = start;
    th_buf_put(out, TH_STR("{\"ok\":false}"));
}

/* ---- dispatch ---- */

static struct th_str op_names(struct th_arena *arena)
{
    enum { CAP = 160 };
    struct th_buf out;
    char *text = th_arena_alloc(arena, CAP);
    if (!text)
        return TH_STR("");
    th_buf_init(&out, text, CAP);
    for (size_t i = 0; i < OPS; i++) {
        th_buf_put(&out, i > 0 ? TH_STR(", ") : TH_STR(""));
        th_buf_put(&out, ops[i].name);
    }
    return th_buf_view(&out);
}

static const struct op *find_op(struct th_call *call, const struct cJSON *tree)
{
    struct th_str name = TH_STR("");
    struct th_path at = TH_AT(NULL, "op");
    if (th_json_text_member(tree, "op", &name))
        for (size_t i = 0; i < OPS; i++)
            if (th_str_equal(ops[i].name, name))
                return &ops[i];
    struct th_issue *issue = th_call_fail(call, TH_MSG_OP_UNKNOWN, &at);
    th_issue_text(&call->issues, issue, "value", name);
    th_issue_text(&call->issues, issue, "allowed", op_names(call->arena));
    return NULL;
}

static void run(struct th_call *call, const struct cJSON *tree)
{
    const struct op *op = find_op(call, tree);
    if (!op)
        return;
    void *envelope = th_arena_alloc(call->arena, op->model->size);
    if (!envelope)
        return;
    th_json_read(&call->reader, op->model, tree, NULL, envelope);
    if (th_has(envelope, op->model->count)) { /* a member of the envelope itself is wrong */
        call->failed = true;
        return;
    }
    call->envelope = envelope;
    op->run(call);
}

void th_call(struct th_core *core, struct th_arena *arena, struct th_str envelope,
             struct th_buf *out)
{
    struct th_call call = { .core = core, .arena = arena };
    const struct cJSON *tree = NULL;
    struct th_json_fault fault = { 0, TH_MSG_NO_MEMORY };
    arena->failed = false;
    th_issues_init(&call.issues, arena);
    call.reader = (struct th_reader){ &call.issues, envelope };
    if (envelope.len > TH_ENVELOPE_MAX) {
        th_call_fail(&call, TH_MSG_ENVELOPE_TOO_LARGE, NULL);
    } else if (th_json_parse(arena, envelope, &tree, &fault) == TH_OK) {
        run(&call, tree);
    } else {
        call.failed = true;
        th_json_fault_issue(&call.issues, &fault);
    }
    answer(out, &call);
}
