/* The one way out: HTTPS calls to hosts that this program knows by name, with a verified
 * certificate, no redirects, no proxy from the environment, no private addresses, a deadline and a
 * bound on how many wait. Blocking; safe from any thread. */
#pragma once
#include "arena.h"
#include "buf.h"
#include "status.h"

#define HTTPS_HOST_CAP    128
#define HTTPS_URL_CAP     2048
#define HTTPS_HEADER_CAP  1024
#define HTTPS_ANSWER_MOST (512 * 1024)

struct https; /* connections, places, circuit breakers */

struct https_setup {
    uint32_t places;      /* calls at once; 0 = 4 */
    uint32_t deadline_ms; /* whole call; 0 = 2500 */
    const char *own_host; /* one further host, from the configuration; NULL or empty = none */
    const char *stand_in; /* "127.0.0.1:8443": every host is reached there instead (tests, a local
                             gateway); loopback only; NULL or empty = the real hosts */
    const char *stand_in_ca; /* PEM file of the authority that signed the stand-in's certificates */
};

/** NULL with one line in `error` (256 bytes) that says what to change. */
struct https *https_new(const struct https_setup *setup, char error[256]);
void https_free(struct https *https);

struct https_header {
    const char *name;
    struct th_str value; /* printable ASCII */
};
struct https_request {
    struct th_str host;   /* one of hosts.def, or the own host */
    struct th_str target; /* "/path?query", already encoded: https_put_param */
    struct th_str body;   /* ptr NULL = GET, else POST */
    struct th_str type;   /* of the body */
    const struct https_header *headers;
    size_t header_count;
};
struct https_answer {
    long status;
    struct th_str type; /* lower case, without parameters */
    struct th_str body; /* in the arena */
};

/** TH_OK: the host answered, whatever the status; a 3xx is an answer and is not followed.
 * TH_PROVIDER_FAILED: no connection, wrong certificate, deadline, an answer over HTTPS_ANSWER_MOST,
 * or this host failed so often that it is left alone for a while. TH_OVERLOADED: every place was
 * taken. TH_NO_MEMORY. Nothing of the call is logged but host, outcome and milliseconds. */
enum th_status https_call(struct https *https, struct th_arena *arena,
                          const struct https_request *request,
                          struct https_answer *answer) TH_MUST_USE;

/** "?name=value" or "&name=value", the value percent-encoded (RFC 3986 unreserved characters stay).
 */
void https_put_param(struct th_buf *out, const char *name, struct th_str value);
