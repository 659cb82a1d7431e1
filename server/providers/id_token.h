/* ID tokens of OpenID Connect Core 1.0: a JWS in compact form, RS256 alone, by a key of the
 * provider's JWKS. Everything that is not right looks alike. Pure. */
#pragma once
#include "answer_json.h"

struct id_token_rules {
    struct th_str issuer, client_id, nonce;
    int64_t now_s;
};
/** `claims` are readable with TH_OK alone. TH_PROOF_FAILED: no such key, another algorithm, a wrong
 * signature; another issuer, audience, party or nonce; over, or not made in the last ten minutes.
 * TH_NO_MEMORY. */
enum th_status id_token_read(struct th_arena *arena, struct th_str token, struct th_str jwks,
                             const struct id_token_rules *rules,
                             struct json_answer *claims) TH_MUST_USE;
