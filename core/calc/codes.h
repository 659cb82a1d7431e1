/* Official code lists of enterprises: industries (GB/T 4754-2017) and the districts of Guangzhou.
 * Tables are generated from core/data; names are Chinese where no official English is at hand. */
#pragma once
#include "str.h"

/** 门类 */
struct th_section {
    char letter;
    const char *zh;
};
/** 大类: `id` is the section's letter and two digits, "C30". */
struct th_division {
    char id[4];
    const char *zh;
};
/** `former`: the abolished code that went over into it, or "". */
struct th_district {
    char id[7], former[7];
    const char *zh, *en;
};

extern const struct th_section th_sections[];
extern const size_t th_section_count;
extern const struct th_division th_divisions[]; /* in the order of their digits */
extern const size_t th_division_count;
extern const struct th_district th_districts[];
extern const size_t th_district_count;

/** The division of two digits; NULL when there is none. */
const struct th_division *th_division_find(struct th_str digits);
/** The division's section. */
const struct th_section *th_division_section(const struct th_division *division);
/** The district of a code in force; NULL when there is none. */
const struct th_district *th_district_find(struct th_str id);
/** The district into which an abolished code went over; NULL when there is none. */
const struct th_district *th_district_of_former(struct th_str id);
