/* The energy report: document, result, and the working state that its rules and calculation share.
 */
#pragma once
#include "energy_report.def"
#include "energy_rules.h"
#include "form.h"
#include "line.h"

TH_MODEL_DECLARE(energy_line, ENERGY_LINE)
TH_MODEL_DECLARE(energy_span, ENERGY_SPAN)
TH_MODEL_DECLARE(energy_process, ENERGY_PROCESS)
TH_MODEL_DECLARE(energy_report, ENERGY_REPORT)
TH_MODEL_DECLARE(energy_totals, ENERGY_TOTALS)
TH_MODEL_DECLARE(energy_scopes, ENERGY_SCOPES)
TH_MODEL_DECLARE(energy_month, ENERGY_MONTH)
TH_MODEL_DECLARE(energy_carrier, ENERGY_CARRIER)
TH_MODEL_DECLARE(energy_process_result, ENERGY_PROCESS_RESULT)
TH_MODEL_DECLARE(energy_result, ENERGY_RESULT)

/** Lines with the same carrier, flow and class: one row of the result. */
struct energy_group {
    const struct th_carrier *carrier;
    struct energy_carrier *row;
    uint16_t months; /* bit 0 = January: counted already */
};

/** An override as calc reads it. */
struct energy_own {
    struct th_override values;
    bool exists, is_bad; /* bad: the carrier's lines are left out, never calculated with the default
                            instead */
    bool is_used;
};

struct energy_work {
    struct th_filing *filing;
    struct energy_report *doc;
    struct energy_result *result;
    const struct th_area *area; /* NULL: not chosen, or unknown */
    struct energy_own *own;     /* by carrier index */
    struct energy_group *groups;
    uint16_t *group_of; /* by key of energy_key(): group number + 1 */
    size_t group_count;
    th_amount *readings; /* by line × 12 + month, canonical unit, of the lines that count */
    bool overflow, area_asked;
};

/** The part that energy lines and spans share, resolved against the tables. */
struct energy_head {
    struct th_line line; /* carrier NULL: unknown */
    struct th_str carrier, unit, class;
    bool has_class, has_evidence;
    uint32_t flow;
    bool is_bad; /* an error stands on the row: it is left out */
};

/* energy_checks.c: rules */
void energy_check_overrides(struct energy_work *work);
void energy_check_template(struct energy_work *work);
/** Resolves a head; adds its issues below `row`. */
void energy_resolve(struct energy_work *work, struct energy_head *head, const struct th_path *row);
struct energy_head energy_head_of_line(const struct energy_line *line);
struct energy_head energy_head_of_span(const struct energy_span *span);
bool energy_in_period(const struct energy_work *work, th_month month);
/** Says at `at` that `month` lies outside the period. */
void energy_outside_period(struct energy_work *work, const struct th_path *at, th_month month);

/* energy_lines.c: amounts */
void energy_calculate_lines(struct energy_work *work);
void energy_calculate_spans(struct energy_work *work);
void energy_calculate_process(struct energy_work *work);
void energy_totals_finish(struct energy_work *work);
/** Part `index` of `count` equal parts of `whole`, exact in sum: whole / count cut to 1e-12, the
 * rest in steps of 1e-12 to the first parts. */
th_amount energy_share(th_amount whole, int count, int index);

/* energy_slip.c: plausibility of readings */
void energy_ask_doctor(struct energy_work *work);

/* energy_explain.c */
bool energy_explain(struct th_filing *filing, struct th_str at, struct explanation *out);

/** The cells m01..m12 of a line, and whether they are filled. */
static inline const struct th_dec *energy_cells(const struct energy_line *line)
{
    return &line->m01;
}
static inline const bool *energy_filled(const struct energy_line *line)
{
    return &line->has.m01;
}
/** January of the filing's year: the month of m01. */
th_month energy_january(const struct energy_work *work);
/** "m01" … "m12" for a path. */
struct th_str energy_cell_name(int month_index);
