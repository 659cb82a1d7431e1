/* A notice as a subscribe message of WeChat and as a text message. */
#include "deliver_parts.h"
#include "identities.h"
#include "json_write.h"
#include "room.h"
#include "store_people.h"
#include "utf8.h"

#include <stdio.h>

#define THING_MOST 20 /* characters of WeChat's members of kind thing */

/* ---- to whom ---- */

struct asking {
    struct th_arena *arena;
    struct identity_row identity; /* in: account_id, kind */
    struct account_row account;
    struct agent_row agent; /* phone_sealed not empty: what an enterprise wrote down stands in */
};

static enum th_status find_job(struct store_db *db, void *data)
{
    struct asking *asking = data;
    enum th_status status =
        store_account_get(db, asking->arena, asking->identity.account_id, &asking->account);
    if (status == TH_OK)
        status = store_identity_of(db, asking->arena, &asking->identity, &asking->identity);
    if (status != TH_NOT_FOUND || !th_str_equal(asking->identity.kind, TH_STR(IDENTITY_PHONE)))
        return status;
    status = store_agent_of(db, asking->arena, asking->identity.account_id, &asking->agent);
    return status == TH_OK && !asking->agent.phone_sealed.len ? TH_NOT_FOUND : status;
}

/* An agent who has proved no phone yet is told by the one that he was added with. */
static enum th_status open_address(const struct seal *seal, struct asking *asking,
                                   struct th_str *out)
{
    char owner[SEARCH_TEXT_CAP];
    const bool is_agent = asking->agent.phone_sealed.len > 0;
    const struct seal_place own = { asking->identity.kind, asking->account.id };
    const struct seal_place place = is_agent ? agent_phone_place(&asking->agent, owner) : own;
    return seal_read(seal, asking->arena, &place,
                     is_agent ? asking->agent.phone_sealed : asking->identity.sealed, out);
}

/* END_SENT: found. */
static enum deliver_end find(struct deliver *deliver, struct outbox_row *row, const char *kind,
                             struct th_str *out)
{
    const struct seal *seal = outside_seal(deliver->setup.outside);
    struct asking asking = { .arena = &deliver->arena,
                             .identity = { .account_id = row->account_id, .kind = th_str_of(kind) },
                             .agent = { .phone_sealed = { "", 0 } } };
    enum th_status status = store_read(deliver->setup.service->store, find_job, &asking);
    row->outcome = TH_STR("nobody to send it to");
    if (status == TH_NOT_FOUND || asking.account.is_disabled)
        return END_SKIPPED;
    row->outcome = TH_STR("the address cannot be read");
    if (!status)
        status = open_address(seal, &asking, out);
    return status ? END_AGAIN : END_SENT;
}

/* ---- WeChat ---- */

static struct th_str first_characters(struct th_str text, size_t most)
{
    size_t at = 0;
    uint32_t point;
    for (size_t i = 0; i < most && at < text.len; i++) {
        size_t step = th_utf8_next((struct th_str){ text.ptr + at, text.len - at }, &point);
        at += step ? step : text.len - at;
    }
    return (struct th_str){ text.ptr, at };
}

static struct th_str data_of(struct deliver *deliver, const struct outbox_row *row,
                             struct th_str outcome)
{
    struct th_str texts[DELIVER_MEMBERS] = { { "", 0 }, outcome, { "", 0 } };
    outbox_read(row, &texts[0], &texts[2]);
    texts[2] = texts[2].len ? first_characters(texts[2], THING_MOST) : TH_STR("-");
    struct th_buf out = th_room(&deliver->arena);
    for (size_t i = 0; i < DELIVER_MEMBERS; i++) {
        th_buf_put(&out, i ? TH_STR(",\"") : TH_STR("{\""));
        th_buf_put(&out, th_str_of(deliver->members[i]));
        th_buf_put(&out, TH_STR("\":{\"value\":"));
        th_json_put_text(&out, texts[i]);
        th_buf_char(&out, '}');
    }
    th_buf_char(&out, '}');
    return th_room_keep(&deliver->arena, &out);
}

