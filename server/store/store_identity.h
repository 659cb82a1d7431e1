/* Rows by which people are recognised, and what protects the ways in: identities, codes, counted
 * attempts, WeChat's session keys, faces under way. `search` and `key` are HMACs, `sealed` texts
 * are encrypted: this folder can read none of it. Times are Unix seconds. */
#pragma once
#include "store_people.h"

#define STORE_SEARCH_BYTES 32

struct identity_row {
    struct th_str account_id, kind; /* "phone", "wechat", "person" */
    unsigned char search[STORE_SEARCH_BYTES];
    struct th_str sealed;
    int64_t verified_s;
};
/** By kind and search. TH_NOT_FOUND. */
enum th_status store_identity_find(struct store_db *db, struct th_arena *arena,
                                   const struct identity_row *key,
                                   struct identity_row *out) TH_MUST_USE;
/** By account and kind. TH_NOT_FOUND. */
enum th_status store_identity_of(struct store_db *db, struct th_arena *arena,
                                 const struct identity_row *key,
                                 struct identity_row *out) TH_MUST_USE;
/** Inserts, or replaces what the account had of that kind. TH_CONFLICT: it is another account's.
 * Written through service's acts.h alone, like the two below. */
enum th_status store_identity_put(struct store_db *db, const struct identity_row *row) TH_MUST_USE;
enum th_status store_identity_delete(struct store_db *db,
                                     const struct identity_row *key) TH_MUST_USE;

/** What an enterprise wrote down about an agent of its own. */
struct agent_row {
    struct th_str account_id, enterprise_id, name, phone_shown, id_type, id_shown;
    unsigned char phone_search[STORE_SEARCH_BYTES], id_search[STORE_SEARCH_BYTES];
    struct th_str phone_sealed;
};
enum th_status store_agent_put(struct store_db *db, const struct agent_row *row) TH_MUST_USE;
/** The place of an account, the latest one that is not revoked. TH_NOT_FOUND. */
enum th_status store_agent_of(struct store_db *db, struct th_arena *arena, struct th_str account_id,
                              struct agent_row *out) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status store_agent_delete(struct store_db *db, const struct agent_row *key) TH_MUST_USE;

/** A member of an enterprise with what was written down about him; the texts of `agent` are empty
 * when nothing was. */
struct enterprise_person {
    struct membership_row member;
    struct agent_row agent;
    struct th_str name; /* of the account */
};
struct enterprise_people {
    struct enterprise_person *items;
    size_t count;
};
#define PEOPLE_SHOWN 200
/** At most PEOPLE_SHOWN: those that are not revoked first, by role and name. */
enum th_status store_enterprise_people(struct store_db *db, struct th_arena *arena,
                                       struct th_str enterprise_id,
                                       struct enterprise_people *out) TH_MUST_USE;
/** Agents whom nobody is yet: their account has neither an identity nor a password. By what the
 * enterprise wrote down, the oldest first, not revoked ones, at most CLAIMS_AT_ONCE. `kind` is that
 * of an identity, "phone" or "person". */
#define CLAIMS_AT_ONCE 20
enum th_status store_claims(struct store_db *db, struct th_arena *arena,
                            const struct identity_row *key,
                            struct enterprise_people *out) TH_MUST_USE;
/** Whether an enterprise said of its agent, who is not revoked, that he is this person. */
enum th_status store_agent_is_person(struct store_db *db, struct th_str account_id,
                                     const unsigned char id_search[STORE_SEARCH_BYTES],
                                     bool *out) TH_MUST_USE;
/** Whether store_claims would find one by this phone. */
enum th_status store_phone_is_claimed(struct store_db *db, const struct identity_row *key,
                                      bool *out) TH_MUST_USE;

