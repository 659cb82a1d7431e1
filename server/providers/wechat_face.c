/* Face verification by WeChat: getverifyid, then queryverifyinfo. What the phone says in between is
 * never believed. */
#include "digest.h"
#include "json_write.h"
#include "room.h"
#include "sha256.h"
#include "wechat_calls.h"

#include <string.h>

#define CERT_TYPE   "IDENTITY_CARD"
#define FACE_PASSED 10000 /* verify_ret */

enum th_status wechat_face_begin(struct wechat *wechat, struct th_arena *arena,
                                 const struct wechat_face_start *start, struct wechat_reply *reply,
                                 struct th_str *verify_id)
{
    const struct wechat_member person[] = { { "cert_type", TH_STR(CERT_TYPE) },
                                            { "cert_name", start->name },
                                            { "cert_no", start->id_number } };
    const struct wechat_member whole[] = { { "out_seq_no", start->sequence },
                                           { "openid", start->openid } };
    struct th_buf body = th_room(arena);
    th_buf_char(&body, '{');
    wechat_put_members(&body, whole, 2);
    th_buf_put(&body, TH_STR(",\"cert_info\":{"));
    wechat_put_members(&body, person, 3);
    th_buf_put(&body, TH_STR("}}"));
    struct wechat_token_call call = { .path = "/cityservice/face/identify/getverifyid",
                                      .body = th_room_keep(arena, &body) };
    enum th_status status = wechat_call(wechat, arena, &call, reply);
    if (status || reply->outcome != WECHAT_DONE)
        return status;
    return json_answer_text(&call.json, "verify_id", verify_id) && verify_id->len <= 256
               ? TH_OK
               : TH_PROVIDER_FAILED;
}

enum th_status wechat_face_ask(struct wechat *wechat, struct th_arena *arena,
                               const struct wechat_face_question *question,
                               struct wechat_reply *reply, bool *passed)
{
    const struct wechat_member members[] = { { "verify_id", question->verify_id },
                                             { "out_seq_no", question->sequence },
                                             { "cert_hash", question->cert_hash },
                                             { "openid", question->openid } };
    struct wechat_token_call call = { .path = "/cityservice/face/identify/queryverifyinfo",
                                      .body = wechat_object(arena, members, 4) };
    *passed = false;
    enum th_status status = wechat_call(wechat, arena, &call, reply);
    int64_t verify_ret = 0;
    if (!status && reply->outcome == WECHAT_DONE)
        *passed =
            json_answer_number(&call.json, "verify_ret", &verify_ret) && verify_ret == FACE_PASSED;
    return status;
}

static void put_part(struct th_buf *out, const char *name, struct th_str value)
{
    th_buf_put(out, th_str_of(name));
    digest_base64_put(out, value);
}

bool wechat_cert_hash(struct th_str name, struct th_str id_number, char out[WECHAT_CERT_HASH_CAP])
{
    char room[1024];
    struct th_buf joined;
    th_buf_init(&joined, room, sizeof room);
    put_part(&joined, "cert_type=", TH_STR(CERT_TYPE));
    put_part(&joined, "&cert_name=", name);
    put_part(&joined, "&cert_no=", id_number);
    th_sha256_hex(th_buf_view(&joined), out);
    explicit_bzero(room, sizeof room);
    return !joined.overflow;
}
