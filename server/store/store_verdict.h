/* Rows of verdicts, of auditors' institutions, and the two questions that decide whether somebody
 * may audit an enterprise. Outcomes and roles are not interpreted here. */
#pragma once
#include "store_filings.h"
#include "store_identity.h"

struct verdict_row {
    struct th_str id, filing;
    uint32_t revision;
    char hash[65]; /* of the chain's entry of that revision */
    struct th_str outcome, opinion;
    struct th_str auditor_id, auditor_name, institution; /* as they were when it was given */
    struct th_str party; /* whose verdicts replace each other: an institution, or an account */
    int64_t at_s;
    bool is_latest; /* found: no later one of this party is about the same revision and hash */
};
struct verdict_list {
    struct verdict_row *items;
    size_t count;
};
/** Written through service's acts_add_verdict alone. TH_CONFLICT: the filing is gone. */
enum th_status store_verdict_insert(struct store_db *db, const struct verdict_row *row) TH_MUST_USE;
/** Those of a filing, newest first, at most VERDICTS_SHOWN. */
#define VERDICTS_SHOWN 200
enum th_status store_verdicts(struct store_db *db, struct th_arena *arena, struct th_str filing,
                              struct verdict_list *out) TH_MUST_USE;

/** Inserts or replaces; through acts_put_auditor alone. */
enum th_status store_auditor_put(struct store_db *db, struct th_str account_id,
                                 struct th_str institution) TH_MUST_USE;
/** The institution of an account; empty = none is written down. */
enum th_status store_auditor_institution(struct store_db *db, struct th_arena *arena,
                                         struct th_str account_id, struct th_str *out) TH_MUST_USE;

/** Somebody and an enterprise. He is the account, every account that ever proved the same phone,
 * openid or person, and who is known by `phone` or `person` (HMACs as of identities; NULL = not
 * asked). */
struct person_question {
    struct th_str account_id, enterprise_id;
    const unsigned char *phone, *person;
    struct th_str roles; /* ",one,two," */
};
/** Whether he holds or ever held one of the roles there, an enterprise's note of an agent or the
 * registry's entry of a legal person names him there. */
enum th_status store_person_was(struct store_db *db, const struct person_question *question,
                                bool *out) TH_MUST_USE;
/** Whether he holds one of the roles there, in whatever state but revoked. */
enum th_status store_person_is(struct store_db *db, const struct person_question *question,
                               bool *out) TH_MUST_USE;
