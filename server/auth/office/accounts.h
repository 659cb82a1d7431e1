/* What an administrator does to accounts: make one, disable and enable it, give it a new
 * initial password, end its sessions. Roles of the platform, and passwords of those who have one,
 * are set on the machine alone (people.h): otherwise one administrator could act as both reviewers.
 */
#pragma once
#include "office.h"
#include "role.h"
#include "store_directory.h"

/** Inside a job, for writes of other files: the account office->request.target, who is not the one
 * who asks. TH_NOT_FOUND, TH_OWN_ACCOUNT. */
enum th_status accounts_find_other(struct store_db *db, struct office *office,
                                   struct directory_account *out) TH_MUST_USE;
/** And who is of no platform, and has proved to be somebody. TH_PLATFORM_ACCOUNT, TH_ACCOUNT_WAITS.
 */
enum th_status accounts_find_client(struct store_db *db, struct office *office,
                                    struct directory_account *out) TH_MUST_USE;

#define ACCOUNT_PASSWORD_CAP 20
/** An account with an initial password, which stands in `password` when this request made it, and
 * nowhere else; it is good for seven days and for being changed only. TH_ACCOUNT_EXISTS,
 * TH_LEGAL_PERSON_TAKEN; TH_INVALID with issues; as password_hash.
 */
struct account_new {
    struct th_str account, name;
    struct th_str enterprise; /* empty = a member of none */
    enum role role;
    char password[ACCOUNT_PASSWORD_CAP]; /* out */
};
enum th_status accounts_add(struct office *office, struct account_new *made) TH_MUST_USE;

/** Disables or enables office->request.target. TH_NOT_FOUND; TH_OWN_ACCOUNT; TH_CONFLICT: it is so
 * already. */
enum th_status accounts_turn(struct office *office, const struct office_turn *turn) TH_MUST_USE;

/** A new initial password for office->request.target; its sessions end. TH_NOT_FOUND;
 * TH_OWN_ACCOUNT; TH_PLATFORM_ACCOUNT; TH_ACCOUNT_WAITS: nobody has proved to be this person yet.
 */
struct account_reset {
    struct th_str reason;
    char password[ACCOUNT_PASSWORD_CAP]; /* out, as of account_new */
};
enum th_status accounts_reset(struct office *office, struct account_reset *reset) TH_MUST_USE;

/** Gives office->request.target this role at an enterprise, with all its modules and without end,
 * or ends what he has there; his sessions there end. TH_OWN_ACCOUNT, TH_PLATFORM_ACCOUNT;
 * TH_CONFLICT: it is so already; TH_AUDITOR_BIASED, TH_PERSON_AUDITS: independence.h; else as
 * accounts_add. TH_NOT_FOUND: no such account, or no place to be ended. */
struct account_place {
    struct th_str enterprise, reason;
    enum role role;            /* ROLE_COUNT: end it */
    struct th_str institution; /* of an auditor; empty: stays as it is */
};
enum th_status accounts_place(struct office *office, const struct account_place *place) TH_MUST_USE;

/** Ends the sessions of office->request.target. TH_NOT_FOUND. */
enum th_status accounts_end_sessions(struct office *office, struct th_str reason) TH_MUST_USE;
