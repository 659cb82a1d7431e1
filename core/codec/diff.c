/* op diff: what two versions of a filing have different, member by member, and why. Works on the
 * field tables; knows no form. */
#include "call.h"
#include "carriers.h"

#include <string.h>

enum { CHANGES_MAX = 500 };

struct comparing {
    struct th_arena *arena;
    struct diff_result *out;
    enum th_change_cause cause;
    int64_t count; /* also of the changes that are left out */
};
/* A place in both sides: its pointer, and what stands in front of a member's label. */
struct place {
    const struct th_path *path;
    struct th_str zh, en;
};

static void compare_rows(struct comparing *c, const struct th_model *model, const void *a,
                         const void *b, const struct place *place);

static const void *member(const struct th_model *model, const void *row, size_t index)
{
    return row && th_has(row, index) ? (const char *)row + model->fields[index].offset : NULL;
}

/* ---- texts ---- */

static struct th_str scalar_text(struct th_arena *arena, const struct th_field *field,
                                 const void *at)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    th_amount amount;
    th_buf_init(&out, text, sizeof text);
    switch (field->kind) {
    case TH_KIND_TEXT: return *(const struct th_str *)at;
    case TH_KIND_DECIMAL: th_dec_write(&out, *(const struct th_dec *)at); break;
    case TH_KIND_AMOUNT:
        memcpy(&amount, at, sizeof amount);
        th_amount_write(&out, amount);
        break;
    case TH_KIND_MONTH: th_month_write(&out, *(const th_month *)at); break;
    case TH_KIND_DATE: th_day_write(&out, *(const th_day *)at); break;
    case TH_KIND_ENUM: return field->values->values[*(const uint32_t *)at].id;
    case TH_KIND_BOOL: return *(const bool *)at ? TH_STR("true") : TH_STR("false");
    case TH_KIND_INT: th_dec_write(&out, (struct th_dec){ *(const int64_t *)at, 0 }); break;
    default: break;
    }
    return th_arena_copy(arena, th_buf_view(&out));
}

/* Both stand in their shortest form: equal values have equal parts. */
static bool scalar_equal(const struct th_field *field, const void *a, const void *b)
{
    const struct th_dec *one = a, *two = b;
    switch (field->kind) {
    case TH_KIND_TEXT: return th_str_equal(*(const struct th_str *)a, *(const struct th_str *)b);
    case TH_KIND_DECIMAL: return one->mantissa == two->mantissa && one->scale == two->scale;
    case TH_KIND_AMOUNT: return memcmp(a, b, sizeof(th_amount)) == 0;
    case TH_KIND_INT: return memcmp(a, b, sizeof(int64_t)) == 0;
    case TH_KIND_BOOL: return *(const bool *)a == *(const bool *)b;
    default: return memcmp(a, b, sizeof(int32_t)) == 0; /* month, date, enum */
    }
}

struct names {
    struct th_str zh, en;
};

/* What a key member is called by people. */
static struct names key_names(struct th_arena *arena, const struct th_field *field, const void *at)
{
    struct th_str id = scalar_text(arena, field, at);
    const char *list = th_field_unit(field);
    if (field->kind == TH_KIND_ENUM) {
        const struct th_enum_value *value = &field->values->values[*(const uint32_t *)at];
        return (struct names){ th_str_of(value->zh), th_str_of(value->en) };
    }
    if (list && strcmp(list, "carrier") == 0) {
        const struct th_carrier *carrier = th_carrier_find(id);
        return carrier ? (struct names){ carrier->zh, carrier->en } : (struct names){ id, id };
    }
    if (list && strcmp(list, "power_class") == 0) {
        const struct th_class *power = th_class_find(id);
        return power ? (struct names){ power->zh, power->en } : (struct names){ id, id };
    }
    return (struct names){ id, id };
}

static struct th_str joined(struct th_arena *arena, struct th_str a, struct th_str b)
{
    struct th_buf out;
    char *text = th_arena_alloc(arena, a.len + b.len + 1);
    if (!text)
        return b;
    th_buf_init(&out, text, a.len + b.len + 1);
    th_buf_put(&out, a);
    th_buf_put(&out, a.len > 0 && b.len > 0 ? TH_STR(" ") : TH_STR(""));
    th_buf_put(&out, b);
    return th_buf_view(&out);
}

