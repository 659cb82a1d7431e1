/* WeChat's face verification as a provider of faces. The number itself goes to WeChat once; what is
 * remembered of it is asked for by its hash, and told to nobody. */
#include "face.h"
#include "wechat.h"

#include <string.h>

enum { OPENID, NAME, NUMBER, SEQUENCE, VERIFY_ID, MEMORY_COUNT };

#define SEQUENCE_LENGTH 32

static enum th_status begin(void *self, struct th_arena *arena, const struct face_start *start,
                            struct face_begun *out)
{
    char sequence[SEQUENCE_LENGTH + 1] = "";
    for (size_t i = 0; i < SEQUENCE_LENGTH; i++)
        sequence[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[start->random[i] & 31];
    struct wechat_reply reply = { 0 };
    const struct wechat_face_start asked = {
        start->openid, start->name, start->id_number, { sequence, SEQUENCE_LENGTH }
    };
    enum th_status status = wechat_face_begin(self, arena, &asked, &reply, &out->verify_id);
    if (status == TH_OK)
        status = wechat_judge(&reply);
    if (status)
        return status;
    const struct th_str texts[MEMORY_COUNT] = { [OPENID] = start->openid,
                                                [NAME] = start->name,
                                                [NUMBER] = start->id_number,
                                                [SEQUENCE] = asked.sequence,
                                                [VERIFY_ID] = out->verify_id };
    out->memory = face_remember(arena, texts, MEMORY_COUNT);
    return out->memory.ptr ? TH_OK : TH_NO_MEMORY;
}

static enum th_status end(void *self, struct th_arena *arena, const struct face_end *end,
                          struct face_person *out)
{
    struct th_str texts[MEMORY_COUNT];
    char hash[WECHAT_CERT_HASH_CAP];
    struct wechat_reply reply = { 0 };
    bool passed = false;
    if (!face_recall(end->memory, texts, MEMORY_COUNT) ||
        !wechat_cert_hash(texts[NAME], texts[NUMBER], hash))
        return TH_INTERNAL;
    const struct wechat_face_question question = { texts[OPENID], texts[VERIFY_ID], texts[SEQUENCE],
                                                   th_str_of(hash) };
    enum th_status status = wechat_face_ask(self, arena, &question, &reply, &passed);
    explicit_bzero(hash, sizeof hash);
    if (status == TH_OK)
        status = wechat_judge(&reply);
    if (status || !passed)
        return status ? status : TH_PROOF_FAILED;
    *out = (struct face_person){ texts[NAME], texts[NUMBER], texts[OPENID] };
    return TH_OK;
}

struct face_provider face_by_wechat(struct wechat *wechat)
{
    return (struct face_provider){ .id = TH_STR("wechat"),
                                   .asks_person = true,
                                   .needs_wechat = true,
                                   .self = wechat,
                                   .begin = begin,
                                   .end = end };
}
