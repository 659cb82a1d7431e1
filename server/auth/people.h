/* The store's people rows as single steps: each function is one read or write job. No rules here.
 */
#pragma once
#include "clock.h"
#include "store_people.h"

enum th_status people_account(struct store *store, struct th_arena *arena, struct th_str account,
                              struct account_row *out) TH_MUST_USE;
enum th_status people_memberships(struct store *store, struct th_arena *arena,
                                  struct th_str account_id,
                                  struct membership_list *out) TH_MUST_USE;

/** Opens a session and sweeps out those that are over. */
enum th_status people_session_open(struct store *store,
                                   const struct session_row *session) TH_MUST_USE;
enum th_status people_session_close(struct store *store,
                                    const unsigned char token_hash[32]) TH_MUST_USE;
/** Notes the last use (token_hash, last_seen_s, idle_expiry_s); may be lost. */
void people_session_touch(struct store *store, const struct session_row *session);

/** A session, the enterprise that it wants to touch, and the role there, in one snapshot. */
struct people_visit {
    struct th_arena *arena;
    unsigned char token_hash[32];
    struct th_str filing;       /* in: when not empty, its owner becomes `enterprise` */
    struct th_str enterprise;   /* in, out */
    struct session_row session; /* out; account_id.ptr NULL when there is none */
    struct th_str role;         /* out; ptr NULL when no enterprise was asked for */
};
/** TH_NOT_FOUND: no session, filing, enterprise or membership. */
enum th_status people_visit(struct store *store, struct people_visit *visit) TH_MUST_USE;

/** May be lost. */
void people_denied(struct store *store, const struct denial_row *row);

struct people_new {
    struct th_str enterprise;    /* name; found or created */
    struct th_str account, name; /* account: found (then name and password stay) or created */
    struct th_str password_hash, role;
};
struct people_ids {
    char account_id[CLOCK_ID_CAP], enterprise_id[CLOCK_ID_CAP];
    bool is_new_account, is_new_enterprise;
};
/** Enterprise, account and membership in one transaction, as far as they are missing; the role is
 * set anew. */
enum th_status people_add(struct store *store, const struct app_clock *clock,
                          const struct people_new *person, struct people_ids *out) TH_MUST_USE;
