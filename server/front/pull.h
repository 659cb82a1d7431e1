/* A body that its handler pulls while it runs: the `self` of a struct http_stream. Not here: who
 * may run such a handler. */
#pragma once
#include "serve.h"

/** Set the first three; the rest begins as zeros. */
struct pull {
    const struct serve_transport *transport;
    bool expects_continue;
    size_t left;               /* bytes that have not come yet */
    int64_t deadline_ms;       /* of all of them; 0 before the first is asked for */
    enum gate_verdict verdict; /* why reading stopped; GATE_PASS = it did not */
};

/** As http_stream.read. */
int pull_read(void *self, char *out, size_t size);
