/* The unit-slip doctor asked about every reading of the report; its answers become confirms with a
 * proposal. */
#include "energy_report.h"
#include "slip.h"

struct reading {
    th_month month;
    th_amount quantity; /* canonical unit */
};

/* History of one carrier and flow, in one block sorted by key. */
struct history {
    struct reading *points;
    uint32_t *first; /* by key; first[key + 1] is the end */
};

static bool history_key(const struct history_row *row, size_t *key)
{
    const struct th_carrier *carrier = row->has.invalid ? NULL : th_carrier_find(row->carrier);
    uint32_t flow = row->has.flow && row->flow.len > 0 ? th_enum_find(&th_enum_flow, row->flow)
                                                       : th_flow_bought;
    if (!carrier || flow >= th_flow_count)
        return false;
    *key = th_carrier_index(carrier) * th_flow_count + flow;
    return true;
}

/* Counting sort of ctx.history by carrier and flow. */
static bool sort_history(const struct energy_work *work, struct history *out)
{
    const struct context *context = work->filing->context;
    size_t keys = th_carrier_count * th_flow_count, key;
    out->first = th_arena_array(work->filing->arena, keys + 2, sizeof *out->first);
    out->points = th_arena_array(work->filing->arena, context->history.count, sizeof *out->points);
    if (!out->first || !out->points)
        return false;
    for (size_t i = 0; i < context->history.count; i++)
        if (history_key(&context->history.items[i], &key))
            out->first[key + 2]++;
    for (size_t k = 2; k < keys + 2; k++)
        out->first[k] += out->first[k - 1];
    for (size_t i = 0; i < context->history.count; i++) {
        const struct history_row *row = &context->history.items[i];
        th_amount quantity;
        if (!history_key(row, &key))
            continue;
        if (th_amount_of(row->quantity, &quantity) != TH_OK)
            quantity = 0;
        out->points[out->first[key + 1]++] = (struct reading){ row->month, quantity };
    }
    return true;
}

static struct th_str month_text(struct th_arena *arena, th_month month)
{
    char text[16];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_month_write(&out, month);
    return th_arena_copy(arena, th_buf_view(&out));
}

/* "1234.5 kWh": the confirmed value names its unit, so that a changed unit voids the confirmation
 * as well. */
static struct th_str reading_text(struct th_arena *arena, struct th_dec value,
                                  const struct th_unit *unit)
{
    char text[TH_DECIMAL_CAP + 40];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_dec_write(&out, value);
    th_buf_char(&out, ' ');
    th_buf_put(&out, unit->symbol);
    return th_arena_copy(arena, th_buf_view(&out));
}

/* One cell that is asked about. */
struct cell {
    struct energy_work *work;
    const struct th_slip_series *series;
    const struct th_path *at;
    th_month month;
    struct th_dec value;
};

static void propose(struct th_issues *issues, struct th_issue *issue, const struct cell *cell,
                    const struct th_slip_answer *answer)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    if (!answer->unit || !answer->has_value)
        return;
    th_buf_init(&out, text, sizeof text);
    th_dec_write(&out, answer->value);
    th_issue_propose(issues, issue, TH_MSG_FIX_QUANTITY, th_buf_view(&out));
    th_issue_text(issues, issue, "fix_unit", cell->series->unit->symbol);
}

static void report_slip(const struct cell *cell, const struct th_slip_answer *answer)
{
    struct th_issues *issues = cell->work->filing->issues;
    enum th_message code = answer->unit ? TH_MSG_UNIT_SUSPECT : TH_MSG_QTY_UNUSUAL;
    struct th_issue *issue = th_issue_add(issues, code, cell->at);
    th_issue_text(issues, issue, "value",
                  reading_text(issues->arena, cell->value, cell->series->unit));
    th_issue_text(issues, issue, "month", month_text(issues->arena, cell->month));
    th_issue_carrier(issues, issue, cell->series->carrier);
    if (answer->unit)
        th_issue_text(issues, issue, "seems_unit", answer->unit->symbol);
    propose(issues, issue, cell, answer);
}

/* History knows no power class: a row that shares its carrier and flow with another one is compared
 * with itself alone. */
static bool shares_key(const struct energy_work *work, const struct energy_line *line)
{
    int same = 0;
    for (size_t i = 0; i < work->doc->energy.count; i++) {
        const struct energy_line *other = &work->doc->energy.items[i];
        same += other->flow == line->flow && th_str_equal(other->carrier, line->carrier);
    }
    return same > 1;
}

static void begin_series(const struct energy_work *work, const struct energy_line *line,
                         const struct history *history, struct th_slip_series *series)
{
    const struct th_carrier *carrier = th_carrier_find(line->carrier);
    size_t key = th_carrier_index(carrier) * th_flow_count + line->flow;
    th_month january = energy_january(work);
    th_slip_begin(series, carrier, th_unit_find(line->unit), work->filing->period.end);
    uint32_t end = shares_key(work, line) ? 0 : history->first[key + 1];
    for (uint32_t i = history->first[key]; i < end; i++)
        th_slip_add_history(series, history->points[i].month, history->points[i].quantity);
    const th_amount *readings = work->readings + (size_t)(line - work->doc->energy.items) * 12;
    for (int i = 0; i < 12; i++)
        if (energy_filled(line)[i])
            th_slip_add_document(series, january + i, readings[i]);
}

static void ask_line(struct energy_work *work, const struct energy_line *line,
                     struct th_slip_series *series, const struct th_path *row)
{
    for (int i = 0; i < 12; i++) {
        struct th_path at = { row, energy_cell_name(i), 0 };
        struct th_slip_answer answer;
        if (!energy_filled(line)[i])
            continue;
        struct cell cell = { work, series, &at, energy_january(work) + i, energy_cells(line)[i] };
        th_slip_ask(series, cell.month, cell.value, &answer);
        if (answer.verdict != TH_SLIP_NONE)
            report_slip(&cell, &answer);
    }
}

void energy_ask_doctor(struct energy_work *work)
{
    struct history history;
    struct th_path list = TH_AT(&th_doc_path, "energy");
    if (!sort_history(work, &history))
        return;
    for (size_t i = 0; i < work->doc->energy.count; i++) {
        struct th_slip_series series;
        struct th_path item = TH_ITEM(&list, i);
        if (work->doc->energy.items[i].has.invalid)
            continue;
        begin_series(work, &work->doc->energy.items[i], &history, &series);
        ask_line(work, &work->doc->energy.items[i], &series, &item);
    }
}
