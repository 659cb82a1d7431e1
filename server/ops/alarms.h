/* Which alarms are on. Pure judgement over readings: no clock, file or thread in here. */
#pragma once
#include "str.h"

#include <stdatomic.h>

enum alarm {
#define ALARM(name, label, text) ALARM_##name,
#include "alarms.def"
#undef ALARM
    ALARM_COUNT
};

struct alarm_bounds {
    uint64_t log_bytes, free_bytes; /* of the database's log; free where the data are */
    uint32_t connections;           /* that the server can hold */
};

/** How things stand at one moment. */
struct alarm_reading {
    int64_t wall_ms, steady_ms; /* the system's clock; one that nobody sets */
    uint64_t log_bytes, free_bytes, log_lines_lost, notice_age_s;
    uint32_t connections;
    bool has_store_trouble, has_chain_fault, is_silent;
};

struct alarms {
    struct alarm_bounds bounds;
    atomic_bool is_on[ALARM_COUNT];
    atomic_ullong raised[ALARM_COUNT]; /* how often it began */
    atomic_ullong clock_steps;
    atomic_llong clock_step_ms; /* the last one; negative = back */
    /* of the one thread that judges: */
    bool has_reading;
    int64_t offset_ms; /* wall − steady */
    int64_t step_seen_ms;
    uint64_t lines_lost;
    int64_t line_lost_ms;
    uint32_t crowded; /* readings in a row */
};

void alarms_judge(struct alarms *alarms, const struct alarm_reading *reading);
/** Value of the label `alarm`. */
const char *alarm_label(enum alarm alarm);
