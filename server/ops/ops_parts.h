/* The inside of struct ops. Included by ops.c and metrics.c only. */
#pragma once
#include "alarms.h"
#include "checker.h"
#include "ops.h"
#include "rest.h"
#include "watch.h"

struct ops {
    struct ops_setup setup;
    struct alarms alarms;
    struct checker *checker;
    struct watch watch;
    struct rest rest;
    pthread_t thread;
    uint64_t watch_every_ms;
    bool is_running;
    int64_t started_ms, started_s; /* steady; Unix time */
    atomic_ullong probes_good, probes_bad;
};
