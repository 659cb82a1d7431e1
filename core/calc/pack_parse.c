/* Pack text → struct th_pack, strictly: an unknown line kind, a missing field, a number in another
 * form, a repeated row or a row in another unit refuses the whole pack. */
#include "pack.h"
#include "utf8.h"

#define FIELDS_MAX  12
#define SOURCES_MAX 200

struct parser {
    struct th_arena *arena;
    struct th_pack *pack;
    struct th_str rest;
    struct th_str field[FIELDS_MAX];
    size_t field_count;
    const struct th_source **sources;
    size_t source_count;
};

/* A quoted field; `rest` begins behind the opening quote. Doubled quotes are joined in the arena.
 */
static bool take_quoted(struct parser *p, struct th_str *line, struct th_str *out)
{
    char *copy = th_arena_alloc(p->arena, line->len);
    size_t length = 0, i = 0;
    if (!copy)
        return false;
    for (; i < line->len; i++) {
        if (line->ptr[i] == '"' && (i + 1 >= line->len || line->ptr[i + 1] != '"'))
            break;
        i += line->ptr[i] == '"';
        copy[length++] = line->ptr[i];
    }
    if (i >= line->len || (i + 1 < line->len && line->ptr[i + 1] != ','))
        return false;
    *out = (struct th_str){ copy, length };
    *line = (struct th_str){ line->ptr + i + 1, line->len - i - 1 };
    return true;
}

static bool take_field(struct parser *p, struct th_str *line)
{
    struct th_str *out = &p->field[p->field_count++];
    if (line->len > 0 && line->ptr[0] == '"') {
        *line = (struct th_str){ line->ptr + 1, line->len - 1 };
        return take_quoted(p, line, out);
    }
    size_t length = 0;
    while (length < line->len && line->ptr[length] != ',')
        if (line->ptr[length++] == '"')
            return false;
    *out = (struct th_str){ line->ptr, length };
    *line = (struct th_str){ line->ptr + length, line->len - length };
    return true;
}

static bool split_line(struct parser *p, struct th_str line)
{
    p->field_count = 0;
    for (;;) {
        if (p->field_count == FIELDS_MAX || !take_field(p, &line))
            return false;
        if (line.len == 0)
            return true;
        line = (struct th_str){ line.ptr + 1, line.len - 1 };
    }
}

static bool is_id(struct th_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
            return false;
    }
    return text.len > 0 && text.len <= 40;
}

static bool parse_pack_line(struct parser *p)
{
    struct th_pack *pack = p->pack;
    if (p->field_count != 7 || pack->id.len || !th_str_equal(p->field[1], TH_STR("1")) ||
        !is_id(p->field[2]))
        return false;
    pack->id = p->field[2];
    pack->zh = p->field[3];
    pack->en = p->field[4];
    return pack->zh.len && pack->en.len && th_day_parse(p->field[5], &pack->published) &&
           th_day_parse(p->field[6], &pack->accept_until) && pack->published < pack->accept_until;
}

static const struct th_source *find_source(const struct parser *p, struct th_str id)
{
    for (size_t i = 0; i < p->source_count; i++)
        if (th_str_equal(p->sources[i]->id, id))
            return p->sources[i];
    return NULL;
}

static bool parse_source_line(struct parser *p)
{
    if (p->field_count != 5 || p->source_count == SOURCES_MAX || !is_id(p->field[1]) ||
        !p->field[2].len || find_source(p, p->field[1]))
        return false;
    struct th_source *source = th_arena_alloc(p->arena, sizeof *source);
    if (!source)
        return false;
    *source = (struct th_source){ p->field[1], p->field[2], p->field[3], p->field[4] };
    p->sources[p->source_count++] = source;
    return true;
}

/* The last five fields: row, set, source, confidence, checked. */
static bool parse_origin(struct parser *p, struct th_origin *out)
{
    const struct th_str *tail = p->field + p->field_count - 5;
    *out = (struct th_origin){ .row = tail[0],
                               .set = tail[1],
                               .source = find_source(p, tail[2]),
                               .confidence = tail[3],
                               .is_checked = th_str_equal(tail[4], TH_STR("checked")) };
    if (!out->is_checked && !th_str_equal(tail[4], TH_STR("transcribed")))
        return false;
    p->pack->row_count++;
    p->pack->unchecked_count += !out->is_checked;
    return is_id(out->row) && (out->set.len == 0 || is_id(out->set)) && out->source &&
           out->confidence.len;
}

static bool parse_factor(struct th_str text, struct th_dec *out)
{
    return th_dec_parse(text, out) == TH_OK && out->mantissa >= 0;
}

/* The carrier of the line, NULL for one that this build does not have; `*is_bad` when its id has
 * another shape or the row is in another unit than ours. */
static const struct th_carrier *line_carrier(struct parser *p, bool *is_bad)
{
    const struct th_carrier *carrier = th_carrier_find(p->field[1]);
    *is_bad = !is_id(p->field[1]) || (carrier && !th_str_equal(carrier->unit->id, p->field[2]));
    return carrier;
}

static bool has_oxidation_range(struct th_dec oxidation)
{
    return oxidation.mantissa > 0 &&
           th_dec_compare(oxidation, (struct th_dec){ .mantissa = 1 }) <= 0;
}

/* Exactly one of carbon content and printed factor. */
static bool parse_fuel_values(const struct parser *p, struct th_fuel_factor *row)
{
    row->has_ef = p->field[6].len > 0;
    if (row->has_ef == (p->field[4].len > 0) || !parse_factor(p->field[3], &row->ncv_gj) ||
        !parse_factor(p->field[5], &row->oxidation) || !has_oxidation_range(row->oxidation))
        return false;
    return row->has_ef ? parse_factor(p->field[6], &row->ef_tco2_per_gj)
                       : parse_factor(p->field[4], &row->cc_tc_per_gj);
}

