/* Working days: the notices of three years, weekends beyond them, the term of a review; and the CSV
 * reader under it. */
#include "calendar.h"
#include "clock.h"
#include "csv.h"
#include "unit.h"

static th_day day_of(const char *text)
{
    th_day day;
    assert_true(th_day_parse(th_str_of(text), &day));
    return day;
}

static int64_t moment(const char *day, int hour, int minute, int second)
{
    return (int64_t)day_of(day) * 86400 + (hour - 8) * 3600 + minute * 60 + second;
}

static struct calendar *open_with(const char *more)
{
    char error[256] = "";
    struct calendar *calendar = calendar_new(th_str_of(more), error);
    if (!calendar)
        fail_msg("%s", error);
    return calendar;
}

static void the_notices_give_days_off_and_swapped_days(void **state)
{
    static const struct {
        const char *day;
        bool is_work;
    } rows[] = {
        { "2024-01-01", false }, { "2024-02-04", true },  { "2024-02-09", true },
        { "2024-02-18", true },  { "2024-10-12", true },  { "2024-12-31", true },
        { "2025-01-26", true },  { "2025-02-04", false }, { "2025-02-08", true },
        { "2025-02-09", false }, { "2025-10-08", false }, { "2026-01-04", true },
        { "2026-02-14", true },  { "2026-02-23", false }, { "2026-02-24", true },
        { "2026-09-20", true },  { "2026-10-10", true },  { "2026-11-21", false },
        { "2026-11-23", true },
    };
    struct calendar *calendar = open_with("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (calendar_is_work_day(calendar, day_of(rows[i].day)) != rows[i].is_work)
            fail_msg("%s", rows[i].day);
    calendar_free(calendar);
}

static void three_working_days_later(void **state)
{
    static const struct {
        const char *day;
        int hour, minute, second;
        const char *due;
        bool is_sure;
    } rows[] = {
        { "2026-11-16", 9, 0, 0, "2026-11-19", true },  /* Monday */
        { "2026-11-16", 0, 0, 0, "2026-11-19", true },  /* its first second */
        { "2026-11-16", 17, 0, 0, "2026-11-19", true }, /* not later than 17:00 */
        { "2026-11-16", 17, 0, 1, "2026-11-20", true }, /* later: counts from Tuesday */
        { "2026-11-16", 23, 59, 59, "2026-11-20", true },
        { "2026-11-18", 10, 0, 0, "2026-11-23", true },  /* over a weekend */
        { "2026-11-21", 10, 0, 0, "2026-11-26", true },  /* Saturday: counts from Monday */
        { "2026-02-13", 16, 0, 0, "2026-02-25", true },  /* Friday; Saturday the 14th is worked */
        { "2026-02-14", 10, 0, 0, "2026-02-26", true },  /* a swapped Saturday counts itself */
        { "2026-02-14", 18, 0, 0, "2026-02-27", true },  /* … and closes at 17:00 */
        { "2026-02-20", 12, 0, 0, "2026-02-27", true },  /* inside Spring Festival */
        { "2026-02-26", 12, 0, 0, "2026-03-02", true },  /* Saturday the 28th is worked */
        { "2026-09-30", 17, 30, 0, "2026-10-12", true }, /* National Day; the 8th, then 9, 10, 12 */
        { "2025-12-30", 10, 0, 0, "2026-01-05", true },  /* 31st, Sunday the 4th, 5th */
        { "2024-12-31", 10, 0, 0, "2025-01-06", true },
        { "2026-12-28", 10, 0, 0, "2026-12-31", true },
        { "2026-12-29", 10, 0, 0, "2027-01-01", false }, /* the notice for 2027 is not known */
        { "2027-03-01", 10, 0, 0, "2027-03-04", false },
    };
    struct calendar *calendar = open_with("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct calendar_due due = calendar_due(
            calendar, moment(rows[i].day, rows[i].hour, rows[i].minute, rows[i].second), 3);
        if (due.day != day_of(rows[i].due) || due.is_sure != rows[i].is_sure) {
            char text[16];
            struct th_buf buf;
            th_buf_init(&buf, text, sizeof text);
            th_day_write(&buf, due.day);
            fail_msg("row %zu, %s: %.10s, sure %d", i, rows[i].day, text, due.is_sure);
        }
    }
    calendar_free(calendar);
}

