/* The factor packs: which rows of the factor tables go in, and their text. Rows tagged C never do.
 */
#include "decimal_text.h"
#include "gen.h"
#include "squeeze.h"

#include <stdlib.h>
#include <string.h>

#define SOURCES_MAX 64

/* The sources named so far in one pack; S1 is the first. */
struct sources {
    const struct csv *csv[SOURCES_MAX];
    size_t row[SOURCES_MAX];
    size_t count;
};

struct pack_writer {
    const struct data *data;
    size_t pack; /* row of packs.csv */
    FILE *file;  /* NULL: only the sources are collected */
    struct sources sources;
};

static bool same_source(const struct csv *a, size_t i, const struct csv *b, size_t j)
{
    static const char *const columns[] = { "source_document", "source_clause", "source_year" };
    for (size_t c = 0; c < 3; c++)
        if (strcmp(csv_get(a, i, columns[c]), csv_get(b, j, columns[c])) != 0)
            return false;
    return true;
}

static size_t source_number(struct pack_writer *writer, const struct csv *csv, size_t row)
{
    struct sources *s = &writer->sources;
    for (size_t i = 0; i < s->count; i++)
        if (same_source(csv, row, s->csv[i], s->row[i]))
            return i + 1;
    if (s->count == SOURCES_MAX)
        fail("too many sources in one pack", "");
    s->csv[s->count] = csv;
    s->row[s->count] = row;
    return ++s->count;
}

