/* Looking at a table in spans of row numbers, for verification in steps. */
#pragma once
#include "store_filings.h"

/** A LIMIT for `limit` rows; 0 = all. */
int64_t span_limit(uint32_t limit);
/** Runs a query with $1 = after, $2 = limit that gives the last row's number and the wrong rows. */
enum th_status span_look(struct store_db *db, const char *text, struct row_span *span) TH_MUST_USE;
