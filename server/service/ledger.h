/* Proving what is stored: every chain entry is recomputed and compared with the revision that it
 * covers. */
#pragma once
#include "store_filings.h"

struct ledger_fault {
    const struct chain_row *entry;
    const char *what; /* what differs, in English */
};

struct ledger_report {
    uint64_t enterprises, entries, faults;
    /** Told of the first bad entry of each enterprise. */
    void (*on_fault)(void *self, const struct ledger_fault *fault);
    void *self;
};

/** Walks all chains. TH_OK when everything could be read; what is wrong stands in report->faults
 * and is told to on_fault. */
enum th_status ledger_verify(struct store *store, struct th_arena *arena,
                             struct ledger_report *report) TH_MUST_USE;
