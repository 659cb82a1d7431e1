/* Time and randomness of the server: one struct made by main and handed down, so that tests can set
 * both. */
#pragma once
#include "date.h"

struct app_clock {
    int64_t (*now_ms)(void *self); /* Unix time in milliseconds */
    void (*random)(void *self, unsigned char *out, size_t count);
    void *self;
    int64_t (*steady_ms)(void *self); /* goes on whoever sets the clock; NULL = stands still */
};

/** The machine's clock and random source. */
struct app_clock clock_system(void);
int64_t clock_now_s(const struct app_clock *clock);
/** The civil day in Asia/Shanghai (UTC+8 all year since 1992). */
th_day clock_today(const struct app_clock *clock);
th_day clock_day_of(int64_t unix_s);
/** The moment when a day of Asia/Shanghai is over. */
int64_t clock_day_end(th_day day);

#define CLOCK_ID_CAP 28
/** `prefix` and 128 random bits in lower-case base 32: an id that nobody guesses. */
void clock_new_id(const struct app_clock *clock, char prefix, char out[CLOCK_ID_CAP]);
