/* Printed documents: the server hands JSON to the program tanheng-render and gets a PDF back
 * (docs/reports.md). Fonts and PDF never meet the server's own memory: the program is a child with
 * limits of its own. Knows no kind of document. */
#pragma once
#include "arena.h"
#include "status.h"

#define REPORT_INPUT_MAX   (256 * 1024)
#define REPORT_OUTPUT_MAX  (4 * 1024 * 1024)
#define REPORT_DEADLINE_MS 15000
#define REPORT_AT_ONCE     2

struct report_setup {
    const char *program;  /* path; empty = tanheng-render beside the server's own program */
    uint32_t deadline_ms; /* 0 = REPORT_DEADLINE_MS */
    uint32_t wait_ms;     /* for one of REPORT_AT_ONCE places; 0 = 3 s */
};
struct report;

/** Keeps a copy of `setup`; NULL when memory ran out or the own folder is unknown. A missing
 * program is noticed when it is needed. */
struct report *report_new(const struct report_setup *setup);
void report_free(struct report *report);

/** Renders `json`. `pdf` lies in `arena`, as long as what is left of it or REPORT_OUTPUT_MAX
 * allows. TH_OK; TH_TOO_LARGE (json); TH_INVALID: the program refused the document; TH_NO_SPACE:
 * the PDF is too long; TH_OVERLOADED: all places are taken, or it was not done by its deadline
 * (then it was killed); TH_INTERNAL: the program is missing or failed. What went wrong is logged,
 * without any value of the document. Thread-safe. `report` may be NULL: TH_INTERNAL. */
enum th_status report_render(struct report *report, struct th_arena *arena, struct th_str json,
                             struct th_str *pdf) TH_MUST_USE;
