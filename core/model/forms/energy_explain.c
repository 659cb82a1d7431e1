/* op explain of the energy report: the trace of a reading, or the parts of a sum. */
#include "energy_report.h"
#include "explain.h"
#include "trace.h"

struct asking {
    struct energy_work work; /* resolved again, its issues thrown away */
    struct th_issues ignored;
    struct th_filing filing;
    struct th_at at;
    struct th_part_list parts;
    struct explanation *out;
    bool wants_tce;
};

static void set_value(struct explanation *out, th_amount value, struct th_str unit)
{
    out->value = value;
    out->unit = unit;
    out->has.value = out->has.unit = true;
}

/* ---- one reading ---- */

static void put_step(const struct th_step *in, struct explain_step *out)
{
    *out = (struct explain_step){ .id = in->id,
                                  .label_zh = in->zh,
                                  .label_en = in->en,
                                  .op = in->op,
                                  .value = in->value,
                                  .unit = in->unit,
                                  .own = in->is_own };
    out->has = (struct explain_step_has){
        true,       true, true, in->op.len > 0, true, in->unit.len > 0, in->origin != NULL,
        in->is_own, false
    };
    if (in->origin)
        out->source = in->origin->row;
}

static void put_source(const struct th_origin *in, struct explain_source *out)
{
    *out = (struct explain_source){
        .row = in->row, .set = in->set, .confidence = in->confidence, .checked = in->is_checked
    };
    out->has = (struct explain_source_has){ true, in->set.len > 0, false, false, false, true, true,
                                            false };
    if (!in->source)
        return;
    out->document = in->source->document;
    out->clause = in->source->clause;
    out->year = in->source->year;
    out->has.document = true;
    out->has.clause = out->clause.len > 0;
    out->has.year = out->year.len > 0;
}

static bool put_trace(struct asking *asking, const struct th_trace *trace)
{
    struct explanation *out = asking->out;
    out->steps.items = th_arena_array(asking->filing.arena, trace->count, sizeof *out->steps.items);
    out->sources.items =
        th_arena_array(asking->filing.arena, trace->origin_count, sizeof *out->sources.items);
    if (!out->steps.items || !out->sources.items)
        return false;
    for (size_t i = 0; i < trace->count; i++)
        put_step(&trace->steps[i], &out->steps.items[out->steps.count++]);
    for (size_t i = 0; i < trace->origin_count; i++)
        put_source(trace->origins[i], &out->sources.items[out->sources.count++]);
    if (trace->state == TH_VALUE_OK)
        set_value(out, trace->value, trace->unit);
    out->factor_year = trace->factor_year;
    out->has.factor_year = trace->factor_year != 0;
    return true;
}

static bool trace_reading(struct asking *asking, struct energy_head *head, struct th_dec quantity)
{
    struct th_trace trace;
    energy_resolve(&asking->work, head, &th_doc_path);
    if (head->is_bad)
        return false;
    struct th_line_case what = { &head->line, quantity,
                                 asking->wants_tce ? TH_TRACE_TCE : TH_TRACE_TCO2 };
    return th_line_trace(asking->filing.arena, asking->filing.pack, &what, &trace) == TH_OK &&
           put_trace(asking, &trace);
}

/* The last part, at `i`: nothing or tco2, or tce. Anything else names no number. */
static bool read_measure(struct asking *asking, size_t i)
{
    asking->wants_tce = th_at_is(&asking->at, i, "tce");
    return asking->at.count <= i ||
           (asking->at.count == i + 1 && (asking->wants_tce || th_at_is(&asking->at, i, "tco2")));
}

/* /energy/0/m01, /energy/0/m01/tce */
static bool explain_cell(struct asking *asking)
{
    const struct energy_report *doc = asking->work.doc;
    size_t row;
    if (!th_at_index(&asking->at, 1, doc->energy.count, &row) || asking->at.count < 3 ||
        !read_measure(asking, 3))
        return false;
    const struct energy_line *line = &doc->energy.items[row];
    for (int i = 0; i < 12; i++)
        if (th_str_equal(asking->at.part[2], energy_cell_name(i)) && energy_filled(line)[i]) {
            struct energy_head head = energy_head_of_line(line);
            return trace_reading(asking, &head, energy_cells(line)[i]);
        }
    return false;
}

