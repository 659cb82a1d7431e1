/* Agents' places that wait for their people. An enterprise says: my agent has this phone and this
 * number. Who proves either of them gets that enterprise's place and nothing else: what one
 * enterprise says about a person never touches what another said. */
#pragma once
#include "acts.h"

/** An account and what it has just proved; kind.ptr NULL = not shown. */
struct claimant {
    struct th_str account_id;
    const struct identity_row *phone, *person;
};

/** The account that stands for the oldest place which waits for `proved` ("" = there is none), for
 * somebody who has no account yet. */
enum th_status claims_account(struct store_db *db, struct th_arena *arena,
                              const struct identity_row *proved, struct th_str *out) TH_MUST_USE;
/** Moves the places that wait for what was proved to the account, with their acts. A place that
 * was meant for another person than the account is known to be stays where it is. */
enum th_status claims_adopt(struct store_db *db, struct th_arena *arena, const struct act_by *by,
                            const struct claimant *claimant) TH_MUST_USE;
