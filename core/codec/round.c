/* op round: display texts of exact values, and exact conversions between units of one family.
 * Screens hold no rule of their own. */
#include "call.h"
#include "units.h"

/* Most decimals that a quantity may be typed with: a conversion that needs more is not exact for
 * the grid. */
enum { TYPED_PLACES = 6 };

struct rounding {
    struct th_call *call;
    const struct round_value *row;
    struct th_path path;
    th_amount value;        /* after the conversion */
    bool is_exact, is_lost; /* lost: the converted value does not fit */
};

static bool convert_amount(th_amount value, const struct th_unit *from, const struct th_unit *to,
                           th_amount *out)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf buf;
    struct th_dec decimal;
    th_buf_init(&buf, text, sizeof text);
    th_amount_write(&buf, value);
    return th_dec_parse(th_buf_view(&buf), &decimal) == TH_OK &&
           th_unit_convert(decimal, from, to, out) == TH_OK;
}

static th_amount power_of_ten(int exponent)
{
    th_amount power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* There and back again without a difference, in at most six decimals. */
static void convert(struct rounding *r, const struct th_unit *from, const struct th_unit *to)
{
    th_amount converted, back;
    r->is_exact = convert_amount(r->value, from, to, &converted) &&
                  converted % power_of_ten(12 - TYPED_PLACES) == 0 &&
                  convert_amount(converted, to, from, &back) && back == r->value;
    r->is_lost = !r->is_exact && !convert_amount(r->value, from, to, &converted);
    if (!r->is_lost)
        r->value = converted;
}

static const struct th_unit *find_unit(struct rounding *r, struct th_str id, const char *member)
{
    const struct th_unit *unit = th_unit_find(id);
    struct th_path at = { &r->path, th_str_of(member), 0 };
    if (!unit)
        th_issue_text(&r->call->issues, th_issue_add(&r->call->issues, TH_MSG_UNIT_UNKNOWN, &at),
                      "value", id);
    return unit;
}

static void change_unit(struct rounding *r)
{
    const struct th_unit *from = find_unit(r, r->row->from, "from");
    const struct th_unit *to = find_unit(r, r->row->to, "to");
    if (!from || !to)
        return;
    if (th_unit_same_family(from, to)) {
        convert(r, from, to);
        return;
    }
    struct th_issues *issues = &r->call->issues;
    struct th_issue *issue = th_issue_add(issues, TH_MSG_UNITS_NOT_CONVERTIBLE, &r->path);
    th_issue_text(issues, issue, "from", from->symbol);
    th_issue_text(issues, issue, "to", to->symbol);
}

/* Decimals that the exact value has. */
static int exact_places(th_amount value)
{
    int places = 12;
    for (; places > 0 && value % 10 == 0; value /= 10)
        places--;
    return places;
}

static struct th_str shown(const struct rounding *r, bool grouped)
{
    enum { CAP = 80 }; /* 39 digits, 12 grouping commas, sign, point, 12 decimals */
    struct th_buf out;
    char *text = th_arena_alloc(r->call->arena, CAP);
    if (!text || r->is_lost)
        return TH_STR("");
    struct th_rounding_rule rule = {
        .decimals = r->row->has.decimals ? (int)r->row->decimals : exact_places(r->value),
        .mode = r->row->mode == th_rounding_mode_half_up ? TH_HALF_UP : TH_HALF_EVEN,
        .grouped = grouped,
    };
    th_buf_init(&out, text, CAP);
    th_amount_show(&out, r->value, rule);
    return th_buf_view(&out);
}

static void put_flag(struct th_buf *flags, const struct rounding *r)
{
    if (flags->len > 1)
        th_buf_char(flags, ',');
    th_buf_put(flags, r->is_exact ? TH_STR("true") : TH_STR("false"));
}

static void round_all(struct th_call *call, const struct round_call *in, struct round_result *out,
                      struct th_buf *flags)
{
    struct th_path list = TH_AT(NULL, "values");
    for (size_t i = 0; i < in->values.count; i++) {
        const struct round_value *row = &in->values.items[i];
        struct rounding r = { call, row, TH_ITEM(&list, i), row->value, true, false };
        if (row->has.from || row->has.to) {
            change_unit(&r);
            out->has.exact = true;
        }
        out->texts.items[i] = shown(&r, true);
        out->plain.items[i] = shown(&r, false);
        put_flag(flags, &r);
    }
}

void th_op_round(struct th_call *call)
{
    const struct round_call *in = call->envelope;
    struct round_result *out = th_arena_alloc(call->arena, sizeof *out);
    size_t count = in->values.count, cap = count * sizeof "false," + 2;
    struct th_buf flags;
    char *text = th_arena_alloc(call->arena, cap);
    if (!out || !text)
        return;
    out->texts.items = th_arena_array(call->arena, count, sizeof *out->texts.items);
    out->plain.items = th_arena_array(call->arena, count, sizeof *out->plain.items);
    if (!out->texts.items || !out->plain.items)
        return;
    th_buf_init(&flags, text, cap);
    th_buf_char(&flags, '[');
    if (call->issues.errors == 0)
        round_all(call, in, out, &flags);
    th_buf_char(&flags, ']');
    out->exact = th_buf_view(&flags);
    out->texts.count = out->plain.count = count;
    call->failed = call->issues.errors > 0;
    call->result_model = &round_result_model;
    call->result = out;
}