/* ---- one member ---- */

static void add_change(struct comparing *c, const struct th_field *field, const void *a,
                       const void *b, const struct place *place)
{
    struct th_path path = { place->path, field->name, 0 };
    c->count++;
    if (c->out->changes.count == CHANGES_MAX)
        return;
    struct change *change = &c->out->changes.items[c->out->changes.count++];
    change->path = th_path_text(c->arena, &path);
    change->label_zh = joined(c->arena, place->zh, th_str_of(field->zh));
    change->label_en = joined(c->arena, place->en, th_str_of(field->en));
    if (a)
        change->from = scalar_text(c->arena, field, a);
    if (b)
        change->to = scalar_text(c->arena, field, b);
    change->cause = c->cause;
    change->has = (struct change_has){ true, true, true, a != NULL, b != NULL, true, false };
}

static bool is_scalar(const struct th_field *field)
{
    return field->kind < TH_KIND_OBJECT;
}

/* ---- rows ---- */

static struct th_rows rows_at(const void *at)
{
    struct th_rows rows = { NULL, 0 };
    if (at)
        memcpy(&rows, at, sizeof rows);
    return rows;
}

static const void *row_at(const struct th_rows *rows, const struct th_model *model, size_t i)
{
    return i < rows->count ? (const char *)rows->items + i * model->size : NULL;
}

static bool same_key(const struct th_model *model, const void *a, const void *b)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        const void *one = member(model, a, i), *two = member(model, b, i);
        if ((field->flags & TH_KEY) && (one || two) &&
            !(one && two && scalar_equal(field, one, two)))
            return false;
    }
    return true;
}

/* The row of `others` that `row` (number `index`) is compared with; NULL when there is none. */
static const void *partner(const struct th_model *model, const void *row,
                           const struct th_rows *others, size_t index)
{
    if (!model->has_key)
        return row_at(others, model, index);
    for (size_t i = 0; i < others->count; i++)
        if (same_key(model, row, row_at(others, model, i)))
            return row_at(others, model, i);
    return NULL;
}

/* "电力 购入" from the key members; "1" for rows without a key. */
static void name_row(struct comparing *c, const struct th_model *model, const void *row,
                     struct place *place)
{
    for (size_t i = 0; i < model->count; i++) {
        const void *at = member(model, row, i);
        if (!(model->fields[i].flags & TH_KEY) || !at)
            continue;
        struct names names = key_names(c->arena, &model->fields[i], at);
        place->zh = joined(c->arena, place->zh, names.zh);
        place->en = joined(c->arena, place->en, names.en);
    }
}

static void compare_list(struct comparing *c, const struct th_field *field, const void *a,
                         const void *b, const struct place *place)
{
    struct th_rows one = rows_at(a), two = rows_at(b);
    struct th_path list = { place->path, field->name, 0 };
    for (size_t i = 0; i < two.count; i++) {
        const void *row = row_at(&two, field->child, i);
        struct th_path item = TH_ITEM(&list, i);
        struct place inside = { &item, place->zh, place->en };
        name_row(c, field->child, row, &inside);
        compare_rows(c, field->child, partner(field->child, row, &one, i), row, &inside);
    }
    for (size_t i = 0; i < one.count; i++) {
        const void *row = row_at(&one, field->child, i);
        struct th_path item = TH_ITEM(&list, i);
        struct place inside = { &item, place->zh, place->en };
        if (partner(field->child, row, &two, i))
            continue;
        name_row(c, field->child, row, &inside);
        compare_rows(c, field->child, row, NULL, &inside);
    }
}

static void compare_rows(struct comparing *c, const struct th_model *model, const void *a,
                         const void *b, const struct place *place)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        const void *one = member(model, a, i), *two = member(model, b, i);
        struct th_path path = { place->path, field->name, 0 };
        struct place inside = { &path, place->zh, place->en };
        if ((!one && !two) || (field->flags & TH_KEY)) /* keys stand in the label */
            continue;
        if (field->kind == TH_KIND_OBJECT)
            compare_rows(c, field->child, one, two, &inside);
        else if (field->kind == TH_KIND_ROWS)
            compare_list(c, field, one, two, place);
        else if (is_scalar(field) && !(one && two && scalar_equal(field, one, two)))
            add_change(c, field, one, two, place);
    }
}

