#include "form.h"

#define FORM(id) extern const struct th_form th_form_##id;
#include "forms.def"
#undef FORM

const struct th_form *const th_forms[] = {
#define FORM(id) &th_form_##id,
#include "forms.def"
#undef FORM
};
const size_t th_form_count = sizeof th_forms / sizeof th_forms[0];

const struct th_form *th_form_find(struct th_str id)
{
    for (size_t i = 0; i < th_form_count; i++)
        if (th_str_equal(th_forms[i]->id, id))
            return th_forms[i];
    return NULL;
}
