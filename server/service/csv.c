/* Cell by cell; a doubled quote costs a copy, nothing else does. */
#include "csv.h"

#include <string.h>

struct csv_reader csv_open(struct th_str text)
{
    if (th_str_starts(text, TH_STR("\xEF\xBB\xBF")))
        text = (struct th_str){ text.ptr + 3, text.len - 3 };
    return (struct csv_reader){ text, 1 };
}

static void skip(struct csv_reader *reader, size_t count)
{
    for (size_t i = 0; i < count; i++)
        reader->line += reader->rest.ptr[i] == '\n';
    reader->rest = (struct th_str){ reader->rest.ptr + count, reader->rest.len - count };
}

/* Bytes of the line end that `text` begins with. */
static size_t line_end(struct th_str text)
{
    if (th_str_starts(text, TH_STR("\r\n")))
        return 2;
    return text.len > 0 && text.ptr[0] == '\n';
}

static bool is_cell_over(struct th_str text)
{
    return text.len == 0 || text.ptr[0] == ',' || line_end(text) > 0;
}

static enum csv_end bare_cell(struct csv_reader *reader, struct th_str *out)
{
    struct th_str text = reader->rest;
    size_t len = 0;
    while (!is_cell_over((struct th_str){ text.ptr + len, text.len - len })) {
        if (text.ptr[len] == '"')
            return CSV_QUOTE;
        len++;
    }
    *out = (struct th_str){ text.ptr, len };
    skip(reader, len);
    return CSV_ROW;
}

/* Length up to the closing quote, from behind the opening one; text.len when there is none. */
static size_t quoted_length(struct th_str text, size_t *doubled)
{
    size_t len = 0;
    *doubled = 0;
    while (len < text.len) {
        if (text.ptr[len] != '"') {
            len++;
        } else if (len + 1 < text.len && text.ptr[len + 1] == '"') {
            (*doubled)++;
            len += 2;
        } else {
            return len;
        }
    }
    return text.len;
}

static bool undouble(struct th_arena *arena, struct th_str text, size_t doubled, struct th_str *out)
{
    char *copy = th_arena_alloc(arena, text.len - doubled);
    size_t len = 0;
    if (!copy)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        copy[len++] = text.ptr[i];
        i += text.ptr[i] == '"';
    }
    *out = (struct th_str){ copy, len };
    return true;
}

static enum csv_end quoted_cell(struct csv_reader *reader, struct th_arena *arena,
                                struct th_str *out)
{
    size_t doubled;
    struct th_str inside = { reader->rest.ptr + 1, reader->rest.len - 1 };
    size_t len = quoted_length(inside, &doubled);
    if (len == inside.len)
        return CSV_QUOTE;
    *out = (struct th_str){ inside.ptr, len };
    skip(reader, len + 2);
    if (!is_cell_over(reader->rest))
        return CSV_QUOTE;
    return doubled == 0 || undouble(arena, *out, doubled, out) ? CSV_ROW : CSV_NO_MEMORY;
}

bool csv_needs_guard(struct th_str text)
{
    static const char *const begins[] = { "=",
                                          "+",
                                          "-",
                                          "@",
                                          "\t",
                                          "\r",
                                          "\n",
                                          "\xEF\xBC\x9D",
                                          "\xEF\xBC\x8B",
                                          "\xEF\xBC\x8D",
                                          "\xEF\xBC\xA0" };
    while (text.len > 0 && text.ptr[0] == '\'')
        text = (struct th_str){ text.ptr + 1, text.len - 1 };
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (th_str_starts(text, th_str_of(begins[i])))
            return true;
    return false;
}

static struct th_str without_guard(struct th_str text)
{
    bool is_guarded = text.len > 0 && text.ptr[0] == '\'' && csv_needs_guard(text);
    return is_guarded ? (struct th_str){ text.ptr + 1, text.len - 1 } : text;
}

static enum csv_end cell(struct csv_reader *reader, struct th_arena *arena, struct csv_row *row)
{
    if (row->count == CSV_COLUMNS_MOST)
        return CSV_TOO_MANY;
    struct th_str *out = &row->cells[row->count];
    bool is_quoted = reader->rest.len > 0 && reader->rest.ptr[0] == '"';
    enum csv_end end = is_quoted ? quoted_cell(reader, arena, out) : bare_cell(reader, out);
    *out = without_guard(*out);
    row->count++;
    return end;
}

enum csv_end csv_next(struct csv_reader *reader, struct th_arena *arena, struct csv_row *row)
{
    while (line_end(reader->rest))
        skip(reader, line_end(reader->rest));
    memset(row, 0, sizeof *row);
    row->line = reader->line;
    if (reader->rest.len == 0)
        return CSV_OVER;
    for (;;) {
        enum csv_end end = cell(reader, arena, row);
        bool is_last = reader->rest.len == 0 || reader->rest.ptr[0] != ',';
        if (end != CSV_ROW || is_last)
            return end;
        skip(reader, 1);
    }
}
