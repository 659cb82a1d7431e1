/* Lookups in the carrier, class and area tables. */
#include "carriers.h"

const struct th_carrier *th_carrier_find(struct th_str id)
{
    for (size_t i = 0; i < th_carrier_count; i++)
        if (th_str_equal(th_carriers[i].id, id))
            return &th_carriers[i];
    return NULL;
}

size_t th_carrier_index(const struct th_carrier *carrier)
{
    return (size_t)(carrier - th_carriers);
}

bool th_carrier_allows(const struct th_carrier *carrier, const struct th_unit *unit)
{
    for (size_t i = 0; i < carrier->unit_count; i++)
        if (carrier->units[i] == unit)
            return true;
    return false;
}

struct th_str th_carrier_block(const struct th_carrier *carrier)
{
    return carrier->kind == TH_CARRIER_FUEL ? TH_STR("direct") : TH_STR("indirect");
}

struct th_str th_carrier_kind_id(enum th_carrier_kind kind)
{
    static const char *const ids[] = { "fuel", "power", "heat" };
    return th_str_of(ids[kind]);
}

const struct th_class *th_class_find(struct th_str id)
{
    for (size_t i = 0; i < th_class_count; i++)
        if (th_str_equal(th_classes[i].id, id))
            return &th_classes[i];
    return NULL;
}

const struct th_area *th_area_find(struct th_str id)
{
    for (size_t i = 0; i < th_area_count; i++)
        if (th_str_equal(th_areas[i].id, id))
            return &th_areas[i];
    return NULL;
}

const struct th_area *th_area_national(void)
{
    for (size_t i = 0; i < th_area_count; i++)
        if (th_str_equal(th_areas[i].level, TH_STR("national")))
            return &th_areas[i];
    return NULL;
}
