/* Filings over HTTP: what the service decides and the core computes, put into the API's models. */
#include "filing_json.h"
#include "handlers.h"
#include "json_write.h"
#include "judge.h"
#include "put.h"
#include "table.h"
#include "tables.def"
#include "write.h"

enum th_status get_context(struct call *call, const struct api_context_query *in,
                           struct api_context_answer *out)
{
    bool form_known = judge_form(call, in->form);
    if (!judge_months(call, in->start, in->end) || !form_known)
        return TH_INVALID;
    struct context_query query = {
        .enterprise = call->enterprise,
        .form = in->form,
        .site = in->has.site ? in->site : TH_STR("all"),
        .period = { in->start, in->end },
        .filing = in->filing,
    };
    struct context_snapshot found;
    enum th_status status = filings_context(call->app->service, call->arena, &query, &found);
    if (status)
        return status;
    out->ctx = th_context_text(call->arena, &found.context);
    out->has.ctx = out->ctx.ptr != NULL;
    if (!out->has.ctx)
        return TH_NO_SPACE;
    if (found.live_filing.len > 0) {
        out->filing =
            (struct api_filing_ref){ .has = { .id = true, .revision = true, .etag = true },
                                     .id = found.live_filing,
                                     .revision = found.live_revision,
                                     .etag = text_etag(call->arena, found.live_revision) };
        out->has.filing = true;
    }
    return TH_OK;
}

/* ---- the list ---- */

static bool fill_item(struct call *call, const void *view, void *item)
{
    filing_fill_item(call->arena, view, item);
    return true;
}

static enum th_status find_page(struct call *call, const struct filing_query *query,
                                struct paging *out)
{
    struct filing_list found;
    enum th_status status = filings_list(call->app->service, call->arena, query, &found);
    if (status == TH_OK)
        *out = (struct paging){ .rows = found.items,
                                .size = sizeof *found.items,
                                .count = found.count,
                                .limit = query->limit,
                                .fill = fill_item,
                                .next = found.next };
    return status;
}

enum th_status list_filings(struct call *call, const struct api_filings_query *in,
                            struct api_filing_list *out)
{
    struct paging page;
    const struct filing_query query = { .enterprise = call->enterprise,
                                        .form = in->form,
                                        .year = (int)in->year,
                                        .cursor = in->cursor,
                                        .limit = PAGING_LIMIT(in) };
    if (!judge_form(call, in->form))
        return TH_INVALID;
    enum th_status status = find_page(call, &query, &page);
    return status ? status : paging_answer(call, &page, &api_filing_list_model, out);
}

static enum th_status table_page(struct call *call, const void *filter, struct th_str after,
                                 struct paging *out)
{
    struct filing_query query = *(const struct filing_query *)filter;
    query.cursor = after;
    query.limit = out->limit;
    return find_page(call, &query, out);
}

enum th_status export_filings(struct call *call, const struct api_filings_table *in,
                              struct api_csv_file *out)
{
    static const struct table_column columns[] = { TABLE_FILINGS(TABLE_COLUMN) };
    const struct filing_query filter = { .enterprise = call->enterprise,
                                         .form = in->form,
                                         .year = (int)in->year };
    const struct table table = {
        "filings", "attachment; filename=\"filings.csv\"", &api_filing_item_model,
        columns,   sizeof columns / sizeof columns[0],     table_page,
        &filter,   in->language == th_api_language_en
    };
    if (!judge_form(call, in->form))
        return TH_INVALID;
    return table_answer(call, &table, &out->text);
}

/* ---- one of them ---- */

