/* The ways by which somebody signs in to his own account: seen masked, tied, untied, and the
 * password changed. A change needs a proof of what is tied, and a sign-in of just now or the old
 * password; it changes the token of the session that asks, and ends the others when a way in is
 * no longer the one that it was. */
#pragma once
#include "identities.h"
#include "provider.h"

enum tie { TIE_PHONE, TIE_WECHAT, TIE_PERSON, TIE_COUNT };
/** "phone", "wechat", "person": the kind of the identity. */
struct th_str tie_id(enum tie tie);
/** Of those that a person may untie. False for all else. */
bool tie_find(struct th_str id, enum tie *out);

struct tie_view {
    bool is_there, may_end;
    char shown[MASK_CAP]; /* empty = nothing of it is shown */
    int64_t verified_s;
};
struct ties_view {
    struct tie_view ties[TIE_COUNT];
    bool has_password;
    bool offers_wechat, offers_text; /* what this server can prove */
};
enum th_status ties_list(struct auth *auth, struct th_arena *arena, const struct identity *who,
                         struct ties_view *out) TH_MUST_USE;

struct tie_proof {
    enum tie tie;
    struct th_str code;  /* WeChat: of wx.login; phone: of getPhoneNumber, or of a text message */
    struct th_str phone; /* normal form, with the code of a text message; empty = getPhoneNumber */
    struct th_str client;
};
/** Sends a code for a phone that shall be tied, whoever has it. TH_NOT_FOUND: no text messages.
 * TH_SIGN_IN_AGAIN, TH_RATE_LIMITED with *retry_after_s. */
enum th_status ties_send_code(struct auth *auth, const struct identity *who,
                              const struct tie_proof *proof, uint32_t *retry_after_s) TH_MUST_USE;
/** Ties what is proved, in place of what the account had of that kind. `out` is the session in
 * place of the asker's. TH_NOT_FOUND: this server cannot prove it. TH_SIGN_IN_AGAIN: the sign-in is
 * too old. TH_PROOF_FAILED. TH_IDENTITY_TAKEN: it is of another account, on which something hangs.
 * TH_UNAUTHENTICATED: the asker's session ended. TH_RATE_LIMITED with out->retry_after_s,
 * TH_PROVIDER_FAILED, TH_OVERLOADED, TH_SECRETS_OFF. */
enum th_status ties_tie(struct auth *auth, struct th_arena *arena, const struct identity *who,
                        const struct tie_proof *proof, struct sign_in *out) TH_MUST_USE;
/** TH_NOT_FOUND: the account has none. TH_LAST_WAY: nothing else would let him in. As above. */
enum th_status ties_untie(struct auth *auth, struct th_arena *arena, const struct identity *who,
                          enum tie tie, struct sign_in *out) TH_MUST_USE;

struct password_change {
    struct th_str old, password;
};
/** TH_PROOF_FAILED: the old one is wrong. TH_INVALID: the length of the new one. TH_CONFLICT: it
 * is the old one. TH_NO_PASSWORD: the account has none. TH_INITIAL_ENDED. */
enum th_status ties_change_password(struct auth *auth, struct th_arena *arena,
                                    const struct identity *who,
                                    const struct password_change *change,
                                    struct sign_in *out) TH_MUST_USE;
