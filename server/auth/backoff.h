/* Counts failed sign-ins per account and per address in memory. Not a lock: a window ends by
 * itself, and a refused try does not extend it, so that a stranger can delay an account but never
 * shut it out. */
#pragma once
#include "str.h"

#define BACKOFF_WINDOW_S      900
#define BACKOFF_ACCOUNT_TRIES 5
#define BACKOFF_ADDRESS_TRIES 30
#define BACKOFF_BUSY_S        1 /* wait while other tries of the same account or address are undecided */

struct backoff;

struct backoff *backoff_new(void);
void backoff_free(struct backoff *backoff);

/** One try: the account's name as typed (it need not exist) and where it comes from. */
struct backoff_try {
    struct th_str account, address;
    int64_t now_s;
};
enum backoff_outcome {
    BACKOFF_RIGHT,   /* forgets the account's failures */
    BACKOFF_WRONG,   /* counts for both */
    BACKOFF_NEITHER, /* could not be decided: counts for nothing */
};
/** Asks for a try: 0 = go on and call backoff_end() later, else the seconds to wait. Undecided
 * tries take a place too, so that parallel guesses do not slip through. Thread-safe. */
uint32_t backoff_begin(struct backoff *backoff, const struct backoff_try *attempt);
void backoff_end(struct backoff *backoff, const struct backoff_try *attempt,
                 enum backoff_outcome outcome);
