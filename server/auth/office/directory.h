/* What an administrator looks at: enterprises and accounts, a page of them or one, each in one
 * snapshot. Phones are masked in phone_shown; phone_sealed is empty. */
#pragma once
#include "auth.h"
#include "store_consent.h"
#include "store_directory.h"
#include "store_verdict.h"

enum th_status directory_list_enterprises(struct auth *auth, struct th_arena *arena,
                                          const struct directory_query *query,
                                          struct directory_enterprises *out) TH_MUST_USE;

struct enterprise_view {
    struct directory_enterprise one;
    struct enterprise_people people;
};
/** TH_NOT_FOUND. */
enum th_status directory_get_enterprise(struct auth *auth, struct th_arena *arena, struct th_str id,
                                        struct enterprise_view *out) TH_MUST_USE;

/** `part` also finds a whole phone number. */
enum th_status directory_list_accounts(struct auth *auth, struct th_arena *arena,
                                       const struct directory_query *query,
                                       struct directory_accounts *out) TH_MUST_USE;

struct account_view {
    struct directory_account one;
    struct th_str institution; /* that it audits for; empty = none */
    struct membership_list places;
    struct bank_manager_row bank; /* bank empty: is no manager now */
    struct th_str id_shown;       /* number of the document that he proved, masked; empty = none */
};
/** TH_NOT_FOUND. */
enum th_status directory_get_account(struct auth *auth, struct th_arena *arena, struct th_str id,
                                     struct account_view *out) TH_MUST_USE;
