/* Signing in, phone numbers, codes and messages over WeChat's interfaces. */
#include "room.h"
#include "wechat_calls.h"

#include <stdlib.h>

struct wechat *wechat_new(const struct wechat_setup *setup)
{
    struct wechat *wechat = calloc(1, sizeof *wechat);
    if (!wechat)
        return NULL;
    wechat->setup = *setup;
    wechat->token = wechat_token_new(setup);
    if (wechat->token)
        return wechat;
    free(wechat);
    return NULL;
}

void wechat_free(struct wechat *wechat)
{
    if (wechat)
        wechat_token_free(wechat->token);
    free(wechat);
}

enum th_status wechat_judge(const struct wechat_reply *reply)
{
    switch (reply->outcome) {
    case WECHAT_DONE: return TH_OK;
    case WECHAT_TOO_OFTEN: return TH_RATE_LIMITED;
    case WECHAT_CODE_REFUSED:
    case WECHAT_BLOCKED:
    case WECHAT_UNWANTED: return TH_PROOF_FAILED;
    case WECHAT_WRONG: break;
    }
    return TH_PROVIDER_FAILED;
}

/* ---- the interfaces ---- */

static struct th_str sign_in_target(struct wechat *wechat, struct th_arena *arena,
                                    struct th_str code)
{
    struct th_buf target = th_room(arena);
    th_buf_put(&target, TH_STR("/sns/jscode2session"));
    https_put_param(&target, "appid", th_str_of(wechat->setup.appid));
    https_put_param(&target, "secret", th_str_of(wechat->setup.secret));
    https_put_param(&target, "js_code", code);
    https_put_param(&target, "grant_type", TH_STR("authorization_code"));
    return th_room_keep(arena, &target);
}

enum th_status wechat_sign_in(struct wechat *wechat, struct th_arena *arena, struct th_str code,
                              struct wechat_reply *reply, struct wechat_person *out)
{
    struct https_request request = { .host = wechat_host,
                                     .target = sign_in_target(wechat, arena, code) };
    struct https_answer answer;
    struct json_answer json;
    if (!request.target.ptr)
        return TH_NO_MEMORY;
    enum th_status status = https_call(wechat->setup.https, arena, &request, &answer);
    if (!status)
        status = wechat_read_reply(arena, &answer, &json, reply);
    if (status || reply->outcome != WECHAT_DONE)
        return status;
    *out = (struct wechat_person){ .openid = { "", 0 }, .unionid = { "", 0 } };
    (void)json_answer_text(&json, "unionid", &out->unionid);
    bool is_whole = json_answer_text(&json, "openid", &out->openid) &&
                    out->openid.len < WECHAT_OPENID_CAP &&
                    json_answer_text(&json, "session_key", &out->session_key) &&
                    out->session_key.len < WECHAT_SESSION_KEY_CAP;
    return is_whole ? TH_OK : TH_PROVIDER_FAILED;
}

enum th_status wechat_phone_number(struct wechat *wechat, struct th_arena *arena,
                                   struct th_str code, struct wechat_reply *reply,
                                   struct wechat_phone *out)
{
    const struct wechat_member members[] = { { "code", code } };
    struct wechat_token_call call = { .path = "/wxa/business/getuserphonenumber",
                                      .body = wechat_object(arena, members, 1) };
    enum th_status status = wechat_call(wechat, arena, &call, reply);
    if (status || reply->outcome != WECHAT_DONE)
        return status;
    struct th_str appid;
    int64_t country; /* documented as a number, sent as a text */
    bool is_whole = json_answer_text(&call.json, "phone_info.watermark.appid", &appid) &&
                    th_str_equal(appid, th_str_of(wechat->setup.appid)) &&
                    json_answer_text(&call.json, "phone_info.purePhoneNumber", &out->number) &&
                    json_answer_number(&call.json, "phone_info.countryCode", &country) &&
                    country > 0;
    if (!is_whole)
        return TH_PROVIDER_FAILED;
    struct th_buf text = th_room(arena);
    th_buf_i64(&text, country);
    out->country = th_room_keep(arena, &text);
    return out->country.ptr ? TH_OK : TH_NO_MEMORY;
}

enum th_status wechat_mini_code(struct wechat *wechat, struct th_arena *arena,
                                const struct wechat_code *code, struct wechat_reply *reply,
                                struct wechat_image *out)
{
    const struct wechat_member members[] = { { "scene", code->scene }, { "page", code->page } };
    struct wechat_token_call call = { .path = "/wxa/getwxacodeunlimit",
                                      .body = wechat_object(arena, members, 2) };
    enum th_status status = wechat_call(wechat, arena, &call, reply);
    if (status || reply->outcome != WECHAT_DONE)
        return status;
    *out = (struct wechat_image){ call.answer.type, call.answer.body };
    return wechat_is_image(&call.answer) && out->bytes.len > 0 ? TH_OK : TH_PROVIDER_FAILED;
}

enum th_status wechat_notify(struct wechat *wechat, struct th_arena *arena,
                             const struct wechat_notice *notice, struct wechat_reply *reply)
{
    const struct wechat_member members[] = {
        { "touser", notice->openid },
        { "template_id", notice->template_id },
        { "page", notice->page.len ? notice->page : (struct th_str){ NULL, 0 } },
    };
    struct th_buf body = th_room(arena);
    th_buf_char(&body, '{');
    wechat_put_members(&body, members, sizeof members / sizeof members[0]);
    th_buf_put(&body, TH_STR(",\"data\":"));
    th_buf_put(&body, notice->data);
    th_buf_char(&body, '}');
    struct wechat_token_call call = { .path = "/cgi-bin/message/subscribe/send",
                                      .body = th_room_keep(arena, &body) };
    return wechat_call(wechat, arena, &call, reply);
}
