/* Deciding about applications (X6): the queue of the platform, two reviewers for an approval, the
 * legal person's veto, and what an approval gives (attack rows A7, A16, A17). */
#pragma once
#include "applications.h"
#include "store_outbox.h"

enum th_status review_queue(struct auth *auth, struct th_arena *arena,
                            const struct application_query *query,
                            struct application_list *out) TH_MUST_USE;
/** An application that was handed in, who had to do with it, what the registry says about its
 * enterprise, and the notices about it. TH_NOT_FOUND also for a draft. */
struct review_view {
    struct application_row row;
    struct th_str applicant, first, decider; /* names of accounts; empty = nobody yet */
    struct registry_row registry;            /* uscc empty = not there */
    struct outbox_list notices;
};
enum th_status review_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                          struct review_view *out) TH_MUST_USE;

struct review_decision {
    bool is_approval;
    struct th_str reason;     /* of a rejection; empty = none */
    struct th_str enterprise; /* approval: take this enterprise for the credit code; empty = the
                                 registry's, or a new one */
};
/** A rejection takes one reviewer. An approval takes two: the first leaves it waiting with
 * first_by, the second, who names the same enterprise, gives the account its membership; one who
 * names another is the first for that one. TH_FORBIDDEN: the applicant himself;
 * TH_SECOND_REVIEWER: this reviewer approved already; TH_APPLICATION_STATE; TH_LEGAL_PERSON_TAKEN;
 * TH_ENTERPRISE_NAME: an enterprise of that name, without a credit code, exists: name it in
 * `enterprise`, or reject. TH_INVALID with issues. */
enum th_status review_decide(struct auth *auth, struct th_arena *arena,
                             const struct review_decision *decision,
                             struct application_write *write) TH_MUST_USE;

/** Those that name the enterprise, newest first. */
enum th_status review_of_enterprise(struct auth *auth, struct th_arena *arena,
                                    struct th_str enterprise,
                                    struct application_list *out) TH_MUST_USE;
struct review_file {
    struct th_str enterprise, application, file;
};
/** The account that a file belongs to, which came with an application that names the enterprise and
 * waits or was approved. TH_NOT_FOUND for every other. */
enum th_status review_file_owner(struct auth *auth, struct th_arena *arena,
                                 const struct review_file *file, struct th_str *owner) TH_MUST_USE;
/** The legal person of the enterprise refuses one that waits. TH_NOT_FOUND when it names another
 * enterprise. */
enum th_status review_veto(struct auth *auth, struct th_arena *arena, struct th_str reason,
                           struct application_write *write) TH_MUST_USE;
