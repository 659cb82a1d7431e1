#include "help.h"

static const struct th_help helps[] = {
#define HELP(model, field, zh, en) { #model, #field, zh, en },
#include "help.def"
#undef HELP
};

const struct th_help *th_help_find(const struct th_model *model, const struct th_field *field)
{
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++)
        if (th_str_equal(th_str_of(helps[i].field), field->name) &&
            th_str_equal(th_str_of(helps[i].model), th_str_of(model->name)))
            return &helps[i];
    return NULL;
}
