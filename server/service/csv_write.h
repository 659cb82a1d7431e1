/* A CSV text for spreadsheets: RFC 4180 with CRLF, UTF-8 with a byte order mark, so that Excel
 * reads Chinese. No cell is a formula: a text that begins with = + - @ tab CR LF, or = + - @ of
 * full width, gets an apostrophe before it, and so does one that begins with apostrophes and then
 * such a character; the reader (csv.h) takes it off again. */
#pragma once
#include "buf.h"

struct csv_writer {
    struct th_buf *out;
    bool is_within; /* a cell of this row was written */
};
/** Begins the text. */
struct csv_writer csv_begin(struct th_buf *out);
/** A cell with a text; it may be empty. */
void csv_text(struct csv_writer *csv, struct th_str text);
/** A cell with a number, -12.5, which stays one; what is none is written as a text. */
void csv_number(struct csv_writer *csv, struct th_str number);
void csv_end_row(struct csv_writer *csv);
