/* What auditors say about filings. A verdict is about one revision and its hash, never changes, and
 * stands in the administrative chain; what a filing may be called is worked out from verdicts each
 * time it is read (enum filing_label). It outlives the auditor's assignment: it was given under
 * one, and whoever wants it gone gives another. */
#pragma once
#include "auth.h"
#include "service.h"
#include "store_verdict.h"

struct verdict_new {
    bool is_verified;
    struct th_str opinion; /* may be empty when verified */
    uint32_t revision;
    struct th_str hash; /* of the chain's entry that the auditor looked at */
};
struct verdict_write {
    struct write_request request; /* target: the filing, of its enterprise */
    /** Writes the answer that is kept for repetitions. */
    void (*render)(void *self, const struct verdict_row *verdict, struct th_buf *out);
    void *self;
    struct write_outcome outcome;
};
/** TH_NOT_FOUND, TH_AUDITOR_OWN: independence.h; TH_FILING_WITHDRAWN; TH_VERDICT_OUTDATED: the
 * latest revision is another, outcome.current tells it; and as every write. */
enum th_status verdicts_give(struct auth *auth, struct th_arena *arena,
                             const struct verdict_new *verdict,
                             struct verdict_write *write) TH_MUST_USE;

/** A filing, of this enterprise, as the account sees it. */
struct verdicts_query {
    struct th_str enterprise, filing, account_id;
};
struct verdicts_view {
    struct verdict_list list;
    struct filing_view filing; /* the latest revision */
    bool is_independent;       /* the account is nobody of the enterprise's own */
};
enum th_status verdicts_read(struct auth *auth, struct th_arena *arena,
                             const struct verdicts_query *query,
                             struct verdicts_view *out) TH_MUST_USE;
