/* WeChat's server interfaces, as its pages describe them: signing in by a code, the phone number
 * behind a code, mini-program codes, subscription messages, face verification. AppSecret, access
 * token and session key stay in here and with the caller; nothing of them is logged.
 *
 * Pages (developers.weixin.qq.com): user-login/code2Session, mp-access-token/getStableAccessToken,
 * user-info/getPhoneNumber, qr-code/getUnlimitedQRCode, mp-message-management/sendMessage,
 * cityservice/face/identify. */
#pragma once
#include "https.h"

#define WECHAT_SESSION_KEY_CAP 32 /* base64 of 16 bytes is 24 */
#define WECHAT_OPENID_CAP      64

struct wechat;
struct wechat_setup {
    struct https *https;
    const char *appid, *secret;
};
/** NULL when memory is short. */
struct wechat *wechat_new(const struct wechat_setup *setup);
void wechat_free(struct wechat *wechat);

/** What WeChat said, beyond TH_OK and TH_PROVIDER_FAILED (wrong answer, busy, quota used up): */
enum wechat_outcome {
    WECHAT_DONE,
    WECHAT_CODE_REFUSED, /* 40029 invalid, 40163 used: the user must try again */
    WECHAT_TOO_OFTEN,    /* 45011 */
    WECHAT_BLOCKED,      /* 40226: WeChat holds this user for a risk */
    WECHAT_UNWANTED,     /* 43101: the user does not take this message; not an error, no retry */
    WECHAT_WRONG,        /* any other errcode: our request or account is wrong */
};
struct wechat_reply {
    enum wechat_outcome outcome;
    int64_t errcode;
};
/** What a reply means for the person it is about: TH_OK, TH_RATE_LIMITED, TH_PROOF_FAILED, else
 * TH_PROVIDER_FAILED. Why WeChat refused a code or a person stays with us. */
enum th_status wechat_judge(const struct wechat_reply *reply) TH_MUST_USE;

struct wechat_person {
    struct th_str openid, unionid; /* unionid may be empty */
    struct th_str session_key;     /* to be sealed at once */
};
/** code2Session. TH_OK with reply->outcome; `out` is filled with WECHAT_DONE. */
enum th_status wechat_sign_in(struct wechat *wechat, struct th_arena *arena, struct th_str code,
                              struct wechat_reply *reply, struct wechat_person *out) TH_MUST_USE;
/** The number behind a getPhoneNumber code, with its country code: "86", "13800138000". The
 * watermark's appid must be ours. */
struct wechat_phone {
    struct th_str country, number;
};
enum th_status wechat_phone_number(struct wechat *wechat, struct th_arena *arena,
                                   struct th_str code, struct wechat_reply *reply,
                                   struct wechat_phone *out) TH_MUST_USE;
/** The image of a mini-program code for `scene` (at most 32 of 0-9A-Za-z!#$&'()*+,/:;=?@-._~) that
 * opens `page`. */
struct wechat_code {
    struct th_str scene, page;
};
struct wechat_image {
    struct th_str type, bytes;
};
enum th_status wechat_mini_code(struct wechat *wechat, struct th_arena *arena,
                                const struct wechat_code *code, struct wechat_reply *reply,
                                struct wechat_image *out) TH_MUST_USE;
/** subscribeMessage.send. `data` is the JSON object of the template's members. */
struct wechat_notice {
    struct th_str openid, template_id, page, data;
};
enum th_status wechat_notify(struct wechat *wechat, struct th_arena *arena,
                             const struct wechat_notice *notice,
                             struct wechat_reply *reply) TH_MUST_USE;

struct wechat_face_start {
    struct th_str openid, name, id_number;
    struct th_str sequence; /* 5 to 32 of 0-9A-Za-z_-, never used before */
};
/** getverifyid: `verify_id` goes to wx.requestFacialVerify; it lives an hour. */
enum th_status wechat_face_begin(struct wechat *wechat, struct th_arena *arena,
                                 const struct wechat_face_start *start, struct wechat_reply *reply,
                                 struct th_str *verify_id) TH_MUST_USE;
/** queryverifyinfo: *passed only when errcode is 0 and verify_ret is 10000. */
struct wechat_face_question {
    struct th_str openid, verify_id, sequence, cert_hash;
};
enum th_status wechat_face_ask(struct wechat *wechat, struct th_arena *arena,
                               const struct wechat_face_question *question,
                               struct wechat_reply *reply, bool *passed) TH_MUST_USE;
/** Lower-case hex SHA-256 over the joined base64 of type, name and number, as WeChat defines it. */
#define WECHAT_CERT_HASH_CAP 65
bool wechat_cert_hash(struct th_str name, struct th_str id_number, char out[WECHAT_CERT_HASH_CAP]);
