/* Amounts of the energy report: cells, spans and process rows, each rounded once, added exactly. */
#include "energy_report.h"

#define MONTHS 12

struct th_str energy_cell_name(int month_index)
{
    static const char names[] = "m01m02m03m04m05m06m07m08m09m10m11m12";
    return (struct th_str){ names + 3 * month_index, 3 };
}

th_month energy_january(const struct energy_work *work)
{
    return work->filing->period.start - (th_month_number(work->filing->period.start) - 1);
}

/* Adds and marks as present; remembers an overflow for the end. */
static void add(struct energy_work *work, bool *has, th_amount *sum, th_amount value)
{
    if (th_amount_add(*sum, value, sum) != TH_OK)
        work->overflow = true;
    *has = true;
}

/* ---- where a line's amounts go ---- */

static size_t group_key(const struct energy_head *head)
{
    size_t class_index = head->line.power_class ? (size_t)(head->line.power_class - th_classes) : 0;
    return (th_carrier_index(head->line.carrier) * th_flow_count + head->flow) * th_class_count +
           class_index;
}

static struct energy_group *group_of(struct energy_work *work, const struct energy_head *head)
{
    uint16_t *slot = &work->group_of[group_key(head)];
    if (*slot)
        return &work->groups[*slot - 1];
    struct energy_group *group = &work->groups[work->group_count];
    group->carrier = head->line.carrier;
    group->row = &work->result->carriers.items[work->group_count++];
    *slot = (uint16_t)work->group_count;
    struct energy_carrier *row = group->row;
    row->carrier = head->line.carrier->id;
    row->unit = head->line.carrier->unit->id;
    row->has.carrier = row->has.unit = true;
    row->flow = head->flow;
    row->has.flow = head->line.carrier->kind != TH_CARRIER_FUEL;
    if (head->line.power_class) {
        row->class = head->line.power_class->id;
        row->has.class = true;
    }
    return group;
}

static void name_factor(struct energy_group *group, const struct th_factors *factors,
                        const struct th_override *own)
{
    struct energy_carrier *row = group->row;
    if (factors->tco2_state != TH_VALUE_OK)
        return;
    if (factors->tco2_origin)
        row->factor_row = factors->tco2_origin->row;
    else if (own)
        row->factor_row = TH_STR("own");
    row->has.factor_row = row->factor_row.len > 0;
    row->factor_year = factors->year;
    row->has.factor_year = factors->year != 0;
}

/* ---- a line with its factors ---- */

struct work_line {
    struct energy_work *work;
    struct energy_head head;
    struct energy_group *group;
    struct th_factors factors;
    const struct th_path *path;
    bool is_span;
};

static struct th_issue *line_issue(struct work_line *line, enum th_message code, const char *member)
{
    struct th_issues *issues = line->work->filing->issues;
    struct th_path at = { line->path, th_str_of(member), 0 };
    struct th_issue *issue = th_issue_add(issues, code, &at);
    th_issue_carrier(issues, issue, line->head.line.carrier);
    return issue;
}

static void say_factor_year(struct work_line *line)
{
    struct th_issues *issues = line->work->filing->issues;
    struct th_issue *issue = line_issue(line, TH_MSG_FACTOR_YEAR, "carrier");
    th_issue_int(issues, issue, "year", line->head.line.year);
    th_issue_int(issues, issue, "factor_year", line->factors.year);
}

static void area_missing(struct energy_work *work)
{
    struct th_path at = TH_AT(&th_doc_path, "grid_area");
    if (!work->doc->has.grid_area && !work->area_asked)
        th_issue_add(work->filing->issues, TH_MSG_GRID_AREA_REQUIRED, &at);
    work->area_asked = true;
    work->result->partial = true;
}

