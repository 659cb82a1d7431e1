/* The server's typed call: a filing body in, everything that a revision stores out. */
#include "core.h"
#include "json_read.h"
#include "json_write.h"
#include "pack.h"
#include "room.h"
#include "work.h"

#include <string.h>

/* ---- the body ---- */

struct evaluation {
    const struct th_core *core;
    struct th_arena *arena;
    struct th_issues issues;
    struct body body;
    struct th_filing filing;
    struct th_evaluation *out;
};

static struct th_str issues_text(struct evaluation *e)
{
    struct th_buf buf = th_room(e->arena);
    th_json_put_issues(&buf, &e->issues);
    return th_room_keep(e->arena, &buf);
}

static enum th_status read_body(struct evaluation *e, struct th_reader *reader)
{
    const struct cJSON *tree = NULL;
    struct th_json_fault fault;
    enum th_status status = th_json_parse(e->arena, reader->source, &tree, &fault);
    if (status == TH_MALFORMED)
        th_json_fault_issue(&e->issues, &fault);
    if (status != TH_OK)
        return status;
    th_json_read(reader, &body_model, tree, NULL, &e->body);
    bool wrong_receipt = e->body.has.receipt && e->body.receipt.has.invalid;
    return e->body.has.invalid || wrong_receipt ? TH_INVALID : TH_OK;
}

static enum th_status take_enterprise(struct evaluation *e, struct th_str enterprise)
{
    struct th_path at = TH_AT(NULL, "enterprise");
    if (e->body.has.enterprise && !th_str_equal(e->body.enterprise, enterprise)) {
        th_issue_add(&e->issues, TH_MSG_ENTERPRISE_MISMATCH, &at);
        return TH_INVALID;
    }
    e->body.enterprise = enterprise;
    return TH_OK;
}

static void copy_text(char *out, size_t cap, struct th_str text)
{
    size_t len = text.len < cap ? text.len : cap - 1;
    if (len > 0)
        memcpy(out, text.ptr, len);
    out[len] = '\0';
}

static void take_client_receipt(struct evaluation *e)
{
    const struct receipt_row *row = &e->body.receipt;
    struct th_receipt *out = &e->out->client_receipt;
    e->out->has_client_receipt = e->body.has.receipt;
    if (!e->body.has.receipt)
        return;
    copy_text(out->input, sizeof out->input, row->input);
    copy_text(out->result, sizeof out->result, row->result);
    copy_text(out->pack_sha256, sizeof out->pack_sha256, row->pack_sha256);
    copy_text(out->code, sizeof out->code, row->code);
    out->pack = row->pack;
    out->rules = (uint32_t)row->rules;
}

/* ---- what is stored ---- */

static struct th_str amount_text(struct th_arena *arena, bool has, th_amount value)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf buf;
    if (!has)
        return TH_STR("");
    th_buf_init(&buf, text, sizeof text);
    th_amount_write(&buf, value);
    return th_arena_copy(arena, th_buf_view(&buf));
}

static void fill_summary(struct evaluation *e)
{
    struct th_summary summary = { .has_net = false };
    if (e->filing.form->summarise)
        e->filing.form->summarise(&e->filing, &summary);
    e->out->net_tco2 = amount_text(e->arena, summary.has_net, summary.net_tco2);
    e->out->tce = amount_text(e->arena, summary.has_tce, summary.tce);
    e->out->readings = summary.readings;
    e->out->reading_count = summary.reading_count;
}

static void fill_bytes(struct evaluation *e, const struct th_parts *parts)
{
    struct th_canonical canonical = th_work_canonical(&e->filing, parts);
    e->out->input = canonical.input;
    e->out->doc = canonical.doc;
    if (!canonical.input.ptr || !e->filing.result)
        return;
    e->out->result = th_work_result(&e->filing);
    if (!e->out->result.ptr || e->issues.errors > 0)
        return;
    th_work_receipt(&e->filing, e->out->input, e->out->result, &e->out->receipt);
    e->out->has_receipt = true;
}

static void fill(struct evaluation *e, const struct th_parts *parts)
{
    struct th_evaluation *out = e->out;
    out->form = e->filing.form->id;
    out->site = parts->site.ptr ? parts->site : TH_STR("");
    out->form_version = e->filing.form->version;
    out->period = e->filing.period;
    out->pack = e->filing.pack->id;
    out->accept_until = e->filing.pack->accept_until;
    out->successor = th_core_newest(e->core)->id;
    fill_bytes(e, parts);
    if (e->filing.result)
        fill_summary(e);
}

static enum th_status work(struct evaluation *e, struct th_reader *reader, struct th_str enterprise,
                           const struct context *context)
{
    enum th_status status = read_body(e, reader);
    if (status != TH_OK)
        return status;
    status = take_enterprise(e, enterprise);
    if (status != TH_OK)
        return status;
    take_client_receipt(e);
    struct th_parts parts = TH_PARTS_OF(&e->body);
    e->filing.context = context;
    e->filing.is_final = true;
    if (!th_work_run(e->core, reader, &parts, &e->filing))
        return TH_INVALID;
    if (e->arena->failed) /* even the document may be missing */
        return TH_NO_MEMORY;
    fill(e, &parts);
    return TH_OK;
}

enum th_status th_evaluate(const struct th_core *core, struct th_arena *arena, struct th_str body,
                           const struct th_context *context, struct th_evaluation *out)
{
    struct context known;
    struct evaluation *e = th_arena_alloc(arena, sizeof *e);
    *out = (struct th_evaluation){ .error_count = 0 };
    if (!e)
        return TH_NO_MEMORY;
    e->core = core;
    e->arena = arena;
    e->out = out;
    th_issues_init(&e->issues, arena);
    struct th_reader reader = { &e->issues, body };
    th_context_take(arena, context, &known);
    enum th_status status = work(e, &reader, context->enterprise, &known);
    out->issues = issues_text(e);
    out->error_count = e->issues.errors;
    out->open_confirm_count = e->issues.open_confirms;
    return arena->failed ? TH_NO_MEMORY : status;
}