/* ---- sides ---- */

struct side {
    void *doc, *result;
    struct receipt_row receipt;
    bool has_receipt;
};

/* Faults of old or foreign bytes are not this op's business: what cannot be read counts as absent.
 */
static void *read_part(struct th_call *call, const struct th_model *model, const struct cJSON *tree)
{
    struct th_issues ignored;
    th_issues_init(&ignored, call->arena);
    struct th_reader reader = { &ignored, call->reader.source };
    void *row = tree ? th_arena_alloc(call->arena, model->size) : NULL;
    if (row)
        th_json_read(&reader, model, tree, NULL, row);
    return row;
}

static struct side read_side(struct th_call *call, const struct th_form *form,
                             const struct diff_side *in)
{
    struct side side = { read_part(call, form->doc, in->has.doc ? in->doc : NULL),
                         read_part(call, form->result, in->has.result ? in->result : NULL),
                         { .rules = 0 },
                         false };
    const struct receipt_row *receipt =
        read_part(call, &receipt_row_model, in->has.receipt ? in->receipt : NULL);
    if (receipt) {
        side.receipt = *receipt;
        side.has_receipt = true;
    }
    return side;
}

static enum th_change_cause cause_of(const struct side *a, const struct side *b, bool doc_differs)
{
    if (doc_differs)
        return th_change_cause_data;
    if (!a->has_receipt || !b->has_receipt)
        return th_change_cause_unknown;
    if (!th_str_equal(a->receipt.pack_sha256, b->receipt.pack_sha256))
        return th_change_cause_pack;
    if (a->receipt.rules != b->receipt.rules)
        return th_change_cause_rules;
    return th_str_equal(a->receipt.input, b->receipt.input) ? th_change_cause_unknown
                                                            : th_change_cause_data;
}

static void compare_sides(struct comparing *c, const struct th_form *form, const struct side *a,
                          const struct side *b)
{
    struct th_path doc = TH_AT(NULL, "doc"), result = TH_AT(NULL, "result");
    struct place in_doc = { &doc, TH_STR(""), TH_STR("") };
    struct place in_result = { &result, TH_STR(""), TH_STR("") };
    if (a->doc && b->doc)
        compare_rows(c, form->doc, a->doc, b->doc, &in_doc);
    c->cause = cause_of(a, b, c->out->changes.count > 0);
    if (a->result && b->result)
        compare_rows(c, form->result, a->result, b->result, &in_result);
}

void th_op_diff(struct th_call *call)
{
    const struct diff_call *in = call->envelope;
    const struct th_form *form = th_form_find(in->form);
    struct th_path at = TH_AT(NULL, "form");
    struct diff_result *out = th_arena_alloc(call->arena, sizeof *out);
    if (!form) {
        th_issue_text(&call->issues, th_call_fail(call, TH_MSG_FORM_UNKNOWN, &at), "value",
                      in->form);
        return;
    }
    if (call->issues.errors > 0) {
        call->failed = true;
        return;
    }
    if (!out)
        return;
    out->changes.items = th_arena_array(call->arena, CHANGES_MAX, sizeof *out->changes.items);
    if (!out->changes.items)
        return;
    struct side a = read_side(call, form, &in->a), b = read_side(call, form, &in->b);
    struct comparing comparing = { call->arena, out, th_change_cause_data, 0 };
    compare_sides(&comparing, form, &a, &b);
    if (comparing.count > CHANGES_MAX) {
        struct th_issue *issue = th_issue_add(&call->issues, TH_MSG_CHANGES_CUT, NULL);
        th_issue_int(&call->issues, issue, "shown", CHANGES_MAX);
        th_issue_int(&call->issues, issue, "count", comparing.count);
    }
    call->result_model = &diff_result_model;
    call->result = out;
}
