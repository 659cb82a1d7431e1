/* What an administrator's lists show: enterprises and accounts with numbers about them, by key and
 * in pages. Search is for literal letters. Reading only, inside any job. */
#pragma once
#include "store_identity.h"

/* Of an enterprise: suspended is closed; of an account: disabled is. */
enum directory_state { DIRECTORY_ANY, DIRECTORY_OPEN, DIRECTORY_CLOSED };

/** Those behind the one whose id is `after` (empty = from the start), at most `limit`; enterprises
 * by name. */
struct directory_query {
    struct th_str part, after; /* part: of a searched text; empty = all */
    enum directory_state state;
    uint32_t limit;
};

struct directory_enterprise {
    struct enterprise_row row;
    struct th_str uscc, district, industry; /* empty: the registry has no entry, or no such text */
    int64_t people, filings;                /* not revoked; not withdrawn */
};
struct directory_enterprises {
    struct directory_enterprise *items;
    size_t count;
};
/** Searched: name and credit code. */
enum th_status store_directory_enterprises(struct store_db *db, struct th_arena *arena,
                                           const struct directory_query *query,
                                           struct directory_enterprises *out) TH_MUST_USE;
/** By id. TH_NOT_FOUND. */
enum th_status store_directory_enterprise(struct store_db *db, struct th_arena *arena,
                                          struct th_str id,
                                          struct directory_enterprise *out) TH_MUST_USE;

struct directory_account {
    struct account_row row;
    int64_t places, sessions, last_seen_s; /* places: not revoked; sessions: live; 0 = none */
    struct th_str phone_sealed;            /* proved by himself; empty = none */
    struct th_str phone_shown;             /* as an enterprise wrote it down, masked */
    bool has_identity;
};
struct directory_accounts {
    struct directory_account *items;
    size_t count;
};
/** By account. Searched: account and name; and the one whose phone has `phone`. */
struct directory_account_query {
    struct directory_query all;
    const unsigned char *phone; /* STORE_SEARCH_BYTES; NULL = do not look */
    int64_t now_s;
};
enum th_status store_directory_accounts(struct store_db *db, struct th_arena *arena,
                                        const struct directory_account_query *query,
                                        struct directory_accounts *out) TH_MUST_USE;
/** out->row.id says which. TH_NOT_FOUND. */
enum th_status store_directory_account(struct store_db *db, struct th_arena *arena, int64_t now_s,
                                       struct directory_account *out) TH_MUST_USE;