/* What the factors lack, said once per line that holds a quantity. */
static void say_missing(struct work_line *line)
{
    const struct th_factors *factors = &line->factors;
    bool memo = line->head.line.carrier->biogenic;
    if (factors->tco2_state == TH_VALUE_NO_AREA) {
        area_missing(line->work);
    } else if (factors->tco2_state == TH_VALUE_NO_FACTOR) {
        line_issue(line, TH_MSG_FACTOR_MISSING, "carrier");
        line->work->result->partial = line->work->result->partial || !memo;
    }
    if (factors->tce_state == TH_VALUE_NO_FACTOR) {
        line_issue(line, TH_MSG_TCE_MISSING, "carrier");
        line->work->result->partial = true;
    }
    if (factors->is_other_year && factors->tco2_state == TH_VALUE_OK)
        say_factor_year(line);
}

static void add_tco2(struct work_line *line, struct energy_month *month, th_amount value)
{
    struct energy_totals *totals = &line->work->result->totals;
    const struct th_carrier *carrier = line->head.line.carrier;
    if (carrier->biogenic) {
        add(line->work, &totals->has.biogenic_tco2, &totals->biogenic_tco2, value);
        return;
    }
    if (carrier->kind == TH_CARRIER_FUEL)
        add(line->work, &totals->has.direct_tco2, &totals->direct_tco2, value);
    else
        add(line->work, &totals->has.indirect_tco2, &totals->indirect_tco2, value);
    add(line->work, &month->has.tco2, &month->tco2, value);
}

static struct energy_month *month_row(struct energy_work *work, th_month month)
{
    return &work->result->months.items[month - work->filing->period.start];
}

/* One month's part of a line into all sums. */
static void add_part(struct work_line *line, th_month at, const struct th_line_result *part)
{
    struct energy_work *work = line->work;
    struct energy_carrier *row = line->group->row;
    struct energy_month *month = month_row(work, at);
    struct energy_totals *totals = &work->result->totals;
    add(work, &row->has.quantity, &row->quantity, part->quantity);
    if (part->tco2_state == TH_VALUE_OK) {
        add(work, &row->has.tco2, &row->tco2, part->tco2);
        add_tco2(line, month, part->tco2);
    }
    if (part->tce_state == TH_VALUE_OK) {
        add(work, &row->has.tce, &row->tce, part->tce);
        add(work, &month->has.tce, &month->tce, part->tce);
        add(work, &totals->has.tce_equivalent, &totals->tce_equivalent, part->tce);
    }
    if (line->is_span)
        month->allocated = true;
}

static bool overflows(const struct th_line_result *part)
{
    return part->quantity_state == TH_VALUE_OVERFLOW || part->tco2_state == TH_VALUE_OVERFLOW ||
           part->tce_state == TH_VALUE_OVERFLOW;
}

/* Resolves head, group and factors; false when the line is left out. */
static bool begin_line(struct work_line *line)
{
    energy_resolve(line->work, &line->head, line->path);
    if (line->head.line.carrier)
        line->group = group_of(line->work, &line->head);
    if (line->head.is_bad) {
        line->work->result->partial = true;
        return false;
    }
    th_factors_resolve(line->work->filing->pack, &line->head.line, &line->factors);
    return true;
}

/* ---- monthly cells ---- */

static bool take_month(struct work_line *line, const struct th_path *at, th_month month)
{
    int bit = th_month_number(month) - 1;
    if (!(line->group->months >> bit & 1)) {
        line->group->months = (uint16_t)(line->group->months | 1u << bit);
        return true;
    }
    char text[16];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_month_write(&out, month);
    struct th_issues *issues = line->work->filing->issues;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_MONTH_COUNTED_TWICE, at);
    th_issue_text(issues, issue, "month", th_buf_view(&out));
    th_issue_carrier(issues, issue, line->head.line.carrier);
    return false;
}

static bool check_cell(struct work_line *line, int index, th_month month)
{
    struct th_path at = { line->path, energy_cell_name(index), 0 };
    if (energy_in_period(line->work, month))
        return take_month(line, &at, month);
    energy_outside_period(line->work, &at, month);
    return false;
}

static bool overflow_issue(struct work_line *line, struct th_str member)
{
    struct th_path at = { line->path, member, 0 };
    th_issue_add(line->work->filing->issues, TH_MSG_OVERFLOW, &at);
    return false;
}

/* Checks and calculates all cells before one of them is added: a line with an error is left out as
 * a whole. */
