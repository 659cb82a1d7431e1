#include "energy_rules.h"

void th_issue_carrier(struct th_issues *issues, struct th_issue *issue,
                      const struct th_carrier *carrier)
{
    th_issue_text(issues, issue, "carrier_zh", carrier->zh);
    th_issue_text(issues, issue, "carrier_en", carrier->en);
}

const struct th_carrier *th_rule_carrier(struct th_issues *issues, struct th_str id,
                                         const struct th_path *row)
{
    const struct th_carrier *carrier = th_carrier_find(id);
    if (!carrier) {
        struct th_path at = TH_AT(row, "carrier");
        th_issue_text(issues, th_issue_add(issues, TH_MSG_CARRIER_UNKNOWN, &at), "value", id);
    }
    return carrier;
}

static struct th_str allowed_units(struct th_arena *arena, const struct th_carrier *carrier)
{
    enum { CAP = 200 };
    struct th_buf out;
    char *text = th_arena_alloc(arena, CAP);
    if (!text)
        return TH_STR("");
    th_buf_init(&out, text, CAP);
    for (size_t i = 0; i < carrier->unit_count; i++) {
        th_buf_put(&out, i > 0 ? TH_STR(", ") : TH_STR(""));
        th_buf_put(&out, carrier->units[i]->symbol);
    }
    return th_buf_view(&out);
}

/* Two gas volumes at different temperatures look alike and are never converted: said apart. */
static bool is_other_gas_state(const struct th_carrier *carrier, const struct th_unit *unit)
{
    return th_str_starts(unit->family, TH_STR("gas_")) &&
           th_str_starts(carrier->unit->family, TH_STR("gas_"));
}

static void unit_not_allowed(struct th_issues *issues, const struct th_carrier *carrier,
                             const struct th_unit *unit, const struct th_path *at)
{
    bool gas = is_other_gas_state(carrier, unit);
    struct th_issue *issue =
        th_issue_add(issues, gas ? TH_MSG_UNIT_OTHER_STATE : TH_MSG_UNIT_NOT_OF_CARRIER, at);
    th_issue_carrier(issues, issue, carrier);
    th_issue_text(issues, issue, "unit", unit->symbol);
    th_issue_text(issues, issue, "allowed", allowed_units(issues->arena, carrier));
}

const struct th_unit *th_rule_unit(struct th_issues *issues, const struct th_carrier *carrier,
                                   struct th_str id, const struct th_path *row)
{
    const struct th_unit *unit = th_unit_find(id);
    struct th_path at = TH_AT(row, "unit");
    if (!unit) {
        th_issue_text(issues, th_issue_add(issues, TH_MSG_UNIT_UNKNOWN, &at), "value", id);
        return NULL;
    }
    if (carrier && !th_carrier_allows(carrier, unit)) {
        unit_not_allowed(issues, carrier, unit, &at);
        return NULL;
    }
    return unit;
}

const struct th_area *th_rule_area(struct th_issues *issues, struct th_str id,
                                   const struct th_path *owner)
{
    const struct th_area *area = th_area_find(id);
    if (!area) {
        struct th_path at = TH_AT(owner, "grid_area");
        th_issue_text(issues, th_issue_add(issues, TH_MSG_AREA_UNKNOWN, &at), "value", id);
    }
    return area;
}
