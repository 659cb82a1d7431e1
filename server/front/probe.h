/* One request to our own server, as a client outside would make it: through connect, the accept
 * loop, TLS and the gate. For the watchdog and for `tanheng probe`. */
#pragma once
#include "str.h"

#define PROBE_LINE_CAP 160

struct probe_target {
    const char *url;  /* "http://127.0.0.1:8080/": scheme, host and port count */
    const char *host; /* what stands in the header Host: a name that the server serves */
    const char *path; /* "/healthz" */
    uint32_t deadline_ms;
};

enum probe_outcome {
    PROBE_ANSWERED, /* `status` was received */
    PROBE_CLOSED, /* taken by the accept loop and let go without an answer: too many connections */
    PROBE_SILENT  /* nobody listens, or nothing came before the deadline */
};
struct probe_result {
    enum probe_outcome outcome;
    int status;
    char line[PROBE_LINE_CAP]; /* one line that says what happened */
};

/** The certificate is not checked: the question is whether this machine's server lives, and nothing
 * secret is sent. Ends by the deadline. */
struct probe_result probe(const struct probe_target *target);
/** The first of the comma-separated `hosts`, "localhost" when there is none. */
void probe_host(const char *hosts, char out[256]);
/** URL under which a server with this `listen` setting is reached from its own machine. False with
 * one line in `error` (256 bytes). */
bool probe_url(const char *listen, bool is_tls, char url[128], char error[256]);
