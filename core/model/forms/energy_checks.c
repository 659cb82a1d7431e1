/* Rules of the energy report about heads, overrides and the template. */
#include "energy_report.h"
#include "plausible.h"

/* ---- overrides ---- */

static struct th_override own_values(const struct override_row *row)
{
    return (struct th_override){
        .has_ncv_gj = row->has.ncv_gj,
        .has_cc_tc_per_gj = row->has.cc_tc_per_gj,
        .has_oxidation = row->has.oxidation,
        .has_carbon_content_tc = row->has.carbon_content_tc,
        .has_ef_tco2 = row->has.ef_tco2,
        .has_tce = row->has.tce,
        .ncv_gj = row->ncv_gj,
        .cc_tc_per_gj = row->cc_tc_per_gj,
        .oxidation = row->oxidation,
        .carbon_content_tc = row->carbon_content_tc,
        .ef_tco2 = row->ef_tco2,
        .tce = row->tce,
    };
}

/* The numeric members of an override row, and the plausible range each belongs to. */
struct own_member {
    const char *name;
    enum th_limit_kind limit;
    bool has_limit, fuel_only;
};
static const struct own_member members[] = {
    { "ncv_gj", TH_LIMIT_NCV_GJ, true, true },
    { "cc_tc_per_gj", TH_LIMIT_CC_TC_GJ, true, true },
    { "oxidation", TH_LIMIT_OXIDATION, true, true },
    { "carbon_content_tc", TH_LIMIT_CC_TC_GJ, false, true },
    { "ef_tco2", TH_LIMIT_EF_TCO2, true, false },
    { "tce", TH_LIMIT_TCE, true, false },
};
enum { MEMBERS = sizeof members / sizeof members[0] };

struct own_check {
    struct energy_work *work;
    const struct override_row *row;
    const struct th_carrier *carrier;
    const struct th_path *path;
    bool is_bad;
};

static struct th_issue *own_issue(struct own_check *check, enum th_message code,
                                  const struct th_path *at)
{
    struct th_issues *issues = check->work->filing->issues;
    struct th_issue *issue = th_issue_add(issues, code, at);
    th_issue_carrier(issues, issue, check->carrier);
    check->is_bad = check->is_bad || th_message_row(code)->severity == TH_ERROR;
    return issue;
}

static void own_unusual(struct own_check *check, const struct th_field *field,
                        const struct th_limit *limit, const struct th_dec *value)
{
    struct th_issues *issues = check->work->filing->issues;
    struct th_path at = { check->path, field->name, 0 };
    struct th_issue *issue = th_issue_add(issues, TH_MSG_VALUE_UNUSUAL, &at);
    th_issue_text(issues, issue, "label_zh", th_str_of(field->zh));
    th_issue_text(issues, issue, "label_en", th_str_of(field->en));
    th_issue_dec(issues, issue, "value", *value);
    if (limit->has_lo)
        th_issue_dec(issues, issue, "lo", limit->lo);
    if (limit->has_hi)
        th_issue_dec(issues, issue, "hi", limit->hi);
}

static void check_member(struct own_check *check, const struct own_member *member)
{
    size_t index = th_model_find(&override_row_model, th_str_of(member->name), 0);
    const struct th_field *field = &override_row_model.fields[index];
    const struct th_dec *value = (const void *)((const char *)check->row + field->offset);
    struct th_path at = { check->path, field->name, 0 };
    th_amount amount;
    if (!th_has(check->row, index))
        return;
    if (member->fuel_only && check->carrier->kind != TH_CARRIER_FUEL) {
        struct th_issue *issue = own_issue(check, TH_MSG_OVERRIDE_NOT_APT, &at);
        th_issue_text(check->work->filing->issues, issue, "label_zh", th_str_of(field->zh));
        th_issue_text(check->work->filing->issues, issue, "label_en", th_str_of(field->en));
        return;
    }
    if (!member->has_limit || th_amount_of(*value, &amount) != TH_OK)
        return;
    const struct th_limit *limit = th_limit_left(member->limit, check->carrier, amount);
    if (limit)
        own_unusual(check, field, limit, value);
}

/* tCO₂ per tce of an own factor, cut to three decimals; false when either is missing or zero. */
static bool implied_ratio(const struct own_check *check, const struct th_override *own,
                          struct th_dec *out)
{
    const struct th_unit_factor *pack = th_pack_tce(check->work->filing->pack, check->carrier);
    th_amount tco2, tce;
    if (!own->has_ef_tco2 || (!own->has_tce && !pack) ||
        th_amount_of(own->ef_tco2, &tco2) != TH_OK ||
        th_amount_of(own->has_tce ? own->tce : pack->value, &tce) != TH_OK || tce == 0)
        return false;
    th_amount ratio = tco2 * 1000 / tce;
    *out = (struct th_dec){ (int64_t)ratio, 3 };
    return ratio <= INT64_MAX;
}

