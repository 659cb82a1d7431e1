/* The bank manager's side of consents: what an enterprise shows him now. Everything is judged anew
 * in the transaction that hands it out. */
#pragma once
#include "consents.h"

/** The consents that let this manager see something at this enterprise now. */
enum th_status shared_list(struct auth *auth, struct th_arena *arena,
                           const struct consent_query *who,
                           struct consent_seen_list *out) TH_MUST_USE;

struct shared_reading {
    struct write_request request; /* account, enterprise, grant; target: the consent */
    struct th_str device;         /* that looks, in our words */
    struct consent_seen seen;     /* out */
    struct th_str content;        /* out: the frozen bytes */
    uint32_t retry_after_s;       /* with TH_RATE_LIMITED */
};
/** Hands out the report and writes down that it was looked at. TH_NOT_FOUND: no such consent, not
 * to him, not of this enterprise, taken back, over, he is no manager any more, or his place is
 * gone. TH_INTERNAL: consent or report are not as they were written. TH_RATE_LIMITED. */
enum th_status shared_read(struct auth *auth, struct th_arena *arena,
                           struct shared_reading *reading) TH_MUST_USE;
