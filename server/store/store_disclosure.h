/* Rows of disclosures: an administrator asks to see the numbers of one person, another decides. No
 * number stands here. */
#pragma once
#include "store.h"

#define DISCLOSURE_WAITING  "waiting"
#define DISCLOSURE_APPROVED "approved"
#define DISCLOSURE_REFUSED  "refused"
#define DISCLOSURE_SHOWN    "shown"

struct disclosure_row {
    struct th_str id, asker, account_id; /* account_id: whose numbers */
    struct th_str fields;                /* "phone", "id_number" or "phone,id_number" */
    struct th_str reason, state;
    int64_t asked_s, ends_s;
    struct th_str decided_by; /* empty: nobody yet */
    int64_t decided_s;
    struct th_str remark; /* of the decision */
    int64_t shown_s;      /* first shown; 0 = never */

    struct th_str account, account_name, asker_name, decider_name; /* read, not written */
};
struct disclosure_list {
    struct disclosure_row *items;
    size_t count;
};
/** Inserts it, or changes what a decision and a look change. Written through service's acts.h. */
enum th_status store_disclosure_put(struct store_db *db,
                                    const struct disclosure_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status store_disclosure_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                    struct disclosure_row *out) TH_MUST_USE;
/** Behind the one called `after` (empty: from the start), newest first, at most `limit`. */
struct disclosure_query {
    struct th_str account_id; /* whose numbers; empty = everybody's */
    bool is_shown;            /* only those that were shown */
    struct th_str after;
    uint32_t limit;
};
enum th_status store_disclosures(struct store_db *db, struct th_arena *arena,
                                 const struct disclosure_query *query,
                                 struct disclosure_list *out) TH_MUST_USE;
/** Whether `asker` has one of `account_id` that is open at `now_s`. */
enum th_status store_disclosure_is_open(struct store_db *db, const struct disclosure_row *key,
                                        int64_t now_s, bool *out) TH_MUST_USE;
/** Whether both accounts were ever tied to the same phone, WeChat or person, or enterprises wrote
 * the same one down for them. */
enum th_status store_accounts_are_one(struct store_db *db, struct th_str one, struct th_str other,
                                      bool *out) TH_MUST_USE;
