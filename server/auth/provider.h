/* The seam for ways to sign in: each provider turns credentials into a user. Sessions, back-off and
 * routes know no provider by name. */
#pragma once
#include "auth.h"
#include "buf.h"
#include "password.h"

struct auth_provider {
    struct th_str id;
    /** Fills id, account and name of out->who. TH_SIGN_IN_FAILED or TH_PROOF_FAILED for anything
     * that is not right, without saying what; TH_NOT_FOUND when this server does not offer it;
     * TH_RATE_LIMITED with out->retry_after_s. */
    enum th_status (*verify)(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out);
    /** What back-off counts; NULL when there is nothing to guess. */
    struct th_str (*subject)(const struct credentials *shown);
    bool needs_demo; /* exists only on a demo server */
};

extern const struct auth_provider auth_password_provider, auth_demo_provider, auth_wechat_provider,
    auth_sms_provider;

struct store *auth_store(const struct auth *auth);
struct service *auth_service(const struct auth *auth);
struct courier *auth_courier(const struct auth *auth); /* courier.h; NULL = no text messages */
struct password_gate *auth_password_gate(const struct auth *auth);
