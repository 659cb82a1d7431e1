/* One request from gate to answer, whatever carries the bytes. No CivetWeb in here: civet.c
 * supplies the transport. */
#pragma once
#include "admission.h"
#include "front.h"
#include "gate.h"

#include <stdatomic.h>

#define WRITE_GRACE_MS 10000 /* of a write, besides what its length takes */

struct serve_transport {
    void *self;
    /** As body_source.read. */
    int (*read)(void *self, char *out, size_t size, int64_t deadline_ms);
    /** Writes all of it before `deadline_ms` or returns false. */
    bool (*write)(void *self, struct th_str bytes, int64_t deadline_ms);
    /** The connection ends after this answer. */
    void (*close_after)(void *self);
    /** Lets the peer read the answer although its body was not read to the end. */
    void (*linger)(void *self);
};

struct serve_peer {
    const char *address;
    bool is_tls;
    bool may_keep_alive; /* the transport would serve another request */
};

/** What all requests share. */
struct serve {
    struct front_setup setup;
    struct th_str hosts;
    bool keep_alive;
    struct admission *admission;
    atomic_bool is_draining;
    atomic_uint active; /* requests between gate and end of answer */
    atomic_ullong served, refused, shed;
};

/** Judges, reads, handles, answers and logs. `input->hosts` and `input->from_proxy` are filled in
 * here. Returns the status. */
int serve_request(struct serve *serve, struct gate_input *input, const struct serve_peer *peer,
                  const struct serve_transport *transport);
/** Answers what could not even be parsed; the connection ends. */
int serve_unreadable(struct serve *serve, enum gate_verdict verdict, const struct serve_peer *peer,
                     const struct serve_transport *transport);
