/* Cell by cell into the caller's buffer. */
#include "csv_write.h"

#include "csv.h"

struct csv_writer csv_begin(struct th_buf *out)
{
    th_buf_put(out, TH_STR("\xEF\xBB\xBF"));
    return (struct csv_writer){ out, false };
}

static void begin_cell(struct csv_writer *csv)
{
    if (csv->is_within)
        th_buf_char(csv->out, ',');
    csv->is_within = true;
}

void csv_text(struct csv_writer *csv, struct th_str text)
{
    bool is_guarded = csv_needs_guard(text), is_quoted = is_guarded;
    for (size_t i = 0; i < text.len && !is_quoted; i++)
        is_quoted = text.ptr[i] == ',' || text.ptr[i] == ';' || text.ptr[i] == '"' ||
                    (unsigned char)text.ptr[i] <= ' ';
    begin_cell(csv);
    if (is_quoted)
        th_buf_char(csv->out, '"');
    if (is_guarded)
        th_buf_char(csv->out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            th_buf_char(csv->out, '"');
        th_buf_char(csv->out, text.ptr[i]);
    }
    if (is_quoted)
        th_buf_char(csv->out, '"');
}

/* -?[0-9]+(\.[0-9]+)? */
static bool is_number(struct th_str text)
{
    size_t at = text.len > 0 && text.ptr[0] == '-', digits = 0, points = 0;
    for (; at < text.len; at++) {
        bool is_digit = text.ptr[at] >= '0' && text.ptr[at] <= '9';
        if (!is_digit && (text.ptr[at] != '.' || digits == 0 || points++))
            return false;
        digits = is_digit ? digits + 1 : 0;
    }
    return digits > 0;
}

void csv_number(struct csv_writer *csv, struct th_str number)
{
    if (!is_number(number)) {
        csv_text(csv, number);
        return;
    }
    begin_cell(csv);
    th_buf_put(csv->out, number);
}

void csv_end_row(struct csv_writer *csv)
{
    th_buf_put(csv->out, TH_STR("\r\n"));
    csv->is_within = false;
}