/* /spans/0, /spans/0/tce */
static bool explain_span(struct asking *asking)
{
    const struct energy_report *doc = asking->work.doc;
    size_t row;
    if (!th_at_index(&asking->at, 1, doc->spans.count, &row) || !read_measure(asking, 2))
        return false;
    struct energy_head head = energy_head_of_span(&doc->spans.items[row]);
    return trace_reading(asking, &head, doc->spans.items[row].quantity);
}

static struct th_str dec_text(struct th_arena *arena, struct th_dec value)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_dec_write(&out, value);
    return th_arena_copy(arena, th_buf_view(&out));
}

static void process_step(struct asking *asking, const char *member, const char *op,
                         struct th_dec value)
{
    size_t index = th_model_find(&energy_process_model, th_str_of(member), 0);
    const struct th_field *field = &energy_process_model.fields[index];
    struct explain_step *step = &asking->out->steps.items[asking->out->steps.count++];
    *step = (struct explain_step){ .id = field->name,
                                   .label_zh = th_str_of(field->zh),
                                   .label_en = th_str_of(field->en),
                                   .op = th_str_of(op),
                                   .value = dec_text(asking->filing.arena, value) };
    step->has = (struct explain_step_has){ true,  true,  true,  *op != '\0', true,
                                           false, false, false, false };
}

/* /process/0/tco2 */
static bool explain_process(struct asking *asking)
{
    const struct energy_result *result = asking->work.result;
    size_t row;
    if (!th_at_index(&asking->at, 1, result->process.count, &row) || !read_measure(asking, 2) ||
        asking->wants_tce || !result->process.items[row].has.tco2)
        return false;
    const struct energy_process *line = &asking->work.doc->process.items[row];
    asking->out->steps.items =
        th_arena_array(asking->filing.arena, 2, sizeof *asking->out->steps.items);
    if (!asking->out->steps.items)
        return false;
    if (line->has.tco2) {
        process_step(asking, "tco2", "", line->tco2);
    } else {
        process_step(asking, "activity", "", line->activity);
        process_step(asking, "factor", "×", line->factor);
    }
    set_value(asking->out, result->process.items[row].tco2, TH_STR("tCO₂"));
    return true;
}

/* ---- sums ---- */

static struct th_str joined(struct th_arena *arena, struct th_str a, struct th_str b,
                            struct th_str c)
{
    char text[400];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_buf_put(&out, a);
    th_buf_put(&out, b.len > 0 && a.len > 0 ? TH_STR(" ") : TH_STR(""));
    th_buf_put(&out, b);
    th_buf_put(&out, c.len > 0 ? TH_STR(" ") : TH_STR(""));
    th_buf_put(&out, c);
    return th_arena_copy(arena, th_buf_view(&out));
}

/* "电力 平均电力 售出" and the same in English. */
static void label_carrier(struct asking *asking, struct explain_part *part,
                          const struct energy_carrier *row)
{
    const struct th_carrier *carrier = th_carrier_find(row->carrier);
    const struct th_class *power = row->has.class ? th_class_find(row->class) : NULL;
    const struct th_enum_value *flow = &th_enum_flow.values[row->flow];
    bool sold = row->flow == th_flow_sold;
    struct th_arena *arena = asking->filing.arena;
    part->label_zh =
        joined(arena, carrier->zh, power ? power->zh : TH_STR(""), th_str_of(sold ? flow->zh : ""));
    part->label_en =
        joined(arena, carrier->en, power ? power->en : TH_STR(""), th_str_of(sold ? flow->en : ""));
}

static void set_part(struct explain_part *part, th_amount value, const char *unit)
{
    part->value = value;
    part->unit = th_str_of(unit);
}

enum block { BLOCK_DIRECT, BLOCK_INDIRECT, BLOCK_BIOGENIC, BLOCK_ALL };

static bool is_in_block(const struct th_carrier *carrier, enum block block)
{
    switch (block) {
    case BLOCK_DIRECT: return carrier->kind == TH_CARRIER_FUEL && !carrier->biogenic;
    case BLOCK_INDIRECT: return carrier->kind != TH_CARRIER_FUEL;
    case BLOCK_BIOGENIC: return carrier->biogenic;
    default: return true;
    }
}

static void add_carriers(struct asking *asking, enum block block, bool tce)
{
    const struct energy_result *result = asking->work.result;
    for (size_t i = 0; i < result->carriers.count; i++) {
        const struct energy_carrier *row = &result->carriers.items[i];
        if (!is_in_block(th_carrier_find(row->carrier), block) ||
            !(tce ? row->has.tce : row->has.tco2))
            continue;
        struct explain_part *part =
            th_parts_add(&asking->parts, "carriers", i, tce ? "tce" : "tco2");
        if (!part)
            return;
        label_carrier(asking, part, row);
        set_part(part, tce ? row->tce : row->tco2, tce ? "tce" : "tCO₂");
    }
}

