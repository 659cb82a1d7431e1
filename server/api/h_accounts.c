/* The administrator's accounts: list, one, make, disable, enable, password, places, sessions. */
#include "accounts.h"
#include "handlers.h"
#include "office_call.h"
#include "seat_json.h"
#include "table.h"
#include "tables.def"

/* ---- looking ---- */

static bool fill_item(struct call *call, const void *found, void *item)
{
    const struct directory_account *from = found;
    struct api_office_account_item *out = item;
    const struct account_row *row = &from->row;
    struct access platform = access_of_platform(row->platform_role);
    *out = (struct api_office_account_item){
        .has = { .id = true,
                 .account = true,
                 .name = true,
                 .phone = from->phone_shown.len > 0,
                 .state = true,
                 .platform_role = platform.role != ROLE_COUNT,
                 .enterprises = true,
                 .sessions = true,
                 .last_seen_at = from->last_seen_s > 0,
                 .created_at = true },
        .id = row->id,
        .account = row->account,
        .name = row->name,
        .phone = from->phone_shown,
        .state = row->is_disabled,
        .platform_role = platform.role,
        .enterprises = from->places,
        .sessions = from->sessions,
        .last_seen_at = text_time(call->arena, from->last_seen_s),
        .created_at = text_time(call->arena, row->created_s),
    };
    return true;
}

static struct th_str key_of(struct call *call, const void *found)
{
    (void)call;
    return ((const struct directory_account *)found)->row.id;
}

static enum th_status find_page(struct call *call, const struct directory_query *query,
                                struct paging *out)
{
    struct directory_accounts found;
    enum th_status status = directory_list_accounts(call->app->auth, call->arena, query, &found);
    if (status == TH_OK)
        *out = (struct paging)PAGING_OF(found, query->limit - 1);
    return status;
}

enum th_status list_accounts(struct call *call, const struct api_office_accounts_query *in,
                             struct api_office_accounts *out)
{
    struct paging page;
    const struct directory_query query = OFFICE_QUERY(in);
    enum th_status status = find_page(call, &query, &page);
    return status ? status : paging_answer(call, &page, &api_office_accounts_model, out);
}

static enum th_status table_page(struct call *call, const void *filter, struct th_str after,
                                 struct paging *out)
{
    struct directory_query query = *(const struct directory_query *)filter;
    query.after = after;
    query.limit = out->limit + 1;
    return find_page(call, &query, out);
}

enum th_status export_accounts(struct call *call, const struct api_office_accounts_table *in,
                               struct api_csv_file *out)
{
    static const struct table_column columns[] = { TABLE_ACCOUNTS(TABLE_COLUMN) };
    const struct directory_query filter = OFFICE_FILTER(in);
    const struct table table = {
        "accounts", "attachment; filename=\"accounts.csv\"", &api_office_account_item_model,
        columns,    sizeof columns / sizeof columns[0],      table_page,
        &filter,    in->language == th_api_language_en
    };
    return table_answer(call, &table, &out->text);
}

static bool fill_places(struct call *call, const struct membership_list *from,
                        struct api_office_account *out)
{
    int64_t now_s = clock_now_s(&call->app->service->clock);
    out->memberships.items =
        th_arena_array(call->arena, from->count, sizeof *out->memberships.items);
    for (size_t i = 0; out->memberships.items && i < from->count; i++) {
        const struct membership_row *row = &from->items[i];
        struct api_office_seat *seat = &out->memberships.items[out->memberships.count];
        if (!seat_fill(call->arena, row, now_s, seat))
            continue;
        seat->enterprise = row->enterprise_id;
        seat->name = row->enterprise_name;
        seat->enterprise_state = row->is_enterprise_suspended;
        seat->has.enterprise = seat->has.enterprise_state = true;
        out->memberships.count++;
    }
    out->has.memberships = true;
    return out->memberships.items != NULL;
}

API_TAKE_OVER(API_OFFICE_ACCOUNT_ITEM, api_office_account_item, api_office_account)

