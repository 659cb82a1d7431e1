/* The rules of the server: who may store what, in which order, in one transaction. Knows neither
 * SQL nor JSON nor HTTP. */
#pragma once
#include "clock.h"
#include "core.h"
#include "messages.h"
#include "store.h"

struct service {
    struct store *store;
    const struct th_core *core; /* read-only, shared by all threads */
    struct app_clock clock;
};

/** Who writes what: the same for every write that must happen exactly once. */
struct write_request {
    struct th_str account_id, enterprise;
    struct th_str role, modules; /* as authorised; when they changed meanwhile: TH_FORBIDDEN. role
                                    ptr NULL = only be a member */
    struct th_str
        idempotency_key;  /* unique per account; ptr NULL = the caller needs no replay (commands) */
    struct th_str route;  /* constant name of the endpoint */
    struct th_str target; /* filing id or draft key; empty = a new filing */
    uint32_t if_match;    /* revision or version that is replaced; 0 = none */
    struct th_str body;   /* as received */
};

/** What a write came to. On TH_OK `answer` is to be sent as it is; a repeated request gets the very
 * same bytes. */
struct write_outcome {
    struct th_str answer;
    struct th_str id; /* filing id or draft key */
    uint32_t version; /* revision or version, for ETag */
    bool is_replay;

    /* with other statuses, where apt: */
    struct th_str issues;                   /* the core's issue list (JSON array), empty = none */
    enum th_message message;                /* an issue of the service itself, TH_MSG_NONE = none */
    const char *message_path;               /* its JSON pointer */
    const struct th_evaluation *evaluation; /* TH_RECEIPT_MISMATCH: all that we computed */
    struct th_str successor;                /* TH_PACK_RETIRED: the pack to use */
    struct th_str other_filing;             /* TH_PERIOD_TAKEN */
    uint32_t current;                       /* TH_STALE, TH_PERIOD_TAKEN: its revision now */
};