static void a_file_adds_a_year_and_replaces_one(void **state)
{
    struct calendar *calendar = open_with("notice,start,end,kind,name,source\r\n"
                                          "2027,2027-01-01,2027-01-03,off,元旦,\"a, b\"\r\n"
                                          "2026,2026-02-16,2026-02-17,off,春节,changed\r\n");
    assert_true(calendar_knows(calendar, day_of("2027-05-01")));
    assert_false(calendar_is_work_day(calendar, day_of("2027-01-01")));
    assert_true(calendar_is_work_day(calendar, day_of("2026-02-18")));  /* as in the file */
    assert_false(calendar_is_work_day(calendar, day_of("2026-02-14"))); /* no swap there */
    assert_false(calendar_is_work_day(calendar, day_of("2025-02-04"))); /* 2025 stands */
    calendar_free(calendar);
}

static void a_wrong_file_is_named_by_its_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "start,end\n", "line 1: the first line" },
        { "notice,start,end,kind,name,source\n2027,2027-01-01,2027-01-03,holiday,x,y\n",
          "line 2: kind" },
        { "notice,start,end,kind,name,source\n2027,2027-02-30,2027-03-03,off,x,y\n",
          "line 2: start" },
        { "notice,start,end,kind,name,source\n2027,2027-02-03,2027-02-01,off,x,y\n",
          "line 2: end" },
        { "notice,start,end,kind,name,source\n2037,2027-02-03,2027-02-03,off,x,y\n",
          "line 2: notice" },
        { "notice,start,end,kind,name,source\n2027,2027-02-03,2027-02-03,off,x,\n",
          "line 2: a source" },
        { "notice,start,end,kind,name,source\n\n2027,2027-02-03\n", "line 3: six" },
        { "notice,start,end,kind,name,source\n2027,\"2027-02-03\n", "line 2: the quotes" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[256] = "";
        assert_null(calendar_new(th_str_of(rows[i].text), error));
        if (!strstr(error, rows[i].says))
            fail_msg("%s", error);
    }
}

static void cells_are_read_as_the_standard_says(void **state)
{
    char room[256];
    struct th_arena arena;
    struct csv_row row;
    struct csv_reader reader = csv_open(TH_STR("\xEF\xBB\xBF"
                                               "a,\"b\"\"c\",\r\n\r\n\"two\nlines\",=1+1\nx\"y\n"));
    th_arena_init(&arena, room, sizeof room);
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_ROW);
    assert_int_equal(row.count, 3);
    assert_true(th_str_equal(row.cells[1], TH_STR("b\"c")));
    assert_int_equal(row.cells[2].len, 0);
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_ROW);
    assert_int_equal(row.line, 3);
    assert_true(th_str_equal(row.cells[0], TH_STR("two\nlines")));
    assert_true(th_str_equal(row.cells[1], TH_STR("=1+1")));
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_QUOTE);
    assert_int_equal(row.line, 5);
    reader = csv_open(TH_STR("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"));
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_TOO_MANY);
    reader = csv_open(TH_STR("\"a\"b"));
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_QUOTE);
    reader = csv_open(TH_STR(""));
    assert_int_equal(csv_next(&reader, &arena, &row), CSV_OVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_notices_give_days_off_and_swapped_days),
        cmocka_unit_test(three_working_days_later),
        cmocka_unit_test(a_file_adds_a_year_and_replaces_one),
        cmocka_unit_test(a_wrong_file_is_named_by_its_line),
        cmocka_unit_test(cells_are_read_as_the_standard_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
