/* What writing and deciding about applications share. Included by application*.c and review*.c
 * only. */
#pragma once
#include "acts.h"
#include "applications.h"
#include "calendar.h"
#include "exactly_once.h"
#include "outbox.h"
#include "outside.h"
#include "provider.h"

struct application_job {
    struct auth *auth;
    struct th_arena *arena;
    struct application_write *write;
    const struct application_content *content; /* put */
    int64_t now_s;
    struct application_row row; /* as it shall stand */
};
struct application_job application_job(struct auth *auth, struct th_arena *arena,
                                       struct application_write *write);
/** Inside the job: replay, the row, its version. */
enum th_status application_begin(struct store_db *db, struct application_job *job) TH_MUST_USE;
bool application_is(const struct application_row *row, enum application_state state);
/** Writes the row in its new state as an act, and keeps the answer. */
enum th_status application_finish(struct store_db *db, struct application_job *job,
                                  const char *act) TH_MUST_USE;
/** An issue with TH_INVALID. */
enum th_status application_fault(struct application_job *job, enum th_message message,
                                 const char *path);
/** What is missing or wrong before it is handed in: TH_INVALID with issues. */
enum th_status application_check(struct store_db *db, struct application_job *job) TH_MUST_USE;
