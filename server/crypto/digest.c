#include "digest.h"

#include <mbedtls/aes.h>
#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <mbedtls/sha1.h>
#include <string.h>

#define AES_BLOCK 16

static const unsigned char *bytes_of(struct th_str text)
{
    return (const unsigned char *)(text.ptr ? text.ptr : "");
}

bool digest_sha1(const struct th_str *parts, size_t count, unsigned char out[DIGEST_SHA1_BYTES])
{
    mbedtls_sha1_context sha1;
    mbedtls_sha1_init(&sha1);
    bool done = mbedtls_sha1_starts_ret(&sha1) == 0;
    for (size_t i = 0; done && i < count; i++)
        done = mbedtls_sha1_update_ret(&sha1, bytes_of(parts[i]), parts[i].len) == 0;
    done = done && mbedtls_sha1_finish_ret(&sha1, out) == 0;
    mbedtls_sha1_free(&sha1);
    return done;
}

bool digest_hmac_sha256(struct th_str key, struct th_str bytes, unsigned char out[32])
{
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    return mbedtls_md_hmac(sha256, bytes_of(key), key.len, bytes_of(bytes), bytes.len, out) == 0;
}

/* mbedTLS wants one byte more than it leaves, for its NUL. */
void digest_base64_put(struct th_buf *out, struct th_str bytes)
{
    size_t written = 0;
    unsigned char *to = (unsigned char *)out->ptr + out->len;
    if (out->overflow ||
        mbedtls_base64_encode(to, out->cap - out->len, &written, bytes_of(bytes), bytes.len) != 0)
        out->overflow = true;
    else
        out->len += written;
}

/* mbedTLS ignores bits that the padding leaves over; a second spelling of a value is none for us.
 */
static bool is_canonical(struct th_str text, const unsigned char *bytes, size_t count)
{
    char group[8];
    struct th_buf again;
    th_buf_init(&again, group, sizeof group);
    size_t rest = count % 3;
    if (text.len == 0 || rest == 0)
        return true;
    digest_base64_put(&again, (struct th_str){ (const char *)bytes + count - rest, rest });
    return memcmp(group, text.ptr + text.len - 4, 4) == 0;
}

bool digest_base64_take(struct th_buf *out, struct th_str text)
{
    size_t written = 0;
    unsigned char *to = (unsigned char *)out->ptr + out->len;
    if (text.len % 4 != 0 || out->overflow ||
        mbedtls_base64_decode(to, out->cap - out->len, &written, bytes_of(text), text.len) != 0 ||
        !is_canonical(text, to, written))
        return false;
    out->len += written;
    return true;
}

/* ---- base64url ---- */

static const char url_signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void digest_base64url_put(struct th_buf *out, struct th_str bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t rest = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < rest ? (unsigned char)bytes.ptr[i + j] : 0u);
        for (size_t j = 0; j <= rest; j++)
            th_buf_char(out, url_signs[group >> (18 - 6 * j) & 63]);
    }
}

bool digest_base64url_take(struct th_buf *out, struct th_str text)
{
    uint32_t bits = 0;
    unsigned held = 0;
    if (text.len % 4 == 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        const char *sign = text.ptr[i] ? strchr(url_signs, text.ptr[i]) : NULL;
        if (!sign)
            return false;
        bits = bits << 6 | (uint32_t)(sign - url_signs);
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        th_buf_char(out, (char)(bits >> held & 255));
    }
    return !out->overflow && (bits & ((1u << held) - 1)) == 0;
}

bool digest_aes_cbc_decrypt(struct th_str key, struct th_str iv, struct th_str cipher,
                            unsigned char *plain)
{
    if ((key.len != 16 && key.len != 32) || iv.len != AES_BLOCK || cipher.len == 0 ||
        cipher.len % AES_BLOCK != 0)
        return false;
    unsigned char vector[AES_BLOCK];
    memcpy(vector, iv.ptr, sizeof vector);
    mbedtls_aes_context aes;
    mbedtls_aes_init(&aes);
    bool done = mbedtls_aes_setkey_dec(&aes, bytes_of(key), (unsigned)key.len * 8) == 0 &&
                mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_DECRYPT, cipher.len, vector,
                                      bytes_of(cipher), plain) == 0;
    mbedtls_aes_free(&aes);
    return done;
}

bool digest_equal(struct th_str a, struct th_str b)
{
    unsigned char different = a.len != b.len;
    for (size_t i = 0; i < a.len && i < b.len; i++)
        different |= (unsigned char)(a.ptr[i] ^ b.ptr[i]);
    return different == 0;
}
