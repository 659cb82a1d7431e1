/* What stands between CivetWeb and the sockets; see hooks.h. */
#include "hooks.h"

#include "log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS_MAX 65536
#define LINGER_MS       300
#define LINGER_BYTES    ((size_t)1024 * 1024)

int th_front_accept(int listener, struct sockaddr *address, socklen_t *length);
ssize_t th_front_recv(int descriptor, void *buffer, size_t size, int flags);
ssize_t th_front_send(int descriptor, const void *buffer, size_t size, int flags);
int th_front_fprintf(FILE *stream, const char *format, ...);

struct peer {
    unsigned char address[16];
    uint32_t count;
};

static struct {
    pthread_mutex_t lock;
    struct hooks_setup setup;
    struct peer *peers; /* distinct addresses, at most setup.connections */
    size_t peer_count;
    unsigned char (
        *keys)[16]; /* by descriptor: CivetWeb names no address after a failed handshake */
    size_t key_count;
    struct hooks_counters count;
    int spare; /* given up for a moment when descriptors run out */
} table = { .lock = PTHREAD_MUTEX_INITIALIZER, .spare = -1 };

static _Thread_local struct {
    int descriptor;
    const char *buffer;
    size_t filled; /* bytes of the request buffer after the last read into it */
    bool awaits_first_read;
    uint32_t requests;
    int64_t read_deadline_ms, write_deadline_ms;
} current;

int64_t hooks_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the table of connections ---- */

bool hooks_start(const struct hooks_setup *setup)
{
    const long descriptors = sysconf(_SC_OPEN_MAX);
    table.key_count =
        descriptors > 0 && descriptors < DESCRIPTORS_MAX ? (size_t)descriptors : DESCRIPTORS_MAX;
    table.keys = calloc(table.key_count, sizeof(table.keys[0]));
    table.peers = calloc(setup->connections, sizeof(table.peers[0]));
    table.setup = *setup;
    table.peer_count = 0;
    table.count = (struct hooks_counters){ 0 };
    table.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return table.peers != NULL && table.keys != NULL;
}

void hooks_stop(void)
{
    pthread_mutex_lock(&table.lock);
    free(table.peers);
    free(table.keys);
    table.peers = NULL;
    table.keys = NULL;
    table.peer_count = 0;
    if (table.spare >= 0) {
        (void)close(table.spare);
    }
    table.spare = -1;
    pthread_mutex_unlock(&table.lock);
}

struct hooks_counters hooks_counters(void)
{
    pthread_mutex_lock(&table.lock);
    const struct hooks_counters count = table.count;
    pthread_mutex_unlock(&table.lock);
    return count;
}

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

    if (inet_pton(AF_INET, text, &v4) == 1) {
        key_of_v4(&v4, key);
    } else if (inet_pton(AF_INET6, text, &v6) == 1) {
        key_of_v6(&v6, key);
    } else {
        memset(key, 0, 16);
    }
}

static bool is_exempt(const unsigned char key[16])
{
    unsigned char exempt[16];

    if (table.setup.exempt == NULL || table.setup.exempt[0] == '\0') {
        return false;
    }
    key_of_text(table.setup.exempt, exempt);
    return memcmp(key, exempt, 16) == 0;
}

static struct peer *find_peer(const unsigned char key[16])
{
    for (size_t i = 0; i < table.peer_count; i++) {
        if (memcmp(table.peers[i].address, key, 16) == 0) {
            return &table.peers[i];
        }
    }
    return NULL;
}

enum entry { ENTRY_OK, ENTRY_FULL, ENTRY_ADDRESS };

static enum entry enter_locked(const unsigned char key[16])
{
    if (table.count.open >= table.setup.connections) {
        table.count.refused_full++;
        return ENTRY_FULL;
    }
    struct peer *peer = find_peer(key);
    if (peer == NULL) { /* fits: there are no more addresses than connections */
        peer = &table.peers[table.peer_count++];
        memcpy(peer->address, key, 16);
        peer->count = 0;
    }
    if (peer->count >= table.setup.connections_per_address && !is_exempt(key)) {
        table.count.refused_address++;
        return ENTRY_ADDRESS;
    }
    peer->count++;
    table.count.open++;
    table.count.accepted++;
    return ENTRY_OK;
}

void hooks_connection_end(const char *address)
{
    unsigned char key[16];

    pthread_mutex_lock(&table.lock);
    if (address != NULL) {
        key_of_text(address, key);
    } else if (table.keys != NULL && current.descriptor >= 0) {
        memcpy(key, table.keys[current.descriptor], 16);
    } else {
        memset(key, 0, 16);
    }
    struct peer *peer = table.peers != NULL ? find_peer(key) : NULL;
    if (peer != NULL) {
        table.count.open--;
        if (--peer->count == 0) {
            *peer = table.peers[--table.peer_count];
        }
    }
    pthread_mutex_unlock(&table.lock);
}

/* ---- accept ---- */

static size_t refusal_text(enum entry entry, char *out, size_t size)
{
    const bool is_full = entry == ENTRY_FULL;
    char body[128];
    const int body_length = snprintf(
        body, sizeof(body), "{\"type\":\"urn:tanheng:problem:%s\",\"status\":%s,\"code\":\"%s\"}",
        is_full ? "overloaded" : "rate-limited", is_full ? "503" : "429",
        is_full ? "overloaded" : "rate-limited");
    const int length =
        snprintf(out, size,
                 "HTTP/1.1 %s\r\nConnection: close\r\nRetry-After: 1\r\n"
                 "Cache-Control: no-store\r\n"
                 "Content-Type: application/problem+json\r\n"
                 "Content-Length: %d\r\n\r\n%s",
                 is_full ? "503 Service Unavailable" : "429 Too Many Requests", body_length, body);
    return (size_t)length;
}

