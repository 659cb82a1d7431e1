/* Digests, base64 and AES-CBC for the wire formats of others, by mbedTLS. What we keep ourselves is
 * sealed by seal.h. */
#pragma once
#include "buf.h"

#define DIGEST_SHA1_BYTES 20

/** Of `count` texts one after another. */
bool digest_sha1(const struct th_str *parts, size_t count, unsigned char out[DIGEST_SHA1_BYTES]);
bool digest_hmac_sha256(struct th_str key, struct th_str bytes, unsigned char out[32]);

/** Standard base64 with padding; `out->overflow` when it does not fit. */
void digest_base64_put(struct th_buf *out, struct th_str bytes);
/** Strict. False when it is none or does not fit. */
bool digest_base64_take(struct th_buf *out, struct th_str text);

/** base64url without padding; strict, and one spelling for each value. */
void digest_base64url_put(struct th_buf *out, struct th_str bytes);
bool digest_base64url_take(struct th_buf *out, struct th_str text);

/** AES-CBC without padding rules: `cipher` of whole blocks into `plain` of as many bytes. The key
 * has 16 or 32 bytes, the vector 16. */
bool digest_aes_cbc_decrypt(struct th_str key, struct th_str iv, struct th_str cipher,
                            unsigned char *plain);

/** In constant time; false for unequal lengths. */
bool digest_equal(struct th_str a, struct th_str b);
