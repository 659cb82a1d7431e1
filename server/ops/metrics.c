/* The metrics page: one sample of everything, written row by row of metrics.def. */
#include "counters.h"
#include "expo.h"
#include "log.h"
#include "ops_parts.h"
#include "process.h"

#include <string.h>
#include <time.h>

struct sample {
    const struct ops_setup *setup;
    struct front_counters front;
    struct store_counters store;
    struct checker_state chain;
    struct deliver_counters notices;
    struct virus_counters scans;
    struct process_use process;
    uint64_t uptime_ms, clock_steps, probes_good, probes_bad, log_lines_lost;
    uint32_t schema;
    int64_t started_s;
};

static uint64_t uptime_ms(const struct ops *ops)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - ops->started_ms);
}

static void take_sample(const struct ops *ops, struct sample *s)
{
    s->setup = &ops->setup;
    s->front = front_counters(ops->setup.front);
    s->store = store_counters(ops->setup.store);
    s->chain = checker_state(ops->checker);
    s->notices = deliver_counters(ops->setup.deliver);
    s->scans = virus_counters(ops->setup.virus);
    s->process = process_use();
    s->uptime_ms = uptime_ms(ops);
    s->clock_steps = atomic_load(&ops->alarms.clock_steps);
    s->probes_good = atomic_load(&ops->probes_good);
    s->probes_bad = atomic_load(&ops->probes_bad);
    s->log_lines_lost = log_lines_lost();
    s->schema = store_schema(ops->setup.store);
    s->started_s = ops->started_s;
}

struct row {
    struct expo_family family;
    const char *label, *value;
};

static void put_row(struct th_buf *out, const char **family, const struct row *row, uint64_t number)
{
    const struct expo_label label = { row->label, th_str_of(row->value != NULL ? row->value : "") };

    if (strcmp(*family, row->family.name) != 0) {
        expo_family(out, &row->family);
        *family = row->family.name;
    }
    expo_sample(out, &row->family, (struct expo_labels){ &label, row->label != NULL }, number);
}

static void put_rows(struct th_buf *out, const struct sample *s)
{
    const char *family = "";

#define METRIC(type, places, name, help, label, value, expression)                                 \
    {                                                                                              \
        static const struct row row = { { EXPO_##type, (name), (help), (places) },                 \
                                        (label),                                                   \
                                        (value) };                                                 \
        put_row(out, &family, &row, (uint64_t)(expression));                                       \
    }
#include "metrics.def"
#undef METRIC
}

static void put_histograms(struct th_buf *out, const struct store_counters *store)
{
    static const struct expo_family group = { EXPO_HISTOGRAM, "tanheng_store_group_size",
                                              "Writes that shared one commit.", 0 };
    static const struct expo_family commit = { EXPO_HISTOGRAM, "tanheng_store_commit_seconds",
                                               "Time of a transaction until it was on disk.", 6 };

    expo_family(out, &group);
    expo_histogram(out, &group, EXPO_NO_LABELS, &store->group);
    expo_family(out, &commit);
    expo_histogram(out, &commit, EXPO_NO_LABELS, &store->commits);
}

static void put_alarms(struct th_buf *out, const struct alarms *alarms)
{
    static const struct expo_family now = { EXPO_GAUGE, "tanheng_alarm", "1 while the alarm is on.",
                                            0 };
    static const struct expo_family raised = { EXPO_COUNTER, "tanheng_alarms_raised_total",
                                               "How often the alarm began.", 0 };

    expo_family(out, &now);
    for (unsigned i = 0; i < ALARM_COUNT; i++) {
        const struct expo_label label = { "alarm", th_str_of(alarm_label((enum alarm)i)) };
        expo_sample(out, &now, (struct expo_labels){ &label, 1 }, atomic_load(&alarms->is_on[i]));
    }
    expo_family(out, &raised);
    for (unsigned i = 0; i < ALARM_COUNT; i++) {
        const struct expo_label label = { "alarm", th_str_of(alarm_label((enum alarm)i)) };
        expo_sample(out, &raised, (struct expo_labels){ &label, 1 },
                    atomic_load(&alarms->raised[i]));
    }
}

void ops_write_metrics(const struct ops *ops, struct th_buf *out)
{
    struct sample sample;

    take_sample(ops, &sample);
    put_rows(out, &sample);
    put_histograms(out, &sample.store);
    put_alarms(out, &ops->alarms);
    api_write_metrics(ops->setup.api, out);
}
