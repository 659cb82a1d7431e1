/* What stands between CivetWeb and the sockets; see hooks.h. */
#include "hooks.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINGER_MS    300
#define LINGER_BYTES ((size_t)1024 * 1024)
#define UNREAD_MS    20000 /* what was sent and not taken for so long is given up by the kernel */
#define DESCRIPTOR_MS                                                                              \
    5 /* pause until a connection that was sent away has given up its descriptor */

int th_front_accept(int listener, struct sockaddr *address, socklen_t *length);
ssize_t th_front_recv(int descriptor, void *buffer, size_t size, int flags);
ssize_t th_front_send(int descriptor, const void *buffer, size_t size, int flags);
int th_front_shutdown(int descriptor, int how);
int th_front_fprintf(FILE *stream, const char *format, ...);

static struct {
    bool is_tls;
    int spare; /* descriptor given up for a moment when they run out; accept thread only */
} listening = { .spare = -1 };

static _Thread_local struct {
    int descriptor;
    const char *buffer;
    size_t filled; /* bytes of the request buffer after the last read into it */
    struct head head;
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

bool hooks_start(const struct peers_setup *setup, bool is_tls)
{
    listening.is_tls = is_tls;
    listening.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return peers_start(setup);
}

void hooks_stop(void)
{
    peers_stop();
    if (listening.spare >= 0) {
        (void)close(listening.spare);
    }
    listening.spare = -1;
}

/* ---- accept ---- */

static size_t refusal_text(enum peers_entry entry, char *out, size_t size)
{
    const bool is_full = entry == PEERS_FULL;
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
static void refuse(int descriptor, enum peers_entry entry)
{
    char text[512], rest[512];

    if (!listening.is_tls) {
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
    if (listening.spare >= 0) {
        (void)close(listening.spare);
    }
    const int victim = accept(listener, NULL, NULL);
    if (victim >= 0) {
        (void)close(victim);
        peers_dropped();
    }
    listening.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Somebody who lets us wait makes room; the pending connection is accepted in the next round. */
static void run_out(int listener)
{
    if (!peers_evict(hooks_now_ms())) {
        drop_pending(listener);
    }
    log_message(LOG_WARN, "accept", TH_STR("out of file descriptors; a connection was ended"));
    (void)poll(NULL, 0, DESCRIPTOR_MS);
}

int th_front_accept(int listener, struct sockaddr *address, socklen_t *length)
{
    const int unread_ms = UNREAD_MS;
    const int descriptor = accept(listener, address, length);

    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE) {
            run_out(listener);
        }
        return -1;
    }
    const enum peers_entry entry = peers_enter(descriptor, address, hooks_now_ms());
    if (entry != PEERS_ENTERED) {
        refuse(descriptor, entry);
        errno = ECONNABORTED;
        return -1;
    }
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &unread_ms, sizeof(unread_ms));
    return descriptor;
}

int th_front_shutdown(int descriptor, int how)
{
    peers_leave(descriptor);
    return shutdown(descriptor, how);
}

/* ---- reading and writing ---- */

void hooks_connection_begin(void)
{
    current.descriptor = -1;
    current.awaits_first_read = true;
    current.filled = 0;
    current.head = (struct head){ 0 };
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

const struct head *hooks_head(void)
{
    return &current.head;
}

uint32_t hooks_request_begins(void)
{
    peers_turn(current.descriptor, hooks_now_ms());
    return ++current.requests;
}

void hooks_request_ends(size_t size)
{
    current.head = (struct head){ 0 };
    if (current.filled <= size) {
        current.filled = 0;
        return;
    }
    current.filled -= size;
    head_feed(&current.head, (struct th_str){ current.buffer + size, current.filled });
}

void hooks_work_begins(void)
{
    peers_turn(current.descriptor, 0);
}

void hooks_work_ends(void)
{
    peers_turn(current.descriptor, hooks_now_ms());
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
        head_feed(&current.head, (struct th_str){ buffer, (size_t)got });
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
