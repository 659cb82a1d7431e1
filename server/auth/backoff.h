/* Counts failed sign-ins per account and per address in memory. Not a lock: a window ends by
 * itself, and a refused try does not extend it, so that a stranger can delay an account but never
 * shut it out. */
#pragma once
#include "str.h"

#define BACKOFF_WINDOW_S      900
#define BACKOFF_ACCOUNT_TRIES 5
#define BACKOFF_ADDRESS_TRIES 30

struct backoff;

struct backoff *backoff_new(void);
void backoff_free(struct backoff *backoff);
/** Asks for one try: 0 = go on (it now counts as a failure until it succeeds, so that parallel
 * guesses do not slip through), else the seconds to wait. Thread-safe. */
uint32_t backoff_begin(struct backoff *backoff, struct th_str account, struct th_str address,
                       int64_t now_s);
/** Takes the try back when it was no failure: `clears` (the credentials were right) also forgets
 * the account's earlier failures. */
void backoff_take_back(struct backoff *backoff, struct th_str account, struct th_str address,
                       bool clears);
