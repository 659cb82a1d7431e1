/* A body that its handler pulls while it runs: the `self` of a struct http_stream. Not here: who
 * may run such a handler. */
#pragma once
#include "admission.h"
#include "serve.h"

/** Set the first five; the rest begins as zeros. */
struct pull {
    const struct serve_transport *transport;
    struct admission *admission;
    struct admission_ticket *ticket; /* the stream's */
    bool expects_continue;
    size_t left;               /* bytes that have not come yet */
    int64_t deadline_ms;       /* of all of them; 0 before the first is asked for */
    enum gate_verdict verdict; /* why reading stopped; GATE_PASS = it did not */
};

/** As http_stream.read. */
int pull_read(void *self, char *out, size_t size);
