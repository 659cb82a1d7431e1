/* Strict RFC 4180 reading for the generator: exact header, no ragged rows, valid cells named by
 * column. Any fault stops the program with file:line; the tables live until it ends. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct csv {
    char path[512];
    const char *const *columns; /* NULL-terminated, as the header must read */
    size_t column_count, row_count;
    char **cells;  /* row_count × column_count */
    size_t *lines; /* line on which each row begins */
};

/** Reads `folder`/`name`; the header must be exactly `columns`, and a cell under "source" or
 * "source_document" must not be empty. */
void csv_read(struct csv *csv, const char *folder, const char *name, const char *const *columns);
/** The cell's text; naming an unknown column is a bug of the caller and stops too. */
const char *csv_get(const struct csv *csv, size_t row, const char *column);
bool csv_is(const struct csv *csv, size_t row, const char *column, const char *text);
/** "0" or "1". */
bool csv_flag(const struct csv *csv, size_t row, const char *column);
/** The row whose first cell is `id`; `csv->row_count` when there is none. */
size_t csv_find(const struct csv *csv, const char *id);
/** Stops: every id of the first column must be non-empty and unique. */
void csv_check_ids(const struct csv *csv);
_Noreturn void csv_fail(const struct csv *csv, size_t row, const char *what, const char *detail);
_Noreturn void fail(const char *what, const char *detail);
void *must_alloc(size_t size);
