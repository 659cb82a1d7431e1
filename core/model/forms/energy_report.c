#include "energy_report.h"

TH_MODEL_DEFINE(energy_line, ENERGY_LINE)
TH_MODEL_DEFINE(energy_span, ENERGY_SPAN)
TH_MODEL_DEFINE(energy_process, ENERGY_PROCESS)
TH_MODEL_DEFINE(energy_report, ENERGY_REPORT)
TH_MODEL_DEFINE(energy_totals, ENERGY_TOTALS)
TH_MODEL_DEFINE(energy_scopes, ENERGY_SCOPES)
TH_MODEL_DEFINE(energy_month, ENERGY_MONTH)
TH_MODEL_DEFINE(energy_carrier, ENERGY_CARRIER)
TH_MODEL_DEFINE(energy_process_result, ENERGY_PROCESS_RESULT)
TH_MODEL_DEFINE(energy_result, ENERGY_RESULT)

_Static_assert(offsetof(struct energy_line, m12) - offsetof(struct energy_line, m01) ==
                   11 * sizeof(struct th_dec),
               "the cells are read as an array");

/* Room for every row of the result; false when the arena is full. */
static bool make_room(struct energy_work *work)
{
    struct th_arena *arena = work->filing->arena;
    struct energy_result *result = work->result;
    size_t lines = work->doc->energy.count + work->doc->spans.count;
    size_t months = (size_t)work->filing->period.end - (size_t)work->filing->period.start + 1;
    result->months.items = th_arena_array(arena, months, sizeof *result->months.items);
    result->carriers.items = th_arena_array(arena, lines, sizeof *result->carriers.items);
    result->process.items =
        th_arena_array(arena, work->doc->process.count, sizeof *result->process.items);
    work->groups = th_arena_array(arena, lines, sizeof *work->groups);
    work->group_of = th_arena_array(arena, th_carrier_count * th_flow_count * th_class_count,
                                    sizeof *work->group_of);
    work->readings = th_arena_array(arena, work->doc->energy.count * 12, sizeof *work->readings);
    work->own = th_arena_array(arena, th_carrier_count, sizeof *work->own);
    result->months.count = months;
    result->process.count = work->doc->process.count;
    return !arena->failed;
}

static void begin_months(struct energy_work *work)
{
    for (size_t i = 0; i < work->result->months.count; i++) {
        struct energy_month *month = &work->result->months.items[i];
        month->month = work->filing->period.start + (th_month)i;
        month->has.month = month->has.allocated = true;
    }
}

static void say_unused_overrides(struct energy_work *work)
{
    for (size_t i = 0; i < work->filing->override_count; i++) {
        const struct th_carrier *carrier = th_carrier_find(work->filing->overrides[i].carrier);
        struct th_path item = TH_ITEM(&th_overrides_path, i);
        if (carrier && !work->own[th_carrier_index(carrier)].is_used)
            th_issue_carrier(work->filing->issues,
                             th_issue_add(work->filing->issues, TH_MSG_OVERRIDE_UNUSED, &item),
                             carrier);
    }
}

static void check_totals(struct energy_work *work)
{
    const struct energy_totals *totals = &work->result->totals;
    struct th_issues *issues = work->filing->issues;
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    if (work->overflow)
        th_issue_add(issues, TH_MSG_OVERFLOW, &th_doc_path);
    if (!totals->has.net_tco2 || totals->net_tco2 >= 0)
        return;
    struct th_path at = TH_AT(&th_doc_path, "process");
    th_buf_init(&out, text, sizeof text);
    th_amount_write(&out, totals->net_tco2);
    th_issue_text(issues, th_issue_add(issues, TH_MSG_TOTAL_NEGATIVE, &at), "value",
                  th_buf_view(&out));
}

static void finish_result(struct energy_work *work)
{
    struct energy_result *result = work->result;
    energy_totals_finish(work);
    result->carriers.count = work->group_count;
    result->has.partial = result->has.totals = result->has.scopes = true;
    result->has.months = result->has.carriers = result->has.process = true;
}

