/* How long digest_equal takes for two codes that differ in their first byte, and for two that
 * differ in their last: Welch's t over a million of each, in random order, the slowest tenth left
 * out. A careless comparison beside it shows that the method sees what it looks for. No part of the
 * product. */
#include "digest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAIRS 1000000
#define BYTES 32
#define TIMES 16 /* comparisons in one measurement: the clock is coarse */

/* One place for both: where something lies takes time, too. */
static unsigned char kept[BYTES], shown[BYTES];

static bool carelessly(struct th_str a, struct th_str b)
{
    for (size_t i = 0; i < a.len;
         i++) /* as a careless comparison does; the library's may be wide */
        if (a.ptr[i] != b.ptr[i])
            return false;
    return true;
}

static double measure(bool (*equal)(struct th_str, struct th_str), int side)
{
    struct timespec from, to;
    struct th_str a = { (const char *)kept, BYTES }, b = { (const char *)shown, BYTES };
    unsigned equals = 0;
    memset(shown, 0, sizeof shown);
    shown[side * (BYTES - 1)] = 1;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < TIMES; i++) {
        __asm__ volatile("" ::: "memory");
        equals += equal(a, b);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (equals)
        abort(); /* they differ */
    return (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
}

static int ascending(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

struct summary {
    double mean, variance;
};

static struct summary summarize(double *times, size_t count)
{
    struct summary sum = { 0, 0 };
    qsort(times, count, sizeof *times, ascending);
    count -= count / 10;
    for (size_t i = 0; i < count; i++)
        sum.mean += times[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        sum.variance += (times[i] - sum.mean) * (times[i] - sum.mean) / (double)(count - 1);
    sum.variance /= (double)count;
    return sum;
}

static double t_of(bool (*equal)(struct th_str, struct th_str), double *times[2])
{
    size_t counts[2] = { 0, 0 };
    while (counts[0] < PAIRS || counts[1] < PAIRS) {
        int side = rand() & 1; // NOLINT: order of measurements only
        side = counts[side] < PAIRS ? side : !side;
        times[side][counts[side]++] = measure(equal, side);
    }
    struct summary first = summarize(times[0], PAIRS), last = summarize(times[1], PAIRS);
    return (first.mean - last.mean) / sqrt(first.variance + last.variance);
}

int main(void)
{
    double *times[2] = { malloc(PAIRS * sizeof(double)), malloc(PAIRS * sizeof(double)) };
    if (!times[0] || !times[1])
        return 1;
    printf("{\"digest_equal\": %.2f, ", t_of(digest_equal, times));
    printf("\"careless\": %.2f}\n", t_of(carelessly, times));
    free(times[0]);
    free(times[1]);
    return 0;
}
