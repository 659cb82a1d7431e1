/* The ledger checked by itself, a few rows at a time, beside the running server and off its writer:
 * a row that was changed behind the server is named in the log. */
#pragma once
#include "store.h"

#include <stdatomic.h>

struct checker;

struct checker_setup {
    struct store *store;
    uint32_t pause_s;       /* between two rounds */
    int64_t (*now_s)(void); /* Unix time */
};

/** Starts the thread. NULL when memory or threads ran out. */
struct checker *checker_start(const struct checker_setup *setup);
void checker_stop(struct checker *checker);

struct checker_state {
    bool has_fault;        /* in this round so far, or in the one before */
    uint64_t rounds;       /* finished */
    uint64_t entries;      /* looked at */
    uint64_t faults;       /* named */
    uint64_t failures;     /* steps that could not read */
    int64_t round_ended_s; /* Unix time of the last finished one; 0 = none yet */
};
struct checker_state checker_state(const struct checker *checker);
