/* Applications to become an enterprise's agent, or, for a foreigner, its legal person: written and
 * submitted by the applicant, who belongs to no enterprise yet (requirements F-2.4, X5). Deciding
 * about them stands in review.h. */
#pragma once
#include "auth.h"
#include "identities.h"
#include "issue.h"
#include "service.h"
#include "store_application.h"

#define APPLICATION_WORK_DAYS 3
#define APPLICATIONS_SHOWN    50 /* of one account */

enum application_kind { APPLICATION_AGENT, APPLICATION_FOREIGN, APPLICATION_KINDS };
enum application_state {
    APPLICATION_DRAFT,
    APPLICATION_PENDING,
    APPLICATION_APPROVED,
    APPLICATION_REJECTED,
    APPLICATION_WITHDRAWN,
    APPLICATION_STATES
};
const char *application_kind_id(enum application_kind kind);
const char *application_state_id(enum application_state state);

/** What an applicant fills in; empty texts are not filled in yet. */
struct application_content {
    enum application_kind kind;
    struct th_str enterprise_name, uscc, legal_name, name; /* uscc as typed */
    enum person_type legal_id_type, id_type;               /* PERSON_TYPE_COUNT = not yet */
    struct th_str id_number;                               /* as typed; empty = as it stands */
    uint32_t modules;                                      /* bits; 0 = filing */
    th_day ends_on;                                        /* 0 = without end */
    struct th_str stamped_file, licence_file;              /* ids of files of the account */
};

struct application_write {
    struct write_request request; /* target: the application's id, empty = a new one */
    /** Writes the answer that is kept for repetitions. */
    void (*render)(void *self, const struct application_row *row, struct th_buf *out);
    void *self;
    struct th_issues *issues; /* filled with TH_INVALID */
    struct write_outcome outcome;
    uint32_t retry_after_s; /* with TH_RATE_LIMITED */
};

/** Makes a draft, or replaces what is not waiting or approved. TH_INVALID for a number that is
 * wrong, TH_NOT_FOUND for another account's, TH_STALE, TH_APPLICATION_STATE, TH_SECRETS_OFF,
 * TH_RATE_LIMITED, and as every write. */
enum th_status applications_put(struct auth *auth, struct th_arena *arena,
                                const struct application_content *content,
                                struct application_write *write) TH_MUST_USE;
/** Hands it in: due three working days later; the enterprise's legal persons are told. TH_INVALID
 * for what is missing; TH_APPLICATION_OPEN: one for the same person and enterprise waits. */
enum th_status applications_submit(struct auth *auth, struct th_arena *arena,
                                   struct application_write *write) TH_MUST_USE;
/** Takes it back; TH_APPLICATION_STATE once it is decided. */
enum th_status applications_withdraw(struct auth *auth, struct th_arena *arena,
                                     struct application_write *write) TH_MUST_USE;

/** Deletes one that was not handed in, or was taken back. Its files stay the account's own. */
enum th_status applications_delete(struct auth *auth, struct th_arena *arena,
                                   struct application_write *write) TH_MUST_USE;

enum th_status applications_of(struct auth *auth, struct th_arena *arena, struct th_str account_id,
                               struct application_list *out) TH_MUST_USE;
/** TH_NOT_FOUND also for another account's. */
struct application_key {
    struct th_str account_id, id;
};
enum th_status applications_get(struct auth *auth, struct th_arena *arena,
                                const struct application_key *key,
                                struct application_row *out) TH_MUST_USE;

/** What is printed on the form besides: the numbers in clear, for the applicant's own eyes. */
struct application_form {
    struct application_row row;
    struct th_str id_number, phone; /* empty = not there */
};
enum th_status applications_form(struct auth *auth, struct th_arena *arena,
                                 const struct application_key *key,
                                 struct application_form *out) TH_MUST_USE;

/** Whether this file belongs to the application; an empty id does not. */
bool application_has_file(const struct application_row *row, struct th_str id);

#define APPLICATION_CODE_CAP 17
/** Sixteen hex digits over all that is filled in: printed on the form, so that a stamped page of an
 * earlier wording is noticed. */
void application_code(const struct application_row *row, char out[APPLICATION_CODE_CAP]);
