/* What an approved application gives: the enterprise, the membership, what is noted about the
 * person. */
#pragma once
#include "application_parts.h"

/** Inside the write job of the approval. `chosen` is an enterprise's id, or empty. */
enum th_status review_grant(struct store_db *db, struct application_job *job,
                            struct th_str chosen) TH_MUST_USE;
/** Whether an enterprise may be chosen at all: it exists and has no other credit code. */
enum th_status review_check_choice(struct store_db *db, struct application_job *job,
                                   struct th_str chosen) TH_MUST_USE;
