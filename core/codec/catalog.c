/* op catalog: forms, carriers, units, areas, packs and choice lists from their tables. */
#include "catalog.def"

#include "call.h"
#include "carriers.h"
#include "codes.h"
#include "help.h"
#include "pack.h"

TH_MODEL_DECLARE(catalog_field, CATALOG_FIELD)
TH_MODEL_DECLARE(catalog_form, CATALOG_FORM)
TH_MODEL_DECLARE(catalog_carrier, CATALOG_CARRIER)
TH_MODEL_DECLARE(catalog_unit, CATALOG_UNIT)
TH_MODEL_DECLARE(catalog_area, CATALOG_AREA)
TH_MODEL_DECLARE(catalog_pack, CATALOG_PACK)
TH_MODEL_DECLARE(catalog_value, CATALOG_VALUE)
TH_MODEL_DECLARE(catalog_enum, CATALOG_ENUM)
TH_MODEL_DECLARE(catalog, CATALOG)

TH_MODEL_DEFINE(catalog_field, CATALOG_FIELD)
TH_MODEL_DEFINE(catalog_form, CATALOG_FORM)
TH_MODEL_DEFINE(catalog_carrier, CATALOG_CARRIER)
TH_MODEL_DEFINE(catalog_unit, CATALOG_UNIT)
TH_MODEL_DEFINE(catalog_area, CATALOG_AREA)
TH_MODEL_DEFINE(catalog_pack, CATALOG_PACK)
TH_MODEL_DEFINE(catalog_value, CATALOG_VALUE)
TH_MODEL_DEFINE(catalog_enum, CATALOG_ENUM)
TH_MODEL_DEFINE(catalog, CATALOG)

/* Rows of a list; count 0 when the arena is full. */
#define ROOM(arena, list, n)                                                                       \
    do {                                                                                           \
        (list).items = th_arena_array((arena), (n), sizeof *(list).items);                         \
        (list).count = (list).items ? (n) : 0;                                                     \
    } while (0)

/* ---- fields ---- */

static const char *kind_name(const struct th_field *field)
{
    static const char *const names[] = { "text",  "decimal", "decimal", "month",  "date",
                                         "enum",  "int",     "bool",    "object", "rows",
                                         "texts", "raw",     "raw" };
    bool is_choice = field->kind == TH_KIND_TEXT && th_field_unit(field);
    return is_choice ? "enum" : names[field->kind];
}

static bool has_numbers(const struct th_field *field)
{
    return field->kind == TH_KIND_DECIMAL || field->kind == TH_KIND_INT ||
           field->kind == TH_KIND_ROWS;
}

static void put_limits(const struct th_field *field, struct catalog_field *out)
{
    out->lo = field->lo;
    out->hi = field->hi;
    out->has.lo = out->has.hi = has_numbers(field) && (field->lo != 0 || field->hi != 0);
    if (field->kind == TH_KIND_DECIMAL) {
        out->decimals = th_field_places(field);
        out->has.decimals = true;
    }
    if (field->kind == TH_KIND_TEXT) {
        out->max_bytes = field->hi ? field->hi : TH_TEXT_MAX;
        out->has.max_bytes = true;
    }
}

static void put_choices(const struct th_field *field, struct catalog_field *out)
{
    struct th_str list = th_str_of(th_field_unit(field));
    if (field->kind == TH_KIND_ENUM) {
        out->enum_ = th_str_of(field->values->name);
        out->has.enum_ = true;
    } else if (list.ptr && field->kind == TH_KIND_TEXT) {
        out->enum_ = list;
        out->has.enum_ = true;
    } else if (list.ptr) {
        out->unit = list;
        out->has.unit = true;
    }
}

static void put_texts(const struct th_model *model, const struct th_field *field,
                      struct catalog_field *out)
{
    const struct th_help *help = th_help_find(model, field);
    out->label_zh = th_str_of(field->zh);
    out->label_en = th_str_of(field->en);
    out->has.label_zh = out->has.label_en = true;
    if (help) {
        out->help_zh = th_str_of(help->zh);
        out->help_en = th_str_of(help->en);
        out->has.help_zh = out->has.help_en = true;
    }
}

