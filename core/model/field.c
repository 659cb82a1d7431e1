#include "field.h"

#include <string.h>

int th_field_places(const struct th_field *field)
{
    if (field->flags & TH_PLACES_SET)
        return (int)(field->flags >> 8 & 15);
    return field->kind == TH_KIND_AMOUNT ? 2 : TH_SCALE_MAX;
}

/* Units whose symbol is no C identifier. */
static const struct {
    const char *ref, *symbol;
} symbols[] = {
    { "none", NULL },
    { "tCO2", "tCO₂" },
    { "CNY10k", "万元" },
};

const char *th_field_unit(const struct th_field *field)
{
    for (size_t i = 0; field->unit && i < sizeof symbols / sizeof symbols[0]; i++)
        if (th_str_equal(th_str_of(field->unit), th_str_of(symbols[i].ref)))
            return symbols[i].symbol;
    return field->unit;
}

size_t th_model_find(const struct th_model *model, struct th_str name, size_t guess)
{
    if (guess < model->count && th_str_equal(model->fields[guess].name, name))
        return guess;
    size_t i = 0;
    while (i < model->count && !th_str_equal(model->fields[i].name, name))
        i++;
    return i;
}

static bool takes_values(const struct th_model *model)
{
    for (size_t i = 0; i < model->count; i++)
        if (model->fields[i].kind == TH_KIND_DECIMAL ||
            (model->fields[i].child && takes_values(model->fields[i].child)))
            return true;
    return false;
}

static bool holds_value(const struct th_model *model, const char *row);

static bool field_holds_value(const struct th_field *field, const char *at)
{
    struct th_rows rows;
    if (field->kind == TH_KIND_OBJECT)
        return holds_value(field->child, at);
    if (field->kind != TH_KIND_ROWS)
        return field->kind == TH_KIND_DECIMAL;
    memcpy(&rows, at, sizeof rows);
    for (size_t i = 0; i < rows.count; i++)
        if (holds_value(field->child, (const char *)rows.items + i * field->child->size))
            return true;
    return false;
}

static bool holds_value(const struct th_model *model, const char *row)
{
    for (size_t i = 0; i < model->count; i++)
        if (th_has(row, i) && field_holds_value(&model->fields[i], row + model->fields[i].offset))
            return true;
    return false;
}

bool th_model_has_value(const struct th_model *model, const void *row)
{
    return holds_value(model, row) || !takes_values(model);
}

uint32_t th_enum_find(const struct th_enum *list, struct th_str id)
{
    uint32_t i = 0;
    while (i < list->count && !th_str_equal(list->values[i].id, id))
        i++;
    return i;
}
