/* Signing in and out, and "who am I". Which providers exist is auth's business. */
#include "banks.h"
#include "console.h"
#include "handlers.h"
#include "ids.h"
#include "membership.h"
#include "network.h"
#include "outside.h"
#include "service.h"
#include "session.h"
#include "sms_code.h"
#include "store_people.h"

static struct th_str *permissions_of(struct call *call, const struct access *access, size_t *count)
{
    struct th_str *items = th_arena_array(call->arena, PERMISSION_COUNT, sizeof *items);
    for (unsigned i = 0; items && i < PERMISSION_COUNT; i++)
        if (access_may(access, (enum permission)i))
            items[(*count)++] = permission_row((enum permission)i)->id;
    return items;
}

static bool add_membership(struct call *call, const struct membership_row *from,
                           struct api_membership *to)
{
    struct access access = access_of(from->role, from->modules);
    if (access.role == ROLE_COUNT)
        return false; /* a role of a later version: it may do nothing here */
    if (from->is_enterprise_suspended && access_is_outsider(&access))
        return false;
    to->id = from->enterprise_id;
    to->name = from->enterprise_name;
    to->role = access.role;
    to->is_suspended = to->has.is_suspended = from->is_enterprise_suspended;
    to->has.id = to->has.name = to->has.role = to->has.permissions = true;
    to->permissions.items = permissions_of(call, &access, &to->permissions.count);
    return to->permissions.items != NULL;
}

static void add_platform(struct call *call, const struct identity *who, struct api_session *out)
{
    struct api_platform *to = &out->platform;
    struct access access = access_of_platform(who->platform_role);
    if (access.role == ROLE_COUNT)
        return;
    to->role = access.role;
    to->permissions.items = permissions_of(call, &access, &to->permissions.count);
    to->has.role = to->has.permissions = out->has.platform = to->permissions.items != NULL;
}

static enum th_status add_bank(struct call *call, const struct identity *who,
                               struct api_session *out)
{
    struct bank_manager_row row;
    enum th_status status = banks_get(call->app->auth, call->arena, who->user_id, &row);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    out->bank = (struct api_bank_place){ .has = { .bank = true, .branch = row.branch.len > 0 },
                                         .bank = row.bank,
                                         .branch = row.branch };
    out->has.bank = true;
    return TH_OK;
}

static enum th_status fill_session(struct call *call, const struct identity *who,
                                   struct api_session *out)
{
    struct membership_list found;
    enum th_status status = auth_memberships(call->app->auth, call->arena, who->user_id, &found);
    if (status)
        return status;
    out->enterprises.items =
        th_arena_array(call->arena, found.count, sizeof *out->enterprises.items);
    if (!out->enterprises.items)
        return TH_NO_MEMORY;
    int64_t now_s = clock_now_s(&call->app->service->clock);
    for (size_t i = 0; i < found.count; i++)
        if (membership_is_live(&found.items[i], now_s) &&
            add_membership(call, &found.items[i],
                           &out->enterprises.items[out->enterprises.count])) {
            out->enterprises.count++;
            out->has.enterprise |= th_str_equal(found.items[i].enterprise_id, who->enterprise);
        }
    add_platform(call, who, out);
    status = add_bank(call, who, out);
    if (status)
        return status;
    out->enterprise = who->enterprise; /* told only as long as it is one of his */
    out->account = who->account;
    out->name = who->name;
    out->provider = who->provider;
    out->expires_at = text_time(call->arena, who->expires_s);
    out->must_change_password = out->has.must_change_password = who->must_change_password;
    out->has.account = out->has.name = out->has.provider = out->has.expires_at =
        out->has.enterprises = true;
    return TH_OK;
}

void session_tell_suspended(struct call *call, struct th_str reason)
{
    struct th_issue *issue = th_issue_at(&call->issues, TH_MSG_ENTERPRISE_SUSPENDED, TH_STR(""));
    th_issue_text(&call->issues, issue, "reason", reason);
}