static void calculate(struct th_filing *filing)
{
    struct energy_work work = { .filing = filing, .doc = filing->doc, .result = filing->result };
    if (!make_room(&work))
        return;
    work.result->partial = filing->issues->errors > 0;
    if (work.doc->has.grid_area)
        work.area = th_rule_area(filing->issues, work.doc->grid_area, &th_doc_path);
    begin_months(&work);
    energy_check_template(&work);
    energy_check_overrides(&work);
    energy_calculate_lines(&work);
    energy_calculate_spans(&work);
    energy_calculate_process(&work);
    finish_result(&work);
    if (!filing->wants_no_advice)
        energy_ask_doctor(&work);
    say_unused_overrides(&work);
    check_totals(&work);
}

/* ---- summary for lists and for the history of later calls ---- */

struct sums {
    th_amount months[12];
    uint16_t filled;
};

static void add_readings(const struct energy_line *line, struct sums *sums)
{
    const struct th_carrier *carrier = th_carrier_find(line->carrier);
    const struct th_unit *unit = th_unit_find(line->unit);
    for (int i = 0; i < 12; i++) {
        th_amount quantity;
        if (energy_filled(line)[i] &&
            th_unit_convert(energy_cells(line)[i], unit, carrier->unit, &quantity) == TH_OK &&
            th_amount_add(sums->months[i], quantity, &sums->months[i]) == TH_OK)
            sums->filled = (uint16_t)(sums->filled | 1u << i);
    }
}

static void put_readings(const struct th_filing *filing, const struct sums *sums, size_t key,
                         struct th_summary *out)
{
    th_month january = filing->period.start - (th_month_number(filing->period.start) - 1);
    for (int i = 0; i < 12; i++) {
        if (!(sums->filled >> i & 1))
            continue;
        char text[TH_DECIMAL_CAP];
        struct th_buf buf;
        th_buf_init(&buf, text, sizeof text);
        th_amount_write(&buf, sums->months[i]);
        const struct th_carrier *carrier = &th_carriers[key / th_flow_count];
        struct th_str flow = carrier->kind == TH_CARRIER_FUEL
                                 ? TH_STR("")
                                 : th_enum_flow.values[key % th_flow_count].id;
        out->readings[out->reading_count++] =
            (struct th_reading){ carrier->id, flow, january + i,
                                 th_arena_copy(filing->arena, th_buf_view(&buf)) };
    }
}

/* Monthly readings by carrier and flow; values of spans are no readings. */
static void summarise_readings(const struct th_filing *filing, struct th_summary *out)
{
    const struct energy_report *doc = filing->doc;
    size_t keys = th_carrier_count * th_flow_count;
    struct sums *sums = th_arena_array(filing->arena, keys, sizeof *sums);
    out->readings = th_arena_array(filing->arena, doc->energy.count * 12, sizeof *out->readings);
    if (!sums || !out->readings)
        return;
    for (size_t i = 0; i < doc->energy.count; i++) {
        const struct energy_line *line = &doc->energy.items[i];
        if (!line->has.invalid)
            add_readings(line,
                         &sums[th_carrier_index(th_carrier_find(line->carrier)) * th_flow_count +
                               line->flow]);
    }
    for (size_t key = 0; key < keys; key++)
        put_readings(filing, &sums[key], key, out);
}

static void summarise(const struct th_filing *filing, struct th_summary *out)
{
    const struct energy_totals *totals = &((const struct energy_result *)filing->result)->totals;
    out->has_net = totals->has.net_tco2;
    out->net_tco2 = totals->net_tco2;
    out->has_tce = totals->has.tce_equivalent;
    out->tce = totals->tce_equivalent;
    summarise_readings(filing, out);
}

const struct th_form th_form_energy_report = {
    .id = { "energy_report", sizeof "energy_report" - 1 },
    .zh = "能耗填报",
    .en = "Energy report",
    .version = 1,
    .period_kind = th_period_kind_months,
    .takes_overrides = true,
    .doc = &energy_report_model,
    .result = &energy_result_model,
    .calculate = calculate,
    .explain = energy_explain,
    .summarise = summarise,
};