static enum th_status show(struct call *call, struct th_str id, struct api_office_account *out)
{
    struct account_view view;
    struct api_office_account_item item;
    enum th_status status = directory_get_account(call->app->auth, call->arena, id, &view);
    if (status)
        return status;
    fill_item(call, &view.one, &item);
    take_over(&item, out);
    out->has_password = view.one.row.password_hash.len > 0;
    out->initial_password_ends_at = text_time(call->arena, view.one.row.initial_until_s);
    out->has.initial_password_ends_at = view.one.row.initial_until_s > 0;
    out->is_me = th_str_equal(view.one.row.id, call->who.user_id);
    out->id_number = view.id_shown;
    out->has.id_number = view.id_shown.len > 0;
    out->institution = view.institution;
    out->has.institution = view.institution.len > 0;
    out->has.has_password = out->has.is_me = true;
    out->bank =
        (struct api_bank_place){ .has = { .bank = true, .branch = view.bank.branch.len > 0 },
                                 .bank = view.bank.bank,
                                 .branch = view.bank.branch };
    out->has.bank = view.bank.bank.len > 0;
    return fill_places(call, &view.places, out) ? TH_OK : TH_NO_MEMORY;
}

enum th_status get_account(struct call *call, const struct api_none *in,
                           struct api_office_account *out)
{
    (void)in;
    return show(call, call->path.account, out);
}

/* ---- writing ---- */

static enum th_status show_password(struct call *call, struct th_str id, char *password,
                                    struct api_office_account *out)
{
    out->password = th_arena_copy(call->arena, th_str_of(password));
    out->has.password = out->password.len > 0;
    explicit_bzero(password, strlen(password));
    return show(call, id, out);
}

static enum th_status check_place(struct call *call, const struct api_office_new_account *in)
{
    if (in->has.enterprise == in->has.role)
        return TH_OK;
    th_issue_at(&call->issues, TH_MSG_REQUIRED,
                in->has.role ? TH_STR("/enterprise") : TH_STR("/role"));
    return TH_INVALID;
}

enum th_status add_account(struct call *call, const struct api_office_new_account *in,
                           struct api_office_account *out)
{
    struct office office = office_of(call, TH_STR(""));
    struct account_new made = { .account = in->account,
                                .name = in->name,
                                .enterprise = in->has.enterprise ? in->enterprise : TH_STR(""),
                                .role = (enum role)in->role };
    enum th_status status = check_place(call, in);
    if (status)
        return status;
    status = office_tell(call, accounts_add(&office, &made), &office);
    return status ? status : show_password(call, office.outcome.id, made.password, out);
}

static enum th_status turn(struct call *call, const struct office_turn *asked,
                           struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    enum th_status status = accounts_turn(&office, asked);
    status = office_tell(call, status, &office);
    return status ? status : show(call, call->path.account, out);
}

enum th_status disable_account(struct call *call, const struct api_office_reason *in,
                               struct api_office_account *out)
{
    return turn(call, &(struct office_turn){ true, in->reason }, out);
}

enum th_status enable_account(struct call *call, const struct api_office_remark *in,
                              struct api_office_account *out)
{
    return turn(call, &(struct office_turn){ false, in->reason }, out);
}

enum th_status reset_password(struct call *call, const struct api_office_reason *in,
                              struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    struct account_reset reset = { .reason = in->reason };
    enum th_status status = accounts_reset(&office, &reset);
    status = office_tell(call, status, &office);
    return status ? status : show_password(call, call->path.account, reset.password, out);
}

static enum th_status place(struct call *call, const struct account_place *asked,
                            struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    office.request.enterprise = call->path.enterprise; /* the request that a key stands for */
    enum th_status status = accounts_place(&office, asked);
    status = office_tell(call, status, &office);
    return status ? status : show(call, call->path.account, out);
}

enum th_status put_account_place(struct call *call, const struct api_office_place *in,
                                 struct api_office_account *out)
{
    const struct account_place asked = { .enterprise = call->path.enterprise,
                                         .reason = in->reason,
                                         .role = (enum role)in->role,
                                         .institution =
                                             in->has.institution ? in->institution : TH_STR("") };
    return place(call, &asked, out);
}

enum th_status end_account_place(struct call *call, const struct api_office_reason *in,
                                 struct api_office_account *out)
{
    const struct account_place asked = { .enterprise = call->path.enterprise,
                                         .reason = in->reason,
                                         .role = ROLE_COUNT,
                                         .institution = TH_STR("") };
    return place(call, &asked, out);
}

enum th_status end_account_sessions(struct call *call, const struct api_office_reason *in,
                                    struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    enum th_status status = accounts_end_sessions(&office, in->reason);
    status = office_tell(call, status, &office);
    return status ? status : show(call, call->path.account, out);
}
