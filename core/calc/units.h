/* Measuring units and their exact ratios inside a family. Rows come from core/data/units.csv;
 * nothing converts between families (m³ at 20 ℃ and Nm³ at 0 ℃ are two families). */
#pragma once
#include "decimal.h"
#include "str.h"

struct th_unit {
    struct th_str id, symbol, zh, en, family;
    /** One of this unit is `num` × 10^`power` of the family's base: MWh = 36 × 10^5 kJ. */
    uint32_t num;
    int32_t power;
};

extern const struct th_unit th_units[];
extern const size_t th_unit_count;

/** NULL when unknown. */
const struct th_unit *th_unit_find(struct th_str id);
bool th_unit_same_family(const struct th_unit *a, const struct th_unit *b);
/** Multiplies `product` by the size of `from` in `to`, exactly. Both must be of one family. */
void th_unit_apply(struct th_product *product, const struct th_unit *from,
                   const struct th_unit *to);
/** `value` of `from` in `to`, rounded once to 1e-12. TH_INVALID for two families, TH_OVERFLOW. */
TH_MUST_USE enum th_status th_unit_convert(struct th_dec value, const struct th_unit *from,
                                           const struct th_unit *to, th_amount *out);
