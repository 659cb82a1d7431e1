/* Shared by the SQL files about filings. */
#pragma once
#include "sql.h"
#include "store_filings.h"

/** Finds doc and overrides in the canonical input, which ends in `…,"overrides":[…],"doc":{…}}`.
 * False when the lengths cannot be right. */
bool filing_cut_input(struct filing_view *view, size_t doc_bytes, size_t overrides_bytes);
