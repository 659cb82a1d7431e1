/* Rows of PC sign-ins by scan. Which states follow each other is auth's business; that only one of
 * two rivals makes a step is decided here. */
#pragma once
#include "store.h"

struct scan_row {
    struct th_str id;
    unsigned char ticket_hash[32], secret_hash[32];
    struct th_str state;           /* "new", "scanned", "confirmed", "denied", "consumed" */
    struct th_str kind;            /* of the session that it opens */
    struct th_str device, address; /* of the PC; an IPv6 address as its network */
    int64_t created_s, expires_s;
    struct th_str account_id;    /* who scanned it; "" = nobody yet */
    struct th_str enterprise_id; /* that the confirming session was bound to */
    unsigned char approver[32];  /* that session's hash, once confirmed */
};

/** Inside a write job. */
enum th_status store_scan_insert(struct store_db *db, const struct scan_row *row) TH_MUST_USE;
/** Takes row->id from one state to another and writes account, enterprise and approver. TH_CONFLICT
 * when it is not in `from` (any more). */
enum th_status store_scan_move(struct store_db *db, const struct scan_row *row, const char *from,
                               const char *to) TH_MUST_USE;
/** Forgets what ended before `before_s`. */
enum th_status store_scans_sweep(struct store_db *db, int64_t before_s) TH_MUST_USE;

/** Inside any job; TH_NOT_FOUND when there is none. */
enum th_status store_scan_by_ticket(struct store_db *db, struct th_arena *arena,
                                    const unsigned char ticket_hash[32],
                                    struct scan_row *out) TH_MUST_USE;
enum th_status store_scan_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                              struct scan_row *out) TH_MUST_USE;
/** How many were begun from an address after `since_s`. */
enum th_status store_scans_from(struct store_db *db, struct th_str address, int64_t since_s,
                                int64_t *out) TH_MUST_USE;