static enum deliver_end judge_wechat(struct deliver *deliver, const struct wechat_reply *reply,
                                     struct outbox_row *row)
{
    struct th_buf text = th_room(&deliver->arena);
    th_buf_put(&text, TH_STR("errcode "));
    th_buf_i64(&text, reply->errcode);
    row->outcome = th_room_keep(&deliver->arena, &text);
    switch (reply->outcome) {
    case WECHAT_DONE: row->outcome = TH_STR("sent"); return END_SENT;
    case WECHAT_UNWANTED: return END_REFUSED;
    case WECHAT_TOO_OFTEN: return END_AGAIN;
    case WECHAT_CODE_REFUSED:
    case WECHAT_BLOCKED:
    case WECHAT_WRONG: break;
    }
    return END_HOPELESS;
}

enum deliver_end deliver_by_wechat(struct deliver *deliver, struct outbox_row *row)
{
    enum notice notice;
    struct wechat *wechat = outside_wechat(deliver->setup.outside);
    struct wechat_notice message = { .template_id = deliver->template_id,
                                     .page = th_str_of(deliver->setup.wechat_page) };
    row->outcome = TH_STR("messages by WeChat are off");
    if (!wechat || !deliver->template_id.len || !notice_find(row->kind, &notice))
        return END_SKIPPED;
    enum deliver_end found = find(deliver, row, IDENTITY_WECHAT, &message.openid);
    if (found != END_SENT)
        return found;
    message.data = data_of(deliver, row, notice_kind(notice)->outcome);
    struct wechat_reply reply = { 0 };
    enum th_status status = wechat_notify(wechat, &deliver->arena, &message, &reply);
    row->outcome = TH_STR("no proper answer");
    return status ? END_AGAIN : judge_wechat(deliver, &reply, row);
}

/* ---- text message ---- */

static enum deliver_end judge_sms(enum sms_outcome outcome, struct outbox_row *row)
{
    static const struct {
        const char *text;
        enum deliver_end end;
    } ends[] = { [SMS_SENT] = { "sent", END_SENT },
                 [SMS_TOO_OFTEN] = { "the vendor's limit for this number", END_AGAIN },
                 [SMS_REFUSED] = { "the number takes none", END_REFUSED },
                 [SMS_WRONG] = { "the vendor refuses our request", END_AGAIN } };
    row->outcome = th_str_of(ends[outcome].text);
    return ends[outcome].end;
}

enum deliver_end deliver_by_sms(struct deliver *deliver, struct outbox_row *row)
{
    enum notice notice;
    char number[24];
    struct th_str phone, params[2], remark;
    const struct sms_setup *sms = outside_sms(deliver->setup.outside);
    row->outcome = TH_STR("notices by text message are off");
    if (!sms || !deliver->setup.sms_notice[0] || !notice_find(row->kind, &notice))
        return END_SKIPPED;
    enum deliver_end found = find(deliver, row, IDENTITY_PHONE, &phone);
    if (found != END_SENT)
        return found;
    outbox_read(row, &params[0], &remark);
    params[1] = notice_kind(notice)->outcome;
    snprintf(number, sizeof number, "+86%.*s", (int)phone.len, phone.ptr);
    const struct sms_message message = { .phone = th_str_of(number),
                                         .template_id = th_str_of(deliver->setup.sms_notice),
                                         .params = params,
                                         .param_count = 2,
                                         .now_s = clock_now_s(&deliver->setup.service->clock) };
    enum sms_outcome outcome = SMS_WRONG;
    enum th_status status = sms_send(sms, &deliver->arena, &message, &outcome);
    row->outcome = TH_STR("no proper answer");
    return status ? END_AGAIN : judge_sms(outcome, row);
}
