/* Rows of administrative acts: an append-only chain that says who changed which row about
 * enterprises, people and memberships, and the hash of that row afterwards. Which acts there are is
 * service's business (acts.h); texts live in the arena that was handed in. */
#pragma once
#include "store.h"

struct act_row {
    uint64_t seq;
    struct th_str kind;                      /* what was done: "add", "role", "disable", … */
    struct th_str actor;                     /* account id, or "command", "demo", "migration" */
    struct th_str thing;                     /* "enterprise", "account", "membership", "agent",
                                                "registry", "bank_manager", "consent", or an
                                                identity's kind */
    struct th_str account_id, enterprise_id; /* key of the row; empty where it has none */
    int64_t at_s;
    struct th_str detail;               /* a role, an enterprise's name; nothing personal */
    char state[65], prev[65], hash[65]; /* state: of the row afterwards; "" = it is gone */
};

/** The last act; seq 0 and empty hash when there is none. */
enum th_status store_act_head(struct store_db *db, struct act_row *out) TH_MUST_USE;
/** The hash of one act. TH_NOT_FOUND. */
enum th_status store_act_hash_at(struct store_db *db, uint64_t seq, char out[65]) TH_MUST_USE;
/** The hash of the row that thing, account_id and enterprise_id name, as it stands; "" = no row. */
enum th_status store_act_state(struct store_db *db, const struct act_row *key,
                               char out[65]) TH_MUST_USE;
/** Whether that row is there as the last act about it says. */
enum th_status store_act_stands(struct store_db *db, const struct act_row *key,
                                bool *out) TH_MUST_USE;
enum th_status store_act_append(struct store_db *db, const struct act_row *row) TH_MUST_USE;

/** An act with what verification compares it with. */
struct act_seen {
    struct act_row act;
    bool is_last; /* of its row */
    char now[65]; /* state of that row today */
};
/** Hands acts by seq to `take` until it returns false or `limit` (0 = no limit) were handed. */
struct act_walk {
    struct th_arena *arena; /* rewound after every act */
    uint64_t after_seq;
    uint32_t limit;
    bool (*take)(void *self, const struct act_seen *seen);
    void *self;
};
enum th_status store_act_walk(struct store_db *db, const struct act_walk *walk) TH_MUST_USE;

struct row_span;
/** Wrong: an enterprise; an account, or one of its memberships, identities and notes as an agent,
 * that no act speaks of. */
enum th_status store_enterprises_unaccounted(struct store_db *db,
                                             struct row_span *span) TH_MUST_USE;
enum th_status store_accounts_unaccounted(struct store_db *db, struct row_span *span) TH_MUST_USE;
