/* Signatures of others by RSASSA-PKCS1-v1_5 with SHA-256 (JWS "RS256"). Only verifies. */
#pragma once
#include "str.h"

struct rs256_key {
    struct th_str modulus, exponent; /* big-endian bytes */
};
/** False for anything that is not right, a key under 2048 or over 4096 bits and an exponent other
 * than 65537 too. */
bool rs256_verify(const struct rs256_key *key, struct th_str text, struct th_str signature);
