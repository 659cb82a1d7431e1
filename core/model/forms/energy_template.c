#include "energy_template.h"

#include "energy_rules.h"
#include "form.h"

TH_MODEL_DEFINE(template_carrier, TEMPLATE_CARRIER)
TH_MODEL_DEFINE(energy_template, ENERGY_TEMPLATE)
TH_MODEL_DEFINE(template_result, TEMPLATE_RESULT)

static void check_row(struct th_filing *filing, const struct template_carrier *row,
                      const struct th_path *path)
{
    const struct th_carrier *carrier = NULL;
    if (row->has.carrier)
        carrier = th_rule_carrier(filing->issues, row->carrier, path);
    if (row->has.unit)
        th_rule_unit(filing->issues, carrier, row->unit, path);
    if (carrier && !carrier->offered) {
        struct th_path at = TH_AT(path, "carrier");
        struct th_issue *issue = th_issue_add(filing->issues, TH_MSG_CARRIER_NOT_OFFERED, &at);
        th_issue_carrier(filing->issues, issue, carrier);
    }
}

static bool is_listed(const struct energy_template *doc, struct th_str carrier)
{
    for (size_t i = 0; i < doc->carriers.count; i++)
        if (th_str_equal(doc->carriers.items[i].carrier, carrier))
            return true;
    return false;
}

/* F-4.1: a carrier with data of the template's year stays in it, hidden if need be. */
static void check_removed(struct th_filing *filing, const struct energy_template *doc,
                          const struct th_path *list)
{
    const struct context *context = filing->context;
    bool *seen = th_arena_array(filing->arena, th_carrier_count, sizeof *seen);
    for (size_t i = 0; seen && i < context->history.count; i++) {
        const struct history_row *row = &context->history.items[i];
        const struct th_carrier *carrier = th_carrier_find(row->carrier);
        if (!carrier || row->month < filing->period.start || row->month > filing->period.end ||
            seen[th_carrier_index(carrier)])
            continue;
        seen[th_carrier_index(carrier)] = true;
        if (!is_listed(doc, row->carrier))
            th_issue_carrier(filing->issues,
                             th_issue_add(filing->issues, TH_MSG_CARRIER_HAS_DATA, list), carrier);
    }
}

static void calculate(struct th_filing *filing)
{
    const struct energy_template *doc = filing->doc;
    struct template_result *result = filing->result;
    struct th_path list = TH_AT(&th_doc_path, "carriers");
    if (doc->has.grid_area)
        th_rule_area(filing->issues, doc->grid_area, &th_doc_path);
    for (size_t i = 0; i < doc->carriers.count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        check_row(filing, &doc->carriers.items[i], &item);
        result->hidden += doc->carriers.items[i].hidden;
    }
    check_removed(filing, doc, &list);
    result->carriers = (int64_t)doc->carriers.count;
    result->has.carriers = result->has.hidden = true;
    if (result->carriers > 0 && result->hidden == result->carriers)
        th_issue_add(filing->issues, TH_MSG_ALL_HIDDEN, &list);
}

const struct th_form th_form_energy_template = {
    .id = { "energy_template", sizeof "energy_template" - 1 },
    .zh = "能耗填报模板",
    .en = "Energy template",
    .version = 1,
    .period_kind = th_period_kind_year,
    .is_standing = true,
    .doc = &energy_template_model,
    .result = &template_result_model,
    .calculate = calculate,
};