struct th_str session_client(const struct call *call)
{
    char room[NETWORK_CAP];
    return th_arena_copy(call->arena, network_counted(call->request->client, room));
}

static enum api_count count_of(enum th_status status)
{
    if (status == TH_SIGN_IN_FAILED || status == TH_PROOF_FAILED)
        return API_SIGN_IN_BAD;
    if (status == TH_RATE_LIMITED)
        return API_SIGN_IN_LIMITED;
    return status ? API_SIGN_IN_FAILED : API_SIGN_IN_GOOD;
}

/* Once, to whom it was made for; a browser keeps it where its scripts cannot read it. */
enum th_status session_tell(struct call *call, const struct sign_in *opened,
                            struct api_session *out)
{
    struct th_str token = th_str_of(opened->token);
    if (call->is_console)
        call->answer.set_cookie =
            console_cookie(call->arena, call->request, CONSOLE_SESSION, token);
    else
        out->token = th_arena_copy(call->arena, token);
    out->has.token = !call->is_console;
    return out->token.ptr || call->answer.set_cookie.ptr ? fill_session(call, &opened->who, out)
                                                         : TH_NO_MEMORY;
}

static void forget_token(struct call *call)
{
    if (call->is_console)
        call->answer.set_cookie =
            console_cookie(call->arena, call->request, CONSOLE_SESSION, TH_STR(""));
}

static enum th_status sign_in(struct call *call, struct th_str provider, struct credentials *shown,
                              struct api_session *out)
{
    struct sign_in opened;
    shown->kind = call->is_console ? TH_STR("console") : TH_STR("mini");
    shown->superseded = call->cookie;
    enum th_status status = auth_sign_in(call->app->auth, call->arena, provider, shown, &opened);
    count(call->meter, count_of(status));
    call->retry_after_s = status ? opened.retry_after_s : 0;
    return status ? status : session_tell(call, &opened, out);
}

enum th_status list_sign_in_ways(struct call *call, const struct api_none *in,
                                 struct api_sign_in_ways *out)
{
    (void)in;
    out->ways.items = th_arena_array(call->arena, AUTH_WAYS_MOST, sizeof *out->ways.items);
    if (!out->ways.items)
        return TH_NO_MEMORY;
    out->ways.count = auth_ways(call->app->auth, out->ways.items);
    out->has.ways = true;
    out->faces.items = th_arena_array(call->arena, OUTSIDE_FACES_MOST, sizeof *out->faces.items);
    if (!out->faces.items)
        return TH_NO_MEMORY;
    out->faces.count = outside_faces(auth_outside(call->app->auth), out->faces.items);
    return TH_OK;
}

enum th_status sign_in_by_password(struct call *call, const struct api_password_sign_in *in,
                                   struct api_session *out)
{
    struct credentials shown = { .account = in->account,
                                 .password = in->password,
                                 .client = session_client(call),
                                 .device = in->device };
    return sign_in(call, TH_STR("password"), &shown, out);
}

enum th_status sign_in_by_demo(struct call *call, const struct api_demo_sign_in *in,
                               struct api_session *out)
{
    struct credentials shown = { .role = role_row((enum role)in->role)->id,
                                 .client = session_client(call) };
    return sign_in(call, TH_STR("demo"), &shown, out);
}

enum th_status get_session(struct call *call, const struct api_none *in, struct api_session *out)
{
    (void)in;
    return fill_session(call, &call->who, out);
}

enum th_status sign_out(struct call *call, const struct api_none *in, struct api_no_content *out)
{
    (void)in;
    (void)out;
    forget_token(call);
    return auth_sign_out(call->app->auth, &call->who);
}

enum th_status switch_enterprise(struct call *call, const struct api_enterprise_choice *in,
                                 struct api_session *out)
{
    struct sign_in opened;
    enum th_status status =
        auth_switch(call->app->auth, call->arena, &call->who, in->enterprise, &opened);
    if (status == TH_ENTERPRISE_SUSPENDED)
        session_tell_suspended(call, opened.suspended_for);
    return status ? status : session_tell(call, &opened, out);
}

