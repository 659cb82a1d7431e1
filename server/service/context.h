/* What a filing is checked against, read from the database in one snapshot. */
#pragma once
#include "service.h"
#include "store_filings.h"

#define CONTEXT_MONTHS 24 /* readings per carrier and flow */
#define CONTEXT_REACH  48 /* months back from the newest reading */
#define CONTEXT_ROWS   2000
#define CONTEXT_SERIES 128

/** Inside a job. key: enterprise, site, form, period, and the filing to leave out (may be empty).
 */
enum th_status context_load(struct store_db *db, struct th_arena *arena,
                            const struct filing_head *key, struct th_context *out) TH_MUST_USE;
/** The readings of an evaluation as the lines that a revision keeps; ptr NULL when the arena is
 * full. */
struct th_str context_readings_text(struct th_arena *arena, const struct th_evaluation *evaluation);
