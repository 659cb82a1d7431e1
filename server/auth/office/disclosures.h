/* Seeing somebody's numbers. They are masked everywhere; an administrator who needs one asks with a
 * reason, another administrator decides, and the asker then sees it for ten minutes. Each step is
 * an act, and the person reads who saw it, when and why. */
#pragma once
#include "auth.h"
#include "office.h"
#include "store_disclosure.h"

#define DISCLOSURE_OPEN_S  86400 /* what is not decided and looked at by then lapses */
#define DISCLOSURE_SHOWN_S 600   /* from the first look on */

enum disclosure_field { DISCLOSURE_PHONE = 1, DISCLOSURE_ID_NUMBER = 2 };
struct disclosure_ask {
    unsigned fields;
    struct th_str reason;
};
/** Asks about office->request.target. TH_NOT_FOUND; TH_INVALID: there is no such number of him;
 * TH_CONFLICT: one is open; TH_RATE_LIMITED with office->retry_after_s; TH_SECRETS_OFF. */
enum th_status disclosures_ask(struct office *office, const struct disclosure_ask *ask) TH_MUST_USE;

struct disclosure_decision {
    bool is_approval;
    struct th_str reason;
};
/** Decides about office->request.target. TH_NOT_FOUND; TH_SECOND_ADMIN: the asker himself, or
 * somebody who is the same person by what is known; TH_DISCLOSURE_STATE: it was decided, or it
 * lapsed. */
enum th_status disclosures_decide(struct office *office,
                                  const struct disclosure_decision *decision) TH_MUST_USE;

/** What may be done with it at a moment. */
struct disclosure_moment {
    bool waits, may_be_shown, is_over; /* over: lapsed, or its ten minutes have passed */
};
struct disclosure_moment disclosure_at(const struct disclosure_row *row, int64_t now_s);

enum th_status disclosures_list(struct auth *auth, struct th_arena *arena,
                                const struct disclosure_query *query,
                                struct disclosure_list *out) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status disclosures_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                               struct disclosure_row *out) TH_MUST_USE;

/** One look, which is an act. TH_DISCLOSURE_ASKER: somebody else asked for it;
 * TH_DISCLOSURE_STATE; TH_NUMBER_UNREADABLE: sealed by another key, or altered; TH_FORBIDDEN: no
 * administrator any more. */
struct disclosure_look {
    struct write_request request;            /* target: the disclosure */
    struct th_str phone, id_type, id_number; /* out; empty: not asked for, or gone meanwhile */
    int64_t until_s;                         /* out */
};
enum th_status disclosures_show(struct auth *auth, struct th_arena *arena,
                                struct disclosure_look *look) TH_MUST_USE;
