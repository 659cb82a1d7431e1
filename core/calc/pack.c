/* Lookups in a parsed pack. */
#include "pack.h"

#include "core.h"

const struct th_fuel_factor *th_pack_fuel(const struct th_pack *pack,
                                          const struct th_carrier *carrier)
{
    return pack->fuel[th_carrier_index(carrier)];
}

const struct th_unit_factor *th_pack_tce(const struct th_pack *pack,
                                         const struct th_carrier *carrier)
{
    return pack->tce[th_carrier_index(carrier)];
}

const struct th_unit_factor *th_pack_heat(const struct th_pack *pack,
                                          const struct th_carrier *carrier)
{
    return pack->heat[th_carrier_index(carrier)];
}

const struct th_unit_factor *th_pack_power(const struct th_pack *pack, const struct th_area *area,
                                           const struct th_class *power_class, int year)
{
    const struct th_area *where = power_class->national_only ? th_area_national() : area;
    if (!where)
        return NULL;
    size_t cell = (size_t)(where - th_areas) * th_class_count + (size_t)(power_class - th_classes);
    const struct th_unit_factor *newest = pack->power[cell];
    for (const struct th_unit_factor *row = newest; row; row = row->older)
        if (row->year == year)
            return row;
    return newest;
}

struct th_str th_pack_text(const struct th_pack *pack)
{
    return pack->text;
}

struct th_str th_pack_id(const struct th_pack *pack)
{
    return pack->id;
}

const char *th_pack_sha256(const struct th_pack *pack)
{
    return pack->sha256;
}

th_day th_pack_accept_until(const struct th_pack *pack)
{
    return pack->accept_until;
}