static void check_implied(struct own_check *check, const struct th_override *own)
{
    struct th_issues *issues = check->work->filing->issues;
    struct th_dec ratio;
    th_amount amount;
    if (!implied_ratio(check, own, &ratio) || th_amount_of(ratio, &amount) != TH_OK)
        return;
    const struct th_limit *limit = th_limit_left(TH_LIMIT_TCO2_PER_TCE, check->carrier, amount);
    if (!limit)
        return;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_VALUE_UNUSUAL, check->path);
    th_issue_text(issues, issue, "label_zh", TH_STR("排放因子与折标系数之比（tCO₂/tce）"));
    th_issue_text(issues, issue, "label_en",
                  TH_STR("The ratio of CO₂ to standard coal (tCO₂/tce)"));
    th_issue_dec(issues, issue, "value", ratio);
    th_issue_dec(issues, issue, "lo", limit->lo);
    th_issue_dec(issues, issue, "hi", limit->hi);
}

static bool is_incomplete(const struct own_check *check, const struct th_override *own)
{
    bool whole = own->has_ncv_gj && own->has_cc_tc_per_gj && own->has_oxidation;
    return check->carrier->kind == TH_CARRIER_FUEL &&
           th_override_kind_of(own) == TH_OVERRIDE_HEAT && !whole &&
           !th_pack_fuel(check->work->filing->pack, check->carrier);
}

static void check_paths(struct own_check *check, const struct th_override *own)
{
    enum th_override_kind kind = th_override_kind_of(own);
    if (kind == TH_OVERRIDE_CONFLICT)
        own_issue(check, TH_MSG_OVERRIDE_PATHS, check->path);
    else if (kind == TH_OVERRIDE_NONE && !own->has_tce)
        own_issue(check, TH_MSG_OVERRIDE_EMPTY, check->path);
    else if (is_incomplete(check, own))
        own_issue(check, TH_MSG_OVERRIDE_INCOMPLETE, check->path);
}

static void check_override(struct energy_work *work, const struct override_row *row,
                           const struct th_path *path)
{
    struct own_check check = { work, row, NULL, path, row->has.invalid };
    if (row->has.carrier)
        check.carrier = th_rule_carrier(work->filing->issues, row->carrier, path);
    if (!check.carrier)
        return;
    struct energy_own *own = &work->own[th_carrier_index(check.carrier)];
    struct th_path evidence = TH_AT(path, "evidence");
    for (int i = 0; i < MEMBERS; i++)
        check_member(&check, &members[i]);
    own->values = own_values(row);
    if (!row->has.invalid) {
        check_paths(&check, &own->values);
        check_implied(&check, &own->values);
    }
    if (!row->has.evidence || row->evidence.len == 0)
        own_issue(&check, TH_MSG_OVERRIDE_EVIDENCE_REQUIRED, &evidence);
    own->exists = true;
    own->is_bad = own->is_bad || check.is_bad;
}

void energy_check_overrides(struct energy_work *work)
{
    for (size_t i = 0; i < work->filing->override_count; i++) {
        struct th_path item = TH_ITEM(&th_overrides_path, i);
        check_override(work, &work->filing->overrides[i], &item);
    }
}

/* ---- template ---- */

void energy_check_template(struct energy_work *work)
{
    const struct context *context = work->filing->context;
    if (context->has.today && !context->has.template)
        th_issue_add(work->filing->issues, TH_MSG_TEMPLATE_REQUIRED, &th_doc_path);
}

static const struct template_carrier *template_row(const struct energy_work *work,
                                                   struct th_str carrier)
{
    const struct energy_template *template = &work->filing->context->template;
    for (size_t i = 0; i < template->carriers.count; i++)
        if (th_str_equal(template->carriers.items[i].carrier, carrier))
            return &template->carriers.items[i];
    return NULL;
}

static void check_against_template(struct energy_work *work, struct energy_head *head,
                                   const struct th_path *row)
{
    struct th_issues *issues = work->filing->issues;
    if (!work->filing->context->has.template)
        return;
    const struct template_carrier *wanted = template_row(work, head->carrier);
    if (!wanted) {
        struct th_path at = TH_AT(row, "carrier");
        th_issue_carrier(issues, th_issue_add(issues, TH_MSG_CARRIER_NOT_IN_TEMPLATE, &at),
                         head->line.carrier);
        head->is_bad = true;
    } else if (head->line.unit && !th_str_equal(wanted->unit, head->unit)) {
        struct th_path at = TH_AT(row, "unit");
        struct th_issue *issue = th_issue_add(issues, TH_MSG_UNIT_NOT_OF_TEMPLATE, &at);
        th_issue_carrier(issues, issue, head->line.carrier);
        const struct th_unit *unit = th_unit_find(wanted->unit);
        th_issue_text(issues, issue, "unit", unit ? unit->symbol : wanted->unit);
    }
}

