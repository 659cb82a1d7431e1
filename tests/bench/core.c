/* Times the native core over one report: with receipt, without (a keystroke), explain, and the
 * arithmetic alone. Prints the median and the 99th percentile of each in nanoseconds as JSON.
 * usage: core CALCULATE.json KEYSTROKE.json EXPLAIN.json MILLISECONDS */
#include "core.h"

#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLES_MAX 400000
#define ROWS        10
#define CELLS       12

static unsigned char pack_block[640 * 1024], call_block[TH_ARENA_MIN];
static char answer[TH_ENVELOPE_MAX];
static int64_t samples[SAMPLES_MAX];
static struct th_core core;
static th_amount sum; /* keeps the arithmetic from being left out */

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct th_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(TH_ENVELOPE_MAX);
    size_t size = file && text ? fread(text, 1, TH_ENVELOPE_MAX, file) : 0;
    if (!size) {
        fprintf(stderr, "core: %s cannot be read\n", path);
        exit(2);
    }
    fclose(file);
    return (struct th_str){ text, size };
}

static size_t call(const void *data)
{
    const struct th_str *envelope = data;
    struct th_core copy = core;
    struct th_arena arena;
    struct th_buf out;
    th_arena_init(&arena, call_block, sizeof call_block);
    th_buf_init(&out, answer, sizeof answer);
    th_call(&copy, &arena, *envelope, &out);
    return out.len;
}

/* Ten rows' factors, 120 cells, three sums: what the report's numbers cost once they are parsed. */
static size_t calculate_numbers(const void *data)
{
    static const char *const carriers[ROWS] = { "electricity", "natural_gas", "lng",  "lpg",
                                                "diesel",      "gasoline",    "coke", "fuel_oil",
                                                "kerosene",    "naphtha" };
    const struct th_pack *pack = core.packs[core.pack_count - 1];
    th_amount quantity = 0, tco2 = 0, tce = 0;
    (void)data;
    for (size_t row = 0; row < ROWS; row++) {
        const struct th_carrier *carrier = th_carrier_find(th_str_of(carriers[row]));
        struct th_line line = { .carrier = carrier,
                                .unit = carrier->unit,
                                .area = th_area_find(TH_STR("guangdong")),
                                .year = 2023 };
        struct th_factors factors;
        th_factors_resolve(pack, &line, &factors);
        for (size_t cell = 0; cell < CELLS; cell++) {
            struct th_dec value = { .mantissa = (int64_t)(123456 + row * 1000 + cell), .scale = 2 };
            struct th_line_result result;
            th_line_calculate(&factors, value, &result);
            if (th_amount_add(quantity, result.quantity, &quantity) != TH_OK ||
                th_amount_add(tco2, result.tco2, &tco2) != TH_OK ||
                th_amount_add(tce, result.tce, &tce) != TH_OK)
                return 0;
        }
    }
    sum = quantity + tco2 + tce;
    return sum != 0;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, size_t (*run)(const void *), const void *data, int64_t ms)
{
    size_t count = 0, size = 0;
    int64_t warm = now_ns() + ms * 200000, end = warm + ms * 1000000, from = now_ns();
    while (from < end && count < SAMPLES_MAX) {
        size = run(data);
        int64_t to = now_ns();
        if (to > warm)
            samples[count++] = to - from;
        from = to;
    }
    if (!size || !count) {
        fprintf(stderr, "core: %s gave no answer\n", name);
        exit(1);
    }
    qsort(samples, count, sizeof samples[0], by_size);
    printf("\"%s\":{\"p50\":%lld,\"p99\":%lld,\"count\":%zu,\"bytes\":%zu}", name,
           (long long)samples[count / 2], (long long)samples[count * 99 / 100], count, size);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "calculate", "keystroke", "explain" };
    struct th_arena packs;
    if (argc != 5)
        return 2;
    th_arena_init(&packs, pack_block, sizeof pack_block);
    if (th_core_init(&core, &packs) != TH_OK)
        return 1;
    int64_t ms = strtol(argv[4], NULL, 10);
    printf("{");
    for (int i = 0; i < 3; i++) {
        struct th_str envelope = read_file(argv[i + 1]);
        measure(names[i], call, &envelope, ms);
        printf(",");
    }
    measure("arithmetic", calculate_numbers, NULL, ms);
    printf("}\n");
    return 0;
}