static void fill_session_item(struct call *call, const struct session_row *row,
                              struct api_session_item *out)
{
    *out = (struct api_session_item){
        .id = row->id,
        .provider = row->provider,
        .kind = row->kind,
        .device = row->device,
        .created_at = text_time(call->arena, row->created_s),
        .last_seen_at = text_time(call->arena, row->last_seen_s),
        .expires_at = text_time(
            call->arena, row->idle_expiry_s < row->expires_s ? row->idle_expiry_s : row->expires_s),
        .is_this_one = th_str_equal(row->id, call->who.session_id),
    };
    out->has.id = out->has.provider = out->has.kind = out->has.created_at = out->has.last_seen_at =
        out->has.expires_at = out->has.is_this_one = true;
    out->has.device = row->device.len > 0;
}

enum th_status list_sessions(struct call *call, const struct api_none *in, struct api_sessions *out)
{
    (void)in;
    struct session_list found;
    enum th_status status = auth_sessions(call->app->auth, call->arena, &call->who, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, found.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        fill_session_item(call, &found.items[i], &out->items.items[out->items.count++]);
    out->has.items = true;
    return TH_OK;
}

enum th_status end_session(struct call *call, const struct api_none *in, struct api_no_content *out)
{
    (void)in;
    (void)out;
    return auth_end_sessions(call->app->auth, &call->who, call->path.session);
}

enum th_status end_sessions(struct call *call, const struct api_none *in,
                            struct api_no_content *out)
{
    (void)in;
    (void)out;
    forget_token(call);
    return auth_end_sessions(call->app->auth, &call->who, TH_STR(""));
}

/* ---- by WeChat, by text message ---- */

enum th_status sign_in_by_wechat(struct call *call, const struct api_wechat_sign_in *in,
                                 struct api_session *out)
{
    struct credentials shown = { .code = in->code,
                                 .phone_code = in->phone_code,
                                 .password = in->password,
                                 .client = session_client(call),
                                 .device = in->device };
    return sign_in(call, TH_STR("wechat"), &shown, out);
}

/* In normal form. False with an issue. */
static bool read_phone(struct call *call, struct th_str text, struct th_id *out)
{
    if (th_mobile_check(text, out))
        return true;
    th_issue_at(&call->issues, out->problem, TH_STR("/phone"));
    return false;
}

enum th_status send_sign_in_code(struct call *call, const struct api_sign_in_code *in,
                                 struct api_no_content *out)
{
    (void)out;
    struct th_id phone;
    if (!read_phone(call, in->phone, &phone))
        return TH_INVALID;
    struct code_request request = { .phone = th_str_of(phone.text),
                                    .client = session_client(call) };
    enum th_status status = sms_code_send(call->app->auth, &request);
    call->retry_after_s = request.retry_after_s;
    return status;
}

enum th_status sign_in_by_sms(struct call *call, const struct api_sms_sign_in *in,
                              struct api_session *out)
{
    struct th_id phone;
    if (!read_phone(call, in->phone, &phone))
        return TH_INVALID;
    struct credentials shown = { .phone = th_str_of(phone.text),
                                 .sms_code = in->code,
                                 .code = in->wechat_code,
                                 .password = in->password,
                                 .client = session_client(call),
                                 .device = in->device };
    return sign_in(call, TH_STR("sms"), &shown, out);
}

/* ---- by face ---- */

enum th_status sign_in_by_face(struct call *call, const struct api_face_sign_in *in,
                               struct api_session *out)
{
    struct credentials shown = { .face = in->face,
                                 .code = in->code,
                                 .state = in->state,
                                 .client = session_client(call),
                                 .device = in->device };
    return sign_in(call, TH_STR("face"), &shown, out);
}