/* ---- heads of lines and spans ---- */

struct energy_head energy_head_of_line(const struct energy_line *line)
{
    return (struct energy_head){ .carrier = line->carrier,
                                 .unit = line->unit,
                                 .class = line->class,
                                 .has_class = line->has.class,
                                 .has_evidence = line->has.evidence,
                                 .flow = line->flow,
                                 .is_bad = line->has.invalid };
}

struct energy_head energy_head_of_span(const struct energy_span *span)
{
    return (struct energy_head){ .carrier = span->carrier,
                                 .unit = span->unit,
                                 .class = span->class,
                                 .has_class = span->has.class,
                                 .has_evidence = span->has.evidence,
                                 .flow = span->flow,
                                 .is_bad = span->has.invalid };
}

static void head_issue(struct energy_work *work, struct energy_head *head, enum th_message code,
                       const struct th_path *at)
{
    struct th_issues *issues = work->filing->issues;
    th_issue_carrier(issues, th_issue_add(issues, code, at), head->line.carrier);
    head->is_bad = true;
}

static void resolve_flow(struct energy_work *work, struct energy_head *head,
                         const struct th_path *row)
{
    struct th_path at = TH_AT(row, "flow");
    head->line.is_sold = head->flow == th_flow_sold;
    if (head->line.is_sold && head->line.carrier->kind == TH_CARRIER_FUEL)
        head_issue(work, head, TH_MSG_FLOW_NOT_OF_CARRIER, &at);
}

static void unknown_class(struct energy_work *work, struct energy_head *head,
                          const struct th_path *at)
{
    struct th_issues *issues = work->filing->issues;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_ENUM_UNKNOWN, at);
    th_issue_text(issues, issue, "label_zh", TH_STR("电力类别"));
    th_issue_text(issues, issue, "label_en", TH_STR("Electricity class"));
    th_issue_text(issues, issue, "value", head->class);
    head->is_bad = true;
}

static void resolve_class(struct energy_work *work, struct energy_head *head,
                          const struct th_path *row)
{
    struct th_path at = TH_AT(row, "class"), evidence = TH_AT(row, "evidence");
    if (head->line.carrier->kind != TH_CARRIER_POWER) {
        if (head->has_class)
            head_issue(work, head, TH_MSG_CLASS_NOT_OF_CARRIER, &at);
        return;
    }
    head->line.power_class = head->has_class ? th_class_find(head->class) : &th_classes[0];
    if (!head->line.power_class)
        unknown_class(work, head, &at);
    else if (head->line.power_class->needs_evidence && !head->has_evidence)
        head_issue(work, head, TH_MSG_NONFOSSIL_EVIDENCE_REQUIRED, &evidence);
}

static void resolve_own(struct energy_work *work, struct energy_head *head)
{
    struct energy_own *own = &work->own[th_carrier_index(head->line.carrier)];
    own->is_used = true;
    if (own->is_bad)
        head->is_bad = true;
    else if (own->exists)
        head->line.override = &own->values;
}

void energy_resolve(struct energy_work *work, struct energy_head *head, const struct th_path *row)
{
    struct th_issues *issues = work->filing->issues;
    if (head->carrier.ptr)
        head->line.carrier = th_rule_carrier(issues, head->carrier, row);
    if (head->unit.ptr)
        head->line.unit = th_rule_unit(issues, head->line.carrier, head->unit, row);
    if (!head->line.carrier || !head->line.unit)
        head->is_bad = true;
    if (!head->line.carrier)
        return;
    head->line.area = work->area;
    head->line.year = th_month_year(work->filing->period.start);
    resolve_flow(work, head, row);
    resolve_class(work, head, row);
    resolve_own(work, head);
    check_against_template(work, head, row);
}

bool energy_in_period(const struct energy_work *work, th_month month)
{
    return month >= work->filing->period.start && month <= work->filing->period.end;
}

void energy_outside_period(struct energy_work *work, const struct th_path *at, th_month month)
{
    char text[16];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_month_write(&out, month);
    struct th_issues *issues = work->filing->issues;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_MONTH_OUTSIDE_PERIOD, at);
    th_issue_text(issues, issue, "month", th_buf_view(&out));
}
