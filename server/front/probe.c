/* The probe: a socket that never blocks, one poll with one deadline, TLS through the same two
 * calls. */
#include "probe.h"

#include "hooks.h"
#include "listen.h"

#include <errno.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_BYTES 15 /* "HTTP/1.1 200 OK" */

struct tls {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
};

struct line {
    int descriptor;
    int64_t end_ms;
    struct tls *tls; /* NULL = plain */
    bool is_late;
};

/* ---- waiting ---- */

static bool wait_for(struct line *line, short events)
{
    struct pollfd waited = { .fd = line->descriptor, .events = events };
    const int64_t left = line->end_ms - hooks_now_ms();

    line->is_late = left <= 0 || poll(&waited, 1, (int)left) == 0;
    return !line->is_late;
}

static int try_connect(struct line *line, const struct addrinfo *where)
{
    line->descriptor =
        socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, where->ai_protocol);
    if (line->descriptor < 0) {
        return errno;
    }
    if (connect(line->descriptor, where->ai_addr, where->ai_addrlen) == 0) {
        return 0;
    }
    int failure = errno;
    socklen_t size = sizeof(failure);
    if (failure != EINPROGRESS) {
        return failure;
    }
    if (!wait_for(line, POLLOUT)) {
        return ETIMEDOUT;
    }
    return getsockopt(line->descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 ? failure
                                                                                    : errno;
}

static int connect_to(struct line *line, const char *host, const char *port)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    int failure = EADDRNOTAVAIL;

    line->descriptor = -1;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return failure;
    }
    for (const struct addrinfo *one = found; one != NULL && failure != 0; one = one->ai_next) {
        if (line->descriptor >= 0) {
            (void)close(line->descriptor);
        }
        failure = try_connect(line, one);
    }
    freeaddrinfo(found);
    return failure;
}

/* ---- bytes ---- */

static int tls_send(void *self, const unsigned char *bytes, size_t size)
{
    const ssize_t sent =
        send(((struct line *)self)->descriptor, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_WRITE : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    }
    return (int)sent;
}

static int tls_receive(void *self, unsigned char *bytes, size_t size)
{
    const ssize_t got = recv(((struct line *)self)->descriptor, bytes, size, MSG_DONTWAIT);
    if (got < 0) {
        return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_READ : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    }
    return (int)got;
}

/* True: `code` asks to be called again, and the socket is ready. */
static bool again(struct line *line, int code)
{
    if (code == MBEDTLS_ERR_SSL_WANT_READ) {
        return wait_for(line, POLLIN);
    }
    return code == MBEDTLS_ERR_SSL_WANT_WRITE && wait_for(line, POLLOUT);
}

static int plain_code(void)
{
    return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_READ : -1;
}

static bool send_all(struct line *line, const char *text, size_t size)
{
    while (size > 0) {
        int sent = line->tls != NULL
                       ? mbedtls_ssl_write(&line->tls->ssl, (const unsigned char *)text, size)
                       : (int)send(line->descriptor, text, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && line->tls == NULL && errno == EAGAIN) {
            sent = MBEDTLS_ERR_SSL_WANT_WRITE;
        }
        if (sent <= 0 && !again(line, sent)) {
            return false;
        }
        if (sent > 0) {
            text += sent;
            size -= (size_t)sent;
        }
    }
    return true;
}

static size_t receive_start(struct line *line, char out[ANSWER_BYTES + 1])
{
    size_t filled = 0;

    while (filled < ANSWER_BYTES) {
        int got = line->tls != NULL
                      ? mbedtls_ssl_read(&line->tls->ssl, (unsigned char *)out + filled,
                                         ANSWER_BYTES - filled)
                      : (int)recv(line->descriptor, out + filled, ANSWER_BYTES - filled, 0);
        if (got < 0 && line->tls == NULL) {
            got = plain_code();
        }
        if (got <= 0 && (got == 0 || !again(line, got))) {
            break;
        }
        filled += got > 0 ? (size_t)got : 0;
    }
    out[filled] = '\0';
    return filled;
}

/* ---- TLS ---- */

