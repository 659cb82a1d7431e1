/* One look of the watchdog. */
#include "watch.h"

#include "log.h"
#include "notify.h"

#define STUCK_MS 30000 /* a full server in which nothing ended for so long is stuck */

/* True while connections come and requests end. */
static bool is_moving(struct watch *watch, const struct front *front, int64_t steady_ms)
{
    if (front != NULL) {
        const struct front_counters now = front_counters(front);
        const uint64_t ended = now.connections_accepted + now.requests_served +
                               now.requests_refused + now.requests_shed;
        if (ended != watch->ended || watch->moved_ms == 0) {
            watch->ended = ended;
            watch->moved_ms = steady_ms;
        }
    }
    return steady_ms - watch->moved_ms < STUCK_MS;
}

bool watch_once(struct watch *watch, const struct front *front, int64_t steady_ms)
{
    const struct probe_result result = probe(&watch->target);
    const bool is_moved = is_moving(watch, front, steady_ms);
    const bool is_healthy = result.outcome == PROBE_ANSWERED && result.status == 200;

    if (!is_healthy && (result.outcome == PROBE_SILENT || !is_moved)) {
        log_message(LOG_ERROR, "probe", th_str_of(result.line));
        return false;
    }
    (void)notify_send(watch->notify_socket, "WATCHDOG=1");
    return true;
}
