/* What people are recognised by, as it is stored: searched for by an HMAC, kept encrypted, shown
 * masked. Pure but for the seal. */
#pragma once
#include "ids.h"
#include "seal.h"
#include "service.h"
#include "store_identity.h"

#define IDENTITY_PHONE  "phone"  /* "13800138000" */
#define IDENTITY_WECHAT "wechat" /* openid */
#define IDENTITY_PERSON "person" /* "resident:440…": identity_person() */

enum person_type { PERSON_RESIDENT, PERSON_PASSPORT, PERSON_PERMIT, PERSON_TYPE_COUNT };
/** A number of a document, read and checked. */
struct person_id {
    enum person_type type;
    struct th_id number; /* .text is the normal form */
};
/** Its id: "resident_id", "passport", "travel_permit". */
const char *person_type_id(enum person_type type);
/** TH_MSG_NONE, or what is wrong with the number. */
enum th_message person_id_read(enum person_type type, struct th_str number, th_day today,
                               struct person_id *out);
#define PERSON_TEXT_CAP 48
/** The text that is searched for and sealed: "resident_id:440…". */
struct th_str person_text(const struct person_id *id, char out[PERSON_TEXT_CAP]);

/** Fills search and sealed of a row whose kind and account_id are set; sealed lives in the arena.
 * `random` gives the nonce. */
enum th_status identity_fill(const struct seal *seal, const struct app_clock *clock,
                             struct th_arena *arena, struct th_str value,
                             struct identity_row *row) TH_MUST_USE;
/** The search alone. */
bool identity_search(const struct seal *seal, const char *kind, struct th_str value,
                     unsigned char out[STORE_SEARCH_BYTES]);

#define SEARCH_TEXT_CAP 65
/** In hex: whose a sealed value is that has no account. */
struct th_str search_text(const unsigned char search[STORE_SEARCH_BYTES],
                          char out[SEARCH_TEXT_CAP]);

/** The phone that an enterprise wrote down for an agent, sealed beside his number. */
struct seal_place agent_phone_place(const struct agent_row *agent, char owner[SEARCH_TEXT_CAP]);

#define MASK_CAP 64
/** "138****1234" */
struct th_str mask_phone(struct th_str phone, char out[MASK_CAP]);
/** "张**": the first character of a name; nothing of none. */
struct th_str mask_name(struct th_str name, char out[MASK_CAP]);
/** As mask_name; the name of an account that its owner has not named is a masked phone already. */
struct th_str mask_account_name(struct th_str name, char out[MASK_CAP]);
/** "440105********001X"; of a shorter number the first two and last two signs. */
struct th_str mask_id(struct th_str number, char out[MASK_CAP]);
