/* The administrator's enterprises: list, one, make, suspend, resume. */
#include "enterprises.h"
#include "handlers.h"
#include "identities.h"
#include "office_call.h"
#include "seat_json.h"

#include <string.h>

/* ---- what every write of an administrator shares ---- */

struct office office_of(struct call *call, struct th_str target)
{
    struct office office = { .auth = call->app->auth,
                             .arena = call->arena,
                             .issues = &call->issues,
                             .request = write_request_of(call, call->request->body) };
    office.request.target = target;
    return office;
}

enum th_status office_tell(struct call *call, enum th_status status, const struct office *office)
{
    status = write_finish(call, status, &office->outcome);
    call->verbatim = (struct th_str){ NULL, 0 };
    return status;
}

enum directory_state office_state(bool is_asked, uint32_t state)
{
    return is_asked ? (enum directory_state)(DIRECTORY_OPEN + state) : DIRECTORY_ANY;
}

/* ---- looking ---- */

static void fill_item(struct th_arena *arena, const struct directory_enterprise *from,
                      struct api_office_enterprise_item *out)
{
    *out = (struct api_office_enterprise_item){
        .has = { .id = true,
                 .name = true,
                 .uscc = from->uscc.len > 0,
                 .district = from->district.len > 0,
                 .industry = from->industry.len > 0,
                 .state = true,
                 .people = true,
                 .filings = true,
                 .created_at = true },
        .id = from->row.id,
        .name = from->row.name,
        .uscc = from->uscc,
        .district = from->district,
        .industry = from->industry,
        .state = from->row.suspended_s > 0,
        .people = from->people,
        .filings = from->filings,
        .created_at = text_time(arena, from->row.created_s),
    };
}

enum th_status list_enterprises(struct call *call, const struct api_office_enterprises_query *in,
                                struct api_office_enterprises *out)
{
    uint32_t limit = in->has.limit ? (uint32_t)in->limit : 20;
    struct directory_enterprises found;
    const struct directory_query query = { .part = in->has.search ? in->search : TH_STR(""),
                                           .after = in->has.cursor ? in->cursor : TH_STR(""),
                                           .state = office_state(in->has.state, in->state),
                                           .limit = limit + 1 };
    enum th_status status = enterprises_list(call->app->auth, call->arena, &query, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, limit, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count && i < limit; i++)
        fill_item(call->arena, &found.items[i], &out->items.items[out->items.count++]);
    out->has.items = true;
    out->has.next = found.count > limit;
    if (out->has.next)
        out->next = found.items[limit - 1].row.id;
    return TH_OK;
}

static bool fill_members(struct call *call, const struct enterprise_people *from,
                         struct api_office_enterprise *out)
{
    char masked[MASK_CAP];
    int64_t now_s = clock_now_s(&call->app->service->clock);
    out->members.items = th_arena_array(call->arena, from->count, sizeof *out->members.items);
    for (size_t i = 0; out->members.items && i < from->count; i++) {
        const struct enterprise_person *person = &from->items[i];
        struct api_office_seat *seat = &out->members.items[out->members.count];
        struct th_str name = person->agent.name.len ? person->agent.name : person->name;
        if (!seat_fill(call->arena, &person->member, now_s, seat))
            continue;
        seat->account = person->member.account_id;
        seat->name = th_arena_copy(call->arena, mask_name(name, masked));
        seat->has.account = true;
        out->members.count++;
    }
    out->has.members = true;
    return out->members.items != NULL;
}

/* What the list shows comes first in the model, in the same order. */
static void take_over(const struct api_office_enterprise_item *from,
                      struct api_office_enterprise *out)
{
#define SAME(T, KIND, name, flags, lo, hi, ref, zh, en)                                            \
    out->has.name = from->has.name;                                                                \
    memcpy(&out->name, &from->name, sizeof out->name);
    API_OFFICE_ENTERPRISE_ITEM(SAME, )
#undef SAME
}

static enum th_status show(struct call *call, struct th_str id, struct api_office_enterprise *out)
{
    struct enterprise_view view;
    struct api_office_enterprise_item item;
    enum th_status status = enterprises_get(call->app->auth, call->arena, id, &view);
    if (status)
        return status;
    fill_item(call->arena, &view.one, &item);
    take_over(&item, out);
    out->has.suspended_at = out->has.reason = view.one.row.suspended_s > 0;
    if (out->has.suspended_at)
        out->suspended_at = text_time(call->arena, view.one.row.suspended_s);
    out->reason = view.one.row.reason;
    return fill_members(call, &view.people, out) ? TH_OK : TH_NO_MEMORY;
}

enum th_status get_enterprise(struct call *call, const struct api_none *in,
                              struct api_office_enterprise *out)
{
    (void)in;
    return show(call, call->path.enterprise, out);
}

/* ---- writing ---- */

enum th_status add_enterprise(struct call *call, const struct api_office_new_enterprise *in,
                              struct api_office_enterprise *out)
{
    struct th_id uscc;
    struct office office = office_of(call, TH_STR(""));
    if (!th_uscc_check(in->uscc, &uscc))
        return office_fault(&office, uscc.problem, "/uscc");
    const struct enterprise_new made = { in->name, th_str_of(uscc.text) };
    enum th_status status = enterprises_add(&office, &made);
    status = office_tell(call, status, &office);
    return status ? status : show(call, office.outcome.id, out);
}

static enum th_status change(struct call *call, const struct enterprise_change *asked,
                             struct api_office_enterprise *out)
{
    struct office office = office_of(call, call->path.enterprise);
    enum th_status status = enterprises_change(&office, asked);
    status = office_tell(call, status, &office);
    return status ? status : show(call, call->path.enterprise, out);
}

enum th_status suspend_enterprise(struct call *call, const struct api_office_reason *in,
                                  struct api_office_enterprise *out)
{
    return change(call, &(struct enterprise_change){ true, in->reason }, out);
}

enum th_status resume_enterprise(struct call *call, const struct api_office_remark *in,
                                 struct api_office_enterprise *out)
{
    return change(call, &(struct enterprise_change){ false, in->reason }, out);
}
