/* The steps behind a line's value: what th_factors_resolve chose, told in order. */
#include "trace.h"

struct tracer {
    struct th_arena *arena;
    const struct th_line *line;
    struct th_trace *out;
};

static struct th_str keep(struct tracer *t, const struct th_buf *buf)
{
    return th_arena_copy(t->arena, th_buf_view(buf));
}

static struct th_str decimal_text(struct tracer *t, struct th_dec value)
{
    char room[TH_DECIMAL_CAP];
    struct th_buf buf;
    th_buf_init(&buf, room, sizeof room);
    th_dec_write(&buf, value);
    return keep(t, &buf);
}

static struct th_str amount_text(struct tracer *t, th_amount value)
{
    char room[TH_DECIMAL_CAP];
    struct th_buf buf;
    th_buf_init(&buf, room, sizeof room);
    th_amount_write(&buf, value);
    return keep(t, &buf);
}

/* "GJ/t" from "GJ" and the canonical unit's symbol. */
static struct th_str per_unit(struct tracer *t, struct th_str top)
{
    char room[64];
    struct th_buf buf;
    th_buf_init(&buf, room, sizeof room);
    th_buf_put(&buf, top);
    th_buf_char(&buf, '/');
    th_buf_put(&buf, t->line->carrier->unit->symbol);
    return keep(t, &buf);
}

static struct th_step *add_step(struct tracer *t, struct th_step step)
{
    struct th_step *slot = &t->out->steps[t->out->count];
    if (t->out->count < TH_STEPS_MAX)
        t->out->count++;
    else
        slot--;
    *slot = step;
    return slot;
}

static void add_origin(struct th_trace *out, const struct th_origin *origin)
{
    for (size_t i = 0; i < out->origin_count; i++)
        if (out->origins[i] == origin)
            return;
    if (origin && out->origin_count < TH_ORIGINS_MAX)
        out->origins[out->origin_count++] = origin;
}

struct factor_words {
    struct th_str id, zh, en, unit;
};

/* One multiplied factor: the own value when there is one, else the row's. */
static void add_factor(struct tracer *t, struct factor_words words, struct th_dec value,
                       const struct th_origin *origin)
{
    add_step(t, (struct th_step){ .id = words.id,
                                  .zh = words.zh,
                                  .en = words.en,
                                  .op = TH_STR("×"),
                                  .value = decimal_text(t, value),
                                  .unit = words.unit,
                                  .origin = origin,
                                  .is_own = !origin });
    add_origin(t->out, origin);
}

static void add_constant(struct tracer *t, struct factor_words words, struct th_str value)
{
    add_step(t, (struct th_step){ .id = words.id,
                                  .zh = words.zh,
                                  .en = words.en,
                                  .op = TH_STR("×"),
                                  .value = value,
                                  .unit = words.unit });
}

static void add_carbon_ratio(struct tracer *t)
{
    add_constant(t,
                 (struct factor_words){ TH_STR("ratio_44_12"), TH_STR("碳换算为二氧化碳"),
                                        TH_STR("Carbon to carbon dioxide"), TH_STR("tCO₂/tC") },
                 TH_STR("44/12"));
}

static void add_oxidation(struct tracer *t, struct th_dec value, const struct th_origin *origin)
{
    add_factor(t,
               (struct factor_words){ TH_STR("oxidation"), TH_STR("碳氧化率"),
                                      TH_STR("Oxidation rate"), TH_STR("") },
               value, origin);
}

static void add_ready_factor(struct tracer *t, struct th_str unit, struct th_dec value,
                             const struct th_origin *origin)
{
    add_factor(t,
               (struct factor_words){ TH_STR("factor"), TH_STR("排放因子"),
                                      TH_STR("Emission factor"), unit },
               value, origin);
}

static void trace_heat_path(struct tracer *t, const struct th_fuel_factor *row)
{
    struct th_heat_parts parts;
    if (!th_heat_parts_of(t->line->override, row, &parts))
        return;
    add_factor(t,
               (struct factor_words){ TH_STR("ncv"), TH_STR("低位发热量"),
                                      TH_STR("Net calorific value"), per_unit(t, TH_STR("GJ")) },
               parts.ncv.value, parts.ncv.origin);
    if (parts.is_printed)
        add_ready_factor(t, TH_STR("tCO₂/GJ"), parts.carbon.value, parts.carbon.origin);
    else
        add_factor(t,
                   (struct factor_words){ TH_STR("carbon"), TH_STR("单位热值含碳量"),
                                          TH_STR("Carbon content per heat"), TH_STR("tC/GJ") },
                   parts.carbon.value, parts.carbon.origin);
    add_oxidation(t, parts.oxidation.value, parts.oxidation.origin);
    if (!parts.is_printed)
        add_carbon_ratio(t);
}

static void trace_carbon_path(struct tracer *t, const struct th_fuel_factor *row)
{
    const struct th_override *own = t->line->override;
    add_factor(t,
               (struct factor_words){ TH_STR("carbon"), TH_STR("含碳量"), TH_STR("Carbon content"),
                                      per_unit(t, TH_STR("tC")) },
               own->carbon_content_tc, NULL);
    if (own->has_oxidation)
        add_oxidation(t, own->oxidation, NULL);
    else if (row && !row->has_ef)
        add_oxidation(t, row->oxidation, &row->origin);
    add_carbon_ratio(t);
}

