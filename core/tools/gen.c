/* The generator: reads core/data/x.csv and writes core/generated: the C tables of units, carriers,
 * areas, limits, industries and districts, the pack files, and a C file with the packs' bytes.
 * Usage: th_gen <data folder> <output folder>. It decides nothing about a number: it checks,
 * chooses rows by the order in sets.csv, and moves decimal points. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const unit_columns[] = { "id",  "symbol", "zh",     "en", "family",
                                            "num", "power",  "source", NULL };
static const char *const carrier_columns[] = { "id",       "zh",         "en",     "group",
                                               "kind",     "icon",       "unit",   "units",
                                               "biogenic", "first_pack", "source", NULL };
static const char *const class_columns[] = { "id",          "zh",       "en",
                                             "scope",       "evidence", "factor_type",
                                             "allowed_use", "source",   NULL };
static const char *const area_columns[] = { "id", "zh", "en", "level", "source", NULL };
static const char *const limit_columns[] = { "id",     "kind",        "subject",      "lo",
                                             "hi",     "hi_excluded", "zero_is_fine", "tag",
                                             "source", NULL };
static const char *const set_columns[] = { "id",         "zh",        "en",
                                           "co2_order",  "tce_order", "is_original_read",
                                           "first_pack", "source",    NULL };
static const char *const pack_columns[] = { "id",
                                            "zh",
                                            "en",
                                            "published",
                                            "published_tag",
                                            "accept_until",
                                            "accept_until_tag",
                                            "power_years",
                                            "sha256",
                                            "source",
                                            NULL };
static const char *const energy_columns[] = { "row_id",
                                              "factor_set",
                                              "carrier_id",
                                              "name_zh",
                                              "name_en",
                                              "unit",
                                              "ncv",
                                              "ncv_unit",
                                              "gj_per_unit",
                                              "kgce_coef",
                                              "kgce_unit",
                                              "tce_per_unit",
                                              "cc_tC_per_TJ",
                                              "of_pct",
                                              "ef_tCO2_per_TJ",
                                              "tco2_per_unit_calc",
                                              "tco2_per_unit_published",
                                              "conf_ncv",
                                              "conf_kgce",
                                              "conf_cc_of",
                                              "biogenic",
                                              "stat_code_205_1",
                                              "conf_stat_code",
                                              "source_document",
                                              "source_clause",
                                              "source_year",
                                              "remark",
                                              NULL };
static const char *const grid_columns[] = {
    "row_id",          "level",         "area_zh",     "area_id",     "data_year",
    "factor_type",     "value",         "unit",        "allowed_use", "confidence",
    "source_document", "source_clause", "source_year", "note",        NULL
};

static const char *const industry_columns[] = { "id",         "zh",     "section_zh",
                                                "confidence", "source", NULL };
static const char *const district_columns[] = { "id",     "zh", "en", "former", "former_confidence",
                                                "source", NULL };

FILE *open_output(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file)
        fail("cannot write", path);
    return file;
}

void close_output(FILE *file)
{
    if (fflush(file) != 0 || ferror(file) || fclose(file) != 0)
        fail("cannot write", "output");
}

void put_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
}

void put_str(FILE *file, const char *text)
{
    fputs("{ \"", file);
    put_escaped(file, text);
    fprintf(file, "\", %zu }", strlen(text));
}

int unit_shift(const struct data *data, const char *from, const char *to)
{
    const struct csv *units = &data->units;
    size_t a = csv_find(units, from), b = csv_find(units, to);
    if (a == units->row_count || b == units->row_count)
        fail("a factor's unit is not in units.csv", a == units->row_count ? from : to);
    if (strcmp(csv_get(units, a, "family"), csv_get(units, b, "family")) != 0 ||
        strcmp(csv_get(units, a, "num"), csv_get(units, b, "num")) != 0)
        fail("a factor's unit does not convert by a power of ten", from);
    return atoi(csv_get(units, a, "power")) - atoi(csv_get(units, b, "power"));
}

static void read_data(struct data *data, const char *folder)
{
    csv_read(&data->units, folder, "units.csv", unit_columns);
    csv_read(&data->carriers, folder, "carriers.csv", carrier_columns);
    csv_read(&data->classes, folder, "classes.csv", class_columns);
    csv_read(&data->areas, folder, "areas.csv", area_columns);
    csv_read(&data->limits, folder, "limits.csv", limit_columns);
    csv_read(&data->sets, folder, "sets.csv", set_columns);
    csv_read(&data->packs, folder, "packs.csv", pack_columns);
    csv_read(&data->energy, folder, "energy_factors.csv", energy_columns);
    csv_read(&data->grid, folder, "grid_factors.csv", grid_columns);
    csv_read(&data->industries, folder, "industries.csv", industry_columns);
    csv_read(&data->districts, folder, "districts.csv", district_columns);
    const struct csv *tables[] = { &data->units,      &data->carriers,  &data->classes,
                                   &data->areas,      &data->limits,    &data->sets,
                                   &data->packs,      &data->energy,    &data->grid,
                                   &data->industries, &data->districts, NULL };
    for (size_t i = 0; tables[i]; i++)
        csv_check_ids(tables[i]);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("usage", "th_gen <data folder> <output folder>");
    struct data data;
    read_data(&data, argv[1]);
    char packs[512];
    snprintf(packs, sizeof packs, "%s/packs", argv[2]);
    mkdir(argv[2], 0777);
    mkdir(packs, 0777);
    write_units(&data, argv[2]);
    write_carriers(&data, argv[2]);
    write_limits(&data, argv[2]);
    write_codes(&data, argv[2]);
    write_packs(&data, argv[2]);
    return 0;
}
