/* The ops on filings: check, calculate, explain. */
#include "call.h"
#include "explain.h"
#include "work.h"

static struct th_filing filing_of(const struct context *context)
{
    return (struct th_filing){ .context = context };
}

void th_op_check(struct th_call *call)
{
    const struct check_call *in = call->envelope;
    struct th_filing filing = filing_of(&in->ctx);
    struct th_parts parts = TH_PARTS_OF(in);
    filing.is_final = true;
    call->failed = !th_work_run(call->core, &call->reader, &parts, &filing);
}

static void give_receipt(struct th_call *call, const struct th_filing *filing,
                         const struct th_parts *parts)
{
    struct th_canonical canonical = th_work_canonical(filing, parts);
    struct th_str result = canonical.input.ptr ? th_work_result(filing) : canonical.input;
    if (!result.ptr)
        return;
    th_work_receipt(filing, canonical.input, result, &call->receipt);
    call->has_receipt = true;
}

void th_op_calculate(struct th_call *call)
{
    const struct calculate_call *in = call->envelope;
    struct th_filing filing = filing_of(&in->ctx);
    struct th_parts parts = TH_PARTS_OF(in);
    bool wants_receipt = in->receipt || !in->has.receipt;
    filing.is_final = wants_receipt;
    if (!th_work_run(call->core, &call->reader, &parts, &filing)) {
        call->failed = true;
        return;
    }
    call->result_model = filing.form->result;
    call->result = filing.result;
    call->shows_display = in->display;
    if (wants_receipt && filing.result && call->issues.errors == 0 && !call->arena->failed)
        give_receipt(call, &filing, &parts);
}

void th_op_explain(struct th_call *call)
{
    const struct explain_call *in = call->envelope;
    struct th_filing filing = filing_of(&in->ctx);
    struct th_parts parts = TH_PARTS_OF(in);
    struct th_path at = TH_AT(NULL, "at");
    filing.wants_no_advice = true;
    struct explanation *out = th_arena_alloc(call->arena, sizeof *out);
    if (!th_work_run(call->core, &call->reader, &parts, &filing)) {
        call->failed = true;
        return;
    }
    if (!out)
        return;
    if (!filing.result || !filing.form->explain || !filing.form->explain(&filing, in->at, out)) {
        th_issue_text(&call->issues, th_call_fail(call, TH_MSG_AT_UNKNOWN, &at), "value", in->at);
        return;
    }
    out->at = in->at;
    out->has.at = true;
    call->result_model = &explanation_model;
    call->result = out;
}
