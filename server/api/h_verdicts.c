/* Verdicts on filings: give one, list them. */
#include "handlers.h"
#include "json_write.h"
#include "utf8.h"
#include "verdicts.h"
#include "write.h"

#include <string.h>

#define OPINION_MAX 500 /* characters; the text of VERDICT_OPINION names it */

static bool fill(struct th_arena *arena, const struct verdict_row *from, struct api_verdict *out)
{
    *out = (struct api_verdict){
        .has = { .id = true,
                 .filing = true,
                 .revision = true,
                 .hash = true,
                 .outcome = true,
                 .opinion = from->opinion.len > 0,
                 .auditor = true,
                 .institution = from->institution.len > 0,
                 .given_at = true,
                 .state = true },
        .id = from->id,
        .filing = from->filing,
        .revision = from->revision,
        .hash = th_arena_copy(arena, th_str_of(from->hash)),
        .outcome = th_str_equal(from->outcome, TH_STR("verified")) ? th_api_outcome_verified
                                                                   : th_api_outcome_not_verified,
        .opinion = from->opinion,
        .auditor = from->auditor_name,
        .institution = from->institution,
        .given_at = text_time(arena, from->at_s),
        .state = from->is_latest ? th_api_verdict_state_holds : th_api_verdict_state_superseded,
    };
    return out->hash.ptr != NULL;
}

/* ---- giving ---- */

#define RENDER_BYTES 256

static void render(void *self, const struct verdict_row *verdict, struct th_buf *out)
{
    char memory[RENDER_BYTES];
    struct th_arena arena;
    struct api_verdict row;
    (void)self;
    th_arena_init(&arena, memory, sizeof memory);
    if (fill(&arena, verdict, &row))
        th_json_write(out, &api_verdict_model, &row);
}

/* Without blanks and empty lines at either end. */
static struct th_str trim(struct th_str text)
{
    size_t before;
    do {
        text = th_utf8_trim(text);
        before = text.len;
        if (text.len && strchr("\n\r\t", text.ptr[text.len - 1]))
            text.len--;
        if (text.len && strchr("\n\r\t", text.ptr[0]))
            text = (struct th_str){ text.ptr + 1, text.len - 1 };
    } while (text.len < before);
    return text;
}

static size_t count_characters(struct th_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return count;
}

static bool judge_opinion(struct call *call, bool is_verified, struct th_str opinion)
{
    if (count_characters(opinion) <= OPINION_MAX && (is_verified || opinion.len))
        return true;
    th_issue_at(&call->issues, TH_MSG_VERDICT_OPINION, TH_STR("/opinion"));
    return false;
}

enum th_status give_verdict(struct call *call, const struct api_new_verdict *in,
                            struct api_verdict *out)
{
    (void)out;
    const struct verdict_new verdict = { .is_verified = in->outcome == th_api_outcome_verified,
                                         .opinion =
                                             in->has.opinion ? trim(in->opinion) : TH_STR(""),
                                         .revision = (uint32_t)in->revision,
                                         .hash = in->hash };
    if (!judge_opinion(call, verdict.is_verified, verdict.opinion))
        return TH_INVALID;
    struct verdict_write write = { .request = write_request_of(call, call->request->body),
                                   .render = render };
    enum th_status status = verdicts_give(call->app->auth, call->arena, &verdict, &write);
    return write_finish(call, status, &write.outcome);
}

/* ---- looking ---- */

/* What stands in the way of somebody who may give verdicts here; empty = nothing. */
static struct th_str obstacle_of(const struct verdicts_view *view)
{
    if (!view->is_independent)
        return th_str_of(th_status_row(TH_AUDITOR_OWN)->slug);
    if (view->filing.is_withdrawn)
        return th_str_of(th_status_row(TH_FILING_WITHDRAWN)->slug);
    return TH_STR("");
}

static enum th_status fill_items(struct call *call, const struct verdicts_view *view,
                                 struct api_verdict_list *out)
{
    out->items.items = th_arena_array(call->arena, view->list.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < view->list.count; i++) {
        const struct verdict_row *from = &view->list.items[i];
        struct api_verdict *item = &out->items.items[i];
        if (!fill(call->arena, from, item))
            return TH_NO_MEMORY;
        if (!th_str_equal(th_str_of(from->hash), th_str_of(view->filing.chain_hash)))
            item->state = th_api_verdict_state_outdated;
    }
    out->items.count = view->list.count;
    out->has.items = true;
    return TH_OK;
}

enum th_status list_verdicts(struct call *call, const struct api_none *in,
                             struct api_verdict_list *out)
{
    (void)in;
    struct verdicts_view *view = th_arena_alloc(call->arena, sizeof *view);
    const struct verdicts_query query = { call->enterprise, call->path.filing, call->who.user_id };
    if (!view)
        return TH_NO_MEMORY;
    enum th_status status = verdicts_read(call->app->auth, call->arena, &query, view);
    if (status)
        return status;
    const bool is_auditor = access_may(&call->access, PERMISSION_VERDICT);
    const struct th_str obstacle = is_auditor ? obstacle_of(view) : TH_STR("");
    out->may_give = is_auditor && !obstacle.len;
    out->obstacle = obstacle;
    out->has.may_give = true;
    out->has.obstacle = obstacle.len > 0;
    out->has.label = view->filing.label != LABEL_NONE;
    out->label =
        view->filing.label == LABEL_VERIFIED ? th_api_label_verified : th_api_label_self_assessed;
    return fill_items(call, view, out);
}
