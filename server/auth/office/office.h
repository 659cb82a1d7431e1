/* What every write of an administrator shares: it happens once, and whether he still is one is
 * asked again inside the transaction. */
#pragma once
#include "acts.h"
#include "auth.h"
#include "issue.h"
#include "service.h"

struct office {
    struct auth *auth;
    struct th_arena *arena;
    struct th_issues *issues;     /* filled with TH_INVALID */
    struct write_request request; /* target: what is changed; empty = something new */
    struct write_outcome outcome; /* id: what was changed or made; a repetition gets no more */
    struct act_by by;             /* filled */
    uint32_t retry_after_s;       /* with TH_RATE_LIMITED */
};
/** One write, given what it shall do; sets office->outcome.id. */
struct office_step {
    enum th_status (*run)(struct store_db *db, struct office *office, void *data);
    void *data;
};
enum th_status office_write(struct office *office, const struct office_step *step) TH_MUST_USE;
/** What an account and an enterprise can be: open, or closed (directory_state) for a reason. */
struct office_turn {
    bool is_closing;
    struct th_str reason;
};
/** TH_INVALID with an issue at `path`. */
enum th_status office_fault(struct office *office, enum th_message message, const char *path);
