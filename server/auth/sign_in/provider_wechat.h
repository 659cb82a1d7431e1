/* Who stands behind a WeChat login code, for the ways of signing in that need to know. */
#pragma once
#include "ids.h"
#include "provider.h"
#include "wechat.h"

struct wechat_proof {
    struct wechat_person person;
    uint32_t retry_after_s; /* with TH_RATE_LIMITED */
};
/** By shown->code. TH_NOT_FOUND: WeChat is off. TH_PROOF_FAILED: the code is wrong, old, or was
 * seen in the last ten minutes. TH_RATE_LIMITED, TH_PROVIDER_FAILED, TH_OVERLOADED. */
enum th_status wechat_prove(struct auth *auth, struct th_arena *arena,
                            const struct credentials *shown, struct wechat_proof *out) TH_MUST_USE;
/** The mobile number behind a code of getPhoneNumber, when WeChat is on. TH_PROOF_FAILED: the code
 * is wrong or old, or the number is not of the mainland. As above. */
enum th_status wechat_prove_phone(struct auth *auth, struct th_arena *arena, struct th_str code,
                                  struct th_id *out) TH_MUST_USE;
