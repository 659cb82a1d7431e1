/* A filing on its way through the core: what the form's rules and calculation see, and the rules
 * that all forms share (period, confirmations). */
#pragma once
#include "energy_template.h"
#include "enums.h"
#include "filing.def"
#include "issue.h"
#include "pack.h"

TH_MODEL_DECLARE(period_row, PERIOD_ROW)
TH_MODEL_DECLARE(confirmation_row, CONFIRMATION_ROW)
TH_MODEL_DECLARE(override_row, OVERRIDE_ROW)
TH_MODEL_DECLARE(history_row, HISTORY_ROW)
TH_MODEL_DECLARE(context, CONTEXT)

struct th_form;

struct th_filing {
    struct th_arena *arena;
    struct th_issues *issues;
    const struct th_form *form;
    const struct th_pack *pack;
    struct th_period period;       /* valid only with has_period */
    bool has_period;               /* ordered months of one calendar year */
    const struct context *context; /* never NULL; without members when none was given */
    struct override_row *overrides;
    size_t override_count;
    bool wants_no_advice; /* explain: plausibility of readings is not asked */
    bool is_final;        /* about to be submitted, no keystroke: it must hold a value */
    void *doc;            /* form->doc; rows with errors are marked has.invalid */
    void *result;         /* form->result, zeroed; filled by form->calculate */
};

/** A place below `doc`, `overrides`, …: `TH_AT(up, "name")` and `TH_ITEM(up, index)` make path
 * parts on the stack. */
#define TH_AT(above, literal) ((struct th_path){ (above), { (literal), sizeof(literal) - 1 }, 0 })
#define TH_ITEM(above, i)     ((struct th_path){ (above), { NULL, 0 }, (i) })
extern const struct th_path th_doc_path, th_overrides_path;

/** Reads the period (`row` as parsed, NULL = absent) into the filing and adds the PERIOD_… and
 * CLOCK_UNKNOWN issues. */
void th_period_check(struct th_filing *filing, const struct period_row *row);
/** A final filing without any value gets NOTHING_FILLED, unless an error says more. After the
 * form's own rules. */
void th_value_check(struct th_filing *filing);
/** Marks confirms that stand answered in the document's `confirmations`; names those that answer
 * nothing. Last of all rules. */
void th_confirmations_apply(struct th_filing *filing);
