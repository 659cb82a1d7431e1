/* The rules behind alarms.def. An alarm is logged when it begins and when it ends. */
#include "alarms.h"

#include "log.h"

#define STEP_MS       5000  /* a clock that is set by more than this */
#define EVENT_MS      60000 /* how long an alarm about a single event stays on */
#define NOTICE_S      3600  /* a notice that waits longer than this */
#define CROWDED_TIMES 2     /* a peak of a moment is none */

static const struct {
    const char *label, *text;
} rows[ALARM_COUNT] = {
#define ALARM(name, label, text) { (label), (text) },
#include "alarms.def"
#undef ALARM
};

const char *alarm_label(enum alarm alarm)
{
    return rows[alarm].label;
}

static void set(struct alarms *alarms, enum alarm alarm, bool is_on, int64_t value)
{
    if (atomic_exchange(&alarms->is_on[alarm], is_on) == is_on) {
        return;
    }
    const struct log_field fields[] = {
        LOG_TEXT("alarm", th_str_of(rows[alarm].label)),
        LOG_TEXT("message", is_on ? th_str_of(rows[alarm].text) : TH_STR("over")),
        LOG_NUMBER("value", value),
    };
    if (is_on) {
        atomic_fetch_add(&alarms->raised[alarm], 1);
    }
    log_event(is_on ? LOG_ERROR : LOG_WARN, "alarm", fields, sizeof(fields) / sizeof(fields[0]));
}

/* Between two readings both clocks must have gone equally far. */
static void judge_clock(struct alarms *alarms, const struct alarm_reading *reading)
{
    const int64_t offset = reading->wall_ms - reading->steady_ms;
    const int64_t step = alarms->has_reading ? offset - alarms->offset_ms : 0;
    const bool is_step = step > STEP_MS || step < -STEP_MS;

    alarms->offset_ms = offset;
    if (is_step) {
        alarms->step_seen_ms = reading->steady_ms;
        atomic_fetch_add(&alarms->clock_steps, 1);
        atomic_store(&alarms->clock_step_ms, step);
    }
    const bool is_recent = atomic_load(&alarms->clock_steps) > 0 &&
                           reading->steady_ms - alarms->step_seen_ms < EVENT_MS;
    set(alarms, ALARM_CLOCK_STEP, is_recent, atomic_load(&alarms->clock_step_ms));
}

static void judge_server_log(struct alarms *alarms, const struct alarm_reading *reading)
{
    if (reading->log_lines_lost > alarms->lines_lost) {
        alarms->line_lost_ms = reading->steady_ms;
    }
    alarms->lines_lost = reading->log_lines_lost;
    set(alarms, ALARM_SERVER_LOG,
        alarms->lines_lost > 0 && reading->steady_ms - alarms->line_lost_ms < EVENT_MS,
        (int64_t)alarms->lines_lost);
}

static void judge_connections(struct alarms *alarms, uint32_t connections)
{
    const bool is_crowded = (uint64_t)connections * 5 >= (uint64_t)alarms->bounds.connections * 4;

    alarms->crowded = is_crowded ? alarms->crowded + 1 : 0;
    set(alarms, ALARM_CONNECTIONS, alarms->crowded >= CROWDED_TIMES, connections);
}

void alarms_judge(struct alarms *alarms, const struct alarm_reading *reading)
{
    judge_clock(alarms, reading);
    judge_server_log(alarms, reading);
    judge_connections(alarms, reading->connections);
    set(alarms, ALARM_LOG_LONG, reading->log_bytes > alarms->bounds.log_bytes,
        (int64_t)reading->log_bytes);
    set(alarms, ALARM_DISK, reading->free_bytes < alarms->bounds.free_bytes,
        (int64_t)reading->free_bytes);
    set(alarms, ALARM_STORE, reading->has_store_trouble, 0);
    set(alarms, ALARM_CHAIN, reading->has_chain_fault, 0);
    set(alarms, ALARM_NOTICES, reading->notice_age_s > NOTICE_S, (int64_t)reading->notice_age_s);
    set(alarms, ALARM_PROBE, reading->is_silent, 0);
    alarms->has_reading = true;
}