static void trace_fuel(struct tracer *t, const struct th_pack *pack)
{
    const struct th_fuel_factor *row = th_pack_fuel(pack, t->line->carrier);
    enum th_override_kind kind = th_override_kind_of(t->line->override);
    if (kind == TH_OVERRIDE_FACTOR)
        add_ready_factor(t, per_unit(t, TH_STR("tCO₂")), t->line->override->ef_tco2, NULL);
    else if (kind == TH_OVERRIDE_CARBON)
        trace_carbon_path(t, row);
    else
        trace_heat_path(t, row);
}

static void trace_bought(struct tracer *t, const struct th_pack *pack)
{
    const struct th_line *line = t->line;
    const struct th_unit_factor *row = NULL;
    if (line->override && line->override->has_ef_tco2) {
        add_ready_factor(t, per_unit(t, TH_STR("tCO₂")), line->override->ef_tco2, NULL);
        return;
    }
    if (line->carrier->kind == TH_CARRIER_POWER)
        row = th_pack_power(pack, line->area,
                            line->power_class ? line->power_class : &th_classes[0], line->year);
    else
        row = th_pack_heat(pack, line->carrier);
    if (row)
        add_ready_factor(t, per_unit(t, TH_STR("tCO₂")), row->value, &row->origin);
}

static void trace_tce(struct tracer *t, const struct th_pack *pack)
{
    const struct th_override *own = t->line->override;
    const struct th_unit_factor *row = th_pack_tce(pack, t->line->carrier);
    bool is_own = own && own->has_tce;
    add_factor(t,
               (struct factor_words){ TH_STR("tce"), TH_STR("折标准煤系数"),
                                      TH_STR("Standard coal coefficient"),
                                      per_unit(t, TH_STR("tce")) },
               is_own ? own->tce : row->value, is_own ? NULL : &row->origin);
}

/* The size of the typed unit in the canonical one, as decimal text or as a ratio. */
static void trace_unit(struct tracer *t)
{
    const struct th_unit *from = t->line->unit, *to = t->line->carrier->unit;
    th_amount size;
    if (from == to || th_unit_convert((struct th_dec){ .mantissa = 1 }, from, to, &size) != TH_OK)
        return;
    char room[64];
    struct th_buf buf;
    th_buf_init(&buf, room, sizeof room);
    th_buf_put(&buf, to->symbol);
    th_buf_char(&buf, '/');
    th_buf_put(&buf, from->symbol);
    add_constant(t,
                 (struct factor_words){ TH_STR("unit"), TH_STR("单位换算"),
                                        TH_STR("Unit conversion"), keep(t, &buf) },
                 amount_text(t, size));
}

static void trace_sign(struct tracer *t)
{
    if (t->line->is_sold)
        add_constant(t,
                     (struct factor_words){ TH_STR("sign"), TH_STR("售出，扣减"),
                                            TH_STR("Sold: deducted"), TH_STR("") },
                     TH_STR("-1"));
}

static void trace_result(struct tracer *t)
{
    add_step(t, (struct th_step){ .id = TH_STR("result"),
                                  .zh = TH_STR("结果（只舍入一次）"),
                                  .en = TH_STR("Result (rounded once)"),
                                  .op = TH_STR("="),
                                  .value = amount_text(t, t->out->value),
                                  .unit = t->out->unit });
}

enum th_status th_line_trace(struct th_arena *arena, const struct th_pack *pack,
                             const struct th_line_case *what, struct th_trace *out)
{
    struct tracer t = { .arena = arena, .line = what->line, .out = out };
    struct th_factors factors;
    struct th_line_result result;
    bool is_tce = what->target == TH_TRACE_TCE;
    th_factors_resolve(pack, what->line, &factors);
    th_line_calculate(&factors, what->quantity, &result);
    *out = (struct th_trace){ .state = is_tce ? result.tce_state : result.tco2_state,
                              .value = is_tce ? result.tce : result.tco2,
                              .unit = is_tce ? TH_STR("tce") : TH_STR("tCO₂"),
                              .factor_year = is_tce ? 0 : factors.year,
                              .is_other_year = !is_tce && factors.is_other_year };
    add_step(&t, (struct th_step){ .id = TH_STR("quantity"),
                                   .zh = TH_STR("填报数量"),
                                   .en = TH_STR("Reported quantity"),
                                   .value = decimal_text(&t, what->quantity),
                                   .unit = what->line->unit->symbol });
    trace_unit(&t);
    if (out->state == TH_VALUE_OK) {
        if (is_tce)
            trace_tce(&t, pack);
        else if (what->line->carrier->kind == TH_CARRIER_FUEL)
            trace_fuel(&t, pack);
        else
            trace_bought(&t, pack);
        trace_sign(&t);
        trace_result(&t);
    }
    return arena->failed ? TH_NO_MEMORY : TH_OK;
}
