/* Server copies of drafts. The content is checked for its outer members only; the core judges it
 * when it is opened. */
#include "drafts.h"
#include "handlers.h"
#include "json_write.h"
#include "judge.h"
#include "write.h"

enum th_status list_drafts(struct call *call, const struct api_none *in, struct api_draft_list *out)
{
    (void)in;
    struct draft_list found;
    enum th_status status = drafts_list(call->app->service, call->arena, call->enterprise, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, found.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++) {
        const struct draft_view *from = &found.items[i];
        out->items.items[i] = (struct api_draft_item){
            .has = { .key = true, .version = true, .saved_at = true, .bytes = true },
            .key = from->key,
            .version = from->version,
            .saved_at = text_time(call->arena, from->saved_s),
            .bytes = (int64_t)from->bytes
        };
    }
    out->items.count = found.count;
    out->has.items = true;
    return TH_OK;
}

enum th_status get_draft(struct call *call, const struct api_none *in, struct api_draft_copy *out)
{
    (void)in;
    struct write_request key = write_request_of(call, (struct th_str){ NULL, 0 });
    struct draft_view found;
    enum th_status status = drafts_get(call->app->service, call->arena, &key, &found);
    if (status)
        return status;
    *out = (struct api_draft_copy){
        .has = { .key = true, .version = true, .saved_at = true, .draft = true },
        .key = found.key,
        .version = found.version,
        .saved_at = text_time(call->arena, found.saved_s),
        .draft = found.content
    };
    call->answer.etag = text_etag(call->arena, found.version);
    return TH_OK;
}

#define RENDER_BYTES 256

static void render(void *self, const struct draft_view *view, struct th_buf *out)
{
    struct th_arena *arena = self;
    struct api_draft_saved saved = { .has = { .key = true, .version = true, .saved_at = true },
                                     .key = view->key,
                                     .version = view->version,
                                     .saved_at = text_time(arena, view->saved_s) };
    th_json_write(out, &api_draft_saved_model, &saved);
}

static bool judge_content(struct call *call, const struct api_draft_content *in)
{
    bool form = judge_form(call, in->form);
    bool doc = judge_shape(call, in->doc, '{', "/doc");
    bool overrides = judge_shape(call, in->overrides, '[', "/overrides");
    return form && doc && overrides;
}

enum th_status put_draft(struct call *call, const struct api_draft_content *in,
                         struct api_draft_saved *out)
{
    (void)out;
    if (!judge_content(call, in))
        return TH_INVALID;
    char block[RENDER_BYTES];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    struct draft_renderer renderer = { render, &arena };
    struct write_request request = write_request_of(call, call->request->body);
    struct write_outcome outcome = { .version = 0 };
    enum th_status status =
        drafts_put(call->app->service, call->arena, &request, &renderer, &outcome);
    return write_finish(call, status, &outcome);
}

enum th_status delete_draft(struct call *call, const struct api_none *in,
                            struct api_no_content *out)
{
    (void)in;
    (void)out;
    struct write_request request = write_request_of(call, (struct th_str){ NULL, 0 });
    struct write_outcome outcome = { .version = 0 };
    enum th_status status = drafts_delete(call->app->service, call->arena, &request, &outcome);
    outcome.version = 0; /* nothing is left that a tag could name */
    return write_finish(call, status, &outcome);
}
