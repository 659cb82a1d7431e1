/* Codes with a ticket in them: where the phone's page is, and nothing of a request but the name
 * that the gate has checked. */
#include "scan_code.h"

#include "digest.h"
#include "log.h"
#include "outside.h"
#include "qr.h"
#include "room.h"

#define PAGE           "pages/scan/scan"
#define MINI_CODE_MOST ((size_t)192 * 1024)

static struct th_str text_of(struct call *call, struct th_str ticket)
{
    struct th_buf text = th_room(call->arena);
    th_buf_put(&text, call->request->is_secure ? TH_STR("https://") : TH_STR("http://"));
    th_buf_put(&text, call->request->headers.host);
    th_buf_put(&text, TH_STR("/app/#/" PAGE "?scene=t%3D"));
    th_buf_put(&text, ticket);
    return th_room_keep(call->arena, &text);
}

static struct th_str data_uri(struct th_arena *arena, struct th_str type, struct th_str bytes)
{
    struct th_buf text = th_room(arena);
    th_buf_put(&text, TH_STR("data:"));
    th_buf_put(&text, type);
    th_buf_put(&text, TH_STR(";base64,"));
    digest_base64_put(&text, bytes);
    return th_room_keep(arena, &text);
}

/* By what the bytes are: no word of another server stands in the data URI. */
static struct th_str type_of(struct th_str bytes)
{
    if (th_str_starts(bytes, TH_STR("\x89PNG\r\n")))
        return TH_STR("image/png");
    return th_str_starts(bytes, TH_STR("\xff\xd8\xff")) ? TH_STR("image/jpeg") : TH_STR("");
}

static struct th_str ask_wechat(struct call *call, struct th_str ticket)
{
    const struct th_str none = { NULL, 0 };
    struct wechat *wechat = outside_wechat(auth_outside(call->app->auth));
    if (!wechat)
        return none;
    struct th_buf scene = th_room(call->arena);
    th_buf_put(&scene, TH_STR("t="));
    th_buf_put(&scene, ticket);
    struct wechat_code code = { th_room_keep(call->arena, &scene), TH_STR(PAGE) };
    struct wechat_reply reply;
    struct wechat_image image;
    if (wechat_mini_code(wechat, call->arena, &code, &reply, &image))
        return none;
    if (reply.outcome != WECHAT_DONE) {
        const struct log_field field = LOG_NUMBER("errcode", reply.errcode);
        log_event(LOG_WARN, "wechat_code_refused", &field, 1);
        return none;
    }
    struct th_str type = type_of(image.bytes);
    return type.len && image.bytes.len <= MINI_CODE_MOST ? data_uri(call->arena, type, image.bytes)
                                                         : none;
}

enum th_status scan_code_make(struct call *call, struct th_str ticket, struct scan_code *out)
{
    out->image = ask_wechat(call, ticket);
    out->is_mini = out->image.ptr != NULL;
    if (out->is_mini)
        return TH_OK;
    struct th_str svg = qr_svg(call->arena, text_of(call, ticket));
    out->image = data_uri(call->arena, TH_STR("image/svg+xml"), svg);
    return svg.ptr && out->image.ptr ? TH_OK : TH_NO_MEMORY;
}
