/* Counters that many threads add to and hardly ever anybody reads: each thread adds in its own
 * cache lines, a reader sums them up. No names in here: a cell is a number. */
#pragma once
#include "str.h"

struct meter;

/** `cells` counters at zero. NULL when memory ran out; the functions below then do nothing. */
struct meter *meter_new(size_t cells);
void meter_free(struct meter *meter);
void meter_add(struct meter *meter, size_t cell, uint64_t amount);
uint64_t meter_read(const struct meter *meter, size_t cell);

/* A histogram is a run of cells: one for each bound, one for what is above all, one for the sum. */
#define METER_BOUNDS_MAX 16

struct meter_scale {
    size_t count;
    uint64_t bounds[METER_BOUNDS_MAX]; /* a value belongs to the first bound that is not below it */
};
extern const struct meter_scale meter_durations; /* microseconds: 0.5 ms to 10 s */

size_t meter_scale_cells(const struct meter_scale *scale);
void meter_observe(struct meter *meter, size_t first, const struct meter_scale *scale,
                   uint64_t value);

struct meter_histogram {
    const struct meter_scale *scale;
    uint64_t counts[METER_BOUNDS_MAX + 1]; /* not cumulated */
    uint64_t sum;
};
struct meter_histogram meter_histogram(const struct meter *meter, size_t first,
                                       const struct meter_scale *scale);

/** Monotonic, for durations. */
uint64_t meter_now_us(void);
