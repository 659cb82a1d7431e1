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
    .doc = &energy_template_model,
    .result = &template_result_model,
    .calculate = calculate,
};
