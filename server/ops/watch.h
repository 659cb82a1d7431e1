/* The watchdog's judgement: does a server that was asked live? A server that is full is busy, not
 * dead, as long as something ends in it. */
#pragma once
#include "front.h"
#include "probe.h"

struct watch {
    struct probe_target target;
    const char *notify_socket; /* NULL or "" = no service manager */
    /* of the one thread that watches: */
    uint64_t ended; /* what had ended at the last look */
    int64_t moved_ms;
};

/** Probes once and tells the service manager when an answer came through the accept loop. False =
 * no sign of life. `front` NULL: nothing is known of its connections. */
bool watch_once(struct watch *watch, const struct front *front, int64_t steady_ms);
