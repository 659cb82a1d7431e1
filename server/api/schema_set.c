/* Collects models depth first, then prints them; besides them the few schemas that say "one of the
 * forms". */
#include "schema_set.h"

#include "envelope.h"
#include "form.h"
#include "json_write.h"
#include "put.h"
#include "route.h"

#define MODELS_MAX 160

static const struct th_model *const calls[] = {
#define OP(name, call) &call##_model,
#include "ops.def"
#undef OP
};

struct set {
    const struct th_model *models[MODELS_MAX];
    size_t count;
};

static void add(struct set *set, const struct th_model *model)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->models[i] == model)
            return;
    if (set->count == MODELS_MAX)
        return; /* test_openapi.c sees a reference that leads nowhere */
    set->models[set->count++] = model;
    for (size_t i = 0; i < model->count; i++)
        if (model->fields[i].child)
            add(set, model->fields[i].child);
}

static void collect(struct set *set)
{
    for (size_t i = 0; i < api_route_count; i++) {
        if (!api_is_verbatim(api_routes[i].answer))
            add(set, api_routes[i].answer);
        if (!api_is_verbatim(api_routes[i].input) && api_routes[i].body_cap > 0)
            add(set, api_routes[i].input);
    }
    const struct th_model *const others[] = { &api_problem_model, &api_issue_model,
                                              &receipt_row_model, &body_model,
                                              &context_model,     &override_row_model,
                                              &api_report_model,  &period_row_model };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        add(set, others[i]);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        add(set, calls[i]);
    for (size_t i = 0; i < th_form_count; i++) {
        add(set, th_forms[i]->doc);
        add(set, th_forms[i]->result);
    }
}

/* "any_doc":{"anyOf":[…]}: the documents or results of all forms. */
static void put_any(struct th_buf *out, const char *name, bool of_results)
{
    put(out, "\"");
    put(out, name);
    put(out, "\":{\"anyOf\":[");
    for (size_t i = 0; i < th_form_count; i++) {
        put(out, i ? ",{\"$ref\":\"#/components/schemas/" : "{\"$ref\":\"#/components/schemas/");
        th_buf_put(out, schema_name(of_results ? th_forms[i]->result : th_forms[i]->doc));
        put(out, "\"}");
    }
    put(out, "]}");
}

/* "envelope_text": the envelope of any op. Models that several ops share stand once. */
static void put_envelope(struct th_buf *out)
{
    put(out, "\"envelope_text\":{\"anyOf\":[");
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        bool is_new = true;
        for (size_t k = 0; k < i; k++)
            is_new = is_new && calls[k] != calls[i];
        if (!is_new)
            continue;
        put(out, i ? ",{\"$ref\":\"#/components/schemas/" : "{\"$ref\":\"#/components/schemas/");
        th_buf_put(out, schema_name(calls[i]));
        put(out, "\"}");
    }
    put(out, "]}");
}

void schema_set_each(void (*visit)(void *self, const struct th_model *model), void *self)
{
    struct set set = { .count = 0 };
    collect(&set);
    for (size_t i = 0; i < set.count; i++)
        visit(self, set.models[i]);
}

static void put_model(void *self, const struct th_model *model)
{
    struct th_buf *out = self;
    th_json_put_text(out, schema_name(model));
    th_buf_char(out, ':');
    schema_put_model(out, model);
    th_buf_char(out, ',');
}

void schema_set_put(struct th_buf *out)
{
    schema_set_each(put_model, out);
    put_any(out, "any_doc", false);
    th_buf_char(out, ',');
    put_any(out, "any_result", true);
    th_buf_char(out, ',');
    put_envelope(out);
    put(out, ",\"filing_text\":{\"$ref\":\"#/components/schemas/body\"}");
}
