/* Inside the WeChat client: calls with the access token, errcodes, JSON bodies. */
#pragma once
#include "answer_json.h"
#include "wechat.h"
#include "wechat_token.h"

struct wechat {
    struct wechat_setup setup;
    struct wechat_token *token;
};
extern const struct th_str wechat_host;

/** Judges an answer; `json` stays readable. TH_PROVIDER_FAILED: no JSON, not 200, busy, quota. */
enum th_status wechat_read_reply(struct th_arena *arena, const struct https_answer *answer,
                                 struct json_answer *json, struct wechat_reply *reply) TH_MUST_USE;

struct wechat_token_call {
    const char *path;
    struct th_str body; /* JSON; ptr NULL = there was no memory for it */
    struct https_answer answer;
    struct json_answer json; /* unless the answer is an image */
};
/** POST with the access token; a stale token is renewed and the call made once more. */
enum th_status wechat_call(struct wechat *wechat, struct th_arena *arena,
                           struct wechat_token_call *call, struct wechat_reply *reply) TH_MUST_USE;
bool wechat_is_image(const struct https_answer *answer);

struct wechat_member {
    const char *name;
    struct th_str text; /* ptr NULL = left out */
};
void wechat_put_members(struct th_buf *out, const struct wechat_member *members, size_t count);
/** A JSON object of texts; ptr NULL when memory is short. */
struct th_str wechat_object(struct th_arena *arena, const struct wechat_member *members,
                            size_t count);
