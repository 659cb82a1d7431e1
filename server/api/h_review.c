/* Reviews of applications, for the platform. */
#include "application_json.h"
#include "file_answer.h"
#include "handlers.h"
#include "json_write.h"
#include "paging.h"
#include "review.h"
#include "write.h"

#include <string.h>

/* ---- the queue ---- */

static struct application_query query_of(const struct api_review_query *in, th_day today)
{
    uint32_t state = in->has.state ? in->state : APPLICATION_PENDING;
    return (struct application_query){
        .state = th_str_of(application_state_id((enum application_state)state)),
        .kind = in->has.kind ? th_str_of(application_kind_id((enum application_kind)in->kind))
                             : TH_STR(""),
        .part = PAGING_TEXT(in, search),
        .overdue_on = in->has.due && in->due ? today : 0,
        .is_oldest_first = state == APPLICATION_PENDING,
        .limit = PAGING_LIMIT(in) + 1,
    };
}

static bool fill_item(struct call *call, const void *row, void *item)
{
    return application_item(call->arena, row, clock_today(&call->app->service->clock), item);
}

static struct th_str key_of(struct call *call, const void *row)
{
    const struct application_row *last = row;
    return text_number(call->arena, (uint64_t)last->queue_no);
}

enum th_status list_reviews(struct call *call, const struct api_review_query *in,
                            struct api_review_list *out)
{
    uint32_t after = 0;
    struct application_list found;
    struct application_query query = query_of(in, clock_today(&call->app->service->clock));
    if (in->has.cursor && !th_str_to_u32(in->cursor, &after))
        return TH_INVALID;
    query.after = after;
    enum th_status status = review_queue(call->app->auth, call->arena, &query, &found);
    if (status)
        return status;
    const struct paging page = PAGING_OF(found, PAGING_LIMIT(in));
    return paging_answer(call, &page, &api_review_list_model, out);
}

/* ---- one of them ---- */

static bool fill_notices(struct th_arena *arena, const struct outbox_list *from,
                         struct api_review *out)
{
    out->notices.items = th_arena_array(arena, from->count, sizeof *out->notices.items);
    for (size_t i = 0; out->notices.items && i < from->count; i++) {
        const struct outbox_row *row = &from->items[i];
        out->notices.items[i] = (struct api_notice){
            .has = { .kind = true, .channel = true, .state = true, .tries = true, .at = true },
            .kind = row->kind,
            .channel = row->channel,
            .state = row->state,
            .tries = row->tries,
            .at = text_time(arena, row->at_s)
        };
    }
    out->notices.count = from->count;
    out->has.notices = true;
    return out->notices.items != NULL;
}

static void fill_registry(struct th_arena *arena, const struct registry_row *row,
                          struct api_review *out)
{
    char masked[MASK_CAP];
    out->in_registry = row->uscc.len > 0;
    out->has.in_registry = true;
    if (!out->in_registry)
        return;
    out->registry_name = row->name;
    out->registry_legal_name = th_arena_copy(arena, mask_name(row->legal_name, masked));
    out->registry_enterprise = row->enterprise_id;
    out->has.registry_name = out->has.registry_legal_name = true;
    out->has.registry_enterprise = row->enterprise_id.len > 0;
}

static struct th_str shown_name(struct th_arena *arena, struct th_str name)
{
    char text[MASK_CAP];
    return th_arena_copy(arena, mask_account_name(name, text));
}

static void fill_deciders(const struct call *call, const struct review_view *view,
                          struct api_review *out)
{
    const struct application_row *row = &view->row;
    out->applicant = row->account_id;
    out->applicant_name = shown_name(call->arena, view->applicant);
    out->first_by = row->first_by;
    out->first_by_name = shown_name(call->arena, view->first);
    out->first_at = text_time(call->arena, row->first_s);
    out->decided_by = row->decided_by;
    out->decided_by_name = shown_name(call->arena, view->decider);
    out->approved_by_me = th_str_equal(row->first_by, call->who.user_id);
    out->has.applicant = out->has.applicant_name = out->has.approved_by_me = true;
    out->has.first_by = out->has.first_by_name = out->has.first_at = row->first_by.len > 0;
    out->has.decided_by = out->has.decided_by_name = row->decided_by.len > 0;
}

API_TAKE_OVER(API_APPLICATION, api_application, api_review)

static enum th_status show(struct call *call, struct th_str id, struct api_review *out)
{
    struct review_view view;
    struct api_application application;
    enum th_status status = review_get(call->app->auth, call->arena, id, &view);
    if (status)
        return status;
    th_day today = clock_today(&call->app->service->clock);
    if (!application_fill(call->arena, &view.row, today, &application))
        return TH_NO_MEMORY;
    take_over(&application, out);
    fill_registry(call->arena, &view.registry, out);
    fill_deciders(call, &view, out);
    call->answer.etag = text_etag(call->arena, view.row.version);
    return fill_notices(call->arena, &view.notices, out) ? TH_OK : TH_NO_MEMORY;
}

enum th_status get_review(struct call *call, const struct api_none *in, struct api_review *out)
{
    (void)in;
    return show(call, call->path.application, out);
}

/* The answer that is kept names the application; what is sent is how it stands. */
enum th_status decide_review(struct call *call, const struct api_decision_made *in,
                             struct api_review *out)
{
    struct application_write write = { .request = write_request_of(call, call->request->body),
                                       .render = application_render,
                                       .self = call,
                                       .issues = &call->issues };
    const struct review_decision decision = { .is_approval = in->decision == 0,
                                              .reason = in->reason,
                                              .enterprise = in->enterprise };
    write.request.target = call->path.application;
    enum th_status status = review_decide(call->app->auth, call->arena, &decision, &write);
    status = write_finish(call, status, &write.outcome);
    call->verbatim = (struct th_str){ NULL, 0 };
    return status ? status : show(call, call->path.application, out);
}

enum th_status get_review_file(struct call *call, const struct api_file_query *in,
                               struct api_file_bytes *out)
{
    (void)out;
    struct review_view view;
    enum th_status status = review_get(call->app->auth, call->arena, call->path.application, &view);
    if (status)
        return status;
    if (!application_has_file(&view.row, call->path.file))
        return TH_NOT_FOUND;
    return file_answer(call, (struct file_ask){ view.row.account_id, call->path.file }, in);
}
