/* One line of a report: which factors apply and what their product is.
 *
 * Fuel: quantity × NCV × carbon content per heat × oxidation × 44/12 (GB/T 32151.34-2024 eq. 1–5),
 * or NCV × a printed factor where the set prints one (IPCC 2006). Power and heat: quantity × factor
 * (eq. 12). */
#include "line.h"

enum th_override_kind th_override_kind_of(const struct th_override *override)
{
    if (!override)
        return TH_OVERRIDE_NONE;
    bool is_heat = override->has_ncv_gj || override->has_cc_tc_per_gj;
    bool is_carbon = override->has_carbon_content_tc, is_factor = override->has_ef_tco2;
    if (is_heat + is_carbon + is_factor > 1 || (is_factor && override->has_oxidation))
        return TH_OVERRIDE_CONFLICT;
    if (is_carbon)
        return TH_OVERRIDE_CARBON;
    if (is_factor)
        return TH_OVERRIDE_FACTOR;
    return is_heat || override->has_oxidation ? TH_OVERRIDE_HEAT : TH_OVERRIDE_NONE;
}

static void own_factor(const struct th_line *line, struct th_factors *out)
{
    th_product_times(&out->tco2, line->override->ef_tco2);
    out->tco2_state = TH_VALUE_OK;
}

static void carbon_path(const struct th_line *line, const struct th_fuel_factor *row,
                        struct th_factors *out)
{
    th_product_times(&out->tco2, line->override->carbon_content_tc);
    if (line->override->has_oxidation) {
        th_product_times(&out->tco2, line->override->oxidation);
    } else if (row && !row->has_ef) {
        th_product_times(&out->tco2, row->oxidation);
        out->tco2_origin = &row->origin;
    }
    th_product_times_ratio(&out->tco2, 44, 12);
    out->tco2_state = TH_VALUE_OK;
}

static struct th_part part_of(bool is_own, struct th_dec own, struct th_dec standard,
                              const struct th_origin *origin)
{
    return is_own ? (struct th_part){ own, NULL } : (struct th_part){ standard, origin };
}

bool th_heat_parts_of(const struct th_override *override, const struct th_fuel_factor *row,
                      struct th_heat_parts *out)
{
    static const struct th_override no_override;
    static const struct th_fuel_factor no_row;
    const struct th_override *own = override ? override : &no_override;
    if (!row) {
        if (!(own->has_ncv_gj && own->has_cc_tc_per_gj && own->has_oxidation))
            return false;
        row = &no_row;
    }
    out->is_printed = row->has_ef && !own->has_cc_tc_per_gj;
    out->ncv = part_of(own->has_ncv_gj, own->ncv_gj, row->ncv_gj, &row->origin);
    out->carbon = part_of(own->has_cc_tc_per_gj, own->cc_tc_per_gj,
                          out->is_printed ? row->ef_tco2_per_gj : row->cc_tc_per_gj, &row->origin);
    out->oxidation = part_of(own->has_oxidation, own->oxidation, row->oxidation, &row->origin);
    return true;
}

static void multiply_part(struct th_factors *out, const struct th_part *part)
{
    th_product_times(&out->tco2, part->value);
    if (part->origin)
        out->tco2_origin = part->origin;
}

static void heat_path(const struct th_override *own, const struct th_fuel_factor *row,
                      struct th_factors *out)
{
    struct th_heat_parts parts;
    if (!th_heat_parts_of(own, row, &parts))
        return;
    multiply_part(out, &parts.ncv);
    multiply_part(out, &parts.carbon);
    multiply_part(out, &parts.oxidation);
    if (!parts.is_printed)
        th_product_times_ratio(&out->tco2, 44, 12);
    out->tco2_state = TH_VALUE_OK;
}

static void resolve_fuel(const struct th_pack *pack, const struct th_line *line,
                         struct th_factors *out)
{
    const struct th_fuel_factor *row = th_pack_fuel(pack, line->carrier);
    switch (th_override_kind_of(line->override)) {
    case TH_OVERRIDE_NONE:
    case TH_OVERRIDE_HEAT: heat_path(line->override, row, out); break;
    case TH_OVERRIDE_CARBON: carbon_path(line, row, out); break;
    case TH_OVERRIDE_FACTOR: own_factor(line, out); break;
    case TH_OVERRIDE_CONFLICT: break;
    }
}

static void use_row(const struct th_unit_factor *row, struct th_factors *out)
{
    if (!row)
        return;
    th_product_times(&out->tco2, row->value);
    out->tco2_origin = &row->origin;
    out->tco2_state = TH_VALUE_OK;
}

static void resolve_power(const struct th_pack *pack, const struct th_line *line,
                          struct th_factors *out)
{
    const struct th_class *power_class = line->power_class ? line->power_class : &th_classes[0];
    if (!line->area && !power_class->national_only) {
        out->tco2_state = TH_VALUE_NO_AREA;
        return;
    }
    const struct th_unit_factor *row = th_pack_power(pack, line->area, power_class, line->year);
    use_row(row, out);
    if (row && row->year) {
        out->year = row->year;
        out->is_other_year = row->year != line->year;
    }
}

static void resolve_tce(const struct th_pack *pack, const struct th_line *line,
                        struct th_factors *out)
{
    const struct th_unit_factor *row = th_pack_tce(pack, line->carrier);
    if (line->override && line->override->has_tce) {
        th_product_times(&out->tce, line->override->tce);
        out->tce_state = TH_VALUE_OK;
    } else if (row) {
        th_product_times(&out->tce, row->value);
        out->tce_origin = &row->origin;
        out->tce_state = TH_VALUE_OK;
    }
}

void th_factors_resolve(const struct th_pack *pack, const struct th_line *line,
                        struct th_factors *out)
{
    *out = (struct th_factors){ .tco2_state = TH_VALUE_NO_FACTOR, .tce_state = TH_VALUE_NO_FACTOR };
    th_product_init(&out->quantity, (struct th_dec){ .mantissa = 1 });
    th_unit_apply(&out->quantity, line->unit, line->carrier->unit);
    out->tco2 = out->quantity;
    out->tco2.negative = line->is_sold;
    out->tce = out->tco2;
    if (line->carrier->kind == TH_CARRIER_FUEL)
        resolve_fuel(pack, line, out);
    else if (line->override && line->override->has_ef_tco2)
        own_factor(line, out);
    else if (line->carrier->kind == TH_CARRIER_POWER)
        resolve_power(pack, line, out);
    else
        use_row(th_pack_heat(pack, line->carrier), out);
    resolve_tce(pack, line, out);
}

static enum th_value_state round_state(const struct th_product *factor, struct th_dec quantity,
                                       enum th_value_state state, th_amount *out)
{
    *out = 0;
    if (state != TH_VALUE_OK)
        return state;
    return th_product_round_times(factor, quantity, out) == TH_OK ? TH_VALUE_OK : TH_VALUE_OVERFLOW;
}

void th_line_calculate(const struct th_factors *factors, struct th_dec quantity,
                       struct th_line_result *out)
{
    out->quantity_state = round_state(&factors->quantity, quantity, TH_VALUE_OK, &out->quantity);
    out->tco2_state = round_state(&factors->tco2, quantity, factors->tco2_state, &out->tco2);
    out->tce_state = round_state(&factors->tce, quantity, factors->tce_state, &out->tce);
}

enum th_status th_process_amount(struct th_dec activity, struct th_dec factor, th_amount *out)
{
    struct th_product product;
    th_product_init(&product, activity);
    th_product_times(&product, factor);
    return th_product_round(&product, out);
}
