/* Tables that are written: read again by a reader that shares nothing with the writer, and by ours.
 */
#include "csv.h"
#include "csv_write.h"
#include "unit.h"

#include <string.h>

#define CELL_MOST 64

/* ---- RFC 4180 letter by letter: one cell, and where the next one begins ---- */

static const char *read_cell(const char *at, char out[CELL_MOST])
{
    size_t len = 0;
    if (*at != '"') {
        for (; *at && *at != ',' && *at != '\r' && *at != '\n'; at++) {
            assert_true(*at != '"');
            out[len++] = *at;
        }
    } else {
        for (at++; !(at[0] == '"' && at[1] != '"'); at++) {
            at += *at == '"';
            assert_true(*at != '\0' && len + 1 < CELL_MOST);
            out[len++] = *at;
        }
        at++;
    }
    out[len] = '\0';
    return at;
}

/* What a spreadsheet may begin a formula with. */
static bool looks_like_formula(const char *text)
{
    static const char *const wide[] = { "＝", "＋", "－", "＠" };
    for (size_t i = 0; i < 4; i++)
        if (strncmp(text, wide[i], 3) == 0)
            return true;
    return *text && strchr("=+-@\t\r\n", *text);
}

static size_t write_row(char *room, size_t size, const char *const *cells, size_t count)
{
    struct th_buf buf;
    th_buf_init(&buf, room, size - 1);
    struct csv_writer csv = csv_begin(&buf);
    for (size_t i = 0; i < count; i++)
        csv_text(&csv, th_str_of(cells[i]));
    csv_end_row(&csv);
    assert_false(buf.overflow);
    room[buf.len] = '\0';
    return buf.len;
}

static void check_row(const char *const *cells, size_t count)
{
    char room[2048], again[4096], read[CELL_MOST];
    struct th_arena arena;
    struct csv_row row;
    size_t len = write_row(room, sizeof room, cells, count);
    const char *at = room + 3;
    assert_memory_equal(room, "\xEF\xBB\xBF", 3);
    for (size_t i = 0; i < count; i++) {
        at = read_cell(at, read);
        assert_false(looks_like_formula(read));
        assert_string_equal(read + (strcmp(read, cells[i]) != 0), cells[i]);
        if (strcmp(read, cells[i]) != 0)
            assert_int_equal(read[0], '\'');
        assert_true(i + 1 < count ? *at == ',' : strcmp(at, "\r\n") == 0);
        at++;
    }
    th_arena_init(&arena, again, sizeof again);
    struct csv_reader reader = csv_open((struct th_str){ room, len });
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_ROW);
    assert_int_equal(row.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(th_str_equal(row.cells[i], th_str_of(cells[i])));
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_OVER);
}

static void a_formula_is_none_and_comes_back_as_it_was(void **state)
{
    static const char *const cells[] = { "=1+1", "+86 138", "-5",  "@SUM(A1)", "\t=1", "\r=1",
                                         "\n=1", "＝1+1",   "＋1", "－1",      "＠a" };
    static const char *const plain[] = { "'",         "'=1",  "''=1",        "'quoted'",
                                         "a=1",       " =1",  "1-2",         "甲,乙",
                                         "say \"x\"", "a;=1", "two\r\nlines" };
    (void)state;
    check_row(cells, sizeof cells / sizeof cells[0]);
    check_row(plain, sizeof plain / sizeof plain[0]);
}

static void any_texts_come_back(void **state)
{
    static const char *const parts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "'",  "\"", ",",
                                         ";", " ", "a", "7", "甲", "＝", "＋", "－", "＠", "" };
    uint32_t random = 20261121;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char texts[4][CELL_MOST];
        const char *cells[4];
        for (size_t i = 0; i < 4; i++) {
            texts[i][0] = i ? '\0' : 'x'; /* a row is never empty */
            texts[i][1] = '\0';
            for (int n = 0; n < 6; n++) {
                random = random * 1664525u + 1013904223u;
                strncat(texts[i], parts[(random >> 16) % 20], 4);
            }
            cells[i] = texts[i];
        }
        check_row(cells, 4);
    }
}

static void a_number_stays_one(void **state)
{
    static const struct {
        const char *text, *cell;
    } rows[] = { { "-12.50", "-12.50" },
                 { "0", "0" },
                 { "1234567.891", "1234567.891" },
                 { "-", "\"'-\"" },
                 { "-1.", "\"'-1.\"" },
                 { "-1+2", "\"'-1+2\"" },
                 { "1e5", "1e5" },
                 { "1.2.3", "1.2.3" },
                 { "-.5", "\"'-.5\"" },
                 { "", "" },
                 { "=1", "\"'=1\"" } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char room[64];
        struct th_buf buf;
        th_buf_init(&buf, room, sizeof room - 1);
        struct csv_writer csv = csv_begin(&buf);
        csv_number(&csv, th_str_of(rows[i].text));
        room[buf.len] = '\0';
        assert_string_equal(room + 3, rows[i].cell);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_formula_is_none_and_comes_back_as_it_was),
        cmocka_unit_test(any_texts_come_back), cmocka_unit_test(a_number_stays_one)
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
