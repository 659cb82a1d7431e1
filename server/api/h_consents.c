/* Consents of an enterprise, and what a bank manager is shown by them. */
#include "consent_json.h"
#include "device.h"
#include "handlers.h"
#include "shared.h"
#include "write.h"

#include <string.h>

static struct consent_question question_of(const struct call *call, int64_t year)
{
    return (struct consent_question){ .enterprise = call->enterprise,
                                      .year = (int)year,
                                      .writer = { consent_report, NULL } };
}

enum th_status preview_consent(struct call *call, const struct api_consent_query *in,
                               struct api_consent_preview *out)
{
    struct frozen_report *report = th_arena_alloc(call->arena, sizeof *report);
    const struct consent_text *text = consent_text_now();
    const struct consent_question question = question_of(call, in->year);
    if (!report)
        return TH_NO_MEMORY;
    enum th_status status = consents_preview(call->app->auth, call->arena, &question, report);
    if (status == TH_INVALID)
        th_issue_at(&call->issues, TH_MSG_CONSENT_NO_DATA, TH_STR("/year"));
    if (status)
        return status;
    *out = (struct api_consent_preview){
        .has = { .year = true, .sha256 = true, .text = true, .report = true },
        .year = in->year,
        .sha256 = th_str_of(report->sha256),
        .text = { .has = { .version = true, .zh = true, .en = true },
                  .version = text->version,
                  .zh = th_str_of(text->zh),
                  .en = th_str_of(text->en) },
        .report = report->content,
    };
    return TH_OK;
}

enum th_status list_consents(struct call *call, const struct api_none *in, struct api_consents *out)
{
    (void)in;
    struct consent_seen_list found;
    enum th_status status = consents_list(call->app->auth, call->arena, call->enterprise, &found);
    if (status)
        return status;
    out->consents.items = th_arena_array(call->arena, found.count, sizeof *out->consents.items);
    if (!out->consents.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        consent_fill(call->arena, &found.items[i], &out->consents.items[out->consents.count++]);
    out->has.consents = true;
    return TH_OK;
}

/* ---- writing ---- */

static enum th_status tell(struct call *call, enum th_status status,
                           const struct consent_write *write, struct api_consent *out)
{
    struct consent_seen seen = { .row = { .id = write->outcome.id,
                                          .enterprise_id = call->enterprise } };
    call->retry_after_s = write->retry_after_s;
    if (status)
        return write_finish(call, status, &write->outcome);
    status = consents_get(call->app->auth, call->arena, &seen);
    if (status == TH_OK)
        consent_fill(call->arena, &seen, out);
    return status;
}

enum th_status give_consent(struct call *call, const struct api_new_consent *in,
                            struct api_consent *out)
{
    struct consent_write write = { .request = write_request_of(call, call->request->body) };
    const struct consent_new asked = { .manager = in->manager,
                                       .text_version = in->text_version,
                                       .sha256 = in->sha256,
                                       .days = in->days,
                                       .question = question_of(call, in->year) };
    write.request.target = TH_STR("");
    return tell(call, consents_give(call->app->auth, call->arena, &asked, &write), &write, out);
}

enum th_status withdraw_consent(struct call *call, const struct api_none *in,
                                struct api_consent *out)
{
    (void)in;
    struct consent_write write = { .request = write_request_of(call, call->request->body) };
    write.request.target = call->path.consent;
    return tell(call, consents_withdraw(call->app->auth, call->arena, &write), &write, out);
}

enum th_status list_consent_views(struct call *call, const struct api_none *in,
                                  struct api_consent_views *out)
{
    (void)in;
    struct consent_view_list found;
    const struct consent_row key = { .id = call->path.consent, .enterprise_id = call->enterprise };
    enum th_status status = consents_views(call->app->auth, call->arena, &key, &found);
    if (status)
        return status;
    out->views.items = th_arena_array(call->arena, found.count, sizeof *out->views.items);
    if (!out->views.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++) {
        const struct consent_view *view = &found.items[i];
        out->views.items[out->views.count++] = (struct api_consent_view){
            .has = { .at = true, .name = true, .device = view->device.len > 0 },
            .at = text_time(call->arena, view->at_s),
            .name = view->name,
            .device = view->device,
        };
    }
    out->has.views = true;
    return TH_OK;
}

/* ---- the bank's side ---- */

enum th_status list_shared_reports(struct call *call, const struct api_none *in,
                                   struct api_shared_reports *out)
{
    (void)in;
    struct consent_seen_list found;
    const struct consent_query who = { .enterprise = call->enterprise,
                                       .manager = call->who.user_id };
    enum th_status status = shared_list(call->app->auth, call->arena, &who, &found);
    if (status)
        return status;
    out->reports.items = th_arena_array(call->arena, found.count, sizeof *out->reports.items);
    if (!out->reports.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        consent_item(call->arena, &found.items[i], &out->reports.items[out->reports.count++]);
    out->has.reports = true;
    return TH_OK;
}

/* What the list shows comes first in the model, in the same order. */
static void take_over(const struct api_shared_item *from, struct api_shared_report *out)
{
#define SAME(T, KIND, name, flags, lo, hi, ref, zh, en)                                            \
    out->has.name = from->has.name;                                                                \
    memcpy(&out->name, &from->name, sizeof out->name);
    API_SHARED_ITEM(SAME, )
#undef SAME
}

enum th_status get_shared_report(struct call *call, const struct api_none *in,
                                 struct api_shared_report *out)
{
    (void)in;
    struct api_shared_item item;
    struct shared_reading reading = {
        .request = write_request_of(call, call->request->body),
        .device = device_of(call->arena, call->request->headers.user_agent),
    };
    reading.request.target = call->path.consent;
    enum th_status status = shared_read(call->app->auth, call->arena, &reading);
    call->retry_after_s = reading.retry_after_s;
    if (status)
        return status;
    consent_item(call->arena, &reading.seen, &item);
    take_over(&item, out);
    out->since = reading.seen.since;
    out->report = reading.content;
    out->has.since = out->has.report = true;
    return TH_OK;
}
