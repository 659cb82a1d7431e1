/* Working days in mainland China: weekends, the State Council's yearly notice (holidays.csv), and
 * what an administrator adds as a file of the same columns. Days are civil days in Asia/Shanghai.
 */
#pragma once
#include "date.h"
#include "str.h"

struct calendar;

extern const struct th_str calendar_built_in; /* holidays.csv */

/** The built-in years; a year that `more` (CSV text, may be empty) has too counts as in `more`.
 * NULL with one line in `error` (256 bytes) that names the line. */
struct calendar *calendar_new(struct th_str more, char error[256]);
void calendar_free(struct calendar *calendar);

bool calendar_is_work_day(const struct calendar *calendar, th_day day);
/** True when the notice of that day's year is known; else only weekends count. */
bool calendar_knows(const struct calendar *calendar, th_day day);

struct calendar_due {
    th_day day;   /* the last day on which it is in time */
    bool is_sure; /* false: the notice of a year on the way is not known yet */
};
/** `work_days` after the day on which `from_s` (Unix time) counts: that day, or the next working
 * day when it is none or it is later than 17:00. */
struct calendar_due calendar_due(const struct calendar *calendar, int64_t from_s, int work_days);
