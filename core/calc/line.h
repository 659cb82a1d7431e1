/* One line of a report: quantity × unit × factors → tCO₂ and tce, each rounded once. `th_factors`
 * holds everything of a line but its quantity, so that the cells of a row share one resolution; the
 * product stays exact until the quantity has been multiplied. */
#pragma once
#include "pack.h"

/** Own values with evidence, per canonical unit of the carrier. The paths exclude each other; the
 * model layer refuses a mixture before it comes here (th_override_kind_of tells it). */
struct th_override {
    bool has_ncv_gj, has_cc_tc_per_gj, has_oxidation, has_carbon_content_tc, has_ef_tco2, has_tce;
    struct th_dec ncv_gj, cc_tc_per_gj, oxidation, carbon_content_tc, ef_tco2, tce;
};

enum th_override_kind {
    TH_OVERRIDE_NONE,   /* nothing but perhaps tce is overridden */
    TH_OVERRIDE_HEAT,   /* ncv_gj, cc_tc_per_gj, oxidation: any subset replaces the pack's */
    TH_OVERRIDE_CARBON, /* carbon_content_tc × oxidation × 44/12; oxidation: own, else the pack's,
                           else 1 */
    TH_OVERRIDE_FACTOR, /* ef_tco2 */
    TH_OVERRIDE_CONFLICT, /* more than one of them */
};
enum th_override_kind th_override_kind_of(const struct th_override *override); /* NULL: NONE */

/** A factor and where it is from; origin NULL: an own value. */
struct th_part {
    struct th_dec value;
    const struct th_origin *origin;
};

/** The factors of the path over heat content: each the own value if there is one, else the pack's.
 */
struct th_heat_parts {
    struct th_part ncv, carbon, oxidation; /* GJ per unit, tC/GJ (printed: tCO₂/GJ), fraction */
    bool is_printed;                       /* `carbon` is a printed emission factor: no 44/12 */
};
/** False when a part is neither given nor in `row` (NULL: no row). */
bool th_heat_parts_of(const struct th_override *override, const struct th_fuel_factor *row,
                      struct th_heat_parts *out);

/** What a line is, without its quantity. */
struct th_line {
    const struct th_carrier *carrier;
    const struct th_unit *unit;         /* typed; allowed for the carrier */
    bool is_sold;                       /* counts negative */
    const struct th_class *power_class; /* power only; NULL = the default class */
    const struct th_area *area;         /* power only; NULL = not chosen */
    int year;                           /* of the month: chooses the power factor */
    const struct th_override *override; /* NULL = none */
};

/** Why a value is there or not. */
enum th_value_state {
    TH_VALUE_OK,
    TH_VALUE_NO_FACTOR, /* no sourced row and no own value: shows "-" */
    TH_VALUE_NO_AREA,   /* power of an area class without a chosen grid area */
    TH_VALUE_OVERFLOW,  /* does not fit: an error on the line */
};

struct th_factors {
    struct th_product quantity, tco2, tce; /* per typed unit, exact */
    enum th_value_state tco2_state, tce_state;
    const struct th_origin *tco2_origin, *tce_origin; /* NULL: an own value or none */
    int year;                                         /* of the power factor; 0 = it has none */
    bool is_other_year; /* the factor is not of the line's year: the newest published stands in */
};

struct th_line_result {
    enum th_value_state quantity_state, tco2_state, tce_state;
    th_amount quantity;  /* canonical unit, never negative */
    th_amount tco2, tce; /* negative for sold; 0 unless the state is TH_VALUE_OK */
};

/** Never fails: what is missing stands in the states. `line->override` must not be in conflict. */
void th_factors_resolve(const struct th_pack *pack, const struct th_line *line,
                        struct th_factors *out);
void th_line_calculate(const struct th_factors *factors, struct th_dec quantity,
                       struct th_line_result *out);
/** activity × factor of a process row (either may be negative), rounded once. */
TH_MUST_USE enum th_status th_process_amount(struct th_dec activity, struct th_dec factor,
                                             th_amount *out);