/* Never blocks the accept loop: what does not fit into the socket's buffer at once is lost. */
static void refuse(int descriptor, enum entry entry)
{
    char text[512], rest[512];

    if (!table.setup.is_tls) {
        const size_t length = refusal_text(entry, text, sizeof(text));
        (void)send(descriptor, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)shutdown(descriptor, SHUT_WR);
        (void)recv(descriptor, rest, sizeof(rest), MSG_DONTWAIT);
    }
    (void)close(descriptor);
}

/* Without a free descriptor the pending connection would wake the accept loop for ever: take it
 * with the spare one and drop it. */
static void drop_pending(int listener)
{
    if (table.spare < 0) {
        return;
    }
    (void)close(table.spare);
    const int victim = accept(listener, NULL, NULL);
    if (victim >= 0) {
        (void)close(victim);
        pthread_mutex_lock(&table.lock);
        table.count.dropped++;
        pthread_mutex_unlock(&table.lock);
    }
    table.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    log_message(LOG_WARN, "accept", TH_STR("out of file descriptors; a connection was dropped"));
}

int th_front_accept(int listener, struct sockaddr *address, socklen_t *length)
{
    unsigned char key[16];
    const int descriptor = accept(listener, address, length);

    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE) {
            drop_pending(listener);
        }
        return -1;
    }
    key_of(address, key);
    pthread_mutex_lock(&table.lock);
    const bool is_small = (size_t)descriptor < table.key_count;
    const enum entry entry = is_small ? enter_locked(key) : ENTRY_FULL;
    if (entry == ENTRY_OK) {
        memcpy(table.keys[descriptor], key, 16);
    }
    pthread_mutex_unlock(&table.lock);
    if (entry != ENTRY_OK) {
        refuse(descriptor, entry);
        errno = ECONNABORTED;
        return -1;
    }
    return descriptor;
}

/* ---- reading and writing ---- */

void hooks_connection_begin(void)
{
    current.descriptor = -1;
    current.awaits_first_read = true;
    current.filled = 0;
    current.requests = 0;
    current.read_deadline_ms = 0;
    current.write_deadline_ms = 0;
}

void hooks_handshake_begins(int descriptor)
{
    current.descriptor = descriptor;
}

const char *hooks_buffer(void)
{
    return current.buffer;
}

uint32_t hooks_count_request(void)
{
    return ++current.requests;
}

void hooks_read_until(int64_t deadline_ms)
{
    current.read_deadline_ms = deadline_ms;
}

void hooks_write_until(int64_t deadline_ms)
{
    current.write_deadline_ms = deadline_ms;
}

bool hooks_read_begins(char *buffer, size_t size)
{
    if (current.read_deadline_ms != 0 && hooks_now_ms() > current.read_deadline_ms) {
        return false;
    }
    if (current.awaits_first_read) {
        current.buffer = buffer;
        current.awaits_first_read = false;
    }
    if (buffer >= current.buffer && buffer < current.buffer + HOOKS_BUFFER_BYTES) {
        memset(buffer, 0, size);
    }
    return true;
}

void hooks_read_ended(const char *buffer, int64_t got)
{
    if (got > 0 && buffer >= current.buffer && buffer < current.buffer + HOOKS_BUFFER_BYTES) {
        current.filled = (size_t)(buffer - current.buffer) + (size_t)got;
    }
}

bool hooks_buffer_is_full(void)
{
    return current.filled == HOOKS_BUFFER_BYTES;
}

bool hooks_write_begins(void)
{
    return current.write_deadline_ms == 0 || hooks_now_ms() <= current.write_deadline_ms;
}

ssize_t th_front_recv(int descriptor, void *buffer, size_t size, int flags)
{
    current.descriptor = descriptor;
    if (!hooks_read_begins(buffer, size)) {
        errno = ETIMEDOUT;
        return -1;
    }
    const ssize_t got = recv(descriptor, buffer, size, flags);
    hooks_read_ended(buffer, got);
    return got;
}

ssize_t th_front_send(int descriptor, const void *buffer, size_t size, int flags)
{
    if (!hooks_write_begins()) {
        errno = ETIMEDOUT;
        return -1;
    }
    return send(descriptor, buffer, size, flags);
}

void hooks_linger(void)
{
    const int64_t end_ms = hooks_now_ms() + LINGER_MS;
    size_t left = LINGER_BYTES;
    char rest[2048];

    if (current.descriptor < 0 || shutdown(current.descriptor, SHUT_WR) != 0) {
        return;
    }
    for (int64_t now_ms = hooks_now_ms(); now_ms < end_ms && left > 0; now_ms = hooks_now_ms()) {
        struct pollfd waited = { .fd = current.descriptor, .events = POLLIN };
        if (poll(&waited, 1, (int)(end_ms - now_ms)) <= 0) {
            return;
        }
        const ssize_t got = recv(current.descriptor, rest, sizeof(rest), MSG_DONTWAIT);
        if (got <= 0) {
            return;
        }
        left -= left < (size_t)got ? left : (size_t)got;
    }
}

int th_front_fprintf(FILE *stream, const char *format, ...)
{
    (void)stream;
    log_message(LOG_DEBUG, "civetweb", th_str_of(format));
    return 0;
}
