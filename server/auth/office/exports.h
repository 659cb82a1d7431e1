/* Taking a whole list away as a table: how often is limited, and each is an entry of the
 * administrative chain that says who took what, and how many rows. */
#pragma once
#include "auth.h"
#include "service.h"

/** Takes one try of the account. TH_RATE_LIMITED with *retry_after_s. */
enum th_status exports_begin(struct auth *auth, struct th_str account_id,
                             uint32_t *retry_after_s) TH_MUST_USE;
/** Writes down that the asker takes `rows` rows of the list `what`; only then may he have them.
 * Asked again: that he still may. request->enterprise empty: somebody of the platform. */
struct export_taken {
    struct write_request request;
    const char *what;
    uint32_t rows;
};
enum th_status exports_record(struct auth *auth, struct th_arena *arena,
                              const struct export_taken *taken) TH_MUST_USE;
