/* The administrative chain: every change of a row about enterprises and people is written
 * together with an act that says who changed what, and the hash of the row afterwards, so that
 * `tanheng verify` sees a row that was changed by other means (docs/adr/0007). These functions are
 * the only way to write those rows; all of them run inside a write job. */
#pragma once
#include "store_acts.h"
#include "store_application.h"
#include "store_consent.h"
#include "store_disclosure.h"
#include "store_identity.h"
#include "store_people.h"
#include "store_verdict.h"

/** Who acts. */
struct act_by {
    struct th_str actor; /* account id, or "command", "demo" */
    int64_t at_s;
};
enum act_kind { /* what is done to an account that exists */
                ACT_NAME,
                ACT_PASSWORD, /* this and ACT_DISABLE end every session of the account */
                ACT_DISABLE,
                ACT_ENABLE,
                ACT_PLATFORM, /* its platform role; ends every session, too */
};

enum th_status acts_add_enterprise(struct store_db *db, const struct act_by *by,
                                   const struct enterprise_row *row) TH_MUST_USE;
/** Suspends or resumes it: `row` is the whole row as it shall stand; the act tells `reason`.
 * TH_NOT_FOUND. */
enum th_status acts_suspend_enterprise(struct store_db *db, const struct act_by *by,
                                       const struct enterprise_row *row,
                                       struct th_str reason) TH_MUST_USE;
enum th_status acts_add_account(struct store_db *db, const struct act_by *by,
                                const struct account_row *row) TH_MUST_USE;
/** `row` is the whole row as it shall stand. TH_NOT_FOUND. */
enum th_status acts_change_account(struct store_db *db, const struct act_by *by, enum act_kind kind,
                                   const struct account_row *row) TH_MUST_USE;
/** The same, and the act tells why. */
enum th_status acts_change_account_for(struct store_db *db, const struct act_by *by,
                                       enum act_kind kind, const struct account_row *row,
                                       struct th_str reason) TH_MUST_USE;
/** Ends all sessions of an account that is there; the act tells why. */
enum th_status acts_end_sessions(struct store_db *db, const struct act_by *by,
                                 struct th_str account_id, struct th_str reason) TH_MUST_USE;
/** Makes a membership or sets its role, modules, term and state; writes nothing when it stands so
 * already. A change ends the account's sessions at that enterprise: the next sign-in gets the new
 * rights. */
enum th_status acts_put_membership(struct store_db *db, const struct act_by *by,
                                   const struct membership_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status acts_end_membership(struct store_db *db, const struct act_by *by,
                                   const struct membership_row *row) TH_MUST_USE;
/** As acts_put_membership, and no session ends: what an outsider may see is judged anew whenever he
 * looks, and he has other enterprises to look at. */
enum th_status acts_put_outsider(struct store_db *db, const struct act_by *by,
                                 const struct membership_row *row) TH_MUST_USE;
/** Both, and the act tells `detail` instead of the role. */
enum th_status acts_put_membership_for(struct store_db *db, const struct act_by *by,
                                       const struct membership_row *row,
                                       struct th_str detail) TH_MUST_USE;
enum th_status acts_end_membership_for(struct store_db *db, const struct act_by *by,
                                       const struct membership_row *row,
                                       struct th_str detail) TH_MUST_USE;

/** Gives an account an identity, or replaces the one that it had of that kind. A new phone or
 * openid in place of an old one ends every session of the account. TH_CONFLICT: it is another
 * account's. */
enum th_status acts_put_identity(struct store_db *db, struct th_arena *arena,
                                 const struct act_by *by,
                                 const struct identity_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status acts_end_identity(struct store_db *db, const struct act_by *by,
                                 const struct identity_row *key) TH_MUST_USE;
enum th_status acts_put_agent(struct store_db *db, const struct act_by *by,
                              const struct agent_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status acts_end_agent(struct store_db *db, const struct act_by *by,
                              const struct agent_row *key) TH_MUST_USE;
/** Inserts or replaces; writes nothing when it stands so already. */
enum th_status acts_put_registry(struct store_db *db, const struct act_by *by,
                                 const struct registry_row *row) TH_MUST_USE;

/** `kind` says what is done: "put", "submit", "approve" …; the row as it shall stand. TH_CONFLICT
 * as store_application_put. */
enum th_status acts_put_application(struct store_db *db, const struct act_by *by, const char *kind,
                                    const struct application_row *row) TH_MUST_USE;

/** TH_NOT_FOUND. */
enum th_status acts_end_application(struct store_db *db, const struct act_by *by,
                                    const struct application_row *row) TH_MUST_USE;

/** A verdict never changes. */
enum th_status acts_add_verdict(struct store_db *db, const struct act_by *by,
                                const struct verdict_row *row) TH_MUST_USE;
/** Writes down an auditor's institution; nothing when it stands so already. */
enum th_status acts_put_auditor(struct store_db *db, const struct act_by *by,
                                struct th_str account_id, struct th_str institution) TH_MUST_USE;
/** Makes or ends a bank manager: the row as it shall stand; the act tells `detail`. */
enum th_status acts_put_bank_manager(struct store_db *db, const struct act_by *by,
                                     const struct bank_manager_row *row,
                                     struct th_str detail) TH_MUST_USE;
/** The act tells the report's SHA-256. TH_CONFLICT. */
enum th_status acts_give_consent(struct store_db *db, const struct act_by *by,
                                 const struct consent_row *row) TH_MUST_USE;
/** row->outcome and row->over_s say how and when. TH_NOT_FOUND. */
enum th_status acts_end_consent(struct store_db *db, const struct act_by *by,
                                const struct consent_row *row) TH_MUST_USE;
/** Somebody looked at what it shows. */
enum th_status acts_view_consent(struct store_db *db, const struct act_by *by,
                                 const struct consent_row *row, struct th_str device) TH_MUST_USE;

/** For a row of another table that came later: call it after the row was written. `act` names
 * kind, thing, the key and detail; seq, state, prev and hash are filled here. */
enum th_status acts_record(struct store_db *db, const struct act_by *by,
                           struct act_row *act) TH_MUST_USE;
/** A disclosure as it shall stand; `kind`: "ask", "approve", "refuse", "show". The act tells why.
 */
enum th_status acts_put_disclosure(struct store_db *db, const struct act_by *by, const char *kind,
                                   const struct disclosure_row *row) TH_MUST_USE;

/** The act's own hash over its members and prev. */
void acts_hash(const struct act_row *act, char out[65]);
