/* Text messages by Tencent Cloud SMS: action SendSms, version 2021-01-11, signed by TC3-HMAC-SHA256
 * (cloud.tencent.com/document/product/382/55981 and /382/52072). */
#pragma once
#include "https.h"

struct sms_setup {
    struct https *https;
    const char *secret_id, *secret_key; /* of a sub-account that may do nothing else */
    const char *region;                 /* "ap-guangzhou" */
    const char *app_id, *sign_name;     /* the SMS application and its registered signature */
};

enum sms_outcome {
    SMS_SENT,
    SMS_TOO_OFTEN, /* LimitExceeded.*: the vendor's own limit for this number */
    SMS_REFUSED,   /* the number takes none: blacklist, wrong number */
    SMS_WRONG,     /* our request or account is wrong: signature, balance, template */
};
struct sms_message {
    struct th_str phone;       /* E.164: "+8613800138000" */
    struct th_str template_id; /* of the vendor's console */
    const struct th_str *params;
    size_t param_count;
    int64_t now_s; /* Unix time; the vendor refuses more than five minutes of difference */
};
/** TH_OK with `*outcome`; TH_PROVIDER_FAILED when there was no proper answer. */
enum th_status sms_send(const struct sms_setup *setup, struct th_arena *arena,
                        const struct sms_message *message, enum sms_outcome *outcome) TH_MUST_USE;

/* The signature alone, for tests against the vendor's published example. */
struct tc3_request {
    const char *secret_id, *secret_key, *host, *service, *action; /* action NULL = not signed */
    struct th_str type, body;
    int64_t now_s;
};
#define TC3_AUTHORIZATION_CAP 512
/** The Authorization header's value. False when it does not fit. */
bool tc3_authorization(const struct tc3_request *request, char out[TC3_AUTHORIZATION_CAP]);
