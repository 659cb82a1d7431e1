/* Counts wrong passwords per account and per address, by limits.def over the store: a restart
 * forgets nothing. Not a lock: a window ends by itself, and a refused try does not extend it, so
 * that a stranger can delay an account but never shut it out. A right password writes nothing
 * unless wrong ones stood before it. */
#pragma once
#include "limiter.h"

#define BACKOFF_BUSY_S 1 /* wait while other tries of the same account or address are undecided */

struct backoff;
/** Keeps both pointers; `seal` may be NULL. NULL when memory ran out. */
struct backoff *backoff_new(struct store *store, const struct seal *seal);
void backoff_free(struct backoff *backoff);

/** One try, on the caller's stack: the account's name as typed (it need not exist) and where it
 * comes from. */
struct backoff_try {
    struct th_str account, address;
    int64_t now_s;
    uint32_t retry_after_s; /* out, with TH_RATE_LIMITED */

    /* backoff's own: */
    struct backoff_try *next; /* of those that are undecided */
    bool is_spotted;          /* wrong passwords of this account stand in the store */
};
enum backoff_outcome {
    BACKOFF_RIGHT,   /* forgets the account's wrong ones */
    BACKOFF_WRONG,   /* counts for both */
    BACKOFF_NEITHER, /* could not be decided: counts for nothing */
};
/** Asks for a try. On TH_OK go on, and always call backoff_end(). TH_RATE_LIMITED: undecided tries
 * take a place too, so that parallel guesses do not slip through. TH_STORE_FAILED. Thread-safe. */
enum th_status backoff_begin(struct backoff *backoff, struct backoff_try *attempt) TH_MUST_USE;
/** Nobody is told that a password was wrong before that is written: TH_OVERLOADED, TH_STORE_FAILED.
 */
enum th_status backoff_end(struct backoff *backoff, struct backoff_try *attempt,
                           enum backoff_outcome outcome) TH_MUST_USE;
