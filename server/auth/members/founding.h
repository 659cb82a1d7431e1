/* How an enterprise comes about for an entry of the registry: by its legal person's first sign-in,
 * an approved application, or an administrator. One enterprise for one credit code and one name,
 * one legal person for one enterprise. */
#pragma once
#include "acts.h"
#include "auth.h"

struct founding {
    struct auth *auth;
    struct th_arena *arena;
    struct act_by by;
};
/** Completes an entry whose uscc, name and legal_name are set for an enterprise that the registry
 * did not name: it is of no person, so that nobody signs in for it by face. */
enum th_status founding_entry(const struct founding *founding,
                              struct registry_row *entry) TH_MUST_USE;
/** Inside a write job: makes the enterprise of the entry's name and ties the entry to it;
 * entry->enterprise_id is its id, in the arena. TH_ENTERPRISE_NAME: another has this name. */
enum th_status founding_make(struct store_db *db, const struct founding *founding,
                             struct registry_row *entry) TH_MUST_USE;
/** Whether the account may be the enterprise's legal person: TH_LEGAL_PERSON_TAKEN when another
 * live one is. */
enum th_status founding_check_legal(struct store_db *db, const struct founding *founding,
                                    const struct membership_row *place) TH_MUST_USE;
