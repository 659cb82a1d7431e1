/* What every write shares: was this asked before, may this person still write here, and keeping the
 * answer. */
#pragma once
#include "service.h"
#include "store_filings.h"
#include "store_people.h"

/** Inside a job: TH_OK with out->is_replay set when this very request was answered before;
 * TH_KEY_REUSED when its key stands for other content; TH_NOT_FOUND when it is new; or trouble of
 * the store. */
enum th_status once_find(struct store_db *db, struct th_arena *arena,
                         const struct write_request *request,
                         struct write_outcome *out) TH_MUST_USE;
/** Inside a job: TH_FORBIDDEN when the author is no member any more, or not by the grant that was
 * authorised, or out of its term; TH_ENTERPRISE_SUSPENDED. */
enum th_status once_check_member(struct store_db *db, struct th_arena *arena,
                                 const struct write_request *request, int64_t now_s) TH_MUST_USE;
/** Inside a job: TH_FORBIDDEN when the author's account is disabled by now. */
enum th_status once_check_account(struct store_db *db, struct th_arena *arena,
                                  const struct write_request *request) TH_MUST_USE;
/** Inside a job: TH_FORBIDDEN when the author has another platform role than request->role by now,
 * or is disabled. */
enum th_status once_check_platform(struct store_db *db, struct th_arena *arena,
                                   const struct write_request *request) TH_MUST_USE;
/** What is kept of an answer for repetitions of the request: a row for once_keep(), made on any
 * thread. */
void once_seal(const struct write_request *request, const struct write_outcome *out, int64_t now_s,
               struct idempotency_row *row);
/** Inside a write job: keeps the answer; nothing when the request has no key. */
enum th_status once_keep(struct store_db *db, const struct idempotency_row *row) TH_MUST_USE;
