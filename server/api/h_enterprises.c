/* The administrator's enterprises: list, one, make, suspend, resume. */
#include "enterprises.h"
#include "handlers.h"
#include "identities.h"
#include "office_call.h"
#include "seat_json.h"
#include "table.h"
#include "tables.def"

/* ---- looking ---- */

static bool fill_item(struct call *call, const void *found, void *item)
{
    const struct directory_enterprise *from = found;
    struct api_office_enterprise_item *out = item;
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
        .created_at = text_time(call->arena, from->row.created_s),
    };
    return true;
}

static struct th_str key_of(struct call *call, const void *found)
{
    (void)call;
    return ((const struct directory_enterprise *)found)->row.id;
}

static enum th_status find_page(struct call *call, const struct directory_query *query,
                                struct paging *out)
{
    struct directory_enterprises found;
    enum th_status status = directory_list_enterprises(call->app->auth, call->arena, query, &found);
    if (status == TH_OK)
        *out = (struct paging)PAGING_OF(found, query->limit - 1);
    return status;
}

enum th_status list_enterprises(struct call *call, const struct api_office_enterprises_query *in,
                                struct api_office_enterprises *out)
{
    struct paging page;
    const struct directory_query query = OFFICE_QUERY(in);
    enum th_status status = find_page(call, &query, &page);
    return status ? status : paging_answer(call, &page, &api_office_enterprises_model, out);
}

static enum th_status table_page(struct call *call, const void *filter, struct th_str after,
                                 struct paging *out)
{
    struct directory_query query = *(const struct directory_query *)filter;
    query.after = after;
    query.limit = out->limit + 1;
    return find_page(call, &query, out);
}

enum th_status export_enterprises(struct call *call, const struct api_office_enterprises_table *in,
                                  struct api_csv_file *out)
{
    static const struct table_column columns[] = { TABLE_ENTERPRISES(TABLE_COLUMN) };
    const struct directory_query filter = OFFICE_FILTER(in);
    const struct table table = { "enterprises",
                                 "attachment; filename=\"enterprises.csv\"",
                                 &api_office_enterprise_item_model,
                                 columns,
                                 sizeof columns / sizeof columns[0],
                                 table_page,
                                 &filter,
                                 in->language == th_api_language_en };
    return table_answer(call, &table, &out->text);
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

API_TAKE_OVER(API_OFFICE_ENTERPRISE_ITEM, api_office_enterprise_item, api_office_enterprise)

static enum th_status show(struct call *call, struct th_str id, struct api_office_enterprise *out)
{
    struct enterprise_view view;
    struct api_office_enterprise_item item;
    enum th_status status = directory_get_enterprise(call->app->auth, call->arena, id, &view);
    if (status)
        return status;
    fill_item(call, &view.one, &item);
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

static enum th_status turn(struct call *call, const struct office_turn *asked,
                           struct api_office_enterprise *out)
{
    struct office office = office_of(call, call->path.enterprise);
    enum th_status status = enterprises_turn(&office, asked);
    status = office_tell(call, status, &office);
    return status ? status : show(call, call->path.enterprise, out);
}

enum th_status suspend_enterprise(struct call *call, const struct api_office_reason *in,
                                  struct api_office_enterprise *out)
{
    return turn(call, &(struct office_turn){ true, in->reason }, out);
}

enum th_status resume_enterprise(struct call *call, const struct api_office_remark *in,
                                 struct api_office_enterprise *out)
{
    return turn(call, &(struct office_turn){ false, in->reason }, out);
}
