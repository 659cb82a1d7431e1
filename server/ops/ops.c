/* The watching thread: every second a look at the numbers, every few seconds a probe. */
#include "counters.h"
#include "log.h"
#include "notify.h"
#include "ops_parts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_MS        1000
#define WATCH_MS       10000 /* without a service manager */
#define WATCH_LEAST_MS 300
#define PROBE_MS       3000

static int64_t now_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Goes on while the machine sleeps, so that waking up is no step of the other clock. */
static int64_t steady_ms(void)
{
    return now_ms(CLOCK_BOOTTIME);
}

static int64_t unix_s(void)
{
    return now_ms(CLOCK_REALTIME) / 1000;
}

static void look(struct ops *ops, bool is_silent)
{
    const struct store_counters store = store_counters(ops->setup.store);
    const struct alarm_reading reading = {
        .wall_ms = now_ms(CLOCK_REALTIME),
        .steady_ms = steady_ms(),
        .log_bytes = store.log_bytes,
        .free_bytes = store.free_bytes,
        .log_lines_lost = log_lines_lost(),
        .connections = front_counters(ops->setup.front).connections_open,
        .has_store_trouble = store.has_trouble,
        .has_chain_fault = checker_state(ops->checker).has_fault,
        .notice_age_s = deliver_counters(ops->setup.deliver).oldest_age_s,
        .is_silent = is_silent,
    };
    alarms_judge(&ops->alarms, &reading);
}

static bool watch(struct ops *ops)
{
    const bool is_alive = watch_once(&ops->watch, ops->setup.front, steady_ms());
    atomic_fetch_add(is_alive ? &ops->probes_good : &ops->probes_bad, 1);
    return is_alive;
}

static void *run(void *self)
{
    struct ops *ops = self;
    const uint64_t pause_ms = ops->watch_every_ms < LOOK_MS ? ops->watch_every_ms : LOOK_MS;
    int64_t watch_ms = 0;
    bool is_alive = true;

    do {
        if (steady_ms() >= watch_ms) {
            watch_ms = steady_ms() + (int64_t)ops->watch_every_ms;
            is_alive = watch(ops);
        }
        look(ops, !is_alive);
        log_follow();
    } while (rest_for(&ops->rest, pause_ms));
    return NULL;
}

/* A third of what the service manager allows: two looks may be late. */
static uint64_t watch_interval_ms(uint64_t watchdog_us)
{
    const uint64_t third = watchdog_us / 3000;

    if (watchdog_us == 0 || third > WATCH_MS) {
        return WATCH_MS;
    }
    return third < WATCH_LEAST_MS ? WATCH_LEAST_MS : third;
}

static void set_up(struct ops *ops, const struct ops_setup *setup)
{
    ops->setup = *setup;
    ops->started_ms = steady_ms();
    ops->started_s = unix_s();
    ops->watch_every_ms = watch_interval_ms(setup->watchdog_us);
    ops->watch = (struct watch){
        .target = { front_url(setup->front), setup->probe_host, "/healthz", PROBE_MS },
        .notify_socket = setup->notify_socket,
    };
    ops->alarms.bounds = (struct alarm_bounds){ setup->log_alarm_bytes, setup->disk_alarm_bytes,
                                                setup->connections };
    rest_init(&ops->rest);
}

struct ops *ops_start(const struct ops_setup *setup)
{
    struct ops *ops = calloc(1, sizeof(*ops));
    const struct checker_setup checker = { setup->store, setup->check_pause_s, unix_s };

    if (ops == NULL) {
        return NULL;
    }
    set_up(ops, setup);
    ops->checker = checker_start(&checker);
    ops->is_running = ops->checker != NULL && pthread_create(&ops->thread, NULL, run, ops) == 0;
    if (!ops->is_running) {
        ops_free(ops);
        return NULL;
    }
    (void)notify_send(setup->notify_socket, "READY=1");
    return ops;
}

void ops_stop(struct ops *ops)
{
    if (ops == NULL || !ops->is_running) {
        return;
    }
    (void)notify_send(ops->setup.notify_socket, "STOPPING=1");
    rest_end(&ops->rest);
    (void)pthread_join(ops->thread, NULL);
    ops->is_running = false;
}

void ops_free(struct ops *ops)
{
    if (ops != NULL) {
        checker_stop(ops->checker);
        rest_free(&ops->rest);
        free(ops);
    }
}
