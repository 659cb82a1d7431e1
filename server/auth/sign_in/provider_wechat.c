/* Sign-in by WeChat: the openid behind a login code, and perhaps the phone behind a phone code.
 * Both come from WeChat's server; nothing that the client says about itself is taken. */
#include "provider_wechat.h"

#include "enter.h"
#include "identities.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"

/* A code is looked at once; for ten minutes it is known as used, whatever came of it. */
static enum th_status take_code(struct auth *auth, const struct credentials *shown,
                                uint32_t *retry_after_s)
{
    struct limit_take code = { .seal = outside_seal(auth_outside(auth)),
                               .now_s = auth_now_s(auth) };
    struct limit_take address = code;
    limiter_add(&address, LIMIT_PROOF_ADDRESS, shown->client);
    enum th_status status = limiter_take(auth_store(auth), &address);
    *retry_after_s = address.retry_after_s;
    if (status)
        return status;
    limiter_add(&code, LIMIT_WECHAT_CODE, shown->code);
    status = limiter_take(auth_store(auth), &code);
    return status == TH_RATE_LIMITED ? TH_PROOF_FAILED : status;
}

enum th_status wechat_prove(struct auth *auth, struct th_arena *arena,
                            const struct credentials *shown, struct wechat_proof *out)
{
    struct wechat *wechat = outside_wechat(auth_outside(auth));
    struct wechat_reply reply;
    *out = (struct wechat_proof){ .retry_after_s = 0 };
    if (!wechat)
        return TH_NOT_FOUND;
    enum th_status status = take_code(auth, shown, &out->retry_after_s);
    if (status == TH_OK)
        status = wechat_sign_in(wechat, arena, shown->code, &reply, &out->person);
    return status ? status : wechat_judge(&reply);
}

enum th_status wechat_prove_phone(struct auth *auth, struct th_arena *arena, struct th_str code,
                                  struct th_id *out)
{
    struct wechat_reply reply;
    struct wechat_phone phone;
    enum th_status status =
        wechat_phone_number(outside_wechat(auth_outside(auth)), arena, code, &reply, &phone);
    if (status == TH_OK)
        status = wechat_judge(&reply);
    if (status)
        return status;
    bool is_ours = th_str_equal(phone.country, TH_STR("86")) && th_mobile_check(phone.number, out);
    return is_ours ? TH_OK : TH_PROOF_FAILED;
}

static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out)
{
    struct wechat_proof wechat;
    struct th_id phone = { .text = "" };
    enum th_status status = wechat_prove(auth, arena, shown, &wechat);
    out->retry_after_s = wechat.retry_after_s;
    if (status == TH_OK && shown->phone_code.len)
        status = wechat_prove_phone(auth, arena, shown->phone_code, &phone);
    if (status)
        return status;
    const struct proof proof = { .openid = wechat.person.openid,
                                 .session_key = wechat.person.session_key,
                                 .phone = th_str_of(phone.text),
                                 .password = shown->password };
    return enter_by_proof(auth, arena, &proof, out);
}

static bool is_on(const struct auth *auth)
{
    return outside_wechat(auth_outside(auth)) != NULL;
}

const struct auth_provider auth_wechat_provider = {
    .id = { "wechat", 6 },
    .verify = verify,
    .is_on = is_on,
};