enum th_status list_revisions(struct call *call, const struct api_none *in,
                              struct api_revision_list *out)
{
    (void)in;
    struct filing_ref ref = { call->enterprise, call->path.filing, 0 };
    struct filing_list found;
    enum th_status status = filings_history(call->app->service, call->arena, &ref, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, found.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        filing_fill_revision(call->arena, &found.items[i], &out->items.items[i]);
    out->items.count = found.count;
    out->has.items = true;
    return TH_OK;
}

static enum th_status read_revision(struct call *call, uint32_t revision, struct filing_view *out)
{
    struct filing_ref ref = { call->enterprise, call->path.filing, revision };
    return filings_read(call->app->service, call->arena, &ref, out);
}

static enum th_status show_revision(struct call *call, uint32_t revision, struct api_filing *out)
{
    struct filing_view *view = th_arena_alloc(call->arena, sizeof *view);
    if (!view)
        return TH_NO_MEMORY;
    enum th_status status = read_revision(call, revision, view);
    if (status)
        return status;
    filing_fill(call->arena, view, out);
    call->answer.etag = out->etag;
    return TH_OK;
}

enum th_status get_filing(struct call *call, const struct api_none *in, struct api_filing *out)
{
    (void)in;
    return show_revision(call, 0, out);
}

enum th_status get_revision(struct call *call, const struct api_none *in, struct api_filing *out)
{
    (void)in;
    uint32_t revision;
    if (call->path.revision.ptr[0] == '0' || !th_str_to_u32(call->path.revision, &revision))
        return TH_NOT_FOUND;
    return show_revision(call, revision, out);
}

/* The core's answer to an envelope that was put together from stored, canonical parts. */
static enum th_status ask_core(struct call *call, struct th_str envelope)
{
    char *room = envelope.ptr ? th_arena_alloc(call->arena, TH_ENVELOPE_MAX) : NULL;
    if (!room)
        return TH_NO_MEMORY;
    struct th_core ephemeral = *call->app->core;
    struct th_buf answer;
    th_buf_init(&answer, room, TH_ENVELOPE_MAX);
    th_call(&ephemeral, call->arena, envelope, &answer);
    call->verbatim = th_buf_view(&answer);
    return TH_OK;
}

static void put_side(struct th_buf *out, const char *name, const struct filing_view *view)
{
    put(out, name);
    put(out, "{\"doc\":");
    th_buf_put(out, view->doc);
    if (view->result.len > 0) {
        put(out, ",\"result\":");
        th_buf_put(out, view->result);
    }
    put(out, ",\"receipt\":");
    th_receipt_write(out, &view->receipt);
    put(out, "}");
}

enum th_status diff_revisions(struct call *call, const struct api_diff_query *in,
                              struct api_core_answer *out)
{
    (void)out;
    struct filing_view *views = th_arena_array(call->arena, 2, sizeof *views);
    if (!views)
        return TH_NO_MEMORY;
    enum th_status status = read_revision(call, (uint32_t)in->from, &views[0]);
    if (!status)
        status = read_revision(call, (uint32_t)in->to, &views[1]);
    if (status)
        return status;
    struct th_buf text = th_room(call->arena);
    put(&text, "{\"op\":\"diff\",\"form\":");
    th_json_put_text(&text, views[1].form);
    put_side(&text, ",\"a\":", &views[0]);
    put_side(&text, ",\"b\":", &views[1]);
    put(&text, "}");
    return ask_core(call, th_room_keep(call->arena, &text));
}

enum th_status explain_number(struct call *call, const struct api_explain_query *in,
                              struct api_core_answer *out)
{
    (void)out;
    struct filing_view *view = th_arena_alloc(call->arena, sizeof *view);
    if (!view)
        return TH_NO_MEMORY;
    enum th_status status = read_revision(call, (uint32_t)in->revision, view);
    if (status)
        return status;
    struct th_buf text = th_room(call->arena);
    put(&text, "{\"op\":\"explain\",\"at\":");
    th_json_put_text(&text, in->at);
    put(&text, ",");
    th_buf_put(&text,
               (struct th_str){ view->input.ptr + 1,
                                view->input.len - 1 }); /* the filing's members and the brace */
    return ask_core(call, th_room_keep(call->arena, &text));
}

static enum th_status check(struct call *call, struct th_str body, struct api_check_answer *out)
{
    struct write_request request = write_request_of(call, body);
    struct th_evaluation *found = th_arena_alloc(call->arena, sizeof *found);
    if (!found)
        return TH_NO_MEMORY;
    enum th_status status = filings_check(call->app->service, call->arena, &request, found);
    if (status == TH_INVALID || status == TH_MALFORMED)
        call->issues_json = found->issues;
    if (status)
        return status;
    out->ok = found->error_count == 0 && found->open_confirm_count == 0;
    out->errors = found->error_count;
    out->open_confirms = found->open_confirm_count;
    out->issues = found->issues;
    out->has.ok = out->has.errors = out->has.open_confirms = out->has.issues = true;
    if (found->has_receipt) {
        out->receipt = text_receipt(call->arena, &found->receipt);
        out->has.receipt = true;
    }
    return TH_OK;
}

enum th_status check_filing(struct call *call, const struct api_filing_text *in,
                            struct api_check_answer *out)
{
    return check(call, in->text, out);
}

enum th_status check_revision(struct call *call, const struct api_filing_text *in,
                              struct api_check_answer *out)
{
    return check(call, in->text, out);
}
