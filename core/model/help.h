/* The explaining texts behind a field's label; most fields have none. */
#pragma once
#include "field.h"

struct th_help {
    const char *model, *field, *zh, *en;
};
/** NULL when the field has no help. */
const struct th_help *th_help_find(const struct th_model *model, const struct th_field *field);