static struct catalog_field *describe(struct th_arena *arena, const struct th_model *model)
{
    struct catalog_field *rows = th_arena_array(arena, model->count, sizeof *rows);
    for (size_t i = 0; rows && i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        struct catalog_field *out = &rows[i];
        out->name = field->name;
        out->kind = th_str_of(kind_name(field));
        out->required = field->flags & TH_REQUIRED;
        out->key = field->flags & TH_KEY;
        out->has.name = out->has.kind = true;
        out->has.required = out->required;
        out->has.key = out->key;
        out->open = out->has.open = field->flags & TH_OPEN;
        put_limits(field, out);
        put_choices(field, out);
        put_texts(model, field, out);
        if (field->child) { /* no document holds itself */
            out->fields.items = describe(arena, field->child);
            out->fields.count = out->fields.items ? field->child->count : 0;
            out->has.fields = true;
        }
    }
    return rows;
}

static void put_forms(struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->forms, th_form_count);
    for (size_t i = 0; i < out->forms.count; i++) {
        const struct th_form *form = th_forms[i];
        struct catalog_form *row = &out->forms.items[i];
        *row = (struct catalog_form){ .id = form->id,
                                      .version = form->version,
                                      .label_zh = th_str_of(form->zh),
                                      .label_en = th_str_of(form->en),
                                      .period = form->period_kind,
                                      .standing = form->is_standing };
        row->has = (struct catalog_form_has){
            true, true, true, true, true, form->is_standing, true, form->takes_overrides, false
        };
        row->fields.items = describe(arena, form->doc);
        row->fields.count = row->fields.items ? form->doc->count : 0;
        if (form->takes_overrides) {
            row->overrides.items = describe(arena, &override_row_model);
            row->overrides.count = row->overrides.items ? override_row_model.count : 0;
        }
    }
}

/* ---- code lists ---- */

static void put_choices_of(struct th_arena *arena, const struct th_carrier *carrier,
                           struct catalog_carrier *row)
{
    ROOM(arena, row->units, carrier->unit_count);
    for (size_t i = 0; i < row->units.count; i++)
        row->units.items[i] = carrier->units[i]->id;
    if (carrier->kind == TH_CARRIER_FUEL)
        return;
    ROOM(arena, row->flows, th_flow_count);
    for (size_t i = 0; i < row->flows.count; i++)
        row->flows.items[i] = th_enum_flow.values[i].id;
    if (carrier->kind != TH_CARRIER_POWER)
        return;
    ROOM(arena, row->classes, th_class_count);
    for (size_t i = 0; i < row->classes.count; i++)
        row->classes.items[i] = th_classes[i].id;
}

static void put_carriers(struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->carriers, th_carrier_count);
    for (size_t i = 0; i < out->carriers.count; i++) {
        const struct th_carrier *carrier = &th_carriers[i];
        struct catalog_carrier *row = &out->carriers.items[i];
        *row = (struct catalog_carrier){ .id = carrier->id,
                                         .label_zh = carrier->zh,
                                         .label_en = carrier->en,
                                         .block = th_carrier_block(carrier),
                                         .kind = th_carrier_kind_id(carrier->kind),
                                         .group = carrier->group,
                                         .icon = carrier->icon,
                                         .unit = carrier->unit->id,
                                         .biogenic = carrier->biogenic,
                                         .offered = carrier->offered };
        row->has = (struct catalog_carrier_has){ true, true, true, true, true, true, true,
                                                 true, true, true, true, true, true, false };
        put_choices_of(arena, carrier, row);
    }
}

static void put_units(struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->units, th_unit_count);
    for (size_t i = 0; i < out->units.count; i++) {
        const struct th_unit *unit = &th_units[i];
        out->units.items[i] = (struct catalog_unit){ { true, true, true, true, true, false },
                                                     unit->id,
                                                     unit->symbol,
                                                     unit->zh,
                                                     unit->en,
                                                     unit->family };
    }
}

static void put_areas(struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->areas, th_area_count);
    for (size_t i = 0; i < out->areas.count; i++) {
        const struct th_area *area = &th_areas[i];
        out->areas.items[i] = (struct catalog_area){
            { true, true, true, true, false }, area->id, area->zh, area->en, area->level
        };
    }
}

static struct th_str years_text(struct th_arena *arena, const struct th_pack *pack)
{
    enum { CAP = 16 * 6 + 2 };
    struct th_buf out;
    char *text = th_arena_alloc(arena, CAP);
    if (!text)
        return TH_STR("[]");
    th_buf_init(&out, text, CAP);
    th_buf_char(&out, '[');
    for (size_t i = 0; i < pack->power_year_count; i++) {
        if (i > 0)
            th_buf_char(&out, ',');
        th_buf_u64(&out, (uint64_t)pack->power_years[i]);
    }
    th_buf_char(&out, ']');
    return th_buf_view(&out);
}

