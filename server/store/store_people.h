/* Rows about people: enterprises, accounts, memberships, sessions, denials. Views returned live in
 * the arena that was handed in; times are Unix seconds. Names and password hashes are opaque here.
 */
#pragma once
#include "store.h"

struct enterprise_row {
    struct th_str id, name;
    int64_t created_s;
    int64_t suspended_s;  /* 0 = it is not */
    struct th_str reason; /* why it is suspended */
};
struct account_row {
    struct th_str id, account, name,
        password_hash; /* password_hash "" = cannot sign in by password */
    bool is_disabled;
    int64_t created_s;
    int64_t initial_until_s;     /* good for a sign-in until then and to be changed; 0 = his own */
    struct th_str platform_role; /* empty = none; not interpreted here */
};
/** Texts are not interpreted here: role and modules are auth's, state and term are judged by
 * service's membership.h. */
struct membership_row {
    struct th_str account_id, enterprise_id, enterprise_name, role;
    struct th_str modules;    /* "filing,people"; "" = what the role has by itself */
    struct th_str state;      /* "active", "suspended", "revoked"; empty when written = active */
    int64_t starts_s, ends_s; /* ends_s 0 = without end */
    bool is_enterprise_suspended;
    struct th_str suspended_for; /* the reason; empty = it is not */
};
struct session_row {
    unsigned char token_hash[32];
    struct th_str id, account_id, account, name, provider; /* account, name: filled when found */
    struct th_str platform_role;                           /* of the account, when found */
    struct th_str enterprise_id; /* the one that it may touch; "" = none chosen yet */
    struct th_str kind, device;  /* "mini" or "console"; what the client calls itself */
    bool is_disabled;            /* the account */
    bool is_password_initial;    /* of the account, however the session was opened */
    int64_t created_s, last_seen_s, idle_expiry_s, expires_s;
};
struct denial_row { /* plain bytes: goes through store_post */
    int64_t at_s;
    char account_id[40], route[96], enterprise_id[72], client[48], request_id[40];
    uint32_t status; /* enum th_status */
};

/* Writing: only inside a write job. TH_CONFLICT when the row exists already. Enterprises, accounts
 * and memberships are written through service's acts.h alone, which keeps account of it. */
enum th_status store_enterprise_insert(struct store_db *db,
                                       const struct enterprise_row *row) TH_MUST_USE;
/** Sets suspended_s and reason of row->id. TH_NOT_FOUND. */
enum th_status store_enterprise_update(struct store_db *db,
                                       const struct enterprise_row *row) TH_MUST_USE;
enum th_status store_account_insert(struct store_db *db, const struct account_row *row) TH_MUST_USE;
/** Sets name, password_hash, initial_until_s, platform_role and is_disabled of row->id.
 * TH_NOT_FOUND. */
enum th_status store_account_update(struct store_db *db, const struct account_row *row) TH_MUST_USE;
/** Inserts, or replaces all but the key. */
enum th_status store_membership_put(struct store_db *db,
                                    const struct membership_row *row) TH_MUST_USE;
enum th_status store_membership_delete(struct store_db *db, struct th_str account_id,
                                       struct th_str enterprise_id) TH_MUST_USE;
enum th_status store_session_insert(struct store_db *db, const struct session_row *row) TH_MUST_USE;
enum th_status store_session_touch(struct store_db *db, const struct session_row *row)
    TH_MUST_USE; /* last_seen, idle_expiry */
enum th_status store_session_delete(struct store_db *db, const unsigned char token_hash[32])
    TH_MUST_USE; /* TH_NOT_FOUND */
enum th_status store_sessions_end(struct store_db *db, struct th_str account_id) TH_MUST_USE;
/** Those of one account that are bound to one enterprise. */
enum th_status store_sessions_end_at(struct store_db *db, struct th_str account_id,
                                     struct th_str enterprise_id) TH_MUST_USE;
/** One of an account, by its id. TH_NOT_FOUND. */
enum th_status store_session_end(struct store_db *db, struct th_str account_id,
                                 struct th_str id) TH_MUST_USE;
enum th_status store_sessions_expire(struct store_db *db, int64_t now_s) TH_MUST_USE;
enum th_status store_denial_insert(struct store_db *db, const struct denial_row *row) TH_MUST_USE;

/* Reading: inside read and write jobs. TH_NOT_FOUND when there is none. */
enum th_status store_enterprise_by_name(struct store_db *db, struct th_arena *arena,
                                        struct th_str name, struct enterprise_row *out) TH_MUST_USE;
enum th_status store_account_by_name(struct store_db *db, struct th_arena *arena,
                                     struct th_str account, struct account_row *out) TH_MUST_USE;
enum th_status store_account_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct account_row *out) TH_MUST_USE;
enum th_status store_enterprise_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                    struct enterprise_row *out) TH_MUST_USE;
struct account_list {
    struct account_row *items;
    size_t count;
};
/** Accounts whose name comes behind `after` (empty = from the start), by name, at most `limit`. */
enum th_status store_accounts(struct store_db *db, struct th_arena *arena, struct th_str after,
                              uint32_t limit, struct account_list *out) TH_MUST_USE;
/** Of an account that is not disabled, whatever the membership's state. */
enum th_status store_membership_find(struct store_db *db, struct th_arena *arena,
                                     const struct membership_row *key,
                                     struct membership_row *out) TH_MUST_USE;

struct membership_list {
    struct membership_row *items;
    size_t count;
};
enum th_status store_memberships_of(struct store_db *db, struct th_arena *arena,
                                    struct th_str account_id,
                                    struct membership_list *out) TH_MUST_USE;
struct session_list {
    struct session_row *items;
    size_t count;
};
/** The sessions of an account, latest use first, at most `SESSIONS_SHOWN`. */
#define SESSIONS_SHOWN 100
enum th_status store_sessions_of(struct store_db *db, struct th_arena *arena,
                                 struct th_str account_id, struct session_list *out) TH_MUST_USE;
enum th_status store_session_find(struct store_db *db, struct th_arena *arena,
                                  const unsigned char token_hash[32],
                                  struct session_row *out) TH_MUST_USE;
