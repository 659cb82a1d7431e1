/* What an administrator's lists show: enterprises and accounts with numbers about them, by key and
 * in pages. Search is for literal letters. Reading only, inside any job. */
#pragma once
#include "store_identity.h"

enum directory_state { DIRECTORY_ANY, DIRECTORY_OPEN, DIRECTORY_CLOSED };

/** Those behind the one whose id is `after` (empty = from the start), at most `limit`; enterprises
 * by name. */
struct directory_query {
    struct th_str part, after;  /* part: of a searched text; empty = all */
    enum directory_state state; /* of an enterprise: not suspended, suspended */
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
