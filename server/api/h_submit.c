/* The three ways to write a filing. The answer is rendered for the store, so that a repeated
 * request gets the same bytes. */
#include "filing_json.h"
#include "handlers.h"
#include "json_write.h"
#include "write.h"

struct rendering {
    struct th_arena arena; /* of its own: the service writes into the request's meanwhile */
    struct api_filing row;
};

static void render(void *self, const struct filing_view *view, struct th_buf *out)
{
    struct rendering *rendering = self;
    th_arena_rewind(&rendering->arena, 0);
    filing_fill(&rendering->arena, view, &rendering->row);
    th_json_write(out, &api_filing_model, &rendering->row);
}

static struct rendering *rendering_new(struct call *call)
{
    struct rendering *rendering = th_arena_alloc(call->arena, sizeof *rendering);
    void *block = th_arena_alloc(call->arena, FILING_FILL_BYTES);
    if (!rendering || !block)
        return NULL;
    th_arena_init(&rendering->arena, block, FILING_FILL_BYTES);
    return rendering;
}

static enum th_status submit(struct call *call, struct th_str body)
{
    struct rendering *rendering = rendering_new(call);
    if (!rendering)
        return TH_NO_MEMORY;
    struct filing_renderer renderer = { render, rendering };
    struct write_request request = write_request_of(call, body);
    struct write_outcome outcome = { .version = 0 };
    enum th_status status =
        filings_submit(call->app->service, call->arena, &request, &renderer, &outcome);
    if (!status && !outcome.is_replay)
        count(call->meter, request.target.ptr ? API_REVISION_WRITTEN : API_FILING_WRITTEN);
    return write_finish(call, status, &outcome);
}

enum th_status submit_filing(struct call *call, const struct api_filing_text *in,
                             struct api_filing *out)
{
    (void)out;
    return submit(call, in->text);
}

enum th_status revise_filing(struct call *call, const struct api_filing_text *in,
                             struct api_filing *out)
{
    (void)out;
    return submit(call, in->text);
}

enum th_status withdraw_filing(struct call *call, const struct api_withdrawal *in,
                               struct api_filing *out)
{
    (void)out;
    struct rendering *rendering = rendering_new(call);
    if (!rendering)
        return TH_NO_MEMORY;
    struct withdrawal withdrawal = { in->reason, { render, rendering } };
    struct write_request request = write_request_of(call, call->request->body);
    struct write_outcome outcome = { .version = 0 };
    enum th_status status =
        filings_withdraw(call->app->service, call->arena, &request, &withdrawal, &outcome);
    if (!status && !outcome.is_replay)
        count(call->meter, API_WITHDRAWAL_WRITTEN);
    return write_finish(call, status, &outcome);
}
