/* SendSms of Tencent Cloud. */
#include "sms.h"

#include "answer_json.h"
#include "json_write.h"
#include "log.h"
#include "room.h"

#include <stdio.h>
#include <string.h>

static const char host[] = "sms.tencentcloudapi.com";

static struct th_str body_of(const struct sms_setup *setup, struct th_arena *arena,
                             const struct sms_message *message)
{
    const struct {
        const char *name;
        struct th_str text;
    } members[] = { { "SmsSdkAppId", th_str_of(setup->app_id) },
                    { "SignName", th_str_of(setup->sign_name) },
                    { "TemplateId", message->template_id } };
    struct th_buf out = th_room(arena);
    bool first = true;
    th_buf_char(&out, '{');
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        th_json_put_key(&out, members[i].name, &first);
        th_json_put_text(&out, members[i].text);
    }
    th_buf_put(&out, TH_STR(",\"PhoneNumberSet\":["));
    th_json_put_text(&out, message->phone);
    th_buf_put(&out, TH_STR("],\"TemplateParamSet\":["));
    for (size_t i = 0; i < message->param_count; i++) {
        if (i > 0)
            th_buf_char(&out, ',');
        th_json_put_text(&out, message->params[i]);
    }
    th_buf_put(&out, TH_STR("]}"));
    return th_room_keep(arena, &out);
}

/* ---- what the vendor says ---- */

/* Prefixes of error codes (page 382/52068, "错误码"); what is not listed is our fault. */
static const struct {
    const char *prefix;
    enum sms_outcome outcome;
} meanings[] = {
    { "Ok", SMS_SENT },
    { "LimitExceeded.", SMS_TOO_OFTEN },
    { "FailedOperation.PhoneNumberInBlacklist", SMS_REFUSED },
    { "InvalidParameterValue.IncorrectPhoneNumber", SMS_REFUSED },
    { "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber", SMS_REFUSED },
};

static enum sms_outcome outcome_of(struct th_str code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (th_str_starts(code, th_str_of(meanings[i].prefix)))
            return meanings[i].outcome;
    return SMS_WRONG;
}

static void log_refusal(struct th_str code)
{
    const struct log_field field = LOG_TEXT("code", code);
    log_event(LOG_WARN, "sms_refused", &field, 1);
}

/* Either Response.Error for the whole call, or one status for each number. */
static enum th_status read_answer(struct th_arena *arena, const struct https_answer *answer,
                                  enum sms_outcome *outcome)
{
    struct json_answer json;
    if (answer->status != 200)
        return TH_PROVIDER_FAILED;
    enum th_status status = json_answer_read(arena, answer->body, &json);
    if (status)
        return status;
    struct th_str code;
    if (!json_answer_text(&json, "Response.Error.Code", &code) &&
        !json_answer_text(&json, "Response.SendStatusSet.0.Code", &code))
        return TH_PROVIDER_FAILED;
    *outcome = outcome_of(code);
    if (*outcome != SMS_SENT)
        log_refusal(code);
    return th_str_starts(code, TH_STR("InternalError")) ? TH_PROVIDER_FAILED : TH_OK;
}

enum th_status sms_send(const struct sms_setup *setup, struct th_arena *arena,
                        const struct sms_message *message, enum sms_outcome *outcome)
{
    struct th_str body = body_of(setup, arena, message);
    char authorization[TC3_AUTHORIZATION_CAP], time_text[24];
    const struct tc3_request signing = { .secret_id = setup->secret_id,
                                         .secret_key = setup->secret_key,
                                         .host = host,
                                         .service = "sms",
                                         .action = "SendSms",
                                         .type = TH_STR("application/json; charset=utf-8"),
                                         .body = body,
                                         .now_s = message->now_s };
    if (!body.ptr)
        return TH_NO_MEMORY;
    if (!tc3_authorization(&signing, authorization))
        return TH_INTERNAL;
    snprintf(time_text, sizeof time_text, "%lld", (long long)message->now_s);
    const struct https_header headers[] = { { "Authorization", th_str_of(authorization) },
                                            { "X-TC-Action", TH_STR("SendSms") },
                                            { "X-TC-Version", TH_STR("2021-01-11") },
                                            { "X-TC-Region", th_str_of(setup->region) },
                                            { "X-TC-Timestamp", th_str_of(time_text) } };
    const struct https_request request = { .host = th_str_of(host),
                                           .target = TH_STR("/"),
                                           .body = body,
                                           .type = signing.type,
                                           .headers = headers,
                                           .header_count = sizeof headers / sizeof headers[0] };
    struct https_answer answer;
    enum th_status status = https_call(setup->https, arena, &request, &answer);
    return status ? status : read_answer(arena, &answer, outcome);
}
