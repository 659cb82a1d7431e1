/* Rows of applications. Texts and days are not interpreted here; written through service's
 * acts_put_application alone. */
#pragma once
#include "store_identity.h"

struct application_row {
    int64_t no; /* set by the store */
    struct th_str id, number, account_id, kind, state;
    uint32_t version;
    struct th_str enterprise_name, uscc, legal_name, legal_id_type;
    struct th_str name, phone_shown, id_type, id_sealed, id_shown;
    unsigned char id_search[STORE_SEARCH_BYTES];
    struct th_str modules;
    int64_t ends_on;                          /* a day; 0 = none */
    struct th_str stamped_file, licence_file; /* ids; empty = none */
    int64_t created_s, updated_s, submitted_s, queue_no, due_day;
    struct th_str first_by; /* who approved first; empty = nobody yet */
    int64_t first_s;
    struct th_str decided_by;
    int64_t decided_s;
    struct th_str reason, enterprise_id;
};
struct application_list {
    struct application_row *items;
    size_t count;
};

/** Inserts, or replaces what stands under row->id. TH_CONFLICT: another application of this person
 * at this enterprise waits already. */
enum th_status store_application_put(struct store_db *db,
                                     const struct application_row *row) TH_MUST_USE;
/** TH_NOT_FOUND. */
enum th_status store_application_delete(struct store_db *db, struct th_str id) TH_MUST_USE;
enum th_status store_application_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                     struct application_row *out) TH_MUST_USE;
/** The number that the next submission gets. */
enum th_status store_application_queue_no(struct store_db *db, int64_t *out) TH_MUST_USE;
/** Those of an account, newest first, at most `limit`. */
enum th_status store_applications_of(struct store_db *db, struct th_arena *arena,
                                     struct th_str account_id, uint32_t limit,
                                     struct application_list *out) TH_MUST_USE;

/** What was ever submitted. Empty texts and zeros leave a condition out. */
struct application_query {
    struct th_str state, kind, part; /* part: of names, credit code or number */
    struct th_str uscc;
    int64_t overdue_on; /* a day: only those that wait and were due before it */
    bool is_oldest_first;
    int64_t after; /* queue_no; 0 = from the start */
    uint32_t limit;
};
enum th_status store_applications(struct store_db *db, struct th_arena *arena,
                                  const struct application_query *query,
                                  struct application_list *out) TH_MUST_USE;
