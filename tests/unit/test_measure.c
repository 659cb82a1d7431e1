/* Sharded counters, histograms and the exposition format. */
#include "expo.h"
#include "unit.h"

#include <pthread.h>

#define ROUNDS 20000

static const struct meter_scale three = { .count = 3, .bounds = { 10, 100, 1000 } };

static void *add_many(void *meter)
{
    for (int i = 0; i < ROUNDS; i++)
        meter_add(meter, (size_t)i % 3, 1);
    return NULL;
}

static void threads_lose_no_count(void **state)
{
    struct meter *meter = meter_new(3);
    pthread_t threads[24]; /* more than shards */
    for (size_t i = 0; i < 24; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, meter), 0);
    for (size_t i = 0; i < 24; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(meter_read(meter, 0) + meter_read(meter, 1) + meter_read(meter, 2),
                     24 * ROUNDS);
    meter_free(meter);
}

static void a_cell_outside_and_no_memory_do_nothing(void **state)
{
    struct meter *meter = meter_new(1);
    meter_add(meter, 1, 5);
    assert_int_equal(meter_read(meter, 1), 0);
    assert_int_equal(meter_read(meter, 0), 0);
    meter_free(meter);
    meter_add(NULL, 0, 1);
    assert_int_equal(meter_read(NULL, 0), 0);
}

static void a_value_on_a_bound_belongs_to_it(void **state)
{
    struct meter *meter = meter_new(2 + meter_scale_cells(&three));
    const uint64_t values[] = { 0, 10, 11, 100, 1000, 1001 };
    for (size_t i = 0; i < 6; i++)
        meter_observe(meter, 2, &three, values[i]);
    struct meter_histogram found = meter_histogram(meter, 2, &three);
    assert_int_equal(found.counts[0], 2);
    assert_int_equal(found.counts[1], 2);
    assert_int_equal(found.counts[2], 1);
    assert_int_equal(found.counts[3], 1);
    assert_int_equal(found.sum, 2122);
    assert_int_equal(meter_read(meter, 0), 0);
    meter_free(meter);
}

static void check(void (*write)(struct th_buf *out), const char *want)
{
    char room[1024];
    struct th_buf out;
    th_buf_init(&out, room, sizeof room - 1);
    write(&out);
    assert_false(out.overflow);
    room[out.len] = '\0';
    assert_string_equal(room, want);
}

static void write_escapes(struct th_buf *out)
{
    const struct expo_family family = { EXPO_COUNTER, "a_total", "a \\ and\na line \"q\"", 0 };
    const struct expo_label labels[] = { { "x", TH_STR("\\ \" \n 中") }, { "y", TH_STR("") } };
    expo_family(out, &family);
    expo_sample(out, &family, (struct expo_labels){ labels, 2 }, 7);
}

static void help_and_labels_are_escaped(void **state)
{
    check(write_escapes, "# HELP a_total a \\\\ and\\na line \"q\"\n# TYPE a_total counter\n"
                         "a_total{x=\"\\\\ \\\" \\n 中\",y=\"\"} 7\n");
}

static void write_numbers(struct th_buf *out)
{
    const struct expo_family seconds = { EXPO_GAUGE, "s", "h", 6 };
    expo_sample(out, &seconds, EXPO_NO_LABELS, 0);
    expo_sample(out, &seconds, EXPO_NO_LABELS, 2500);
    expo_sample(out, &seconds, EXPO_NO_LABELS, 1000000);
    expo_sample(out, &seconds, EXPO_NO_LABELS, 10000001);
    expo_sample(out, &(struct expo_family){ EXPO_GAUGE, "b", "h", 0 }, EXPO_NO_LABELS, UINT64_MAX);
}

static void seconds_are_decimals_without_floats(void **state)
{
    check(write_numbers, "s 0\ns 0.0025\ns 1\ns 10.000001\nb 18446744073709551615\n");
}

static void write_histogram(struct th_buf *out)
{
    const struct expo_family family = { EXPO_HISTOGRAM, "h_seconds", "h", 3 };
    const struct expo_label label = { "r", TH_STR("/") };
    const struct meter_histogram found = { &three, { 1, 0, 2, 4 }, 5001 };
    expo_histogram(out, &family, (struct expo_labels){ &label, 1 }, &found);
}

static void buckets_are_cumulated(void **state)
{
    check(write_histogram, "h_seconds_bucket{r=\"/\",le=\"0.01\"} 1\n"
                           "h_seconds_bucket{r=\"/\",le=\"0.1\"} 1\n"
                           "h_seconds_bucket{r=\"/\",le=\"1\"} 3\n"
                           "h_seconds_bucket{r=\"/\",le=\"+Inf\"} 7\n"
                           "h_seconds_sum{r=\"/\"} 5.001\nh_seconds_count{r=\"/\"} 7\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_lose_no_count),
        cmocka_unit_test(a_cell_outside_and_no_memory_do_nothing),
        cmocka_unit_test(a_value_on_a_bound_belongs_to_it),
        cmocka_unit_test(help_and_labels_are_escaped),
        cmocka_unit_test(seconds_are_decimals_without_floats),
        cmocka_unit_test(buckets_are_cumulated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
