/* Data that WeChat's client or its push carries, encrypted or signed with a secret that only we and
 * WeChat know. One answer for every failure: no caller may tell why. Pure. */
#pragma once
#include "arena.h"
#include "status.h"

struct open_data {
    struct th_str session_key, iv, encrypted; /* base64, as they came */
    const char *appid;                        /* ours; the watermark must carry it */
};
/** AES-128-CBC with the session key; PKCS#7; JSON; watermark. TH_SIGN_IN_FAILED for all that is
 * wrong, TH_NO_MEMORY. */
enum th_status open_data_decrypt(struct th_arena *arena, const struct open_data *data,
                                 struct th_str *plain) TH_MUST_USE;
/** hex SHA-1 of rawData and session key equals `signature`. */
bool open_data_matches(struct th_str raw_data, struct th_str session_key, struct th_str signature);

/** Message push: signature over the sorted token, timestamp, nonce and, in the secure mode, the
 * encrypted text (ptr NULL = plain mode). */
struct push_signature {
    struct th_str token, timestamp, nonce, encrypted, signature;
};
bool push_matches(const struct push_signature *push);
/** The message inside `encrypted`; the padding is PKCS#7 over blocks of 32. */
struct push_secret {
    struct th_str aes_key; /* EncodingAESKey, 43 characters */
    const char *appid;
    struct th_str encrypted;
};
enum th_status push_decrypt(struct th_arena *arena, const struct push_secret *push,
                            struct th_str *message) TH_MUST_USE;
