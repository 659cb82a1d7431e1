/* The HTTP server in front of the application: sockets, TLS, gate, admission, body, answer, drain.
 * Its civet.c is the only file of the tree that sees CivetWeb. Knows no route and no rule of the
 * product. */
#pragma once
#include "assets.h"
#include "http.h"

struct front;

struct front_setup {
    const char *listen;   /* "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:8443" */
    const char *tls_cert; /* PEM with key and chain; NULL or "" = plain HTTP */
    const char *proxy;    /* address whose X-Real-IP is believed; NULL or "" = none */
    const char *hosts; /* allowed Host names, comma separated, without port; NULL or "" = localhost,
                          127.0.0.1 and [::1] when listening on loopback, else refused to start */
    uint32_t threads;  /* worker threads = connections at once */
    uint32_t concurrency; /* handlers at once, each with an arena */
    uint32_t queue;       /* requests that may wait for an arena; more get 503 */
    uint32_t connections_per_address;
    uint32_t body_bytes_max; /* sum of all bodies being read */
    uint32_t streams;        /* handlers at once that pull their body (uploads); more get 503 */
    size_t arena_bytes;      /* per handler */
    const struct assets *assets;
    struct http_app app;
};

/** Starts listening. NULL when it cannot; `error` (256 bytes) holds one line that says what to
 * change. */
struct front *front_start(const struct front_setup *setup, char error[256]);
/** "http://127.0.0.1:8080/" of the bound port (also when port 0 was asked for). */
const char *front_url(const struct front *front);

struct front_counters {
    bool is_draining;
    /* now; each with its limit in struct front_setup */
    uint32_t connections_open; /* of `threads` */
    uint32_t handlers_busy;    /* of `concurrency` */
    uint32_t requests_waiting; /* of `queue` */
    uint64_t body_bytes;       /* of `body_bytes_max` */
    uint32_t streams;          /* of `streams` */
    /* since the start */
    uint64_t connections_accepted;
    uint64_t connections_refused_full;       /* 503: no thread free */
    uint64_t connections_refused_address;    /* 429: connections_per_address */
    uint64_t connections_evicted;            /* shut down while it was their turn, to make room */
    uint64_t connections_dropped;            /* no file descriptor left */
    uint64_t requests_served;                /* answered by a handler or an asset */
    uint64_t requests_refused;               /* by the gate */
    uint64_t requests_shed;                  /* 503: no room or draining */
    uint64_t stack_worst_bytes, stack_bytes; /* of a worker's stack: used at most, and its size */
};
/** A snapshot for /readyz and /metrics; any thread, cheap. */
struct front_counters front_counters(const struct front *front);
/** From now on new requests get 503 and connections close; waits up to `grace_ms` for running
 * handlers, stops and frees. True when all finished in time. */
bool front_stop(struct front *front, uint32_t grace_ms);
