/* Bank managers: accounts that the administrator made one, of a bank and a branch. Being one opens
 * nothing by itself; consents.h does. */
#pragma once
#include "office.h"
#include "store_consent.h"

/** Who can be chosen now. */
enum th_status banks_list(struct auth *auth, struct th_arena *arena,
                          struct bank_manager_list *out) TH_MUST_USE;
/** TH_NOT_FOUND: this account is no manager now. */
enum th_status banks_get(struct auth *auth, struct th_arena *arena, struct th_str account_id,
                         struct bank_manager_row *out) TH_MUST_USE;

/** Makes office->request.target a manager, or one of another bank, which ends what enterprises
 * consented to show him. TH_NOT_FOUND, TH_CONFLICT: he is so already; TH_OWN_ACCOUNT,
 * TH_PLATFORM_ACCOUNT, TH_ACCOUNT_WAITS. */
struct bank_place {
    struct th_str bank, branch; /* branch may be empty */
};
enum th_status banks_put(struct office *office, const struct bank_place *place) TH_MUST_USE;
/** Ends it and every consent to him. TH_NOT_FOUND: he is none; TH_OWN_ACCOUNT. */
enum th_status banks_end(struct office *office, struct th_str reason) TH_MUST_USE;
