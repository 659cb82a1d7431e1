/* The store's people rows as single steps: each function is one read or write job. No rules here.
 */
#pragma once
#include "buf.h"
#include "clock.h"
#include "store_people.h"

enum th_status people_account(struct store *store, struct th_arena *arena, struct th_str account,
                              struct account_row *out) TH_MUST_USE;
enum th_status people_memberships(struct store *store, struct th_arena *arena,
                                  struct th_str account_id,
                                  struct membership_list *out) TH_MUST_USE;

struct people_opening {
    struct session_row row;
    const unsigned char *replaced; /* a session that ends in the same transaction; NULL = none */
    struct th_str superseded;      /* the token of a session that ends as well if it is there */
    struct th_str password_hash;   /* that was right; empty = none was asked for */
};
/** Opens a session and sweeps out those that are over. Without an enterprise it gets the only one
 * that the account is a live member of, if there is exactly one; row.enterprise_id tells.
 * TH_UNAUTHENTICATED: the replaced one is over by now. TH_SIGN_IN_FAILED: the account has another
 * password by now. */
enum th_status people_session_open(struct store *store, struct th_arena *arena,
                                   struct people_opening *opening) TH_MUST_USE;
/** The same inside a write job. */
enum th_status people_session_open_in(struct store_db *db, struct th_arena *arena,
                                      struct people_opening *opening) TH_MUST_USE;
/** Inside a write job: ends a session that another takes the place of. TH_UNAUTHENTICATED: it is
 * over by now. */
enum th_status people_session_replace(struct store_db *db,
                                      const unsigned char *token_hash) TH_MUST_USE;
/** Inside a write job: ends the session of this token, if there is one. */
enum th_status people_session_supersede(struct store_db *db, struct th_str token) TH_MUST_USE;
enum th_status people_sessions(struct store *store, struct th_arena *arena,
                               struct th_str account_id, struct session_list *out) TH_MUST_USE;
/** One session of an account; `id` empty = all of them. TH_NOT_FOUND. */
enum th_status people_sessions_end(struct store *store, struct th_str account_id,
                                   struct th_str id) TH_MUST_USE;
enum th_status people_session_close(struct store *store,
                                    const unsigned char token_hash[32]) TH_MUST_USE;
/** Notes the last use (token_hash, last_seen_s, idle_expiry_s); may be lost. */
void people_session_touch(struct store *store, const struct session_row *session);

/** A session, the enterprise that it wants to touch, and the role there, in one snapshot. */
struct people_visit {
    struct th_arena *arena;
    unsigned char token_hash[32];
    struct th_str file;           /* in: as filing */
    struct th_str filing;         /* in: when not empty, its owner becomes `enterprise` */
    struct th_str enterprise;     /* in, out */
    struct session_row session;   /* out; account_id.ptr NULL when there is none */
    struct membership_row member; /* out; role.ptr NULL when no enterprise was asked for */
};
/** TH_NOT_FOUND: no session, filing, enterprise or membership. */
enum th_status people_visit(struct store *store, struct people_visit *visit) TH_MUST_USE;

/** May be lost. */
void people_denied(struct store *store, const struct denial_row *row);

/** What an administrator asks for, as lines of text: from the command line, directly or through the
 * running server (admin.h). What a verb does not use stays empty. */
struct people_request {
    struct th_str verb;          /* "add", "disable", "enable", "password", "platform", "role" */
    struct th_str account, name; /* name: add */
    struct th_str
        enterprise;     /* its name: add (made when missing; none for a platform role), role */
    struct th_str role; /* add, role, platform; "none" (not for add) ends it */
    struct th_str password_hash; /* add, password */
};
#define PEOPLE_REQUEST_CAP 1024
/** False when a member holds a line end or it does not fit. */
bool people_request_write(const struct people_request *request, struct th_buf *out);
bool people_request_read(struct th_str text, struct people_request *out);

/** One line that says what is wrong with the request (its password apart); NULL when nothing is. */
const char *people_request_fault(const struct people_request *request);
/** Whether an account may be called so. */
bool people_account_fits(struct th_str account);
bool people_request_needs_password(const struct people_request *request);

/** Does it in one transaction, with its acts; `out` gets one line for the person who asked, also
 * when it was refused. TH_INVALID: the request itself is wrong; TH_NOT_FOUND: no such account,
 * enterprise or membership; TH_OVERLOADED, TH_STORE_FAILED. */
enum th_status people_execute(struct store *store, const struct app_clock *clock,
                              const struct people_request *request, struct th_buf *out) TH_MUST_USE;

/** Hands every account with its memberships to `take`, by account. */
struct people_listing {
    struct th_arena *arena; /* rewound after every account */
    void (*take)(void *self, const struct account_row *account,
                 const struct membership_list *memberships);
    void *self;
};
enum th_status people_list(struct store *store, struct people_listing *listing) TH_MUST_USE;
