/* Which account is meant by what was proved: a WeChat openid, a phone, or both. One write job that
 * decides and keeps; opens no session. */
#pragma once
#include "provider.h"
#include "store_identity.h"

/** What a provider has proved. Empty texts were not shown. */
struct proof {
    struct th_str openid, session_key, phone;
    struct th_str password; /* of the account, as a second proof; not proved yet */
};

/** A person whose face was proved. */
struct person_proof {
    struct th_str openid; /* proved, too; may be empty */
    struct th_str name;
    const struct person_id *id;
};

/** Fills id, account and name of out->who. TH_SIGN_IN_FAILED: the account is disabled.
 * TH_PHONE_NEEDED: nobody has this openid, and no phone was shown. TH_SECOND_PROOF: the phone is of
 * an account whose WeChat is another one, and the password was not shown. TH_SIGN_IN_UNKNOWN:
 * nobody has this phone, and there is no openid. A phone and an openid that nobody has make a new
 * account. A phone that an enterprise named for an agent gets that place. TH_RATE_LIMITED: too many
 * passwords. */
enum th_status enter_by_proof(struct auth *auth, struct th_arena *arena, const struct proof *proof,
                              struct sign_in *out) TH_MUST_USE;
/** Inside a job: whether nothing hangs on an account but how its owner is recognised: no
 * enterprise, application, platform role or password. */
enum th_status enter_is_bare(struct store_db *db, struct th_arena *arena, struct th_str account_id,
                             bool *out) TH_MUST_USE;
/** The account of a person whose face was proved, with all enterprises that the registry says are
 * his: enterprise, account and membership are made where they are missing. TH_SIGN_IN_UNKNOWN:
 * neither the registry nor any enterprise knows the person. TH_LEGAL_PERSON_TAKEN: all that are his
 * have another legal person. TH_PROOF_FAILED: the account is disabled. */
enum th_status enter_by_person(struct auth *auth, struct th_arena *arena,
                               const struct person_proof *proof, struct identity *who) TH_MUST_USE;
