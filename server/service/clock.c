/* The machine's clock and random source behind struct app_clock, and ids made of them. */
#include "clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define DAY_S      86400
#define SHANGHAI_S (8 * 3600)

static int64_t read_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_now_ms(void *self)
{
    (void)self;
    return read_ms(CLOCK_REALTIME);
}

static int64_t system_steady_ms(void *self)
{
    (void)self;
    return read_ms(CLOCK_BOOTTIME);
}

static void system_random(void *self, unsigned char *out, size_t count)
{
    (void)self;
    while (count > 0) {
        ssize_t got = getrandom(out, count, 0);
        if (got < 0)
            continue; /* interrupted; nothing else can happen with these flags */
        out += got;
        count -= (size_t)got;
    }
}

struct app_clock clock_system(void)
{
    return (struct app_clock){ .now_ms = system_now_ms,
                               .random = system_random,
                               .steady_ms = system_steady_ms };
}

int64_t clock_now_s(const struct app_clock *clock)
{
    return clock->now_ms(clock->self) / 1000;
}

th_day clock_day_of(int64_t unix_s)
{
    int64_t local = unix_s + SHANGHAI_S;
    return (th_day)(local >= 0 ? local / DAY_S : -((DAY_S - 1 - local) / DAY_S));
}

int64_t clock_day_end(th_day day)
{
    return ((int64_t)day + 1) * DAY_S - SHANGHAI_S;
}

th_day clock_today(const struct app_clock *clock)
{
    return clock_day_of(clock_now_s(clock));
}

void clock_new_id(const struct app_clock *clock, char prefix, char out[CLOCK_ID_CAP])
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char bytes[16];
    clock->random(clock->self, bytes, sizeof bytes);
    unsigned __int128 number;
    memcpy(&number, bytes, sizeof number);
    out[0] = prefix;
    for (int i = 1; i < CLOCK_ID_CAP - 1; i++) { /* 26 digits of 5 bits hold all 128 */
        out[i] = digits[(unsigned)number & 31];
        number >>= 5;
    }
    out[CLOCK_ID_CAP - 1] = '\0';
}
