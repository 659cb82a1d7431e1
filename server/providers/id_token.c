/* Signature first, then the claims: nothing that is not signed is looked at but the name of the
 * key. */
#include "id_token.h"

#include "digest.h"
#include "room.h"
#include "rs256.h"

#include <stdio.h>

#define TOKEN_MOST 8192
#define KEYS_MOST  20
#define SKEW_S     60
#define AGE_S      600 /* of a token, at most */

struct token_parts {
    struct th_str header, payload, signature; /* as they stand in the token */
    struct th_str signed_text;
};

static bool split(struct th_str token, struct token_parts *out)
{
    struct th_str rest = token;
    if (token.len > TOKEN_MOST)
        return false;
    out->header = th_str_cut(&rest, '.');
    out->payload = th_str_cut(&rest, '.');
    out->signature = rest;
    out->signed_text = (struct th_str){ token.ptr, out->header.len + 1 + out->payload.len };
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] == '.')
            return false;
    return out->header.len && out->payload.len && out->signature.len;
}

/* ptr NULL: not base64url, or memory is short. */
static struct th_str decode(struct th_arena *arena, struct th_str text)
{
    struct th_buf out = th_room(arena);
    bool is_good = digest_base64url_take(&out, text);
    return is_good ? th_room_keep(arena, &out) : (struct th_str){ NULL, 0 };
}

static bool read_part(struct th_arena *arena, struct th_str part, struct json_answer *out)
{
    struct th_str text = decode(arena, part);
    return text.ptr && json_answer_read(arena, text, out) == TH_OK;
}

static bool is_text(const struct json_answer *json, const char *path, struct th_str wanted)
{
    struct th_str found;
    return json_answer_text(json, path, &found) && th_str_equal(found, wanted);
}

static bool key_member(const struct json_answer *jwks, size_t i, const char *name,
                       struct th_str *out)
{
    char path[32];
    snprintf(path, sizeof path, "keys.%zu.%s", i, name);
    return json_answer_text(jwks, path, out);
}

static bool is_key(const struct json_answer *jwks, size_t i, struct th_str kid)
{
    struct th_str found;
    if (!key_member(jwks, i, "kid", &found) || !th_str_equal(found, kid) ||
        !key_member(jwks, i, "kty", &found) || !th_str_equal(found, TH_STR("RSA")))
        return false;
    if (key_member(jwks, i, "use", &found) && !th_str_equal(found, TH_STR("sig")))
        return false;
    return !key_member(jwks, i, "alg", &found) || th_str_equal(found, TH_STR("RS256"));
}

static bool find_key(struct th_arena *arena, const struct json_answer *jwks, struct th_str kid,
                     struct rs256_key *out)
{
    struct th_str n, e;
    for (size_t i = 0; i < KEYS_MOST; i++) {
        if (!is_key(jwks, i, kid) || !key_member(jwks, i, "n", &n) || !key_member(jwks, i, "e", &e))
            continue;
        out->modulus = decode(arena, n);
        out->exponent = decode(arena, e);
        return out->modulus.ptr && out->exponent.ptr;
    }
    return false;
}

/* A header that asks for something which must be understood, and is not, is refused. */
static bool is_plain_header(const struct json_answer *header)
{
    struct th_str found;
    return is_text(header, "alg", TH_STR("RS256")) && !json_answer_text(header, "crit.0", &found);
}

static bool is_signed(struct th_arena *arena, const struct token_parts *parts,
                      struct th_str jwks_text)
{
    struct json_answer header, jwks;
    struct rs256_key key;
    struct th_str kid;
    if (!read_part(arena, parts->header, &header) || !is_plain_header(&header) ||
        !json_answer_text(&header, "kid", &kid) ||
        json_answer_read(arena, jwks_text, &jwks) != TH_OK || !find_key(arena, &jwks, kid, &key))
        return false;
    struct th_str signature = decode(arena, parts->signature);
    return signature.ptr && rs256_verify(&key, parts->signed_text, signature);
}

/* One audience: us. A token that others may use, too, is none for us. */
static bool is_for_us(const struct json_answer *claims, struct th_str client_id)
{
    struct th_str found;
    bool is_sole =
        is_text(claims, "aud", client_id) ||
        (is_text(claims, "aud.0", client_id) && !json_answer_text(claims, "aud.1", &found));
    return is_sole && (!json_answer_text(claims, "azp", &found) || th_str_equal(found, client_id));
}

static bool is_in_time(const struct json_answer *claims, int64_t now_s)
{
    int64_t issued, ends;
    return json_answer_number(claims, "iat", &issued) && json_answer_number(claims, "exp", &ends) &&
           now_s < ends + SKEW_S && issued <= now_s + SKEW_S && now_s - issued <= AGE_S;
}

enum th_status id_token_read(struct th_arena *arena, struct th_str token, struct th_str jwks,
                             const struct id_token_rules *rules, struct json_answer *claims)
{
    struct token_parts parts;
    struct th_str nonce;
    if (!split(token, &parts) || !is_signed(arena, &parts, jwks) ||
        !read_part(arena, parts.payload, claims))
        return TH_PROOF_FAILED;
    bool is_right = is_text(claims, "iss", rules->issuer) && is_for_us(claims, rules->client_id) &&
                    is_in_time(claims, rules->now_s) && json_answer_text(claims, "nonce", &nonce) &&
                    digest_equal(nonce, rules->nonce);
    return is_right ? TH_OK : TH_PROOF_FAILED;
}
