/* Civil months and days; no clock, no time zone. */
#pragma once
#include "buf.h"

typedef int32_t th_month; /* year × 12 + (month − 1); 2025-01 is 24300 */
typedef int32_t th_day;   /* days since 1970-01-01 */

bool th_month_parse(struct th_str text, th_month *out); /* "2025-01", years 1900..2199 */
void th_month_write(struct th_buf *buf, th_month month);
int th_month_year(th_month month);
int th_month_number(th_month month);                /* 1..12 */
bool th_day_parse(struct th_str text, th_day *out); /* "2025-02-28"; refuses 2025-02-30 */
void th_day_write(struct th_buf *buf, th_day day);
th_month th_day_month(th_day day);

struct th_period {
    th_month start, end; /* both inclusive */
};
bool th_period_overlaps(struct th_period a, struct th_period b);
