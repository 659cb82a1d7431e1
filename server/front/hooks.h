/* What stands between CivetWeb and the sockets. CivetWeb is compiled with the names accept, recv,
 * send, shutdown, fprintf and four of mbedTLS replaced by ours (civet_names.h), which
 * cures, without touching its source, what its own options cannot:
 * accept      caps on connections, answered at once instead of queueing; room for newcomers at the
 *             cost of those who let us wait; survives EMFILE without spinning
 * recv/read   zeroes the request buffer first (it is shared by all connections of a worker and its
 *             parser reads past the end of the data), remembers where it starts, judges the head's
 *             layout before the parser writes into it, and enforces the absolute body deadline
 * send/write  absolute deadline against slow readers
 * shutdown    the connection leaves the table before its descriptor can be used again
 * handshake   waits in poll with a deadline; the original spins at 100 % on a silent client
 * fprintf     its chatter on stderr
 * The replaced functions get no context, hence one table per process (peers.h) and one record per
 * thread. */
#pragma once
#include "head.h"
#include "peers.h"

#define HOOKS_BUFFER_BYTES 16384 /* CivetWeb's max_request_size */

/** Once before the server starts; `is_tls`: a refused connection gets no plain-text answer. False
 * when memory cannot be had. */
bool hooks_start(const struct peers_setup *setup, bool is_tls);
void hooks_stop(void);

/* On the worker that owns the connection: */
void hooks_connection_begin(void);
/** First byte of the worker's request buffer; NULL before anything was read. */
const char *hooks_buffer(void);
/** True when the request buffer is full: the header is longer than CivetWeb takes. */
bool hooks_buffer_is_full(void);
/** Layout of the current request's head, as received. */
const struct head *hooks_head(void);
/** A head has been parsed. Number of requests on this connection so far, this one included. */
uint32_t hooks_request_begins(void);
/** The request was answered; `size` bytes of head and body. What follows in the buffer already
 * belongs to the next one, whose head is judged from there. */
void hooks_request_ends(size_t size);
/** Between these two the client waits for us and is never sent away to make room. */
void hooks_work_begins(void);
void hooks_work_ends(void);
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
