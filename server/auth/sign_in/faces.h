/* Sign-in by face: begun here, finished by auth_sign_in with the provider "face". A face that was
 * begun is a token of 256 bits, good for five minutes and once. */
#pragma once
#include "face.h"
#include "provider.h"

#define FACE_LIFE_S 300

struct face_request {
    struct th_str provider;        /* "wechat", "yuexinqian", "demo" */
    struct th_str name, id_number; /* a resident id in normal form; empty as the provider is */
    struct th_str wechat_code;
    struct th_str client;
};
struct face_opened {
    char token[TOKEN_CAP];
    struct face_begun begun;
    uint32_t retry_after_s; /* with TH_RATE_LIMITED */
};
/** NULL when this server does not offer it. */
const struct face_provider *faces_provider(const struct auth *auth, struct th_str id);
/** TH_NOT_FOUND: no such provider. TH_PROOF_FAILED: the WeChat code is wrong, or the provider
 * refuses. TH_RATE_LIMITED, TH_PROVIDER_FAILED, TH_OVERLOADED, TH_STORE_FAILED. */
enum th_status faces_begin(struct auth *auth, struct th_arena *arena,
                           const struct face_request *request, struct face_opened *out) TH_MUST_USE;
