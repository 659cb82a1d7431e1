/* Accounts, enterprises, memberships and sessions for auth: each call is one read or one durable
 * write. Hashing, expiry rules and roles are auth's. */
#pragma once
#include "clock.h"
#include "store_people.h"

struct new_person {
    struct th_str enterprise;    /* name; found or created */
    struct th_str account, name; /* account: found (then password and name stay) or created */
    struct th_str password_hash;
    struct th_str role;
};
struct person_ids {
    char account_id[CLOCK_ID_CAP], enterprise_id[CLOCK_ID_CAP];
    bool is_new_account, is_new_enterprise;
};
/** Enterprise, account and membership in one transaction. */
enum th_status people_add(struct store *store, const struct app_clock *clock,
                          const struct new_person *person, struct person_ids *out) TH_MUST_USE;

enum th_status people_account(struct store *store, struct th_arena *arena, struct th_str account,
                              struct account_row *out) TH_MUST_USE;
enum th_status people_memberships(struct store *store, struct th_arena *arena,
                                  struct th_str account_id,
                                  struct membership_list *out) TH_MUST_USE;
/** key: account_id and enterprise_id. TH_NOT_FOUND when not a member, disabled or no such
 * enterprise. */
enum th_status people_role(struct store *store, struct th_arena *arena,
                           const struct membership_row *key, struct th_str *role) TH_MUST_USE;
/** Takes the membership away; bites on the next request. */
enum th_status people_remove(struct store *store, const struct membership_row *key) TH_MUST_USE;

enum th_status people_session_open(struct store *store, const struct session_row *row) TH_MUST_USE;
/** The row as it is, also when expired. */
enum th_status people_session_find(struct store *store, struct th_arena *arena,
                                   const unsigned char token_hash[32],
                                   struct session_row *out) TH_MUST_USE;
enum th_status people_session_close(struct store *store,
                                    const unsigned char token_hash[32]) TH_MUST_USE;
/** Not durable-critical, return at once: */
void people_session_touch(struct store *store, const unsigned char token_hash[32],
                          int64_t last_seen_s, int64_t idle_expiry_s);
void people_sessions_expire(struct store *store, int64_t now_s);
void people_denied(struct store *store, const struct denial_row *row);
