/* The table of connections; see peers.h. */
#include "peers.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESCRIPTORS_MAX 65536

struct peer {
    unsigned char address[16];
    uint32_t count; /* 0 = the place is free */
};

struct connection {
    struct peer *peer; /* NULL = not in the table, or shut down and about to leave */
    int64_t client_since_ms;
};

static struct {
    pthread_mutex_t lock;
    struct peers_setup setup;
    unsigned char exempt[16];
    struct peer *peers;             /* setup.connections places */
    struct connection *connections; /* by descriptor */
    size_t descriptor_count;
    size_t descriptor_end; /* behind the highest that was ever in use */
    struct peers_counters count;
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- addresses ---- */

/* IPv4 as mapped IPv6; a host with IPv6 owns its whole /64. */
static void key_of_v4(const struct in_addr *address, unsigned char key[16])
{
    memset(key, 0, 16);
    key[10] = key[11] = 0xff;
    memcpy(key + 12, address, 4);
}

static void key_of_v6(const struct in6_addr *address, unsigned char key[16])
{
    memset(key, 0, 16);
    memcpy(key, address, IN6_IS_ADDR_V4MAPPED(address) ? 16 : 8);
}

static void key_of(const struct sockaddr *address, unsigned char key[16])
{
    memset(key, 0, 16);
    if (address->sa_family == AF_INET) {
        key_of_v4(&((const struct sockaddr_in *)(const void *)address)->sin_addr, key);
    } else if (address->sa_family == AF_INET6) {
        key_of_v6(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, key);
    }
}

static void key_of_text(const char *text, unsigned char key[16])
{
    struct in_addr v4;
    struct in6_addr v6;

    memset(key, 0, 16);
    if (text != NULL && inet_pton(AF_INET, text, &v4) == 1) {
        key_of_v4(&v4, key);
    } else if (text != NULL && inet_pton(AF_INET6, text, &v6) == 1) {
        key_of_v6(&v6, key);
    }
}

static bool is_exempt(const struct peer *peer)
{
    static const unsigned char none[16];
    return memcmp(table.exempt, none, 16) != 0 && memcmp(peer->address, table.exempt, 16) == 0;
}

/* The place of an address; a new one gets a free place. There are as many as connections. */
static struct peer *peer_of(const unsigned char key[16])
{
    struct peer *vacant = NULL;

    for (size_t i = 0; i < table.setup.connections; i++) {
        struct peer *peer = &table.peers[i];
        if (peer->count > 0 && memcmp(peer->address, key, 16) == 0) {
            return peer;
        }
        if (peer->count == 0 && vacant == NULL) {
            vacant = peer;
        }
    }
    if (vacant != NULL) {
        memcpy(vacant->address, key, 16);
    }
    return vacant;
}

/* ---- life and death ---- */

bool peers_start(const struct peers_setup *setup)
{
    const long limit = sysconf(_SC_OPEN_MAX);

    table.descriptor_count = limit > 0 && limit < DESCRIPTORS_MAX ? (size_t)limit : DESCRIPTORS_MAX;
    table.descriptor_end = 0;
    table.connections = calloc(table.descriptor_count, sizeof(table.connections[0]));
    table.peers = calloc(setup->connections, sizeof(table.peers[0]));
    table.setup = *setup;
    key_of_text(setup->exempt, table.exempt);
    table.count = (struct peers_counters){ 0 };
    return table.peers != NULL && table.connections != NULL;
}

void peers_stop(void)
{
    pthread_mutex_lock(&table.lock);
    free(table.peers);
    free(table.connections);
    table.peers = NULL;
    table.connections = NULL;
    table.descriptor_count = table.descriptor_end = 0;
    pthread_mutex_unlock(&table.lock);
}

/* ---- who goes first ---- */

static bool is_inside(int descriptor)
{
    return descriptor >= 0 && (size_t)descriptor < table.descriptor_count &&
           table.connections[descriptor].peer != NULL;
}

static void forget_locked(struct connection *connection)
{
    table.count.open--;
    connection->peer->count--;
    connection->peer = NULL;
}

static int64_t burden(const struct connection *connection, int64_t now_ms)
{
    const int64_t waited_ms = now_ms - connection->client_since_ms;

    if (connection->peer == NULL || connection->client_since_ms == 0 || waited_ms < PEERS_TURN_MS) {
        return 0;
    }
    return is_exempt(connection->peer) ? waited_ms : waited_ms * connection->peer->count;
}

/* The worker wakes with the end of its stream; what was still to be sent is discarded, so that
 * closing does not wait for a client that reads nothing. */
static bool evict_locked(int64_t now_ms)
{
    const struct linger at_once = { .l_onoff = 1 };
    size_t worst = 0;
    int64_t most = 0;

    for (size_t i = 0; i < table.descriptor_end; i++) {
        const int64_t own = burden(&table.connections[i], now_ms);
        if (own > most) {
            most = own;
            worst = i;
        }
    }
    if (most == 0) {
        return false;
    }
    forget_locked(&table.connections[worst]);
    table.count.evicted++;
    (void)setsockopt((int)worst, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    (void)shutdown((int)worst, SHUT_RDWR);
    return true;
}

bool peers_evict(int64_t now_ms)
{
    pthread_mutex_lock(&table.lock);
    const bool done = evict_locked(now_ms);
    pthread_mutex_unlock(&table.lock);
    return done;
}

/* ---- coming and going ---- */

static enum peers_entry enter_locked(int descriptor, const unsigned char key[16], int64_t now_ms)
{
    struct peer *peer = peer_of(key);

    if (peer != NULL && peer->count >= table.setup.connections_per_address && !is_exempt(peer)) {
        table.count.refused_address++;
        return PEERS_ADDRESS;
    }
    if ((size_t)descriptor >= table.descriptor_count ||
        (table.count.open >= table.setup.connections && !evict_locked(now_ms))) {
        table.count.refused_full++;
        return PEERS_FULL;
    }
    if (peer == NULL) {
        peer = peer_of(key); /* the one that was sent away left a place */
    }
    if (peer == NULL) {
        table.count.refused_full++;
        return PEERS_FULL;
    }
    peer->count++;
    table.connections[descriptor] = (struct connection){ peer, now_ms };
    if ((size_t)descriptor >= table.descriptor_end) {
        table.descriptor_end = (size_t)descriptor + 1;
    }
    table.count.open++;
    table.count.accepted++;
    return PEERS_ENTERED;
}

enum peers_entry peers_enter(int descriptor, const struct sockaddr *address, int64_t now_ms)
{
    unsigned char key[16];

    key_of(address, key);
    pthread_mutex_lock(&table.lock);
    const enum peers_entry entry = enter_locked(descriptor, key, now_ms);
    pthread_mutex_unlock(&table.lock);
    return entry;
}

void peers_turn(int descriptor, int64_t client_since_ms)
{
    pthread_mutex_lock(&table.lock);
    if (is_inside(descriptor)) {
        table.connections[descriptor].client_since_ms = client_since_ms;
    }
    pthread_mutex_unlock(&table.lock);
}

void peers_leave(int descriptor)
{
    pthread_mutex_lock(&table.lock);
    if (is_inside(descriptor)) {
        forget_locked(&table.connections[descriptor]);
    }
    pthread_mutex_unlock(&table.lock);
}

void peers_dropped(void)
{
    pthread_mutex_lock(&table.lock);
    table.count.dropped++;
    pthread_mutex_unlock(&table.lock);
}

struct peers_counters peers_counters(void)
{
    pthread_mutex_lock(&table.lock);
    const struct peers_counters count = table.count;
    pthread_mutex_unlock(&table.lock);
    return count;
}
