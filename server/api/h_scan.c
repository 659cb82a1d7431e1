/* Signing in a PC by a phone: what the PC shows and asks, what the phone shows and decides. */
#include "cities.h"
#include "console.h"
#include "device.h"
#include "handlers.h"
#include "network.h"
#include "scan.h"
#include "scan_code.h"
#include "session.h"

enum th_status begin_scan(struct call *call, const struct api_none *in, struct api_scan_begun *out)
{
    (void)in;
    struct scan_made made;
    struct scan_place place = {
        .kind = call->is_console ? TH_STR("console") : TH_STR("mini"),
        .device = device_of(call->arena, call->request->headers.user_agent),
        .address = call->request->client,
    };
    struct scan_code code;
    enum th_status status = scan_begin(call->app->auth, &place, &made);
    if (!status)
        status = scan_code_make(call, th_str_of(made.ticket), &code);
    if (status)
        return status;
    struct th_str secret = th_str_of(made.secret);
    if (call->is_console)
        call->answer.set_cookie = console_cookie(call->arena, call->request, CONSOLE_SCAN, secret);
    else
        out->secret = th_arena_copy(call->arena, secret);
    out->has.secret = !call->is_console;
    out->scan = th_arena_copy(call->arena, th_str_of(made.id));
    out->image = code.image;
    out->code = code.is_mini ? TH_STR("mini") : TH_STR("plain");
    out->expires_in_s = SCAN_LIFE_S;
    out->has.scan = out->has.image = out->has.code = out->has.expires_in_s = true;
    return out->scan.ptr ? TH_OK : TH_NO_MEMORY;
}

static struct th_str secret_of(const struct call *call)
{
    return call->is_console ? console_scan_secret(call->request)
                            : call->request->headers.x_tanheng_scan;
}

enum th_status poll_scan(struct call *call, const struct api_none *in, struct api_scan_state *out)
{
    (void)in;
    struct scan_view view;
    enum th_status status =
        scan_poll(call->app->auth, call->arena,
                  &(struct scan_claim){ .id = call->path.scan, .secret = secret_of(call) }, &view);
    if (status)
        return status;
    out->state = view.state;
    out->expires_in_s = view.expires_in_s;
    out->has.state = out->has.expires_in_s = true;
    return TH_OK;
}

enum th_status sign_in_by_scan(struct call *call, const struct api_scan_ref *in,
                               struct api_session *out)
{
    struct sign_in opened;
    const struct scan_claim claim = { in->scan, secret_of(call), call->cookie };
    enum th_status status = scan_open(call->app->auth, call->arena, &claim, &opened);
    return status ? status : session_tell(call, &opened, out);
}

static struct scan_phone phone_of(const struct call *call, struct th_str ticket)
{
    return (
        struct scan_phone){ .who = &call->who, .ticket = ticket, .address = call->request->client };
}

static void tell_city(const struct call *call, struct th_str address, struct api_scan_view *out)
{
    out->city_zh = cities_name(call->app->cities, call->arena, address, CITIES_ZH);
    out->city_en = cities_name(call->app->cities, call->arena, address, CITIES_EN);
    out->has.city_zh = out->city_zh.len > 0;
    out->has.city_en = out->city_en.len > 0;
}

enum th_status look_at_scan(struct call *call, const struct api_scan_ticket *in,
                            struct api_scan_view *out)
{
    struct scan_view view;
    char network[NETWORK_CAP];
    struct scan_phone phone = phone_of(call, in->ticket);
    enum th_status status = scan_look(call->app->auth, call->arena, &phone, &view);
    if (status)
        return status;
    *out = (struct api_scan_view){
        .device = view.device,
        .network = th_arena_copy(call->arena, network_of(view.address, network)),
        .place = (uint32_t)network_place(view.address),
        .other_network = scan_is_elsewhere(view.address, phone.address),
        .created_at = text_time(call->arena, view.created_s),
        .expires_in_s = view.expires_in_s,
    };
    tell_city(call, view.address, out);
    out->has.device = view.device.len > 0;
    out->has.network = out->has.place = out->has.other_network = out->has.created_at =
        out->has.expires_in_s = true;
    return out->network.ptr ? TH_OK : TH_NO_MEMORY;
}

enum th_status confirm_scan(struct call *call, const struct api_scan_consent *in,
                            struct api_no_content *out)
{
    (void)out;
    struct scan_phone phone = phone_of(call, in->ticket);
    phone.knows_other_network = in->other_network;
    return scan_confirm(call->app->auth, call->arena, &phone);
}

enum th_status deny_scan(struct call *call, const struct api_scan_ticket *in,
                         struct api_no_content *out)
{
    (void)out;
    struct scan_phone phone = phone_of(call, in->ticket);
    return scan_deny(call->app->auth, call->arena, &phone);
}
