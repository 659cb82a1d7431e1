/* What a bank may be shown of one year: for each filing with results what the core computed, as it
 * stands in the filing's proved revision. Nothing is computed here, and nothing of what was filed,
 * of evidence or of people is in it. How it is written as text is its caller's business. */
#pragma once
#include "store_consent.h"
#include "store_filings.h"

struct shared_filing {
    struct th_str id; /* for us, not to be shown */
    struct th_str form;
    uint32_t site; /* which of its sites in the order of their names, from 1 */
    struct th_period period;
    uint32_t revision;
    int64_t submitted_s;
    struct th_str net_tco2, tce; /* exact; empty when the form has none */
    enum filing_label label;
    char result[65];    /* hash of the whole result, as in the receipt */
    struct th_str code; /* short code of the receipt */
};
struct shared_report {
    struct th_str name, uscc, industry; /* of the enterprise; uscc, industry empty = not known */
    int year;
    struct shared_filing *items; /* by form, period and site */
    size_t count;
};
#define SHARED_FILINGS_MOST 400

/** Inside a job; out->year says which. count 0: nothing with results was filed in that year.
 * TH_NOT_FOUND: no such enterprise. TH_INTERNAL: what is stored is not what its receipts and chain
 * say. TH_NO_SPACE: more than SHARED_FILINGS_MOST. */
enum th_status shared_report_load(struct store_db *db, struct th_arena *arena,
                                  struct th_str enterprise, struct shared_report *out) TH_MUST_USE;
/** Lines "id revision\n": what the report was made of. ptr NULL when memory is short. */
struct th_str shared_report_filings(struct th_arena *arena, const struct shared_report *report);

/** What became of a consent's filings since: nothing; revised, or others joined them; or at least
 * one is not there any more. */
enum shared_since { SHARED_SAME, SHARED_REVISED, SHARED_WITHDRAWN };
/** Inside a job. */
enum th_status shared_report_since(struct store_db *db, struct th_arena *arena,
                                   const struct consent_row *consent,
                                   enum shared_since *out) TH_MUST_USE;