static bool calculate_cells(struct work_line *line, const struct energy_line *row,
                            struct th_line_result parts[MONTHS])
{
    th_month january = energy_january(line->work);
    bool good = true, any = false;
    for (int i = 0; i < MONTHS; i++) {
        if (!energy_filled(row)[i])
            continue;
        any = true;
        good = check_cell(line, i, january + i) && good;
        th_line_calculate(&line->factors, energy_cells(row)[i], &parts[i]);
        if (overflows(&parts[i]))
            good = overflow_issue(line, energy_cell_name(i));
    }
    if (any && good)
        say_missing(line);
    return good;
}

static void calculate_line(struct energy_work *work, struct energy_line *row,
                           const struct th_path *path)
{
    th_amount *readings = work->readings + path->index * MONTHS;
    struct th_line_result parts[MONTHS];
    struct work_line line = { .work = work, .head = energy_head_of_line(row), .path = path };
    if (!begin_line(&line) || !calculate_cells(&line, row, parts)) {
        row->has.invalid = true;
        work->result->partial = true;
        return;
    }
    th_month january = energy_january(work);
    for (int i = 0; i < MONTHS; i++)
        if (energy_filled(row)[i]) {
            readings[i] = parts[i].quantity;
            add_part(&line, january + i, &parts[i]);
        }
    name_factor(line.group, &line.factors, line.head.line.override);
}

void energy_calculate_lines(struct energy_work *work)
{
    struct th_path list = TH_AT(&th_doc_path, "energy");
    for (size_t i = 0; i < work->doc->energy.count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        calculate_line(work, &work->doc->energy.items[i], &item);
    }
}

/* ---- spans ---- */

th_amount energy_share(th_amount whole, int count, int index)
{
    th_amount share = whole / count, rest = whole % count;
    th_amount left = rest < 0 ? -rest : rest;
    if (index < left)
        share += rest < 0 ? -1 : 1;
    return share;
}

static bool check_span(struct work_line *line, const struct energy_span *row)
{
    struct th_path start = TH_AT(line->path, "start"), end = TH_AT(line->path, "end");
    bool good = true;
    if (row->start > row->end) {
        th_issue_add(line->work->filing->issues, TH_MSG_SPAN_ORDER, &end);
        return false;
    }
    if (!energy_in_period(line->work, row->start)) {
        energy_outside_period(line->work, &start, row->start);
        good = false;
    }
    if (!energy_in_period(line->work, row->end)) {
        energy_outside_period(line->work, &end, row->end);
        good = false;
    }
    for (th_month month = row->start; good && month <= row->end; month++)
        good = take_month(line, line->path, month);
    return good;
}

static void add_span(struct work_line *line, const struct energy_span *row,
                     const struct th_line_result *whole)
{
    int count = row->end - row->start + 1;
    for (int i = 0; i < count; i++) {
        struct th_line_result part = *whole;
        part.quantity = energy_share(whole->quantity, count, i);
        part.tco2 = energy_share(whole->tco2, count, i);
        part.tce = energy_share(whole->tce, count, i);
        add_part(line, row->start + i, &part);
    }
}

static bool calculate_span(struct work_line *line, const struct energy_span *row)
{
    struct th_line_result whole;
    if (!begin_line(line) || !check_span(line, row))
        return false;
    th_line_calculate(&line->factors, row->quantity, &whole);
    if (overflows(&whole))
        return overflow_issue(line, TH_STR("quantity"));
    say_missing(line);
    add_span(line, row, &whole);
    name_factor(line->group, &line->factors, line->head.line.override);
    return true;
}

void energy_calculate_spans(struct energy_work *work)
{
    struct th_path list = TH_AT(&th_doc_path, "spans");
    for (size_t i = 0; i < work->doc->spans.count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        struct energy_span *row = &work->doc->spans.items[i];
        struct work_line line = {
            .work = work, .head = energy_head_of_span(row), .path = &item, .is_span = true
        };
        if (!calculate_span(&line, row)) {
            row->has.invalid = true;
            work->result->partial = true;
        }
    }
}

