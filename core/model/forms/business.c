/* 企业生产经营: exact figures of the year, and the question that an added value above the output
 * value raises. The comparison with last year needs last year's figures in the context; they are
 * not there yet. */
#include "business.def"

#include "explain.h"
#include "form.h"

TH_MODEL_DECLARE(business_product, BUSINESS_PRODUCT)
TH_MODEL_DECLARE(business, BUSINESS)
TH_MODEL_DECLARE(business_result, BUSINESS_RESULT)
TH_MODEL_DEFINE(business_product, BUSINESS_PRODUCT)
TH_MODEL_DEFINE(business, BUSINESS)
TH_MODEL_DEFINE(business_result, BUSINESS_RESULT)

/* At most 14 digits and 4 decimals by the table: always fits. */
static void take(bool has, struct th_dec value, bool *out_has, th_amount *out)
{
    *out_has = has && th_amount_of(value, out) == TH_OK;
}

static void check_added_value(struct th_filing *filing, const struct business *doc)
{
    struct th_path at = TH_AT(&th_doc_path, "added_value");
    if (!doc->has.added_value || !doc->has.output_value ||
        th_dec_compare(doc->added_value, doc->output_value) <= 0)
        return;
    struct th_issues *issues = filing->issues;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_VALUE_ABOVE, &at);
    th_issue_text(issues, issue, "label_zh", TH_STR("工业增加值"));
    th_issue_text(issues, issue, "label_en", TH_STR("Industrial added value"));
    th_issue_dec(issues, issue, "value", doc->added_value);
    th_issue_text(issues, issue, "other_zh", TH_STR("工业产值"));
    th_issue_text(issues, issue, "other_en", TH_STR("industrial output value"));
    th_issue_dec(issues, issue, "other", doc->output_value);
}

static void calculate(struct th_filing *filing)
{
    const struct business *doc = filing->doc;
    struct business_result *out = filing->result;
    take(doc->has.output_value, doc->output_value, &out->has.output_value, &out->output_value);
    take(doc->has.added_value, doc->added_value, &out->has.added_value, &out->added_value);
    take(doc->has.tax, doc->tax, &out->has.tax, &out->tax);
    take(doc->has.revenue, doc->revenue, &out->has.revenue, &out->revenue);
    out->products = (int64_t)doc->products.count;
    out->has.products = true;
    if (out->has.output_value && out->has.added_value) {
        out->intermediate_input = out->output_value - out->added_value;
        out->has.intermediate_input = true;
    }
    check_added_value(filing, doc);
}

static void put_part(struct th_part_list *parts, const char *member, th_amount value)
{
    const struct th_field *field =
        &business_model.fields[th_model_find(&business_model, th_str_of(member), 0)];
    struct explain_part *part = th_parts_add_at(parts, th_at_text(parts->arena, "doc", member));
    if (!part)
        return;
    part->label_zh = th_str_of(field->zh);
    part->label_en = th_str_of(field->en);
    part->value = value;
    part->unit = TH_STR("万元");
}

/* The one derived figure: output value less added value. */
static bool explain(struct th_filing *filing, struct th_str text, struct explanation *out)
{
    const struct business_result *result = filing->result;
    struct th_part_list parts;
    struct th_at at;
    if (!th_at_parse(text, &at) || at.count != 1 || !th_at_is(&at, 0, "intermediate_input") ||
        !result->has.intermediate_input || !th_parts_begin(&parts, filing->arena, 2))
        return false;
    put_part(&parts, "output_value", result->output_value);
    put_part(&parts, "added_value", -result->added_value);
    out->value = result->intermediate_input;
    out->unit = TH_STR("万元");
    out->has.value = out->has.unit = true;
    out->parts.items = parts.items;
    out->parts.count = parts.count;
    return true;
}

const struct th_form th_form_business = {
    .id = { "business", sizeof "business" - 1 },
    .zh = "企业生产经营",
    .en = "Business figures",
    .version = 1,
    .period_kind = th_period_kind_year,
    .doc = &business_model,
    .result = &business_result_model,
    .calculate = calculate,
    .explain = explain,
};
