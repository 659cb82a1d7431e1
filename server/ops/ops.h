/* What keeps an eye on the running server: alarms, the watchdog, the background check of the
 * ledger, and the metrics page that shows them with everything that the other layers count. */
#pragma once
#include "api.h"
#include "deliver.h"
#include "front.h"
#include "store.h"
#include "virus.h"

struct ops;

struct ops_setup {
    const struct front *front; /* started */
    const struct api *api;
    struct store *store;
    const struct deliver *deliver;
    const struct virus *virus; /* NULL = no virus scanner */
    uint32_t connections;      /* that the front can hold */
    uint32_t concurrency, queue, uploads;
    uint64_t log_alarm_bytes, disk_alarm_bytes;
    uint32_t check_pause_s;
    const char *probe_host;    /* a name that the server serves */
    const char *notify_socket; /* of the service manager; "" = none */
    uint64_t watchdog_us;      /* its deadline between two signs of life; 0 = none wanted */
};

/** Starts the threads and tells the service manager that the server is ready. Keeps `setup`'s
 * pointers. NULL when memory or threads ran out. */
struct ops *ops_start(const struct ops_setup *setup);
/** Ends the threads and tells the service manager that the server stops; ops_write_metrics still
 * works. */
void ops_stop(struct ops *ops);
void ops_free(struct ops *ops);
/** The whole page, in Prometheus' text format. Any thread. */
void ops_write_metrics(const struct ops *ops, struct th_buf *out);
