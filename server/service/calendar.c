/* Spans of days off and of weekend days worked; few enough to be looked through one by one. */
#include "calendar.h"

#include "clock.h"
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>

#define SPANS_MOST   4000
#define LINE_ROOM    1024
#define CLOSES_S     (17 * 3600)
#define SHANGHAI_S   (8 * 3600)
#define DAY_S        86400
#define LONGEST_SPAN 60

struct span {
    int year; /* of the notice */
    th_day start, end;
    bool is_work;
};
struct calendar {
    struct span spans[SPANS_MOST];
    size_t count, built_in; /* the built-in ones come first */
};

/* ---- reading ---- */

enum { NOTICE, START, END, KIND, NAME, SOURCE, COLUMNS };
static const char *const columns[COLUMNS] = { "notice", "start", "end", "kind", "name", "source" };

static const char *judge_header(const struct csv_row *row)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (row->count != COLUMNS || !th_str_equal(row->cells[i], th_str_of(columns[i])))
            return "the first line must read notice,start,end,kind,name,source";
    return NULL;
}

static int year_of(th_day day)
{
    return th_month_year(th_day_month(day));
}

static const char *read_days(const struct csv_row *row, struct span *out)
{
    uint32_t year = 0;
    if (!th_day_parse(row->cells[START], &out->start) || !th_day_parse(row->cells[END], &out->end))
        return "start and end are days such as 2026-10-01";
    if (out->end < out->start || out->end - out->start > LONGEST_SPAN)
        return "end lies before start, or far behind it";
    bool is_near = th_str_to_u32(row->cells[NOTICE], &year) && year >= 1900 && year < 2200 &&
                   year_of(out->end) - (int)year <= 1 && (int)year - year_of(out->start) <= 1;
    if (!is_near)
        return "notice is the year whose notice says so";
    out->year = (int)year;
    return NULL;
}

static const char *read_span(const struct csv_row *row, struct span *out)
{
    if (row->count != COLUMNS)
        return "six columns are needed";
    out->is_work = th_str_equal(row->cells[KIND], TH_STR("work"));
    if (!out->is_work && !th_str_equal(row->cells[KIND], TH_STR("off")))
        return "kind is off or work";
    const char *fault = read_days(row, out);
    return fault || row->cells[SOURCE].len ? fault : "a source is needed";
}

static const char *add_row(struct calendar *calendar, const struct csv_row *row)
{
    if (row->line == 1)
        return judge_header(row);
    if (calendar->count == SPANS_MOST)
        return "too many lines";
    const char *fault = read_span(row, &calendar->spans[calendar->count]);
    if (!fault)
        calendar->count++;
    return fault;
}

static bool read_text(struct calendar *calendar, struct th_str text, char error[256])
{
    struct csv_reader reader = csv_open(text);
    for (;;) {
        char room[LINE_ROOM];
        struct th_arena arena;
        struct csv_row row;
        th_arena_init(&arena, room, sizeof room);
        enum csv_end end = csv_next(&reader, &arena, &row);
        if (end == CSV_OVER)
            return true;
        const char *fault = end == CSV_ROW ? add_row(calendar, &row) : "the quotes are wrong";
        if (fault) {
            snprintf(error, 256, "working days, line %u: %s", row.line, fault);
            return false;
        }
    }
}

static bool has_year(const struct calendar *calendar, size_t from, int year)
{
    for (size_t i = from; i < calendar->count; i++)
        if (calendar->spans[i].year == year)
            return true;
    return false;
}

/* A year that was told anew counts as told last. */
static void drop_replaced(struct calendar *calendar)
{
    for (size_t i = 0; i < calendar->built_in; i++)
        if (has_year(calendar, calendar->built_in, calendar->spans[i].year))
            calendar->spans[i].end = calendar->spans[i].start - 1;
}

struct calendar *calendar_new(struct th_str more, char error[256])
{
    struct calendar *calendar = calloc(1, sizeof *calendar);
    if (!calendar) {
        snprintf(error, 256, "out of memory");
        return NULL;
    }
    if (!read_text(calendar, calendar_built_in, error)) {
        calendar_free(calendar);
        return NULL;
    }
    calendar->built_in = calendar->count;
    if (!read_text(calendar, more, error)) {
        calendar_free(calendar);
        return NULL;
    }
    drop_replaced(calendar);
    return calendar;
}

void calendar_free(struct calendar *calendar)
{
    free(calendar);
}

/* ---- asking ---- */

static bool is_weekend(th_day day)
{
    int weekday = (day + 4) % 7; /* 1970-01-01 was a Thursday; 0 = Sunday */
    return weekday == 0 || weekday == 6;
}

bool calendar_is_work_day(const struct calendar *calendar, th_day day)
{
    for (size_t i = 0; i < calendar->count; i++)
        if (day >= calendar->spans[i].start && day <= calendar->spans[i].end)
            return calendar->spans[i].is_work;
    return !is_weekend(day);
}

bool calendar_knows(const struct calendar *calendar, th_day day)
{
    return has_year(calendar, 0, year_of(day));
}

static th_day next_work_day(const struct calendar *calendar, th_day day, bool *is_sure)
{
    do {
        day++;
        *is_sure = *is_sure && calendar_knows(calendar, day);
    } while (!calendar_is_work_day(calendar, day));
    return day;
}

struct calendar_due calendar_due(const struct calendar *calendar, int64_t from_s, int work_days)
{
    struct calendar_due due = { .day = clock_day_of(from_s) };
    int64_t second = (from_s + SHANGHAI_S) % DAY_S;
    due.is_sure = calendar_knows(calendar, due.day);
    if (second > CLOSES_S || !calendar_is_work_day(calendar, due.day))
        due.day = next_work_day(calendar, due.day, &due.is_sure);
    for (int i = 0; i < work_days; i++)
        due.day = next_work_day(calendar, due.day, &due.is_sure);
    return due;
}
