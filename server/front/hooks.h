/* What stands between CivetWeb and the sockets. CivetWeb is compiled with the names accept, recv,
 * send, fprintf and four of mbedTLS replaced by ours (.dev/third-party.cmake), which cures, without
 * touching its source, what its own options cannot: accept     caps on connections, answered at
 * once instead of queueing; survives EMFILE without spinning recv/read  zeroes the request buffer
 * first (it is shared by all connections of a worker and its parser reads past the end of the
 * data), remembers where it starts, and enforces the absolute body deadline send/write absolute
 * deadline against slow readers handshake  waits in poll with a deadline; the original spins at 100
 * % on a silent client fprintf    its chatter on stderr The replaced functions get no context,
 * hence one table per process and one record per thread. */
#pragma once
#include "str.h"

#define HOOKS_BUFFER_BYTES 16384 /* CivetWeb's max_request_size */

struct hooks_setup {
    uint32_t connections;             /* at once, all addresses */
    uint32_t connections_per_address; /* an IPv6 address counts by its /64 */
    const char *exempt; /* address without a cap of its own (the proxy); NULL = none */
    bool is_tls;        /* a refused connection gets no plain-text answer */
};

/** Once before the server starts. False when memory cannot be had. */
bool hooks_start(const struct hooks_setup *setup);
void hooks_stop(void);

struct hooks_counters {
    uint32_t open; /* now; the others since the start */
    uint64_t accepted;
    uint64_t refused_full, refused_address; /* told to come back: 503, 429 */
    uint64_t dropped;                       /* for want of a descriptor */
};
struct hooks_counters hooks_counters(void);

/* On the worker that owns the connection: */
void hooks_connection_begin(void);
/** `address` NULL = a handshake that failed: the socket of hooks_handshake_begins() counts. */
void hooks_connection_end(const char *address);
/** First byte of the worker's request buffer; NULL before anything was read. */
const char *hooks_buffer(void);
/** True when the request buffer is full: the header is longer than CivetWeb takes. */
bool hooks_buffer_is_full(void);
/** Number of requests on this connection so far; counts this call. */
uint32_t hooks_count_request(void);
/** Absolute times (hooks_now_ms) after which reads and writes fail; 0 = none. */
void hooks_read_until(int64_t deadline_ms);
void hooks_write_until(int64_t deadline_ms);
/** Sends FIN and discards what still comes for a moment, so that the peer reads the answer before a
 * reset. Plain sockets only. */
void hooks_linger(void);
int64_t hooks_now_ms(void); /* monotonic */

/* For tls.c. */
void hooks_handshake_begins(int descriptor);
bool hooks_read_begins(char *buffer, size_t size);
void hooks_read_ended(const char *buffer, int64_t got);
bool hooks_write_begins(void);