static void put_field(FILE *file, const char *text)
{
    fputc(',', file);
    if (!strpbrk(text, ",\"")) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static int confidence_rank(const struct csv *csv, size_t row, const char *text)
{
    static const char *const ranks[] = { "A", "A-", "B", "C" };
    for (int i = 0; i < 4; i++)
        if (strcmp(text, ranks[i]) == 0)
            return i;
    csv_fail(csv, row, "unknown confidence", text);
}

static const char *worse(const struct csv *csv, size_t row, const char *a, const char *b)
{
    if (!*a)
        return b;
    return confidence_rank(csv, row, a) >= confidence_rank(csv, row, b) ? a : b;
}

/* The confidence that a row's CO₂ or standard-coal part deserves; NULL when that part is absent. */
static const char *part_confidence(const struct csv *energy, size_t row, bool is_tce)
{
    bool is_heat = csv_is(energy, row, "carrier_id", "heat");
    const char *needs = is_tce ? "tce_per_unit" : is_heat ? "tco2_per_unit_calc" : "gj_per_unit";
    if (csv_is(energy, row, needs, ""))
        return NULL;
    if (is_tce)
        return csv_get(energy, row, "conf_kgce");
    return worse(energy, row, csv_get(energy, row, "conf_ncv"), csv_get(energy, row, "conf_cc_of"));
}

static size_t row_of_set(const struct data *data, const char *set, const char *carrier, bool is_tce)
{
    const struct csv *energy = &data->energy;
    for (size_t r = 0; r < energy->row_count; r++) {
        if (!csv_is(energy, r, "factor_set", set) || !csv_is(energy, r, "carrier_id", carrier))
            continue;
        const char *confidence = part_confidence(energy, r, is_tce);
        if (confidence && confidence_rank(energy, r, confidence) < 3)
            return r;
    }
    return energy->row_count;
}

/* True when the row of `csv` counts in that pack: packs.csv lists the oldest first. */
static bool is_in_pack(const struct data *data, const struct csv *csv, size_t row, size_t pack)
{
    size_t first = csv_find(&data->packs, csv_get(csv, row, "first_pack"));
    if (first == data->packs.row_count)
        csv_fail(csv, row, "first_pack is not in packs.csv", csv_get(csv, row, "first_pack"));
    return first <= pack;
}

size_t chosen_row(const struct data *data, size_t pack, size_t carrier, bool is_tce)
{
    const char *id = csv_get(&data->carriers, carrier, "id");
    if (!is_in_pack(data, &data->carriers, carrier, pack))
        return data->energy.row_count;
    for (size_t order = 1; order <= data->sets.row_count; order++)
        for (size_t s = 0; s < data->sets.row_count; s++) {
            const char *place = csv_get(&data->sets, s, is_tce ? "tce_order" : "co2_order");
            if (!*place || (size_t)atoi(place) != order || !is_in_pack(data, &data->sets, s, pack))
                continue;
            size_t row = row_of_set(data, csv_get(&data->sets, s, "id"), id, is_tce);
            if (row < data->energy.row_count)
                return row;
        }
    return data->energy.row_count;
}

static const char *shifted(const struct csv *csv, size_t row, const char *column, int power)
{
    static struct decimal_text ring[4];
    static size_t next;
    struct decimal_text *slot = &ring[next++ % 4];
    const char *text = csv_get(csv, row, column);
    if (!decimal_shift(text, power, slot))
        csv_fail(csv, row, column, text);
    return slot->text;
}

/* Data name of a unit → id in units.csv. */
static const char *unit_id(const char *name)
{
    return strcmp(name, "1e4m3") == 0 ? "10k_m3" : name;
}

/* ",row,set,source,confidence,checked": the tail of every factor line. */
static void put_origin(struct pack_writer *writer, const struct csv *csv, size_t row,
                       const char *confidence)
{
    bool is_checked = strcmp(confidence, "A") == 0;
    const char *set = "";
    if (csv == &writer->data->energy) {
        set = csv_get(csv, row, "factor_set");
        is_checked &=
            csv_flag(&writer->data->sets, csv_find(&writer->data->sets, set), "is_original_read");
    }
    size_t source = source_number(writer, csv, row);
    if (writer->file)
        fprintf(writer->file, ",%s,%s,S%zu,%s,%s\n", csv_get(csv, row, "row_id"), set, source,
                confidence, is_checked ? "checked" : "transcribed");
}

/* "kind,carrier,unit": stops when the row's unit is not the carrier's, up to a power of ten, which
 * is returned. */
static int put_head(struct pack_writer *writer, const char *kind, size_t carrier, size_t row)
{
    const struct csv *carriers = &writer->data->carriers;
    const char *unit = csv_get(carriers, carrier, "unit");
    if (writer->file)
        fprintf(writer->file, "%s,%s,%s", kind, csv_get(carriers, carrier, "id"), unit);
    return unit_shift(writer->data, unit, unit_id(csv_get(&writer->data->energy, row, "unit")));
}

static void check_biogenic(const struct data *data, size_t carrier, size_t row)
{
    if (csv_flag(&data->carriers, carrier, "biogenic") != csv_flag(&data->energy, row, "biogenic"))
        csv_fail(&data->carriers, carrier, "biogenic differs from the factor row",
                 csv_get(&data->energy, row, "row_id"));
}

static void put_fuel(struct pack_writer *writer, size_t carrier, size_t row)
{
    const struct csv *energy = &writer->data->energy;
    check_biogenic(writer->data, carrier, row);
    int power = put_head(writer, "fuel", carrier, row);
    /* A set that prints a rounded factor and no oxidation rate gives that factor, not its parts. */
    bool has_ef = csv_is(energy, row, "of_pct", "");
    if (writer->file) {
        put_field(writer->file, shifted(energy, row, "gj_per_unit", power));
        put_field(writer->file, has_ef ? "" : shifted(energy, row, "cc_tC_per_TJ", -3));
        put_field(writer->file, has_ef ? "1" : shifted(energy, row, "of_pct", -2));
        put_field(writer->file, has_ef ? shifted(energy, row, "ef_tCO2_per_TJ", -3) : "");
    }
    put_origin(writer, energy, row, part_confidence(energy, row, false));
}

static void put_simple(struct pack_writer *writer, const char *kind, size_t carrier, size_t row)
{
    bool is_tce = strcmp(kind, "tce") == 0;
    const struct csv *energy = &writer->data->energy;
    int power = put_head(writer, kind, carrier, row);
    if (writer->file)
        put_field(writer->file,
                  shifted(energy, row, is_tce ? "tce_per_unit" : "tco2_per_unit_calc", power));
    put_origin(writer, energy, row, part_confidence(energy, row, is_tce));
}

static void put_energy(struct pack_writer *writer)
{
    const struct data *data = writer->data;
    for (size_t c = 0; c < data->carriers.row_count; c++) {
        size_t row = chosen_row(data, writer->pack, c, false);
        if (row < data->energy.row_count && csv_is(&data->carriers, c, "kind", "heat"))
            put_simple(writer, "heat", c, row);
        else if (row < data->energy.row_count)
            put_fuel(writer, c, row);
    }
    for (size_t c = 0; c < data->carriers.row_count; c++) {
        size_t row = chosen_row(data, writer->pack, c, true);
        if (row < data->energy.row_count)
            put_simple(writer, "tce", c, row);
    }
}

/* True when `year` is empty (any year) or one of the pack's. */
static bool has_year(const struct pack_writer *writer, const char *year)
{
    const char *years = csv_get(&writer->data->packs, writer->pack, "power_years");
    const char *found = strstr(years, year);
    return found && strlen(year) == (*year ? 4u : 0u);
}

/* The class whose factor a grid row is; the class count when it is none of ours (baselines, old
 * reports). */
static size_t class_of(const struct data *data, size_t row)
{
    size_t c = 0;
    while (c < data->classes.row_count &&
           (!csv_is(&data->grid, row, "factor_type", csv_get(&data->classes, c, "factor_type")) ||
            !csv_is(&data->grid, row, "allowed_use", csv_get(&data->classes, c, "allowed_use"))))
        c++;
    return c;
}

static void put_power(struct pack_writer *writer)
{
    const struct csv *grid = &writer->data->grid;
    for (size_t r = 0; r < grid->row_count; r++) {
        size_t class_row = class_of(writer->data, r);
        const char *area = csv_get(grid, r, "area_id"),
                   *confidence = csv_get(grid, r, "confidence");
        if (class_row == writer->data->classes.row_count ||
            !has_year(writer, csv_get(grid, r, "data_year")) ||
            confidence_rank(grid, r, confidence) == 3)
            continue;
        if (csv_find(&writer->data->areas, area) == writer->data->areas.row_count)
            csv_fail(grid, r, "area is not in areas.csv", area);
        if (!csv_is(grid, r, "unit", "tCO2/MWh"))
            csv_fail(grid, r, "unit is not tCO2/MWh", csv_get(grid, r, "unit"));
        if (writer->file)
            fprintf(writer->file, "power,%s,%s,%s,%s", area,
                    csv_get(&writer->data->classes, class_row, "id"), csv_get(grid, r, "data_year"),
                    shifted(grid, r, "value", 0));
        put_origin(writer, grid, r, confidence);
    }
}

static void put_pack_lines(struct pack_writer *writer)
{
    static const char *const columns[] = { "id", "zh", "en", "published", "accept_until" };
    fputs("# generated by core/tools from core/data; do not edit\npack,1", writer->file);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        put_field(writer->file, csv_get(&writer->data->packs, writer->pack, columns[i]));
    fputc('\n', writer->file);
    for (size_t i = 0; i < writer->sources.count; i++) {
        const struct csv *csv = writer->sources.csv[i];
        size_t row = writer->sources.row[i];
        fprintf(writer->file, "source,S%zu", i + 1);
        put_field(writer->file, csv_get(csv, row, "source_document"));
        put_field(writer->file, csv_get(csv, row, "source_clause"));
        put_field(writer->file, csv_get(csv, row, "source_year"));
        fputc('\n', writer->file);
    }
}

static void write_pack(const struct data *data, size_t pack, const char *folder)
{
    char name[128];
    snprintf(name, sizeof name, "packs/%s.pack", csv_get(&data->packs, pack, "id"));
    struct pack_writer writer = { .data = data, .pack = pack };
    put_energy(&writer);
    put_power(&writer);
    writer.file = open_output(folder, name);
    put_pack_lines(&writer);
    put_energy(&writer);
    put_power(&writer);
    close_output(writer.file);
}

/* Appends the pack's bytes; its size. */
static size_t read_pack(const struct data *data, size_t pack, const char *folder,
                        unsigned char *bytes, size_t room)
{
    char path[512];
    snprintf(path, sizeof path, "%s/packs/%s.pack", folder, csv_get(&data->packs, pack, "id"));
    FILE *in = fopen(path, "rb");
    if (!in)
        fail("cannot read", path);
    size_t size = fread(bytes, 1, room, in);
    if (size == room)
        fail("the packs are too large together", path);
    fclose(in);
    return size;
}

/* All packs as one squeezed text: what editions have in common stands once. */
static void embed_packs(FILE *out, const struct data *data, const char *folder)
{
    static unsigned char bytes[SQUEEZE_MAX];
    size_t count = 0;
    fputs("const size_t th_packed_sizes[] = {", out);
    for (size_t p = 0; p < data->packs.row_count; p++) {
        size_t size = read_pack(data, p, folder, bytes + count, sizeof bytes - count);
        fprintf(out, " %zu,", size);
        count += size;
    }
    fprintf(out, " };\nconst size_t th_builtin_pack_count = %zu;\n\nstatic const char squeezed[] =",
            data->packs.row_count);
    size_t squeezed = squeeze(out, bytes, count);
    fprintf(out, ";\nconst struct th_str th_packed_packs = { squeezed, %zu };\n", squeezed);
}

void write_packs(const struct data *data, const char *folder)
{
    for (size_t p = 0; p < data->packs.row_count; p++)
        write_pack(data, p, folder);
    FILE *out = open_output(folder, "packs_table.c");
    fputs("/* generated by core/tools from core/generated/packs; do not edit */\n#include "
          "\"pack.h\"\n#include \"packed.h\"\n\n",
          out);
    embed_packs(out, data, folder);
    close_output(out);
}
