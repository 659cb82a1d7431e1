/* Rows of the outbox: notices that wait to be sent, and what became of them. Times are Unix
 * seconds; what the texts mean is the business of who writes them. */
#pragma once
#include "store.h"

struct outbox_row {
    int64_t no; /* set by the store */
    struct th_str account_id, about, kind, params;
    struct th_str channel; /* "wechat", "sms" */
    bool falls_back;       /* to a text message */
    struct th_str state;   /* "waiting", "sent", "refused", "given_up", "skipped" */
    uint32_t tries;
    int64_t at_s, next_s, ended_s; /* ended_s 0 = waiting */
    struct th_str outcome;         /* of the last try, for people */
};
struct outbox_list {
    struct outbox_row *items;
    size_t count;
};
struct outbox_state {
    uint64_t waiting;
    int64_t oldest_s; /* of those that wait; 0 = none */
};

enum th_status store_outbox_insert(struct store_db *db, const struct outbox_row *row) TH_MUST_USE;
/** The waiting row that has been due for longest. One that is due more than `horizon_s` from now
 * was written before the clock was set back, and is due, too. TH_NOT_FOUND. */
struct outbox_due {
    int64_t now_s, horizon_s;
};
enum th_status store_outbox_due(struct store_db *db, struct th_arena *arena,
                                const struct outbox_due *due, struct outbox_row *out) TH_MUST_USE;
/** Sets state, tries, next_s, ended_s and outcome of a row that waits. TH_NOT_FOUND: it does not.
 */
enum th_status store_outbox_update(struct store_db *db, const struct outbox_row *row) TH_MUST_USE;
/** Those about one thing, oldest first, at most OUTBOX_SHOWN. */
#define OUTBOX_SHOWN 50
enum th_status store_outbox_about(struct store_db *db, struct th_arena *arena, struct th_str about,
                                  struct outbox_list *out) TH_MUST_USE;
enum th_status store_outbox_state(struct store_db *db, struct outbox_state *out) TH_MUST_USE;
/** Deletes what ended before this time. */
enum th_status store_outbox_sweep(struct store_db *db, int64_t before_s) TH_MUST_USE;
