/* Nobody audits an enterprise of his own (A10): who is or was its legal person, agent or viewer,
 * under any account of the same phone, WeChat or person, neither gets the auditor's place there nor
 * gives a verdict; and who audits it becomes none of these before that place is ended. Every way to
 * a place asks here. */
#pragma once
#include "store_verdict.h"

/** Whether this person may audit there: TH_AUDITOR_BIASED. */
enum th_status independence_of_auditor(struct store_db *db, struct th_str account_id,
                                       struct th_str enterprise_id) TH_MUST_USE;
/** Whether an account, or who is known by these HMACs (NULL = unknown), may become one of the
 * enterprise's own people: TH_PERSON_AUDITS. */
struct newcomer {
    struct th_str account_id, enterprise_id;
    const unsigned char *phone, *person;
};
enum th_status independence_of_member(struct store_db *db,
                                      const struct newcomer *newcomer) TH_MUST_USE;
/** Whether a place may be given: whichever of both its role asks for. */
enum th_status independence_of_place(struct store_db *db,
                                     const struct membership_row *place) TH_MUST_USE;
