/* Reading a body of known length against an absolute deadline. Pure over a source of bytes and a
 * clock; no sockets. */
#pragma once
#include "gate.h"

struct body_source {
    void *self;
    /** Reads up to `size` bytes: > 0 bytes read, <= 0 nothing more will come (closed, error or
     * silence). Must return by `deadline_ms` plus one idle time-out. */
    int (*read)(void *self, char *out, size_t size, int64_t deadline_ms);
    int64_t (*now_ms)(void *self);
};

#define BODY_GRACE_MS     5000
#define BODY_BYTES_PER_MS 8 /* slowest rate that is served: 8 kB/s */

/** Time at which a body of `length` bytes must be complete. */
int64_t body_deadline(int64_t start_ms, size_t length);
/** Fills `out` with exactly `length` bytes: GATE_PASS, GATE_BODY_SHORT or GATE_BODY_SLOW. */
enum gate_verdict body_read(const struct body_source *source, char *out, size_t length);
