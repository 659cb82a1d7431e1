#include "rs256.h"

#include "sha256.h"

#include <mbedtls/rsa.h>
#include <string.h>

#define KEY_LEAST 256 /* bytes */
#define KEY_MOST  512

static const unsigned char usual_exponent[] = { 1, 0, 1 };

static const unsigned char *bytes_of(struct th_str text)
{
    return (const unsigned char *)text.ptr;
}

static bool is_usable(const struct rs256_key *key, struct th_str signature)
{
    return key->exponent.len == sizeof usual_exponent &&
           memcmp(key->exponent.ptr, usual_exponent, sizeof usual_exponent) == 0 &&
           key->modulus.len >= KEY_LEAST && key->modulus.len <= KEY_MOST &&
           key->modulus.ptr[0] != 0 && signature.len == key->modulus.len;
}

bool rs256_verify(const struct rs256_key *key, struct th_str text, struct th_str signature)
{
    unsigned char hash[32];
    struct th_sha256 sha;
    mbedtls_rsa_context rsa;
    if (!is_usable(key, signature))
        return false;
    th_sha256_init(&sha);
    th_sha256_add(&sha, text);
    th_sha256_end(&sha, hash);
    mbedtls_rsa_init(&rsa, MBEDTLS_RSA_PKCS_V15, MBEDTLS_MD_NONE);
    bool is_right =
        mbedtls_rsa_import_raw(&rsa, bytes_of(key->modulus), key->modulus.len, NULL, 0, NULL, 0,
                               NULL, 0, usual_exponent, sizeof usual_exponent) == 0 &&
        mbedtls_rsa_complete(&rsa) == 0 && mbedtls_rsa_check_pubkey(&rsa) == 0 &&
        mbedtls_rsa_get_len(&rsa) == signature.len &&
        mbedtls_rsa_pkcs1_verify(&rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256,
                                 sizeof hash, hash, bytes_of(signature)) == 0;
    mbedtls_rsa_free(&rsa);
    return is_right;
}
