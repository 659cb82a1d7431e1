/* Making, sending and checking codes. */
#include "sms_code.h"

#include "courier.h"
#include "digest.h"
#include "identities.h"
#include "limiter.h"
#include "log.h"
#include "provider.h"

#include <stdio.h>
#include <string.h>

#define CODE_TEXT_CAP  96
#define CODES          1000000u
#define ALARM_OF_LIMIT "the limit of text messages in an hour is reached; none is sent"

/* Of a sign-in or of an account that wants the phone: a code of one is worth nothing for another.
 */
static struct th_str purpose_of(const struct code_request *request)
{
    return request->account.len ? TH_STR("tie") : TH_STR("sign_in");
}

/* What stands in the database: it says nothing without the key. A sign-in's phone is found like the
 * identity that it is. */
static bool fill_indexes(const struct seal *seal, const struct code_request *request,
                         struct th_str code, struct code_row *row)
{
    char room[CODE_TEXT_CAP];
    struct th_buf text;
    th_buf_init(&text, room, sizeof room);
    th_buf_put(&text, request->account);
    th_buf_char(&text, ':');
    th_buf_put(&text, request->phone);
    bool is_made = request->account.len
                       ? seal_index(seal, TH_STR("tie_phone"), th_buf_view(&text), row->phone)
                       : identity_search(seal, IDENTITY_PHONE, request->phone, row->phone);
    th_buf_char(&text, ':');
    th_buf_put(&text, code);
    row->purpose = purpose_of(request);
    is_made &=
        !text.overflow && seal_index(seal, TH_STR("text_code"), th_buf_view(&text), row->code);
    explicit_bzero(room, sizeof room);
    return is_made;
}

/* ---- sending ---- */

struct sending {
    struct auth *auth;
    const struct code_request *request;
    struct limit_take *take;
    struct code_row row;
    bool is_known, is_exhausted;
};

static enum th_status take_global(struct store_db *db, struct sending *sending)
{
    struct limit_take all = { .seal = sending->take->seal, .now_s = sending->take->now_s };
    limiter_add(&all, LIMIT_SMS_ALL, sending->is_known ? TH_STR("all") : TH_STR("unsent"));
    enum th_status status = limiter_take_in(db, &all);
    sending->is_exhausted = sending->is_known && status == TH_RATE_LIMITED;
    return status == TH_RATE_LIMITED ? TH_OK : status;
}

static enum th_status look_for_phone(struct store_db *db, struct sending *sending)
{
    char memory[1024];
    struct th_arena arena;
    struct identity_row key = { .kind = TH_STR(IDENTITY_PHONE) }, found;
    th_arena_init(&arena, memory, sizeof memory);
    memcpy(key.search, sending->row.phone, sizeof key.search);
    enum th_status status = store_identity_find(db, &arena, &key, &found);
    sending->is_known = status == TH_OK;
    return status == TH_NOT_FOUND ? store_phone_is_claimed(db, &key, &sending->is_known) : status;
}

/* The asker's own limits count whether or not somebody has the phone. For one that nobody has, the
 * same is written, so that neither this answer nor the one to a wrong code comes sooner; no code
 * fits what stands there then. */
static enum th_status send_job(struct store_db *db, void *data)
{
    struct sending *sending = data;
    const struct app_clock *clock = auth_clock(sending->auth);
    enum th_status status = limiter_take_in(db, sending->take);
    sending->is_known = sending->request->account.len > 0;
    if (status == TH_OK && !sending->is_known)
        status = look_for_phone(db, sending);
    if (status == TH_OK)
        status = take_global(db, sending);
    if (!sending->is_known || sending->is_exhausted)
        clock->random(clock->self, sending->row.code, sizeof sending->row.code);
    return status ? status : store_code_put(db, &sending->row);
}

static void make_code(const struct app_clock *clock, char out[8])
{
    uint32_t number;
    do
        clock->random(clock->self, (unsigned char *)&number, sizeof number);
    while (number >= UINT32_MAX / CODES * CODES);
    snprintf(out, 8, "%06u", (unsigned)(number % CODES));
}

static void add_limits(struct limit_take *take, const struct code_request *request)
{
    limiter_add(take, LIMIT_SMS_PHONE_MINUTE, request->phone);
    limiter_add(take, LIMIT_SMS_PHONE_HOUR, request->phone);
    limiter_add(take, LIMIT_SMS_PHONE_DAY, request->phone);
    limiter_add(take, LIMIT_SMS_ADDRESS, request->client);
    if (request->account.len)
        limiter_add(take, LIMIT_TIE_CODES, request->account);
}

enum th_status sms_code_send(struct auth *auth, struct code_request *request)
{
    const struct outside *outside = auth_outside(auth);
    const struct seal *seal = outside_seal(outside);
    const struct app_clock *clock = &auth_service(auth)->clock;
    if (!seal || !outside_sms(outside))
        return TH_NOT_FOUND;
    struct limit_take take = { .seal = seal, .now_s = auth_now_s(auth) };
    add_limits(&take, request);
    struct courier_message message = { .params = { "", "5" } };
    struct sending sending = { .auth = auth, .request = request, .take = &take };
    sending.row.expires_s = take.now_s + SMS_CODE_MINUTES * 60;
    make_code(clock, message.params[0]);
    snprintf(message.phone, sizeof message.phone, "+86%.*s", (int)request->phone.len,
             request->phone.ptr);
    bool is_made = fill_indexes(seal, request, th_str_of(message.params[0]), &sending.row);
    enum th_status status =
        is_made ? store_write(auth_store(auth), send_job, &sending) : TH_INTERNAL;
    request->retry_after_s = take.retry_after_s;
    if (status == TH_OK && sending.is_exhausted)
        log_message(LOG_ERROR, "sms_limit", TH_STR(ALARM_OF_LIMIT));
    else if (status == TH_OK && sending.is_known)
        courier_post(auth_courier(auth), &message);
    explicit_bzero(&message, sizeof message);
    return status;
}

/* ---- checking ---- */

struct checking {
    struct code_row shown;
    int64_t now_s;
    bool is_right;
};

static enum th_status check_job(struct store_db *db, void *data)
{
    struct checking *checking = data;
    struct code_row row;
    enum th_status status = store_code_get(db, &checking->shown, &row);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    struct th_str sent = { (const char *)row.code, sizeof row.code };
    struct th_str shown = { (const char *)checking->shown.code, sizeof checking->shown.code };
    checking->is_right = checking->now_s < row.expires_s && digest_equal(sent, shown);
    if (checking->is_right || row.tries + 1 >= SMS_CODE_TRIES)
        return store_code_delete(db, &row);
    row.tries++;
    return store_code_put(db, &row);
}

enum th_status sms_code_check(struct auth *auth, const struct code_request *request,
                              struct th_str code)
{
    const struct seal *seal = outside_seal(auth_outside(auth));
    struct checking checking = { .now_s = auth_now_s(auth) };
    if (!fill_indexes(seal, request, code, &checking.shown))
        return TH_PROOF_FAILED;
    enum th_status status = store_write(auth_store(auth), check_job, &checking);
    return status ? status : checking.is_right ? TH_OK : TH_PROOF_FAILED;
}
