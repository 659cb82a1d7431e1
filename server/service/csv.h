/* Rows of a CSV text (RFC 4180, LF or CRLF, a byte order mark is skipped), one after another. Cells
 * are texts: nothing is trimmed, and a formula is a text like any other; only the apostrophe that
 * csv_write.h puts before what looks like one is taken off. */
#pragma once
#include "arena.h"

#define CSV_COLUMNS_MOST 16

struct csv_reader {
    struct th_str rest;
    uint32_t line; /* on which the next row begins, from 1 */
};
struct csv_row {
    struct th_str cells[CSV_COLUMNS_MOST]; /* borrowed, or in the arena where quotes were doubled */
    size_t count;
    uint32_t line;
};
enum csv_end {
    CSV_ROW,
    CSV_OVER,
    CSV_QUOTE, /* a quote inside a bare cell, text behind a closing quote, or no closing quote */
    CSV_TOO_MANY /* columns */,
    CSV_NO_MEMORY
};

struct csv_reader csv_open(struct th_str text);
/** The next row that is not empty. `row->line` and `row->count` say where a fault stands; the
 * reader ends there. */
enum csv_end csv_next(struct csv_reader *reader, struct th_arena *arena, struct csv_row *row);
/** True for a text that a spreadsheet may take for a formula, or that begins with apostrophes and
 * goes on like one. */
bool csv_needs_guard(struct th_str text);