/** An enterprise of the registry 企业库. */
struct registry_row {
    struct th_str uscc, name, legal_name;
    unsigned char legal_search[STORE_SEARCH_BYTES]; /* as of an identity of kind "person" */
    struct th_str enterprise_id;                    /* empty until somebody of it signs in */
    struct th_str legal_shown;                      /* the number, masked */
    struct th_str district, industry;               /* may be empty */
    int64_t imported_s;
};
struct registry_list {
    struct registry_row *items;
    size_t count;
};
#define REGISTRY_OF_ONE 100 /* enterprises of one person */
/** Inserts, or replaces all but enterprise_id, which stays unless `row` names one. */
enum th_status store_registry_put(struct store_db *db, const struct registry_row *row) TH_MUST_USE;
enum th_status store_registry_get(struct store_db *db, struct th_arena *arena, struct th_str uscc,
                                  struct registry_row *out) TH_MUST_USE;
/** Those behind `after` (empty = from the start) whose credit code or name holds `part` (empty =
 * all), by credit code, at most `limit`. */
struct registry_query {
    struct th_str part, after;
    uint32_t limit;
};
enum th_status store_registry_list(struct store_db *db, struct th_arena *arena,
                                   const struct registry_query *query,
                                   struct registry_list *out) TH_MUST_USE;
/** The entry of an enterprise. TH_NOT_FOUND: it has none. */
enum th_status store_registry_bound(struct store_db *db, struct th_arena *arena,
                                    struct th_str enterprise_id,
                                    struct registry_row *out) TH_MUST_USE;
/** Those whose legal person has this number, by name; at most REGISTRY_OF_ONE. */
enum th_status store_registry_of(struct store_db *db, struct th_arena *arena,
                                 const unsigned char legal_search[STORE_SEARCH_BYTES],
                                 struct registry_list *out) TH_MUST_USE;

/** A code that was sent to a phone; one per purpose and phone, a new one replaces it. */
struct code_row {
    struct th_str purpose;
    unsigned char phone[STORE_SEARCH_BYTES], code[STORE_SEARCH_BYTES];
    uint32_t tries;
    int64_t expires_s;
};
enum th_status store_code_put(struct store_db *db, const struct code_row *row) TH_MUST_USE;
enum th_status store_code_get(struct store_db *db, const struct code_row *key,
                              struct code_row *out) TH_MUST_USE;
enum th_status store_code_delete(struct store_db *db, const struct code_row *key) TH_MUST_USE;

/** Attempts of one purpose by one key in the window that runs. */
struct attempt_row {
    struct th_str purpose;
    unsigned char key[STORE_SEARCH_BYTES];
    int64_t opened_s, ends_s;
    uint32_t count;
};
/** TH_NOT_FOUND. */
enum th_status store_attempt_get(struct store_db *db, const struct attempt_row *key,
                                 struct attempt_row *out) TH_MUST_USE;
enum th_status store_attempt_put(struct store_db *db, const struct attempt_row *row) TH_MUST_USE;
/** Deletes windows, codes and faces that are over. */
enum th_status store_attempts_sweep(struct store_db *db, int64_t now_s) TH_MUST_USE;

struct wechat_key_row {
    unsigned char openid[STORE_SEARCH_BYTES];
    struct th_str sealed;
    int64_t at_s;
};
/** One for each openid: the last one counts. */
enum th_status store_wechat_key_put(struct store_db *db,
                                    const struct wechat_key_row *row) TH_MUST_USE;

/** A face verification that was begun. */
struct face_row {
    unsigned char id[STORE_SEARCH_BYTES];
    struct th_str provider, sealed;
    int64_t expires_s;
};
enum th_status store_face_insert(struct store_db *db, const struct face_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status store_face_get(struct store_db *db, struct th_arena *arena,
                              const unsigned char id[STORE_SEARCH_BYTES],
                              struct face_row *out) TH_MUST_USE;
/** TH_NOT_FOUND: somebody was there before. */
enum th_status store_face_delete(struct store_db *db,
                                 const unsigned char id[STORE_SEARCH_BYTES]) TH_MUST_USE;
