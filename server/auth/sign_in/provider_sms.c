/* Sign-in by a code in a text message. An account that uses WeChat wants the same WeChat, too, or
 * its password: a phone number may have a new owner. */
#include "enter.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"
#include "provider_wechat.h"
#include "service.h"
#include "sms_code.h"

static enum th_status take_try(struct auth *auth, const struct credentials *shown,
                               struct sign_in *out)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(auth)),
                               .now_s = auth_now_s(auth) };
    limiter_add(&take, LIMIT_PROOF_ADDRESS, shown->client);
    enum th_status status = limiter_take(auth_store(auth), &take);
    out->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out)
{
    struct wechat_proof wechat = { .retry_after_s = 0 };
    if (!outside_sms(auth_outside(auth)))
        return TH_NOT_FOUND;
    enum th_status status = take_try(auth, shown, out);
    if (status == TH_OK)
        status =
            sms_code_check(auth, &(struct code_request){ .phone = shown->phone }, shown->sms_code);
    if (status == TH_OK && shown->code.len)
        status = wechat_prove(auth, arena, shown, &wechat);
    if (status)
        return status;
    const struct proof proof = { .openid = wechat.person.openid,
                                 .session_key = wechat.person.session_key,
                                 .phone = shown->phone,
                                 .password = shown->password };
    return enter_by_proof(auth, arena, &proof, out);
}

static bool is_on(const struct auth *auth)
{
    return outside_sms(auth_outside(auth)) != NULL;
}

const struct auth_provider auth_sms_provider = {
    .id = { "sms", 3 },
    .verify = verify,
    .is_on = is_on,
};
