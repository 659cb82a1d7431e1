#include "filing.h"

#include "form.h"

#include <string.h>

TH_MODEL_DEFINE(period_row, PERIOD_ROW)
TH_MODEL_DEFINE(confirmation_row, CONFIRMATION_ROW)
TH_MODEL_DEFINE(override_row, OVERRIDE_ROW)
TH_MODEL_DEFINE(history_row, HISTORY_ROW)
TH_MODEL_DEFINE(context, CONTEXT)

const struct th_path th_doc_path = { NULL, { "doc", 3 }, 0 };
const struct th_path th_overrides_path = { NULL, { "overrides", 9 }, 0 };
static const struct th_path period_path = { NULL, { "period", 6 }, 0 };

/* ---- period ---- */

static bool period_is_sound(struct th_filing *filing, struct th_period period)
{
    struct th_path end = TH_AT(&period_path, "end");
    if (period.start > period.end) {
        th_issue_add(filing->issues, TH_MSG_PERIOD_ORDER, &end);
        return false;
    }
    if (th_month_year(period.start) != th_month_year(period.end)) {
        th_issue_add(filing->issues, TH_MSG_PERIOD_NOT_SAME_YEAR, &end);
        return false;
    }
    if (filing->form->period_kind == th_period_kind_year &&
        (th_month_number(period.start) != 1 || th_month_number(period.end) != 12)) {
        th_issue_add(filing->issues, TH_MSG_PERIOD_NOT_WHOLE_YEAR, &period_path);
        return false;
    }
    return true;
}

/* A yearly form may be filed during its year, a month during that month. */
static bool is_future(const struct th_filing *filing, th_month this_month)
{
    if (filing->form->period_kind == th_period_kind_year)
        return th_month_year(filing->period.end) > th_month_year(this_month);
    return filing->period.end > this_month;
}

static void check_clock(struct th_filing *filing)
{
    const struct context *context = filing->context;
    struct th_path end = TH_AT(&period_path, "end");
    if (!context->has.today)
        th_issue_add(filing->issues, TH_MSG_CLOCK_UNKNOWN, &period_path);
    else if (is_future(filing, th_day_month(context->today)))
        th_issue_add(filing->issues, TH_MSG_PERIOD_FUTURE, &end);
}

static void check_overlap(struct th_filing *filing)
{
    const struct context *context = filing->context;
    for (size_t i = 0; i < context->filed_periods.count; i++) {
        const struct period_row *row = &context->filed_periods.items[i];
        struct th_period other = { row->start, row->end };
        if (!row->has.invalid && th_period_overlaps(filing->period, other)) {
            th_issue_add(filing->issues, TH_MSG_PERIOD_OVERLAP, &period_path);
            return;
        }
    }
}

void th_period_check(struct th_filing *filing, const struct period_row *row)
{
    if (!row) {
        th_issue_add(filing->issues, TH_MSG_PERIOD_REQUIRED, &period_path);
        return;
    }
    if (row->has.invalid)
        return;
    struct th_period period = { row->start, row->end };
    if (!period_is_sound(filing, period))
        return;
    filing->period = period;
    filing->has_period = true;
    check_clock(filing);
    check_overlap(filing);
}

/* ---- something to file ---- */

void th_value_check(struct th_filing *filing)
{
    if (filing->is_final && filing->issues->errors == 0 &&
        !th_model_has_value(filing->form->doc, filing->doc))
        th_issue_add(filing->issues, TH_MSG_NOTHING_FILLED, &th_doc_path);
}

/* ---- confirmations ---- */

struct confirmations {
    struct confirmation_row *items;
    size_t count;
};

/* The document's own rows, found by the table: NULL when the form takes none. */
static const struct confirmations *find_confirmations(const struct th_filing *filing)
{
    const struct th_model *doc = filing->form->doc;
    for (size_t i = 0; i < doc->count; i++)
        if (doc->fields[i].child == &confirmation_row_model)
            return (const void *)((const char *)filing->doc + doc->fields[i].offset);
    return NULL;
}

static struct th_str confirmed_value(const struct th_issue *issue)
{
    for (uint32_t i = 0; i < issue->value_count; i++)
        if (strcmp(issue->values[i].name, "value") == 0)
            return issue->values[i].text;
    return TH_STR("");
}

static bool answers(const struct confirmation_row *row, const struct th_issue *issue)
{
    return !row->has.invalid &&
           th_str_equal(row->code, th_str_of(th_message_row(issue->code)->code)) &&
           th_str_equal(row->path, issue->path) && th_str_equal(row->value, confirmed_value(issue));
}

static bool try_answer(struct th_issues *issues, const struct confirmation_row *row)
{
    for (struct th_issue *issue = issues->first; issue; issue = issue->next)
        if (th_message_row(issue->code)->severity == TH_CONFIRM && answers(row, issue)) {
            issues->open_confirms -= !issue->answered;
            issue->answered = true;
            return true;
        }
    return false;
}

void th_confirmations_apply(struct th_filing *filing)
{
    const struct confirmations *rows = find_confirmations(filing);
    struct th_path list = TH_AT(&th_doc_path, "confirmations");
    for (size_t i = 0; rows && i < rows->count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        if (!rows->items[i].has.invalid && !try_answer(filing->issues, &rows->items[i]))
            th_issue_add(filing->issues, TH_MSG_CONFIRMATION_UNUSED, &item);
    }
}