enum sign { SIGN_ANY, SIGN_POSITIVE, SIGN_NEGATIVE };

static void add_process(struct asking *asking, enum sign sign)
{
    const struct energy_result *result = asking->work.result;
    for (size_t i = 0; i < result->process.count; i++) {
        const struct energy_process_result *row = &result->process.items[i];
        if (!row->has.tco2 || (sign == SIGN_POSITIVE && row->tco2 < 0) ||
            (sign == SIGN_NEGATIVE && row->tco2 >= 0))
            continue;
        struct explain_part *part = th_parts_add(&asking->parts, "process", i, "tco2");
        if (!part)
            return;
        part->label_zh = part->label_en = row->name;
        set_part(part, row->tco2, "tCO₂");
    }
}

/* A member of totals as a part. */
static void add_total(struct asking *asking, const char *name)
{
    const struct energy_totals *totals = &asking->work.result->totals;
    size_t index = th_model_find(&energy_totals_model, th_str_of(name), 0);
    const struct th_field *field = &energy_totals_model.fields[index];
    if (!th_has(totals, index))
        return;
    struct explain_part *part =
        th_parts_add_at(&asking->parts, th_at_text(asking->filing.arena, "totals", name));
    if (!part)
        return;
    part->label_zh = th_str_of(field->zh);
    part->label_en = th_str_of(field->en);
    set_part(part, *(const th_amount *)(const void *)((const char *)totals + field->offset),
             th_field_unit(field));
}

static void parts_of_net(struct asking *asking)
{
    add_total(asking, "gross_tco2");
    add_total(asking, "reductions_tco2");
}

static void parts_of_gross(struct asking *asking)
{
    add_total(asking, "direct_tco2");
    add_total(asking, "indirect_tco2");
    add_process(asking, SIGN_POSITIVE);
}

static void parts_of_reductions(struct asking *asking)
{
    add_process(asking, SIGN_NEGATIVE);
}

static void parts_of_process(struct asking *asking)
{
    add_process(asking, SIGN_ANY);
}

static void parts_of_direct(struct asking *asking)
{
    add_carriers(asking, BLOCK_DIRECT, false);
}

static void parts_of_indirect(struct asking *asking)
{
    add_carriers(asking, BLOCK_INDIRECT, false);
}

static void parts_of_biogenic(struct asking *asking)
{
    add_carriers(asking, BLOCK_BIOGENIC, false);
}

static void parts_of_tce(struct asking *asking)
{
    add_carriers(asking, BLOCK_ALL, true);
}

static void parts_of_scope1(struct asking *asking)
{
    add_total(asking, "direct_tco2");
    add_total(asking, "process_tco2");
}

static void parts_of_scope2(struct asking *asking)
{
    add_total(asking, "indirect_tco2");
}

static const struct sum {
    const char *name;
    void (*put)(struct asking *asking);
} sums[] = {
    { "net_tco2", parts_of_net },
    { "gross_tco2", parts_of_gross },
    { "reductions_tco2", parts_of_reductions },
    { "process_tco2", parts_of_process },
    { "direct_tco2", parts_of_direct },
    { "indirect_tco2", parts_of_indirect },
    { "biogenic_tco2", parts_of_biogenic },
    { "tce_equivalent", parts_of_tce },
    { "scope1_tco2", parts_of_scope1 },
    { "scope2_tco2", parts_of_scope2 },
};

/* /totals/net_tco2, /scopes/scope1_tco2: a member of `model` in `row`. */
static bool explain_sum(struct asking *asking, const struct th_model *model, const void *row)
{
    if (asking->at.count != 2)
        return false;
    size_t index = th_model_find(model, asking->at.part[1], 0);
    if (index == model->count || !th_has(row, index))
        return false;
    const struct th_field *field = &model->fields[index];
    set_value(asking->out, *(const th_amount *)(const void *)((const char *)row + field->offset),
              th_str_of(th_field_unit(field)));
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        if (th_at_is(&asking->at, 1, sums[i].name))
            sums[i].put(asking);
    return true;
}

/* ---- rows of months and carriers: the readings they add up ---- */

