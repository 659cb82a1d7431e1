/* Argon2id password hashes with a bound on how many run at once. The only module that sees
 * libsodium; knows no account.
 *
 * One verification needs 19 MiB and some 20 ms: without the bound, a burst of sign-ins would be a
 * denial of service. */
#pragma once
#include "status.h"
#include "str.h"

#define PASSWORD_HASH_CAP  129 /* encoded hash and NUL */
#define PASSWORD_BYTES_MIN 10
#define PASSWORD_BYTES_MAX 256
#define PASSWORD_QUEUE     16 /* verifications that may wait for a free slot */

struct password_gate;

/** `slots` verifications at once (0 = number of processors). NULL when memory or libsodium is not
 * there. */
struct password_gate *password_gate_new(uint32_t slots);
void password_gate_free(struct password_gate *gate);

/** TH_INVALID when the length is outside the limits, TH_NO_MEMORY when 19 MiB are not there,
 * TH_RATE_LIMITED when the queue is full. */
enum th_status password_hash(struct password_gate *gate, struct th_str password,
                             char out[PASSWORD_HASH_CAP]) TH_MUST_USE;
/** Compares with an encoded hash; an empty `hash` (no such account) takes the same work and never
 * matches. Errors as password_hash, but a password of a wrong length is just no match. */
enum th_status password_verify(struct password_gate *gate, struct th_str password,
                               struct th_str hash, bool *matches) TH_MUST_USE;
