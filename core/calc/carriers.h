/* Energy carriers, power classes and grid areas: what a line may name. Rows come from core/data;
 * factors are not here but in packs (pack.h). The order of the tables is the order on the screen.
 */
#pragma once
#include "units.h"

enum th_carrier_kind { TH_CARRIER_FUEL, TH_CARRIER_POWER, TH_CARRIER_HEAT };

struct th_carrier {
    struct th_str id, zh, en, icon;
    struct th_str
        group; /* coal, oil, gas, waste, biomass, power, heat, other: for limits and lists */
    enum th_carrier_kind kind;
    bool biogenic; /* its CO₂ is a memo item */
    bool offered;  /* CO₂ and standard-coal rows are both at hand: needs no own value */
    const struct th_unit *unit;         /* canonical: factors are per this unit */
    const struct th_unit *const *units; /* allowed, the canonical one among them */
    size_t unit_count;
};

extern const struct th_carrier th_carriers[];
extern const size_t th_carrier_count;

const struct th_carrier *th_carrier_find(struct th_str id); /* NULL when unknown */
size_t th_carrier_index(const struct th_carrier *carrier);
bool th_carrier_allows(const struct th_carrier *carrier, const struct th_unit *unit);
/** "direct" for fuels, "indirect" for power and heat. */
struct th_str th_carrier_block(const struct th_carrier *carrier);
/** "fuel", "power" or "heat". */
struct th_str th_carrier_kind_id(enum th_carrier_kind kind);

/** Class of bought power; its factor may be published for the whole country only. */
struct th_class {
    struct th_str id, zh, en;
    bool national_only;  /* the factor is that of th_area_national(), whatever the grid area */
    bool needs_evidence; /* the zero factor of non-fossil power */
};
extern const struct th_class th_classes[]; /* the first is the default */
extern const size_t th_class_count;
const struct th_class *th_class_find(struct th_str id);

struct th_area {
    struct th_str id, zh, en;
    struct th_str level; /* national, region, province */
};
extern const struct th_area th_areas[];
extern const size_t th_area_count;
const struct th_area *th_area_find(struct th_str id);
const struct th_area *th_area_national(void);
