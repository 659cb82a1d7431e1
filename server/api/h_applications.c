/* Applications: the applicant's own, and those that name an enterprise. */
#include "application_json.h"
#include "file_answer.h"
#include "handlers.h"
#include "review.h"
#include "write.h"

static struct application_write write_of(struct call *call, struct th_str body)
{
    struct application_write write = { .request = write_request_of(call, body),
                                       .render = application_render,
                                       .self = call,
                                       .issues = &call->issues };
    write.request.target = call->path.application.ptr ? call->path.application : TH_STR("");
    return write;
}

static enum th_status finish(struct call *call, enum th_status status,
                             const struct application_write *write)
{
    call->retry_after_s = write->retry_after_s;
    return write_finish(call, status, &write->outcome);
}

/* ---- the applicant ---- */

static bool read_modules(struct call *call, const struct th_str *items, size_t count, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = 0;
        if (!items[i].len || !modules_read(items[i], &bit)) {
            th_issue_at(&call->issues, TH_MSG_AGENT_MODULES, TH_STR("/modules"));
            return false;
        }
        *out |= bit;
    }
    return true;
}

static enum th_status put(struct call *call, const struct api_application_content *in)
{
    struct application_content content = {
        .kind = (enum application_kind)in->kind,
        .enterprise_name = in->enterprise_name,
        .uscc = in->uscc,
        .legal_name = in->legal_name,
        .name = in->name,
        .legal_id_type =
            in->has.legal_id_type ? (enum person_type)in->legal_id_type : PERSON_TYPE_COUNT,
        .id_type = in->has.id_type ? (enum person_type)in->id_type : PERSON_TYPE_COUNT,
        .id_number = in->id_number,
        .ends_on = in->has.ends_on ? in->ends_on : 0,
        .stamped_file = in->stamped_file,
        .licence_file = in->licence_file,
    };
    if (!read_modules(call, in->modules.items, in->modules.count, &content.modules))
        return TH_INVALID;
    struct application_write write = write_of(call, call->request->body);
    return finish(call, applications_put(call->app->auth, call->arena, &content, &write), &write);
}

enum th_status create_application(struct call *call, const struct api_application_content *in,
                                  struct api_application *out)
{
    (void)out;
    return put(call, in);
}

enum th_status put_application(struct call *call, const struct api_application_content *in,
                               struct api_application *out)
{
    (void)out;
    return put(call, in);
}

enum th_status submit_application(struct call *call, const struct api_none *in,
                                  struct api_application *out)
{
    (void)in;
    (void)out;
    struct application_write write = write_of(call, (struct th_str){ NULL, 0 });
    return finish(call, applications_submit(call->app->auth, call->arena, &write), &write);
}

enum th_status withdraw_application(struct call *call, const struct api_none *in,
                                    struct api_application *out)
{
    (void)in;
    (void)out;
    struct application_write write = write_of(call, (struct th_str){ NULL, 0 });
    return finish(call, applications_withdraw(call->app->auth, call->arena, &write), &write);
}

enum th_status delete_application(struct call *call, const struct api_none *in,
                                  struct api_no_content *out)
{
    (void)in;
    (void)out;
    struct application_write write = write_of(call, (struct th_str){ NULL, 0 });
    return finish(call, applications_delete(call->app->auth, call->arena, &write), &write);
}

enum th_status get_application(struct call *call, const struct api_none *in,
                               struct api_application *out)
{
    (void)in;
    struct application_row row;
    const struct application_key key = { call->who.user_id, call->path.application };
    enum th_status status = applications_get(call->app->auth, call->arena, &key, &row);
    if (status)
        return status;
    call->answer.etag = text_etag(call->arena, row.version);
    return application_fill(call->arena, &row, clock_today(&call->app->service->clock), out)
               ? TH_OK
               : TH_NO_MEMORY;
}

static enum th_status fill_list(struct call *call, const struct application_list *found,
                                struct api_application_list *out)
{
    th_day today = clock_today(&call->app->service->clock);
    out->items.items = th_arena_array(call->arena, found->count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found->count; i++)
        if (!application_fill(call->arena, &found->items[i], today, &out->items.items[i]))
            return TH_NO_MEMORY;
    out->items.count = found->count;
    out->has.items = true;
    return TH_OK;
}

enum th_status list_applications(struct call *call, const struct api_none *in,
                                 struct api_application_list *out)
{
    (void)in;
    struct application_list found;
    enum th_status status =
        applications_of(call->app->auth, call->arena, call->who.user_id, &found);
    return status ? status : fill_list(call, &found, out);
}

/* ---- the enterprise ---- */

enum th_status list_enterprise_applications(struct call *call, const struct api_none *in,
                                            struct api_application_list *out)
{
    (void)in;
    struct application_list found;
    enum th_status status =
        review_of_enterprise(call->app->auth, call->arena, call->enterprise, &found);
    return status ? status : fill_list(call, &found, out);
}

enum th_status veto_application(struct call *call, const struct api_veto *in,
                                struct api_application *out)
{
    (void)out;
    struct application_write write = write_of(call, call->request->body);
    return finish(call, review_veto(call->app->auth, call->arena, in->reason, &write), &write);
}

enum th_status get_application_file(struct call *call, const struct api_file_query *in,
                                    struct api_file_bytes *out)
{
    (void)out;
    const struct review_file asked = { call->enterprise, call->path.application,
                                       call->path.attachment };
    struct th_str owner;
    enum th_status status = review_file_owner(call->app->auth, call->arena, &asked, &owner);
    return status ? status : file_answer(call, (struct file_ask){ owner, asked.file }, in);
}