/* What one reading gives, in the wanted measure; false when it has no such value. */
static bool reading_value(struct asking *asking, struct energy_head *head, struct th_dec quantity,
                          th_amount *out)
{
    struct th_factors factors;
    struct th_line_result result;
    energy_resolve(&asking->work, head, &th_doc_path);
    if (head->is_bad)
        return false;
    th_factors_resolve(asking->filing.pack, &head->line, &factors);
    th_line_calculate(&factors, quantity, &result);
    *out = asking->wants_tce ? result.tce : result.tco2;
    return (asking->wants_tce ? result.tce_state : result.tco2_state) == TH_VALUE_OK;
}

static void label_reading(struct asking *asking, struct explain_part *part,
                          const struct energy_head *head, int month)
{
    const struct th_field *field =
        month < 0 ? NULL
                  : &energy_line_model
                         .fields[th_model_find(&energy_line_model, energy_cell_name(month), 0)];
    struct th_arena *arena = asking->filing.arena;
    part->label_zh = joined(arena, head->line.carrier->zh,
                            field ? th_str_of(field->zh) : TH_STR("分摊"), TH_STR(""));
    part->label_en = joined(arena, head->line.carrier->en,
                            field ? th_str_of(field->en) : TH_STR("allocated"), TH_STR(""));
}

static void add_cell(struct asking *asking, size_t row, int month)
{
    const struct energy_line *line = &asking->work.doc->energy.items[row];
    struct energy_head head = energy_head_of_line(line);
    char member[12];
    struct th_buf name;
    th_amount value;
    if (!energy_filled(line)[month] ||
        !reading_value(asking, &head, energy_cells(line)[month], &value))
        return;
    th_buf_init(&name, member, sizeof member);
    th_buf_put(&name, energy_cell_name(month));
    th_buf_put(&name, asking->wants_tce ? TH_STR("/tce") : TH_STR(""));
    th_buf_char(&name, '\0');
    struct explain_part *part = th_parts_add(&asking->parts, "energy", row, member);
    if (!part)
        return;
    label_reading(asking, part, &head, month);
    set_part(part, value, asking->wants_tce ? "tce" : "tCO₂");
}

/* The whole span (month < 0), or its share of a month. */
static void add_span(struct asking *asking, size_t row, th_month month)
{
    const struct energy_span *span = &asking->work.doc->spans.items[row];
    struct energy_head head = energy_head_of_span(span);
    th_amount value;
    if (span->has.invalid || (month >= 0 && (month < span->start || month > span->end)) ||
        !reading_value(asking, &head, span->quantity, &value))
        return;
    struct explain_part *part =
        th_parts_add(&asking->parts, "spans", row, asking->wants_tce ? "tce" : NULL);
    if (!part)
        return;
    label_reading(asking, part, &head, -1);
    if (month >= 0)
        value = energy_share(value, span->end - span->start + 1, month - span->start);
    set_part(part, value, asking->wants_tce ? "tce" : "tCO₂");
}

static bool is_of_carrier(const struct energy_head *head, const struct energy_carrier *row)
{
    struct th_str class_id = head->has_class ? head->class : th_classes[0].id;
    return th_str_equal(head->carrier, row->carrier) && head->flow == row->flow &&
           (!row->has.class || th_str_equal(class_id, row->class));
}

static void add_readings_of(struct asking *asking, const struct energy_carrier *row)
{
    const struct energy_report *doc = asking->work.doc;
    for (size_t i = 0; i < doc->energy.count; i++) {
        struct energy_head head = energy_head_of_line(&doc->energy.items[i]);
        for (int month = 0; month < 12 && is_of_carrier(&head, row); month++)
            add_cell(asking, i, month);
    }
    for (size_t i = 0; i < doc->spans.count; i++) {
        struct energy_head head = energy_head_of_span(&doc->spans.items[i]);
        if (is_of_carrier(&head, row))
            add_span(asking, i, -1);
    }
}

/* /carriers/0/tco2, /carriers/0/tce */
static bool explain_carrier(struct asking *asking)
{
    const struct energy_result *result = asking->work.result;
    size_t index;
    if (!th_at_index(&asking->at, 1, result->carriers.count, &index) || !read_measure(asking, 2))
        return false;
    const struct energy_carrier *row = &result->carriers.items[index];
    if (!(asking->wants_tce ? row->has.tce : row->has.tco2))
        return false;
    set_value(asking->out, asking->wants_tce ? row->tce : row->tco2,
              asking->wants_tce ? TH_STR("tce") : TH_STR("tCO₂"));
    add_readings_of(asking, row);
    return true;
}

