/* The table of connections: caps, counts per address, whose turn it is on each, and who goes first
 * when there is no room. One per process, any thread. A connection occupies a worker thread from
 * accept to close; what keeps a client with a whole request from getting one is clients who let
 * theirs wait. */
#pragma once
#include "str.h"

#include <netinet/in.h>

struct peers_setup {
    uint32_t connections;             /* at once, all addresses */
    uint32_t connections_per_address; /* an IPv6 address counts by its /64 */
    const char *exempt; /* address without a cap of its own (the proxy); NULL = none */
};

#define PEERS_TURN_MS 50 /* a client whose turn is shorter than that is not sent away */

/** Once before the server starts. False when memory cannot be had. */
bool peers_start(const struct peers_setup *setup);
void peers_stop(void);

enum peers_entry { PEERS_ENTERED, PEERS_FULL, PEERS_ADDRESS };

/** A connection was accepted; it is the client's turn. When all places are taken, the connection
 * that lets us wait longest, counted double for an address with two and so on, is shut down. */
enum peers_entry peers_enter(int descriptor, const struct sockaddr *address, int64_t now_ms);
/** Our turn (0) or the client's since that time. */
void peers_turn(int descriptor, int64_t client_since_ms);
/** Before the descriptor is closed. */
void peers_leave(int descriptor);
/** Shuts one connection down as peers_enter() does. False when none lets us wait. */
bool peers_evict(int64_t now_ms);
/** A pending connection was lost for want of a descriptor. */
void peers_dropped(void);

struct peers_counters {
    uint32_t open; /* now; the others since the start */
    uint64_t accepted;
    uint64_t refused_full, refused_address; /* told to come back: 503, 429 */
    uint64_t evicted;                       /* shut down to make room */
    uint64_t dropped;                       /* for want of a descriptor */
};
struct peers_counters peers_counters(void);
