/* Codes by text message: six digits, five minutes, five tries, once, for one phone and purpose. The
 * database holds an HMAC of the code. */
#pragma once
#include "provider.h"

#define SMS_CODE_DIGITS  6
#define SMS_CODE_MINUTES 5
#define SMS_CODE_TRIES   5

struct code_request {
    struct th_str phone;   /* normal form */
    struct th_str account; /* id of who ties the phone to his account; empty = a sign-in */
    struct th_str client;
    uint32_t retry_after_s; /* out, with TH_RATE_LIMITED */
};
/** Sends a code: for a sign-in when an account has this phone, or an agent was added by it, and
 * tells nobody whether one was sent; for an account whoever has the phone. TH_NOT_FOUND: text
 * messages are off. TH_RATE_LIMITED, TH_STORE_FAILED. */
enum th_status sms_code_send(struct auth *auth, struct code_request *request) TH_MUST_USE;
/** Uses up a try. TH_PROOF_FAILED when it is not the code, or there is none any more. */
enum th_status sms_code_check(struct auth *auth, const struct code_request *request,
                              struct th_str code) TH_MUST_USE;
