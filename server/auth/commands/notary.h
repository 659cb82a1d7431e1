/* The server's own checkpoints: taken at start and from time to time, signed, written into a folder
 * that somebody carries away, and shown to whoever asks. At start the data must still hold what the
 * newest checkpoint of that folder knows. */
#pragma once
#include "clock.h"
#include "store.h"

struct notary;
struct notary_setup {
    struct store *store;
    const struct app_clock *clock;
    const char *key_file; /* of `tanheng key` */
    const char *folder;   /* "" = none */
    uint32_t minutes;     /* between two checkpoints */
    bool accepts_behind;  /* start although the data are older than the newest checkpoint */
    /** One line for the log. */
    void (*tell)(void *self, bool is_trouble, struct th_str line);
    void *tell_self;
};
#define NOTARY_TEXT_CAP 400

/** NULL with one line in `error` (256 bytes): no key, no folder, or data that are behind. */
struct notary *notary_start(const struct notary_setup *setup, char error[256]);
/** Ends the thread. NULL is fine. */
void notary_stop(struct notary *notary);
/** The newest checkpoint without its list of chains; length 0 when there is none yet. Thread-safe.
 */
size_t notary_text(struct notary *notary, char out[NOTARY_TEXT_CAP]);
