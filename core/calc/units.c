/* Exact conversion inside a unit family. */
#include "units.h"

const struct th_unit *th_unit_find(struct th_str id)
{
    for (size_t i = 0; i < th_unit_count; i++)
        if (th_str_equal(th_units[i].id, id))
            return &th_units[i];
    return NULL;
}

bool th_unit_same_family(const struct th_unit *a, const struct th_unit *b)
{
    return th_str_equal(a->family, b->family);
}

void th_unit_apply(struct th_product *product, const struct th_unit *from, const struct th_unit *to)
{
    if (from == to)
        return;
    if (from->num != to->num)
        th_product_times_ratio(product, from->num, to->num);
    th_product_shift(product, from->power - to->power);
}

enum th_status th_unit_convert(struct th_dec value, const struct th_unit *from,
                               const struct th_unit *to, th_amount *out)
{
    if (!th_unit_same_family(from, to))
        return TH_INVALID;
    struct th_product product;
    th_product_init(&product, value);
    th_unit_apply(&product, from, to);
    return th_product_round(&product, out);
}