static void add_process_of(struct asking *asking, th_month month)
{
    const struct energy_report *doc = asking->work.doc;
    const struct energy_result *result = asking->work.result;
    int count = (int)result->months.count;
    for (size_t i = 0; i < doc->process.count; i++) {
        const struct energy_process *row = &doc->process.items[i];
        const struct energy_process_result *value = &result->process.items[i];
        if (!value->has.tco2 || (row->has.month && row->month != month))
            continue;
        struct explain_part *part = th_parts_add(&asking->parts, "process", i, "tco2");
        if (!part)
            return;
        part->label_zh = part->label_en = row->name;
        set_part(part,
                 row->has.month
                     ? value->tco2
                     : energy_share(value->tco2, count, month - asking->filing.period.start),
                 "tCO₂");
    }
}

static bool is_memo(struct th_str carrier_id)
{
    const struct th_carrier *carrier = th_carrier_find(carrier_id);
    return !carrier || carrier->biogenic;
}

/* A biogenic reading is in no month's CO₂. */
static void add_lines_of(struct asking *asking, th_month month)
{
    const struct energy_report *doc = asking->work.doc;
    for (size_t i = 0; i < doc->energy.count; i++)
        if (asking->wants_tce || !is_memo(doc->energy.items[i].carrier))
            add_cell(asking, i, th_month_number(month) - 1);
    for (size_t i = 0; i < doc->spans.count; i++)
        if (asking->wants_tce || !is_memo(doc->spans.items[i].carrier))
            add_span(asking, i, month);
}

/* /months/0/tco2, /months/0/tce */
static bool explain_month(struct asking *asking)
{
    const struct energy_result *result = asking->work.result;
    size_t index;
    if (!th_at_index(&asking->at, 1, result->months.count, &index) || !read_measure(asking, 2))
        return false;
    const struct energy_month *row = &result->months.items[index];
    if (!(asking->wants_tce ? row->has.tce : row->has.tco2))
        return false;
    set_value(asking->out, asking->wants_tce ? row->tce : row->tco2,
              asking->wants_tce ? TH_STR("tce") : TH_STR("tCO₂"));
    add_lines_of(asking, row->month);
    if (!asking->wants_tce)
        add_process_of(asking, row->month);
    return true;
}

/* ---- where to look ---- */

static bool begin(struct asking *asking, struct th_filing *filing)
{
    struct th_arena *arena = filing->arena;
    struct energy_report *doc = filing->doc;
    size_t parts = doc->energy.count * 12 + doc->spans.count + doc->process.count + 4;
    th_issues_init(&asking->ignored, arena);
    asking->filing = *filing;
    asking->filing.issues = &asking->ignored;
    asking->work =
        (struct energy_work){ .filing = &asking->filing, .doc = doc, .result = filing->result };
    asking->work.own = th_arena_array(arena, th_carrier_count, sizeof *asking->work.own);
    if (!asking->work.own || !th_parts_begin(&asking->parts, arena, parts))
        return false;
    if (doc->has.grid_area)
        asking->work.area = th_area_find(doc->grid_area);
    energy_check_overrides(&asking->work);
    return true;
}

static bool dispatch(struct asking *asking)
{
    const struct energy_result *result = asking->work.result;
    static const struct {
        const char *name;
        bool (*explain)(struct asking *asking);
    } places[] = {
        { "energy", explain_cell },     { "spans", explain_span },
        { "process", explain_process }, { "carriers", explain_carrier },
        { "months", explain_month },
    };
    if (th_at_is(&asking->at, 0, "totals"))
        return explain_sum(asking, &energy_totals_model, &result->totals);
    if (th_at_is(&asking->at, 0, "scopes"))
        return explain_sum(asking, &energy_scopes_model, &result->scopes);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (th_at_is(&asking->at, 0, places[i].name))
            return places[i].explain(asking);
    return false;
}

bool energy_explain(struct th_filing *filing, struct th_str at, struct explanation *out)
{
    struct asking *asking = th_arena_alloc(filing->arena, sizeof *asking);
    if (!asking || !th_at_parse(at, &asking->at) || !begin(asking, filing))
        return false;
    asking->out = out;
    if (!dispatch(asking))
        return false;
    out->parts.items = asking->parts.items;
    out->parts.count = asking->parts.count;
    return true;
}
