/* Sharded counters: the cells of a shard lie together and no two shards share a cache line. */
#include "meter.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define SHARDS     16
#define LINE_CELLS 8 /* 64 bytes */

struct meter {
    size_t count, stride;
    _Alignas(64) atomic_ullong cells[];
};

const struct meter_scale meter_durations = {
    .count = 14,
    .bounds = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000,
                2500000, 5000000, 10000000 },
};

struct meter *meter_new(size_t cells)
{
    const size_t stride = (cells + LINE_CELLS - 1) / LINE_CELLS * LINE_CELLS;
    const size_t size = sizeof(struct meter) + SHARDS * stride * sizeof(atomic_ullong);
    struct meter *meter = aligned_alloc(64, (size + 63) / 64 * 64);

    if (meter == NULL) {
        return NULL;
    }
    meter->count = cells;
    meter->stride = stride;
    for (size_t i = 0; i < SHARDS * stride; i++) {
        atomic_init(&meter->cells[i], 0);
    }
    return meter;
}

void meter_free(struct meter *meter)
{
    free(meter);
}

/* Threads take turns in choosing a shard and stay with it. */
static size_t own_shard(void)
{
    static atomic_uint next;
    static _Thread_local unsigned mine; /* 0 = none yet */

    if (mine == 0) {
        mine = 1 + atomic_fetch_add(&next, 1) % SHARDS;
    }
    return mine - 1;
}

void meter_add(struct meter *meter, size_t cell, uint64_t amount)
{
    if (meter != NULL && cell < meter->count) {
        atomic_fetch_add_explicit(&meter->cells[own_shard() * meter->stride + cell], amount,
                                  memory_order_relaxed);
    }
}

uint64_t meter_read(const struct meter *meter, size_t cell)
{
    uint64_t sum = 0;

    for (size_t shard = 0; meter != NULL && cell < meter->count && shard < SHARDS; shard++) {
        sum +=
            atomic_load_explicit(&meter->cells[shard * meter->stride + cell], memory_order_relaxed);
    }
    return sum;
}

size_t meter_scale_cells(const struct meter_scale *scale)
{
    return scale->count + 2;
}

void meter_observe(struct meter *meter, size_t first, const struct meter_scale *scale,
                   uint64_t value)
{
    size_t bucket = 0;

    while (bucket < scale->count && value > scale->bounds[bucket]) {
        bucket++;
    }
    meter_add(meter, first + bucket, 1);
    meter_add(meter, first + scale->count + 1, value);
}

struct meter_histogram meter_histogram(const struct meter *meter, size_t first,
                                       const struct meter_scale *scale)
{
    struct meter_histogram out = { .scale = scale };

    for (size_t i = 0; i <= scale->count; i++) {
        out.counts[i] = meter_read(meter, first + i);
    }
    out.sum = meter_read(meter, first + scale->count + 1);
    return out;
}

uint64_t meter_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}
