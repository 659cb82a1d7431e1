/* Strict RFC 4180 reading for the generator. */
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct csv *csv;
    const char *at;
    size_t line, capacity;
};

_Noreturn void fail(const char *what, const char *detail)
{
    fprintf(stderr, "gen: %s%s%s\n", what, *detail ? ": " : "", detail);
    exit(1);
}

static _Noreturn void fail_at(const struct csv *csv, size_t line, const char *what,
                              const char *detail)
{
    fprintf(stderr, "%s:%zu: %s%s%s\n", csv->path, line, what, *detail ? ": " : "", detail);
    exit(1);
}

_Noreturn void csv_fail(const struct csv *csv, size_t row, const char *what, const char *detail)
{
    fail_at(csv, csv->lines[row], what, detail);
}

void *must_alloc(size_t size)
{
    void *block = calloc(1, size ? size : 1);
    if (!block)
        fail("no memory", "");
    return block;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail("cannot read", path);
    long size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0)
        fail("cannot read", path);
    char *text = must_alloc((size_t)size + 1);
    if (fread(text, 1, (size_t)size, file) != (size_t)size || strlen(text) != (size_t)size)
        fail("cannot read, or it holds a NUL", path);
    fclose(file);
    return text;
}

/* Length of the quoted field at `at`, its closing quote left out; doubled quotes count two. */
static size_t quoted_length(const struct reader *reader)
{
    const char *end = reader->at;
    while (*end && (*end != '"' || end[1] == '"'))
        end += *end == '"' ? 2 : 1;
    if (!*end)
        fail_at(reader->csv, reader->line, "quote is not closed", "");
    return (size_t)(end - reader->at);
}

/* `at` stands behind the opening quote; afterwards behind the closing one. */
static char *read_quoted(struct reader *reader)
{
    size_t length = quoted_length(reader), used = 0;
    char *field = must_alloc(length + 1);
    for (const char *end = reader->at + length; reader->at < end; reader->at++) {
        if (*reader->at == '"')
            reader->at++;
        reader->line += *reader->at == '\n';
        field[used++] = *reader->at;
    }
    reader->at++;
    return field;
}

static char *read_bare(struct reader *reader)
{
    size_t length = strcspn(reader->at, ",\n");
    if (memchr(reader->at, '"', length) || memchr(reader->at, '\r', length))
        fail_at(reader->csv, reader->line, "quote or carriage return inside a bare field", "");
    char *field = must_alloc(length + 1);
    memcpy(field, reader->at, length);
    reader->at += length;
    return field;
}

static char *read_field(struct reader *reader)
{
    if (*reader->at != '"')
        return read_bare(reader);
    reader->at++;
    return read_quoted(reader);
}

/* Reads one record of exactly `column_count` fields into `cells`. */
static void read_record(struct reader *reader, char **cells)
{
    size_t line = reader->line, count = reader->csv->column_count;
    for (size_t i = 0; i < count; i++) {
        cells[i] = read_field(reader);
        char want = i + 1 < count ? ',' : '\n';
        if (*reader->at != want)
            fail_at(reader->csv, line,
                    i + 1 < count ? "too few fields" : "too many fields, or no newline at the end",
                    "");
        reader->at++;
    }
    reader->line++;
}

static void check_header(const struct csv *csv, char *const *cells)
{
    for (size_t i = 0; i < csv->column_count; i++)
        if (!cells[i] || strcmp(cells[i], csv->columns[i]) != 0)
            fail_at(csv, 1, "this column is missing or misplaced", csv->columns[i]);
}

static void check_sources(const struct csv *csv)
{
    for (size_t c = 0; c < csv->column_count; c++) {
        if (strcmp(csv->columns[c], "source") != 0 &&
            strcmp(csv->columns[c], "source_document") != 0)
            continue;
        for (size_t r = 0; r < csv->row_count; r++)
            if (csv->cells[r * csv->column_count + c][0] == '\0')
                csv_fail(csv, r, "empty source", "");
    }
}

static void grow(struct reader *reader)
{
    struct csv *csv = reader->csv;
    if (csv->row_count < reader->capacity)
        return;
    reader->capacity = reader->capacity ? reader->capacity * 2 : 64;
    csv->cells = realloc(csv->cells, reader->capacity * csv->column_count * sizeof *csv->cells);
    csv->lines = realloc(csv->lines, reader->capacity * sizeof *csv->lines);
    if (!csv->cells || !csv->lines)
        fail("no memory", "");
}

void csv_read(struct csv *csv, const char *folder, const char *name, const char *const *columns)
{
    *csv = (struct csv){ .columns = columns };
    snprintf(csv->path, sizeof csv->path, "%s/%s", folder, name);
    while (columns[csv->column_count])
        csv->column_count++;
    if (csv->column_count == 0)
        fail("a table needs columns", name);
    struct reader reader = { .csv = csv, .at = read_file(csv->path), .line = 1 };
    char **header = must_alloc(csv->column_count * sizeof *header);
    read_record(&reader, header);
    check_header(csv, header);
    free(header);
    while (*reader.at) {
        grow(&reader);
        csv->lines[csv->row_count] = reader.line;
        read_record(&reader, csv->cells + csv->row_count * csv->column_count);
        csv->row_count++;
    }
    if (csv->row_count == 0)
        fail_at(csv, 1, "no rows", "");
    check_sources(csv);
}

const char *csv_get(const struct csv *csv, size_t row, const char *column)
{
    for (size_t i = 0; i < csv->column_count; i++)
        if (strcmp(csv->columns[i], column) == 0)
            return csv->cells[row * csv->column_count + i];
    fail("the generator asks for a column that it did not declare", column);
}

bool csv_is(const struct csv *csv, size_t row, const char *column, const char *text)
{
    return strcmp(csv_get(csv, row, column), text) == 0;
}

bool csv_flag(const struct csv *csv, size_t row, const char *column)
{
    const char *text = csv_get(csv, row, column);
    if (strcmp(text, "0") != 0 && strcmp(text, "1") != 0)
        csv_fail(csv, row, "is neither 0 nor 1", column);
    return text[0] == '1';
}

size_t csv_find(const struct csv *csv, const char *id)
{
    size_t row = 0;
    while (row < csv->row_count && strcmp(csv->cells[row * csv->column_count], id) != 0)
        row++;
    return row;
}

void csv_check_ids(const struct csv *csv)
{
    for (size_t r = 0; r < csv->row_count; r++) {
        const char *id = csv->cells[r * csv->column_count];
        if (id[0] == '\0')
            csv_fail(csv, r, "empty id", "");
        if (csv_find(csv, id) != r)
            csv_fail(csv, r, "id stands twice", id);
    }
}
