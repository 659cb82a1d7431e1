/* How WeChat is called and what its errcodes mean. */
#include "wechat_calls.h"

#include "json_write.h"
#include "room.h"

const struct th_str wechat_host = { "api.weixin.qq.com", 17 };

/* ---- what an errcode means (wechat.h names the pages) ---- */

static const struct {
    int64_t errcode;
    enum wechat_outcome outcome;
} meanings[] = {
    { 0, WECHAT_DONE },          { 40029, WECHAT_CODE_REFUSED }, { 40163, WECHAT_CODE_REFUSED },
    { 45011, WECHAT_TOO_OFTEN }, { 40226, WECHAT_BLOCKED },      { 43101, WECHAT_UNWANTED },
};

static bool is_stale_token(int64_t errcode)
{
    return errcode == 40001 || errcode == 40014 || errcode == 42001;
}

/* -1 = busy, 45009 = the day's quota: nothing that a user could do about it. */
static enum th_status judge(int64_t errcode, struct wechat_reply *reply)
{
    *reply = (struct wechat_reply){ WECHAT_WRONG, errcode };
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].errcode == errcode)
            reply->outcome = meanings[i].outcome;
    return errcode == -1 || errcode == 45009 ? TH_PROVIDER_FAILED : TH_OK;
}

/* A missing errcode is success: several interfaces leave it out then. */
enum th_status wechat_read_reply(struct th_arena *arena, const struct https_answer *answer,
                                 struct json_answer *json, struct wechat_reply *reply)
{
    if (answer->status != 200)
        return TH_PROVIDER_FAILED;
    enum th_status status = json_answer_read(arena, answer->body, json);
    if (status)
        return status;
    int64_t errcode = 0;
    (void)json_answer_number(json, "errcode", &errcode);
    return judge(errcode, reply);
}

/* ---- calls with the access token: a stale one is renewed and the call made once more ---- */

static enum th_status try_call(struct wechat *wechat, struct th_arena *arena, struct th_str token,
                               struct wechat_token_call *call)
{
    struct th_buf target = th_room(arena);
    th_buf_put(&target, th_str_of(call->path));
    https_put_param(&target, "access_token", token);
    struct https_request request = { .host = wechat_host,
                                     .target = th_room_keep(arena, &target),
                                     .body = call->body,
                                     .type = TH_STR("application/json") };
    return request.target.ptr ? https_call(wechat->setup.https, arena, &request, &call->answer)
                              : TH_NO_MEMORY;
}

bool wechat_is_image(const struct https_answer *answer)
{
    return answer->status == 200 && th_str_starts(answer->type, TH_STR("image/"));
}

enum th_status wechat_call(struct wechat *wechat, struct th_arena *arena,
                           struct wechat_token_call *call, struct wechat_reply *reply)
{
    struct th_str token;
    if (!call->body.ptr)
        return TH_NO_MEMORY;
    for (int attempt = 0;; attempt++) {
        enum th_status status = wechat_token_get(wechat->token, arena, &token);
        if (!status)
            status = try_call(wechat, arena, token, call);
        if (status)
            return status;
        if (wechat_is_image(&call->answer)) {
            *reply = (struct wechat_reply){ WECHAT_DONE, 0 };
            return TH_OK;
        }
        status = wechat_read_reply(arena, &call->answer, &call->json, reply);
        if (status || !is_stale_token(reply->errcode))
            return status;
        wechat_token_drop(wechat->token, token);
        if (attempt > 0)
            return TH_PROVIDER_FAILED;
    }
}

/* ---- bodies ---- */

void wechat_put_members(struct th_buf *out, const struct wechat_member *members, size_t count)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (!members[i].text.ptr)
            continue;
        th_json_put_key(out, members[i].name, &first);
        th_json_put_text(out, members[i].text);
    }
}

struct th_str wechat_object(struct th_arena *arena, const struct wechat_member *members,
                            size_t count)
{
    struct th_buf out = th_room(arena);
    th_buf_char(&out, '{');
    wechat_put_members(&out, members, count);
    th_buf_char(&out, '}');
    return th_room_keep(arena, &out);
}
