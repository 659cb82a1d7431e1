/* Rows of bank managers, of consents to show one of them a report, and of those reports. Views
 * returned live in the arena that was handed in; times are Unix seconds, 0 = it goes on. What holds
 * is auth's business (consents.h). */
#pragma once
#include "store.h"

struct bank_manager_row {
    struct th_str account_id, name, bank, branch; /* name: filled when found */
    int64_t since_s, ended_s;
    bool is_disabled; /* the account; filled when found */
};
struct bank_manager_list {
    struct bank_manager_row *items;
    size_t count;
};
/** Inserts, or replaces all but the key. */
enum th_status store_bank_manager_put(struct store_db *db,
                                      const struct bank_manager_row *row) TH_MUST_USE;
/** TH_NOT_FOUND: he never was one. */
enum th_status store_bank_manager_get(struct store_db *db, struct th_arena *arena,
                                      struct th_str account_id,
                                      struct bank_manager_row *out) TH_MUST_USE;
/** Those who are managers now and can sign in, by bank, branch and name. */
#define BANK_MANAGERS_SHOWN 500
enum th_status store_bank_managers(struct store_db *db, struct th_arena *arena,
                                   struct bank_manager_list *out) TH_MUST_USE;

struct consent_row {
    struct th_str id, enterprise_id, manager_id, manager_name;
    struct th_str bank, branch; /* of the manager when it was given */
    int year;
    struct th_str text_version, given_by, given_name;
    int64_t given_s, ends_s;
    struct th_str outcome; /* "withdrawn", "ended"; "" = not taken back */
    int64_t over_s;        /* when it was */
    struct th_str sha256, filings;
    int64_t views, last_view_s; /* filled when found */
};
struct consent_list {
    struct consent_row *items;
    size_t count;
};
/** TH_CONFLICT: there is one of this id. */
enum th_status store_consent_insert(struct store_db *db, const struct consent_row *row) TH_MUST_USE;
/** Sets outcome and over_s of row->id. TH_NOT_FOUND. */
enum th_status store_consent_end(struct store_db *db, const struct consent_row *row) TH_MUST_USE;
/** By row->id. TH_NOT_FOUND. */
enum th_status store_consent_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct consent_row *out) TH_MUST_USE;
/** Of one enterprise, of one manager, or both (empty = any), newest first. `after_s` > 0: only
 * those that were not taken back and end later. */
struct consent_query {
    struct th_str enterprise, manager;
    int64_t after_s;
};
#define CONSENTS_SHOWN 200
enum th_status store_consents(struct store_db *db, struct th_arena *arena,
                              const struct consent_query *query,
                              struct consent_list *out) TH_MUST_USE;

struct consent_view {
    int64_t at_s;
    struct th_str name, device;
};
struct consent_view_list {
    struct consent_view *items;
    size_t count;
};
/** Who looked at what a consent shows, newest first, at most CONSENT_VIEWS_SHOWN. */
#define CONSENT_VIEWS_SHOWN 200
enum th_status store_consent_views(struct store_db *db, struct th_arena *arena,
                                   const struct consent_row *row,
                                   struct consent_view_list *out) TH_MUST_USE;

struct shared_report_row {
    struct th_str enterprise_id, sha256, content;
};
/** Nothing happens when these bytes are there already. */
enum th_status store_shared_report_put(struct store_db *db,
                                       const struct shared_report_row *row) TH_MUST_USE;
/** By enterprise_id and sha256; fills content. TH_NOT_FOUND. */
enum th_status store_shared_report_get(struct store_db *db, struct th_arena *arena,
                                       struct shared_report_row *row) TH_MUST_USE;

struct row_span; /* store_filings.h */
/** Wrong: a report whose bytes are not those of its SHA-256. */
enum th_status store_shared_reports_damaged(struct store_db *db, struct row_span *span) TH_MUST_USE;