/* ---- process rows ---- */

static bool process_amount(struct energy_work *work, const struct energy_process *row,
                           const struct th_path *path, th_amount *out)
{
    struct th_issues *issues = work->filing->issues;
    bool product = row->has.activity || row->has.factor;
    if (row->has.tco2 && product) {
        th_issue_add(issues, TH_MSG_PROCESS_VALUE_TWICE, path);
        return false;
    }
    if (!row->has.tco2 && !(row->has.activity && row->has.factor)) {
        th_issue_add(issues, TH_MSG_PROCESS_VALUE_REQUIRED, path);
        return false;
    }
    enum th_status status =
        product ? th_process_amount(row->activity, row->factor, out) : th_amount_of(row->tco2, out);
    if (status != TH_OK)
        th_issue_add(issues, TH_MSG_OVERFLOW, path);
    return status == TH_OK;
}

/* Into its month, or in equal parts into all months when it names none. */
static void add_process_months(struct energy_work *work, const struct energy_process *row,
                               th_amount value)
{
    int count = (int)work->result->months.count;
    if (row->has.month) {
        struct energy_month *month = month_row(work, row->month);
        add(work, &month->has.tco2, &month->tco2, value);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct energy_month *month = &work->result->months.items[i];
        add(work, &month->has.tco2, &month->tco2, energy_share(value, count, i));
        month->allocated = month->allocated || count > 1;
    }
}

static bool calculate_process(struct energy_work *work, const struct energy_process *row,
                              const struct th_path *path, struct energy_process_result *result)
{
    struct energy_totals *totals = &work->result->totals;
    struct th_path at = TH_AT(path, "month");
    th_amount value;
    result->name = row->name;
    result->has.name = row->has.name;
    if (row->has.invalid || !process_amount(work, row, path, &value))
        return false;
    if (row->has.month && !energy_in_period(work, row->month)) {
        energy_outside_period(work, &at, row->month);
        return false;
    }
    result->tco2 = value;
    result->has.tco2 = true;
    add(work, &totals->has.process_tco2, &totals->process_tco2, value);
    if (value < 0)
        add(work, &totals->has.reductions_tco2, &totals->reductions_tco2, value);
    else
        add(work, &totals->has.gross_tco2, &totals->gross_tco2, value);
    add_process_months(work, row, value);
    return true;
}

void energy_calculate_process(struct energy_work *work)
{
    struct th_path list = TH_AT(&th_doc_path, "process");
    for (size_t i = 0; i < work->doc->process.count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        struct energy_process *row = &work->doc->process.items[i];
        if (!calculate_process(work, row, &item, &work->result->process.items[i])) {
            row->has.invalid = true;
            work->result->partial = true;
        }
    }
}

/* ---- totals ---- */

static void finish_scopes(struct energy_work *work)
{
    const struct energy_totals *totals = &work->result->totals;
    struct energy_scopes *scopes = &work->result->scopes;
    if (totals->has.direct_tco2)
        add(work, &scopes->has.scope1_tco2, &scopes->scope1_tco2, totals->direct_tco2);
    if (totals->has.process_tco2)
        add(work, &scopes->has.scope1_tco2, &scopes->scope1_tco2, totals->process_tco2);
    if (totals->has.indirect_tco2)
        add(work, &scopes->has.scope2_tco2, &scopes->scope2_tco2, totals->indirect_tco2);
}

void energy_totals_finish(struct energy_work *work)
{
    struct energy_totals *totals = &work->result->totals;
    if (totals->has.direct_tco2)
        add(work, &totals->has.gross_tco2, &totals->gross_tco2, totals->direct_tco2);
    if (totals->has.indirect_tco2)
        add(work, &totals->has.gross_tco2, &totals->gross_tco2, totals->indirect_tco2);
    if (totals->has.gross_tco2)
        add(work, &totals->has.net_tco2, &totals->net_tco2, totals->gross_tco2);
    if (totals->has.reductions_tco2)
        add(work, &totals->has.net_tco2, &totals->net_tco2, totals->reductions_tco2);
    finish_scopes(work);
}
