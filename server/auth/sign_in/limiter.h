/* How often something may be tried, by limits.def. The counts stand in the database and are taken
 * in its one writer: parallel tries cannot pass more than the limit, and a restart forgets nothing.
 */
#pragma once
#include "seal.h"
#include "store_identity.h"

enum limit {
#define LIMIT(name, id, key, count, window_s) LIMIT_##name,
#include "limits.def"
#undef LIMIT
    LIMIT_COUNT
};

#define LIMITS_AT_ONCE 8
/** How a limit stands. */
struct limit_state {
    uint32_t used, left;
    uint32_t ends_in_s; /* of the window that runs, or of a new one */
};
struct limit_take {
    const struct seal *seal; /* keys are stored as its indexes, not as they are; NULL: as hashes */
    int64_t now_s;
    struct {
        enum limit limit;
        struct th_str key;
    } takes[LIMITS_AT_ONCE];
    size_t count;
    uint32_t retry_after_s; /* out */
    enum limit full;        /* out: which one was exhausted */
};

/** Adds one more limit to be taken. */
void limiter_add(struct limit_take *take, enum limit limit, struct th_str key);
/** Takes one try of each, or none: TH_RATE_LIMITED with `retry_after_s`; TH_STORE_FAILED. */
enum th_status limiter_take(struct store *store, struct limit_take *take) TH_MUST_USE;
/** The same inside a write job. A job that then fails gives its tries back. */
enum th_status limiter_take_in(struct store_db *db, struct limit_take *take) TH_MUST_USE;

/* For what is counted only once it is known how it came out: nothing is refused here. */

/** How each of the limits stands; takes nothing. */
enum th_status limiter_look(struct store *store, const struct limit_take *take,
                            struct limit_state out[LIMITS_AT_ONCE]) TH_MUST_USE;
/** One more of each. */
enum th_status limiter_count(struct store *store, const struct limit_take *take) TH_MUST_USE;
/** Ends the windows of each. */
enum th_status limiter_forget(struct store *store, const struct limit_take *take) TH_MUST_USE;
