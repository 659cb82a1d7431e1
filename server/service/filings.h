/* Filings: submit, revise, withdraw, read, list. A filing is (enterprise, site, form, period) with
 * revisions; every write is one revision, one entry of the enterprise's chain and one idempotency
 * row in one transaction. */
#pragma once
#include "service.h"
#include "store_filings.h"

/** Writes the answer of a write from what is to be stored. Called again, on another thread while
 * the caller waits, when the first answer has to be made anew. */
struct filing_renderer {
    void (*render)(void *self, const struct filing_view *view, struct th_buf *out);
    void *self;
};

struct withdrawal {
    struct th_str reason; /* 1..1000 bytes */
    struct filing_renderer renderer;
};

/** Stores a new filing (target empty) or a new revision of `target` (if_match needed). The body
 * holds the filing members and the client's receipt. TH_INVALID (issues or message), TH_MALFORMED,
 * TH_FORBIDDEN, TH_NOT_FOUND, TH_STALE, TH_CONFLICT (already withdrawn), TH_PERIOD_TAKEN,
 * TH_CONTEXT_CHANGED (issues), TH_RECEIPT_MISMATCH (evaluation), TH_PACK_RETIRED (successor),
 * TH_KEY_REUSED, TH_OVERLOADED, TH_STORE_FAILED, TH_NO_MEMORY: nothing was stored. */
enum th_status filings_submit(struct service *service, struct th_arena *arena,
                              const struct write_request *request,
                              const struct filing_renderer *renderer,
                              struct write_outcome *out) TH_MUST_USE;
/** Withdraws `target`: a revision that frees the period. */
enum th_status filings_withdraw(struct service *service, struct th_arena *arena,
                                const struct write_request *request,
                                const struct withdrawal *withdrawal,
                                struct write_outcome *out) TH_MUST_USE;
/** Evaluates a body with the current context and stores nothing. `target` may name the filing that
 * it would replace. The status of th_evaluate, or of the store. */
enum th_status filings_check(struct service *service, struct th_arena *arena,
                             const struct write_request *request,
                             struct th_evaluation *out) TH_MUST_USE;

struct filing_ref {
    struct th_str enterprise, filing;
    uint32_t revision; /* 0 = the latest */
};
/** TH_NOT_FOUND also when the filing is another enterprise's; TH_INTERNAL when the stored bytes are
 * not those of the receipt. */
enum th_status filings_read(struct service *service, struct th_arena *arena,
                            const struct filing_ref *ref, struct filing_view *out) TH_MUST_USE;

/** TH_INTERNAL when the bytes of a view with content are not those of its receipt. */
enum th_status filings_check_bytes(const struct filing_view *view) TH_MUST_USE;

/** Latest revisions, newest period first. TH_INVALID for a cursor that is none. */
enum th_status filings_list(struct service *service, struct th_arena *arena,
                            const struct filing_query *query, struct filing_list *out) TH_MUST_USE;
/** All revisions of a filing, newest first (at most 1000). */
enum th_status filings_history(struct service *service, struct th_arena *arena,
                               const struct filing_ref *ref, struct filing_list *out) TH_MUST_USE;

struct context_query {
    struct th_str enterprise, form, site;
    struct th_period period;
    struct th_str filing; /* left out of history and filed periods; may be empty */
};
struct context_snapshot {
    struct th_context context;
    struct th_str live_filing; /* the live filing with exactly this identity; empty = none */
    uint32_t live_revision;
};
/** The snapshot that an app keeps (docs/contract.md §6). */
enum th_status filings_context(struct service *service, struct th_arena *arena,
                               const struct context_query *query,
                               struct context_snapshot *out) TH_MUST_USE;