static bool parse_fuel_line(struct parser *p)
{
    bool is_bad;
    struct th_fuel_factor *row = th_arena_alloc(p->arena, sizeof *row);
    if (!row || p->field_count != 12)
        return false;
    const struct th_carrier *carrier = line_carrier(p, &is_bad);
    if (is_bad || !parse_fuel_values(p, row) || !parse_origin(p, &row->origin))
        return false;
    if (!carrier) {
        p->pack->unknown_count++;
        return true;
    }
    const struct th_fuel_factor **slot = &p->pack->fuel[th_carrier_index(carrier)];
    if (*slot || carrier->kind != TH_CARRIER_FUEL)
        return false;
    *slot = row;
    return true;
}

static bool parse_simple_line(struct parser *p, bool is_heat)
{
    bool is_bad;
    struct th_unit_factor *row = th_arena_alloc(p->arena, sizeof *row);
    if (!row || p->field_count != 9)
        return false;
    const struct th_carrier *carrier = line_carrier(p, &is_bad);
    if (is_bad || !parse_factor(p->field[3], &row->value) || !parse_origin(p, &row->origin))
        return false;
    if (!carrier) {
        p->pack->unknown_count++;
        return true;
    }
    const struct th_unit_factor **table = is_heat ? p->pack->heat : p->pack->tce;
    const struct th_unit_factor **slot = &table[th_carrier_index(carrier)];
    if (*slot || (is_heat && carrier->kind != TH_CARRIER_HEAT))
        return false;
    *slot = row;
    return true;
}

static bool parse_year(struct th_str text, int *year)
{
    uint32_t value = 0;
    if (text.len == 0)
        return true;
    if (text.len != 4 || !th_str_to_u32(text, &value) || value < 1900 || value > 2199)
        return false;
    *year = (int)value;
    return true;
}

/* Keeps the list of one area and class newest first; false for a year that is there already. */
static bool insert_power(struct th_unit_factor **list, struct th_unit_factor *row)
{
    while (*list && (*list)->year > row->year)
        list = &(*list)->older;
    if (*list && (*list)->year == row->year)
        return false;
    row->older = *list;
    *list = row;
    return true;
}

static bool parse_power_line(struct parser *p)
{
    struct th_unit_factor *row = th_arena_alloc(p->arena, sizeof *row);
    if (!row || p->field_count != 10 || !is_id(p->field[1]) || !is_id(p->field[2]))
        return false;
    if (!parse_year(p->field[3], &row->year) || !parse_factor(p->field[4], &row->value) ||
        !parse_origin(p, &row->origin))
        return false;
    const struct th_area *area = th_area_find(p->field[1]);
    const struct th_class *power_class = th_class_find(p->field[2]);
    if (!area || !power_class) {
        p->pack->unknown_count++;
        return true;
    }
    size_t cell = (size_t)(area - th_areas) * th_class_count + (size_t)(power_class - th_classes);
    return insert_power(&p->pack->power[cell], row);
}

static bool parse_line(struct parser *p, struct th_str line)
{
    if (!th_utf8_valid(line) || !split_line(p, line))
        return false;
    struct th_str kind = p->field[0];
    if (th_str_equal(kind, TH_STR("pack")))
        return parse_pack_line(p);
    if (!p->pack->id.len)
        return false;
    if (th_str_equal(kind, TH_STR("source")))
        return parse_source_line(p);
    if (th_str_equal(kind, TH_STR("fuel")))
        return parse_fuel_line(p);
    if (th_str_equal(kind, TH_STR("tce")))
        return parse_simple_line(p, false);
    if (th_str_equal(kind, TH_STR("heat")))
        return parse_simple_line(p, true);
    return th_str_equal(kind, TH_STR("power")) && parse_power_line(p);
}

static bool prepare(struct parser *p, struct th_str text)
{
    struct th_pack *pack = p->pack;
    *pack = (struct th_pack){ .text = text };
    pack->fuel = th_arena_array(p->arena, th_carrier_count, sizeof(void *));
    pack->tce = th_arena_array(p->arena, th_carrier_count, sizeof(void *));
    pack->heat = th_arena_array(p->arena, th_carrier_count, sizeof(void *));
    pack->power = th_arena_array(p->arena, th_area_count * th_class_count, sizeof(void *));
    p->sources = th_arena_array(p->arena, SOURCES_MAX, sizeof(void *));
    th_sha256_hex(text, pack->sha256);
    return !p->arena->failed;
}

/* The years of the national average, newest first: what the catalog shows. */
static void list_years(struct th_pack *pack)
{
    const struct th_area *national = th_area_national();
    const struct th_unit_factor *row =
        national ? pack->power[(size_t)(national - th_areas) * th_class_count] : NULL;
    for (; row && pack->power_year_count < TH_POWER_YEARS_MAX; row = row->older)
        pack->power_years[pack->power_year_count++] = row->year;
}

enum th_status th_pack_parse(struct th_arena *arena, struct th_str text, struct th_pack *out,
                             uint32_t *line)
{
    struct parser p = { .arena = arena, .pack = out };
    struct th_str rest = text;
    *line = 0;
    if (!prepare(&p, text))
        return TH_NO_MEMORY;
    while (rest.len > 0) {
        ++*line;
        struct th_str part = th_str_cut(&rest, '\n');
        if (part.len > 0 && part.ptr[0] == '#')
            continue;
        if (!parse_line(&p, part))
            return arena->failed ? TH_NO_MEMORY : TH_MALFORMED;
    }
    if (!out->id.len || text.ptr[text.len - 1] != '\n')
        return TH_MALFORMED;
    list_years(out);
    return TH_OK;
}
