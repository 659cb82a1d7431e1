/* Recognising people without keeping what they are recognised by. */
#include "identities.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

static const char *const person_types[PERSON_TYPE_COUNT] = { "resident_id", "passport",
                                                             "travel_permit" };

const char *person_type_id(enum person_type type)
{
    return type < PERSON_TYPE_COUNT ? person_types[type] : "";
}

enum th_message person_id_read(enum person_type type, struct th_str number, th_day today,
                               struct person_id *out)
{
    out->type = type;
    bool is_good = type == PERSON_RESIDENT ? th_resident_id_check(number, today, &out->number)
                                           : th_document_check(number, &out->number);
    return is_good ? TH_MSG_NONE : out->number.problem;
}

struct th_str person_text(const struct person_id *id, char out[PERSON_TEXT_CAP])
{
    snprintf(out, PERSON_TEXT_CAP, "%s:%s", person_type_id(id->type), id->number.text);
    return th_str_of(out);
}

bool identity_search(const struct seal *seal, const char *kind, struct th_str value,
                     unsigned char out[STORE_SEARCH_BYTES])
{
    return seal_index(seal, th_str_of(kind), value, out);
}

enum th_status identity_fill(const struct seal *seal, const struct app_clock *clock,
                             struct th_arena *arena, struct th_str value, struct identity_row *row)
{
    struct seal_value sealed = { .place = { row->kind, row->account_id }, .text = value };
    clock->random(clock->self, sealed.nonce, sizeof sealed.nonce);
    if (!seal_index(seal, row->kind, value, row->search))
        return TH_INTERNAL;
    return seal_close(seal, arena, &sealed, &row->sealed);
}

struct th_str search_text(const unsigned char search[STORE_SEARCH_BYTES], char out[SEARCH_TEXT_CAP])
{
    for (size_t i = 0; i < STORE_SEARCH_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", search[i]);
    return th_str_of(out);
}

struct seal_place agent_phone_place(const struct agent_row *agent, char owner[SEARCH_TEXT_CAP])
{
    return (struct seal_place){ TH_STR("agent_phone"), search_text(agent->id_search, owner) };
}

/* ---- masks ---- */

static struct th_str mask(struct th_str text, size_t head, size_t tail, char out[MASK_CAP])
{
    struct th_buf shown;
    th_buf_init(&shown, out, MASK_CAP);
    for (size_t i = 0; i < text.len; i++)
        th_buf_char(&shown, i < head || i + tail >= text.len ? text.ptr[i] : '*');
    return th_buf_view(&shown);
}

struct th_str mask_phone(struct th_str phone, char out[MASK_CAP])
{
    return mask(phone, 3, 4, out);
}

struct th_str mask_id(struct th_str number, char out[MASK_CAP])
{
    return number.len >= 15 ? mask(number, 6, 4, out) : mask(number, 2, 2, out);
}

struct th_str mask_name(struct th_str name, char out[MASK_CAP])
{
    uint32_t point;
    struct th_buf shown;
    th_buf_init(&shown, out, MASK_CAP);
    th_buf_put(&shown, (struct th_str){ name.ptr, th_utf8_next(name, &point) });
    if (name.len)
        th_buf_put(&shown, TH_STR("**"));
    return th_buf_view(&shown);
}

struct th_str mask_account_name(struct th_str name, char out[MASK_CAP])
{
    bool is_masked_phone = name.len == 11 && memchr(name.ptr, '*', name.len);
    return is_masked_phone ? mask(name, name.len, 0, out) : mask_name(name, out);
}
