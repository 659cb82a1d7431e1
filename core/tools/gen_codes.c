/* The C tables of industries (with their sections) and districts. */
#include "gen.h"

#include <string.h>

static void check_digits(const struct csv *csv, size_t row, const char *text, size_t count)
{
    if (strlen(text) != count || strspn(text, "0123456789") != count)
        csv_fail(csv, row, "is no code of so many digits", text);
}

/* A division is a section's letter and two digits; they rise, so a section stands in one piece. */
static const char *division(const struct csv *csv, size_t row)
{
    const char *id = csv_get(csv, row, "id");
    if (*id < 'A' || *id > 'T')
        csv_fail(csv, row, "the section is no letter from A to T", id);
    check_digits(csv, row, id + 1, 2);
    if (row > 0 && (strcmp(csv_get(csv, row - 1, "id") + 1, id + 1) >= 0 ||
                    *csv_get(csv, row - 1, "id") > *id))
        csv_fail(csv, row, "does not follow the division before", id);
    return id;
}

static bool begins_section(const struct csv *csv, size_t row)
{
    const char *name = csv_get(csv, row, "section_zh");
    bool begins = row == 0 || *csv_get(csv, row - 1, "id") != *csv_get(csv, row, "id");
    if (!begins && !csv_is(csv, row - 1, "section_zh", name))
        csv_fail(csv, row, "its section has two names", name);
    return begins;
}

static void put_industries(FILE *file, const struct csv *csv)
{
    fputs("const struct th_section th_sections[] = {\n", file);
    for (size_t r = 0; r < csv->row_count; r++)
        if (begins_section(csv, r)) {
            fprintf(file, "    { '%c', \"", *csv_get(csv, r, "id"));
            put_escaped(file, csv_get(csv, r, "section_zh"));
            fputs("\" },\n", file);
        }
    put_count(file, "th_sections", "th_section_count");
    fputs("\nconst struct th_division th_divisions[] = {\n", file);
    for (size_t r = 0; r < csv->row_count; r++) {
        fprintf(file, "    { \"%s\", \"", division(csv, r));
        put_escaped(file, csv_get(csv, r, "zh"));
        fputs("\" },\n", file);
    }
    put_count(file, "th_divisions", "th_division_count");
}

static void put_districts(FILE *file, const struct csv *csv)
{
    static const char *const texts[] = { "id", "former", "zh", "en" };
    fputs("\nconst struct th_district th_districts[] = {\n", file);
    for (size_t r = 0; r < csv->row_count; r++) {
        check_digits(csv, r, csv_get(csv, r, "id"), 6);
        if (*csv_get(csv, r, "former"))
            check_digits(csv, r, csv_get(csv, r, "former"), 6);
        fputs("    { ", file);
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            fputc('"', file);
            put_escaped(file, csv_get(csv, r, texts[i]));
            fputs("\", ", file);
        }
        fputs("},\n", file);
    }
    put_count(file, "th_districts", "th_district_count");
}

void write_codes(const struct data *data, const char *folder)
{
    FILE *file =
        open_table(folder, "codes_table.c", "core/data/industries.csv, districts.csv", "codes.h");
    put_industries(file, &data->industries);
    put_districts(file, &data->districts);
    close_output(file);
}