static void put_packs(const struct th_core *core, struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->packs, core->pack_count);
    for (size_t i = 0; i < out->packs.count; i++) {
        const struct th_pack *pack = core->packs[i];
        out->packs.items[i] = (struct catalog_pack){
            { true, true, true, true, true, true, true, true, false },
            pack->id,
            th_str_of(pack->sha256),
            pack->zh,
            pack->en,
            pack->published,
            pack->accept_until,
            years_text(arena, pack),
            (int64_t)pack->unchecked_count,
        };
    }
}

static void put_value(struct catalog_value *out, struct th_str id, struct th_str zh,
                      struct th_str en)
{
    *out = (struct catalog_value){ { true, true, true, false, false }, id, zh, en, TH_STR("") };
}

static struct th_str section_text(struct th_arena *arena, const struct th_section *section)
{
    enum { CAP = 96 };
    struct th_buf out;
    char *text = th_arena_alloc(arena, CAP);
    if (!text)
        return TH_STR("");
    th_buf_init(&out, text, CAP);
    th_buf_char(&out, section->letter);
    th_buf_char(&out, ' ');
    th_buf_put(&out, th_str_of(section->zh));
    return th_buf_view(&out);
}

static void put_industry(struct th_arena *arena, struct catalog_value *out, size_t index)
{
    const struct th_division *division = &th_divisions[index];
    bool begins = index == 0 || out[-1].id.ptr[0] != division->id[0];
    put_value(out, th_str_of(division->id), th_str_of(division->zh), th_str_of(division->zh));
    out->group = begins ? section_text(arena, th_division_section(division)) : out[-1].group;
    out->has.group = true;
}

static void put_district(struct th_arena *arena, struct catalog_value *out, size_t index)
{
    const struct th_district *district = &th_districts[index];
    (void)arena;
    put_value(out, th_str_of(district->id), th_str_of(district->zh), th_str_of(district->en));
}

static void put_class(struct th_arena *arena, struct catalog_value *out, size_t index)
{
    (void)arena;
    put_value(out, th_classes[index].id, th_classes[index].zh, th_classes[index].en);
}

/* Code lists that stand in other tables, under the names that fields use. */
static const struct {
    struct th_str name;
    const size_t *count;
    void (*put)(struct th_arena *arena, struct catalog_value *out, size_t index);
} tables[] = {
    { { "power_class", 11 }, &th_class_count, put_class },
    { { "industry", 8 }, &th_division_count, put_industry },
    { { "district", 8 }, &th_district_count, put_district },
};
#define TABLES (sizeof tables / sizeof *tables)

static void put_list(struct th_arena *arena, const struct th_enum *list, struct catalog_enum *row)
{
    row->id = th_str_of(list->name);
    ROOM(arena, row->values, (size_t)list->count);
    for (size_t i = 0; i < row->values.count; i++)
        put_value(&row->values.items[i], list->values[i].id, th_str_of(list->values[i].zh),
                  th_str_of(list->values[i].en));
}

static void put_table(struct th_arena *arena, size_t table, struct catalog_enum *row)
{
    row->id = tables[table].name;
    ROOM(arena, row->values, *tables[table].count);
    for (size_t i = 0; i < row->values.count; i++)
        tables[table].put(arena, &row->values.items[i], i);
}

static void put_enums(struct th_arena *arena, struct catalog *out)
{
    ROOM(arena, out->enums, th_enum_count + TABLES);
    for (size_t i = 0; i < out->enums.count; i++) {
        struct catalog_enum *row = &out->enums.items[i];
        row->has.id = row->has.values = true;
        if (i < th_enum_count)
            put_list(arena, th_enums[i], row);
        else
            put_table(arena, i - th_enum_count, row);
    }
}

void th_op_catalog(struct th_call *call)
{
    struct catalog *out = th_arena_alloc(call->arena, sizeof *out);
    if (!out)
        return;
    put_forms(call->arena, out);
    put_carriers(call->arena, out);
    put_units(call->arena, out);
    put_areas(call->arena, out);
    put_packs(call->core, call->arena, out);
    put_enums(call->arena, out);
    out->has = (struct catalog_has){ true, true, true, true, true, true, false };
    call->result_model = &catalog_model;
    call->result = out;
}
