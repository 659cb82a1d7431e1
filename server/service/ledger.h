/* Proving what is stored: every chain entry is recomputed and compared with the revision that it
 * covers. At once for the commands, in small steps for a checker beside a running server. */
#pragma once
#include "buf.h"
#include "store_acts.h"
#include "store_filings.h"

struct ledger_fault {
    const struct chain_row *entry; /* of an enterprise's chain; NULL: the fault lies in none */
    const struct act_row *act;     /* of the administrative chain; NULL: the fault lies in none */
    const char *what;              /* what differs, in English */
};
/** One line in English without its end: where, then what. */
void ledger_fault_write(struct th_buf *out, const struct ledger_fault *fault);

struct ledger_report {
    uint64_t enterprises, entries, acts, faults; /* added to */
    /** Told of the first bad entry of each chain, and of each row that differs from its last act;
     * the views end with the call. */
    void (*on_fault)(void *self, const struct ledger_fault *fault);
    void *self;
};

/** Walks everything in one snapshot. TH_OK when all could be read; what is wrong stands in
 * report->faults and is told to on_fault. */
enum th_status ledger_verify(struct store *store, struct th_arena *arena,
                             struct ledger_report *report) TH_MUST_USE;

/** Where a round of small steps stands. All zeros is the beginning; belongs to one thread. */
struct ledger_cursor {
    uint32_t part;       /* of the round: entries, acts, then what neither covers */
    char enterprise[80]; /* entries: whose; entries and acts: the last one that was looked at */
    char prev[65];
    uint64_t seq;
    bool is_bad; /* this chain's first fault has been told */
    int64_t row; /* the other parts: number of the last row that was looked at */
};
#define LEDGER_ARENA_BYTES ((size_t)4 * 1024 * 1024) /* what one entry may need */

/** The next `rows` rows (1 to 10 000; the read also ends after about 100 ms) from where the cursor
 * stands, in a snapshot of their own on a read connection. A step of 200 rows takes some 10 ms.
 * `is_round_over` becomes true when everything was looked at once; the cursor then stands at the
 * beginning again. Each round names each enterprise's first bad entry once. TH_OVERLOADED (no
 * reader free in time), TH_STORE_FAILED, TH_NO_MEMORY: the cursor did not move, try again. */
struct ledger_step {
    struct ledger_cursor *cursor;
    uint32_t rows;
    bool is_round_over; /* out */
};
enum th_status ledger_verify_some(struct store *store, struct th_arena *arena,
                                  struct ledger_step *step,
                                  struct ledger_report *report) TH_MUST_USE;
