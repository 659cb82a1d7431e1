#include "codes.h"

const struct th_division *th_division_find(struct th_str digits)
{
    for (size_t i = 0; i < th_division_count; i++)
        if (th_str_equal(th_str_of(th_divisions[i].id + 1), digits))
            return &th_divisions[i];
    return NULL;
}

const struct th_section *th_division_section(const struct th_division *division)
{
    const struct th_section *section = th_sections;
    while (section->letter != division->id[0])
        section++;
    return section;
}

const struct th_district *th_district_find(struct th_str id)
{
    for (size_t i = 0; i < th_district_count; i++)
        if (th_str_equal(th_str_of(th_districts[i].id), id))
            return &th_districts[i];
    return NULL;
}

const struct th_district *th_district_of_former(struct th_str id)
{
    for (size_t i = 0; id.len > 0 && i < th_district_count; i++)
        if (th_str_equal(th_str_of(th_districts[i].former), id))
            return &th_districts[i];
    return NULL;
}
