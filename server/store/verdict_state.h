/* The hash of a verdict's row in SQL: acts_sql.c proves a row by it, filings_sql.c takes none that
 * no act stands for. */
#pragma once

#define VERDICT_STATE(v)                                                                           \
    "framed_sha256('tanheng row 1', 'verdict', " v ".id, " v ".filing_no, " v ".revision, " v      \
    ".hash, " v ".outcome, " v ".opinion, " v ".auditor_id, " v ".auditor_name, " v                \
    ".institution, " v ".party, " v ".at_s)"
