/* Prometheus' text exposition format 0.0.4: families with HELP and TYPE, samples with escaped
 * labels, histograms. Integers only; a unit says how many of them make one of the base unit. */
#pragma once
#include "buf.h"
#include "meter.h"

#define EXPO_MEDIA_TYPE TH_STR("text/plain; version=0.0.4; charset=utf-8")

enum expo_type { EXPO_COUNTER, EXPO_GAUGE, EXPO_HISTOGRAM };

/** Value: digits after the point that the integer carries: 0 = whole, 3 = thousandths … */
struct expo_family {
    enum expo_type type;
    const char *name; /* a counter's ends in _total */
    const char *help;
    unsigned places;
};

struct expo_label {
    const char *name;
    struct th_str value;
};
struct expo_labels {
    const struct expo_label *items;
    size_t count;
};
#define EXPO_NO_LABELS ((struct expo_labels){ NULL, 0 })

/** HELP and TYPE; the samples of the family follow it directly. */
void expo_family(struct th_buf *out, const struct expo_family *family);
void expo_sample(struct th_buf *out, const struct expo_family *family, struct expo_labels labels,
                 uint64_t value);
/** Cumulated buckets, sum and count; bounds and sum have the family's places. */
void expo_histogram(struct th_buf *out, const struct expo_family *family, struct expo_labels labels,
                    const struct meter_histogram *histogram);
