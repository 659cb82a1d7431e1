/* Months and days of the proleptic Gregorian calendar, by whole-number arithmetic. */
#include "date.h"

#define YEAR_MIN 1900
#define YEAR_MAX 2199

static bool digits(const char *text, size_t count, int *out)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static void put_digits(struct th_buf *buf, int value, int count)
{
    for (int unit = count == 4 ? 1000 : 10; unit > 0; unit /= 10)
        th_buf_char(buf, (char)('0' + value / unit % 10));
}

bool th_month_parse(struct th_str text, th_month *out)
{
    int year, month;
    if (text.len != 7 || text.ptr[4] != '-' || !digits(text.ptr, 4, &year) ||
        !digits(text.ptr + 5, 2, &month) || month < 1 || month > 12 || year < YEAR_MIN ||
        year > YEAR_MAX)
        return false;
    *out = year * 12 + month - 1;
    return true;
}

void th_month_write(struct th_buf *buf, th_month month)
{
    put_digits(buf, th_month_year(month), 4);
    th_buf_char(buf, '-');
    put_digits(buf, th_month_number(month), 2);
}

int th_month_year(th_month month)
{
    return month / 12;
}

int th_month_number(th_month month)
{
    return month % 12 + 1;
}

/* Days since 1970-01-01; years count from March, so that the leap day is the last of its year. */
static th_day from_civil(int year, int month, int day)
{
    int shifted = year - (month <= 2);
    int era = shifted / 400, of_era = shifted - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void to_civil(th_day days, int *year, int *month, int *day)
{
    int shifted = days + 719468, era = shifted / 146097, of_era = shifted - era * 146097;
    int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * years + years / 4 - years / 100);
    int march_month = (5 * of_year + 2) / 153;
    *day = of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = years + era * 400 + (*month <= 2);
}

bool th_day_parse(struct th_str text, th_day *out)
{
    th_month month;
    int day, y, m, d;
    if (text.len != 10 || text.ptr[7] != '-' ||
        !th_month_parse((struct th_str){ text.ptr, 7 }, &month) || !digits(text.ptr + 8, 2, &day) ||
        day < 1 || day > 31)
        return false;
    th_day days = from_civil(th_month_year(month), th_month_number(month), day);
    to_civil(days, &y, &m, &d); /* 2025-02-30 does not come back as itself */
    if (d != day)
        return false;
    *out = days;
    return true;
}

void th_day_write(struct th_buf *buf, th_day day)
{
    int y, m, d;
    to_civil(day, &y, &m, &d);
    put_digits(buf, y, 4);
    th_buf_char(buf, '-');
    put_digits(buf, m, 2);
    th_buf_char(buf, '-');
    put_digits(buf, d, 2);
}

th_month th_day_month(th_day day)
{
    int y, m, d;
    to_civil(day, &y, &m, &d);
    return y * 12 + m - 1;
}

bool th_period_overlaps(struct th_period a, struct th_period b)
{
    return a.start <= b.end && b.start <= a.end;
}