static bool tls_configure(struct tls *tls, struct line *line)
{
    if (mbedtls_ctr_drbg_seed(&tls->random, mbedtls_entropy_func, &tls->entropy, NULL, 0) != 0 ||
        mbedtls_ssl_config_defaults(&tls->config, MBEDTLS_SSL_IS_CLIENT,
                                    MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
        return false;
    }
    mbedtls_ssl_conf_authmode(&tls->config, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_rng(&tls->config, mbedtls_ctr_drbg_random, &tls->random);
    mbedtls_ssl_set_bio(&tls->ssl, line, tls_send, tls_receive, NULL);
    return mbedtls_ssl_setup(&tls->ssl, &tls->config) == 0;
}

static void tls_free(struct tls *tls)
{
    if (tls != NULL) {
        mbedtls_ssl_free(&tls->ssl);
        mbedtls_ssl_config_free(&tls->config);
        mbedtls_ctr_drbg_free(&tls->random);
        mbedtls_entropy_free(&tls->entropy);
        free(tls);
    }
}

static bool tls_open(struct line *line)
{
    struct tls *tls = line->tls = calloc(1, sizeof(*tls));
    int code;

    if (tls == NULL) {
        return false;
    }
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_config_init(&tls->config);
    mbedtls_entropy_init(&tls->entropy);
    mbedtls_ctr_drbg_init(&tls->random);
    if (!tls_configure(tls, line)) {
        return false;
    }
    while ((code = mbedtls_ssl_handshake(&tls->ssl)) != 0) {
        if (!again(line, code)) {
            return false;
        }
    }
    return true;
}

/* ---- one probe ---- */

static void judge(struct probe_result *result, const struct line *line, const char *start)
{
    if (strncmp(start, "HTTP/1.1 ", 9) == 0 && strlen(start) >= 12) {
        result->outcome = PROBE_ANSWERED;
        result->status =
            (int)strtol((const char[]){ start[9], start[10], start[11], '\0' }, NULL, 10);
        (void)snprintf(result->line, PROBE_LINE_CAP, "answered %d", result->status);
    } else if (line->is_late) {
        (void)snprintf(result->line, PROBE_LINE_CAP, "connected, but no answer in time");
    } else {
        result->outcome = PROBE_CLOSED;
        (void)snprintf(result->line, PROBE_LINE_CAP, "the connection was closed without an answer");
    }
}

static void exchange(struct line *line, const struct probe_target *target, bool is_tls,
                     struct probe_result *result)
{
    char request[512], start[ANSWER_BYTES + 1] = "";
    const int size = snprintf(request, sizeof(request),
                              "GET %.100s HTTP/1.1\r\nHost: %.255s\r\nConnection: close\r\n\r\n",
                              target->path, target->host);

    /* a server that is full may answer and close before it has read: reading counts, not sending */
    if ((!is_tls || tls_open(line)) && (send_all(line, request, (size_t)size) || !line->is_late)) {
        (void)receive_start(line, start);
    }
    judge(result, line, start);
}

/* "https://[::1]:8443/" into host and port. */
static bool read_url(const char *url, bool *is_tls, char host[80], char port[8])
{
    *is_tls = strncmp(url, "https://", 8) == 0;
    const char *place = strstr(url, "://");
    if (place == NULL) {
        return false;
    }
    place += 3;
    const bool has_brackets = *place == '[';
    const char *end = has_brackets ? strchr(place, ']') : strchr(place, ':');
    const char *colon = end != NULL && has_brackets ? end + 1 : end;
    if (end == NULL || *colon != ':') {
        return false;
    }
    place += has_brackets;
    (void)snprintf(host, 80, "%.*s", (int)(end - place), place);
    (void)snprintf(port, 8, "%.*s", (int)strspn(colon + 1, "0123456789"), colon + 1);
    return true;
}

struct probe_result probe(const struct probe_target *target)
{
    struct probe_result result = { .outcome = PROBE_SILENT };
    struct line line = { .descriptor = -1, .end_ms = hooks_now_ms() + target->deadline_ms };
    char host[80], port[8];
    bool is_tls = false;

    if (!read_url(target->url, &is_tls, host, port)) {
        (void)snprintf(result.line, PROBE_LINE_CAP, "no address: %.100s", target->url);
        return result;
    }
    const int failure = connect_to(&line, host, port);
    if (failure == 0) {
        exchange(&line, target, is_tls, &result);
    } else {
        (void)snprintf(result.line, PROBE_LINE_CAP, "%.90s: %s", target->url, strerror(failure));
    }
    tls_free(line.tls);
    if (line.descriptor >= 0) {
        (void)close(line.descriptor);
    }
    return result;
}

void probe_host(const char *hosts, char out[256])
{
    const bool has_any = hosts != NULL && hosts[0] != '\0';
    (void)snprintf(out, 256, "%.*s", has_any ? (int)strcspn(hosts, ",") : 9,
                   has_any ? hosts : "localhost");
}

bool probe_url(const char *listen, bool is_tls, char url[128], char error[256])
{
    struct listen_address address;

    if (!listen_parse(listen, &address, error)) {
        return false;
    }
    if (address.port == 0) {
        (void)snprintf(error, 256, "listen %.100s: port 0 is any free one; name the port to ask",
                       listen);
        return false;
    }
    const char *host = !address.is_wildcard ? address.host : address.is_ipv6 ? "::1" : "127.0.0.1";
    (void)snprintf(url, 128, "%s://%s%s%s:%u/", is_tls ? "https" : "http",
                   address.is_ipv6 ? "[" : "", host, address.is_ipv6 ? "]" : "",
                   (unsigned)address.port);
    return true;
}
