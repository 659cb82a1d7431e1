/* Session tokens: "th1_" and 256 random bits in base64url. Only their SHA-256 is ever stored or
 * compared. */
#pragma once
#include "str.h"

#define TOKEN_PREFIX       "th1_"
#define TOKEN_LENGTH       47 /* 4 + 43 */
#define TOKEN_CAP          (TOKEN_LENGTH + 1)
#define TOKEN_HASH_BYTES   32
#define TOKEN_RANDOM_BYTES 32

/** A token from 32 random bytes. */
void token_write(const unsigned char random[TOKEN_RANDOM_BYTES], char out[TOKEN_CAP]);
/** The hash under which the session is stored; false when `token` cannot be one of ours. */
bool token_hash(struct th_str token, unsigned char out[TOKEN_HASH_BYTES]);
#define TICKET_LENGTH       22
#define TICKET_RANDOM_BYTES 16
/** 128 random bits in base64url, for a code that is scanned, and their hash; false when `ticket`
 * cannot be one. */
void ticket_write(const unsigned char random[TICKET_RANDOM_BYTES], char out[TICKET_LENGTH + 1]);
bool ticket_hash(struct th_str ticket, unsigned char out[TOKEN_HASH_BYTES]);
/** The token of an Authorization header ("Bearer th1_…"); ptr NULL when there is none. */
struct th_str token_of_header(struct th_str authorization);
