/* The only file that sees CivetWeb: options, callbacks, life and death of the server. Everything
 * that CivetWeb could do besides parsing headers and carrying bytes is switched off or unreachable,
 * because begin_request always answers. */
#include "answer.h"
#include "front.h"
#include "hooks.h"
#include "listen.h"
#include "log.h"
#include "serve.h"
#include "stack.h"
#include "tls.h"

#include <civetweb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define OTHER_DESCRIPTORS       128
#define ERROR_SIZE              256
#define REQUESTS_PER_CONNECTION 1000

struct front {
    struct serve serve;
    struct mg_context *context;
    char hosts[512];
    char url[128];
};

/* ---- transport over a CivetWeb connection ---- */

static int transport_read(void *self, char *out, size_t size, int64_t deadline_ms)
{
    hooks_read_until(deadline_ms);
    const int got = mg_read(self, out, size);
    hooks_read_until(0);
    return got;
}

static bool transport_write(void *self, struct th_str bytes, int64_t deadline_ms)
{
    hooks_write_until(deadline_ms);
    const int put = mg_write(self, bytes.ptr, bytes.len);
    hooks_write_until(0);
    return put >= 0 && (size_t)put == bytes.len;
}

static void transport_close_after(void *self)
{
    mg_disable_connection_keep_alive(self);
}

static void transport_linger(void *self)
{
    const struct mg_request_info *info = mg_get_request_info(self);
    if (info != NULL && !info->is_ssl) {
        hooks_linger();
    }
}

static struct serve_transport transport_of(struct mg_connection *connection)
{
    return (struct serve_transport){ connection, transport_read, transport_write,
                                     transport_close_after, transport_linger };
}

static struct serve_peer peer_of(const struct mg_request_info *info, uint32_t request_number)
{
    return (struct serve_peer){
        .address = info->remote_addr,
        .is_tls = info->is_ssl != 0,
        .may_keep_alive = request_number < REQUESTS_PER_CONNECTION,
    };
}

/* ---- callbacks ---- */

static size_t copy_headers(const struct mg_request_info *info,
                           struct gate_header headers[GATE_HEADERS_MAX])
{
    const size_t count = info->num_headers > 0 ? (size_t)info->num_headers : 0;
    for (size_t i = 0; i < count && i < GATE_HEADERS_MAX; i++) {
        headers[i] =
            (struct gate_header){ info->http_headers[i].name, info->http_headers[i].value };
    }
    return count;
}

static int on_request(struct mg_connection *connection)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    struct front *front = info->user_data;
    struct gate_header headers[GATE_HEADERS_MAX];
    struct gate_input input = {
        .start = hooks_buffer(),
        .head = hooks_head(),
        .method = info->request_method,
        .uri = info->request_uri,
        .query = info->query_string,
        .version = info->http_version,
        .headers = headers,
        .header_count = copy_headers(info, headers),
    };
    const struct serve_peer peer = peer_of(info, hooks_request_begins());
    const struct serve_transport transport = transport_of(connection);
    const int status = serve_request(&front->serve, &input, &peer, &transport);
    const long long body = info->content_length;
    hooks_request_ends(hooks_head()->size + (body > 0 ? (size_t)body : 0));
    return status;
}

static int on_error(struct mg_connection *connection, int status, const char *message)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    struct front *front = info->user_data;
    const struct serve_peer peer = peer_of(info, REQUESTS_PER_CONNECTION);
    const struct serve_transport transport = transport_of(connection);
    enum gate_verdict verdict = GATE_MALFORMED;

    (void)message;
    if (hooks_buffer_is_full()) {
        verdict = GATE_HEADER_LONG;
    } else if (status == 505) {
        verdict = GATE_VERSION;
    } else if (status >= 500) {
        verdict = GATE_INTERNAL;
    }
    (void)serve_unreadable(&front->serve, verdict, &peer, &transport);
    return 0;
}

static int on_log(const struct mg_connection *connection, const char *message)
{
    (void)connection;
    log_message(LOG_WARN, "civetweb", th_str_of(message));
    return 1;
}

static int on_connection(const struct mg_connection *connection, void **data)
{
    (void)connection;
    (void)data;
    hooks_connection_begin();
    return 0;
}

static void on_closed(const struct mg_connection *connection)
{
    (void)connection;
    stack_note();
}

/* ---- start ---- */

static bool fail(char error[ERROR_SIZE], const char *text)
{
    (void)snprintf(error, ERROR_SIZE, "%s", text);
    return false;
}

static bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool choose_hosts(struct front *front, const struct front_setup *setup,
                         const struct listen_address *address, char error[ERROR_SIZE])
{
    int length;

    if (has_text(setup->hosts)) {
        length = snprintf(front->hosts, sizeof(front->hosts), "%s", setup->hosts);
    } else if (address->is_loopback) {
        length = snprintf(front->hosts, sizeof(front->hosts), "localhost,127.0.0.1,[::1]");
    } else {
        return fail(error, "hosts: set the host names under which this server is reached "
                           "(needed unless it listens on loopback)");
    }
    if ((size_t)length >= sizeof(front->hosts)) {
        return fail(error, "hosts: longer than 511 bytes");
    }
    front->serve.hosts = th_str_of(front->hosts);
    return true;
}

static bool check_transport(const struct front_setup *setup, const struct listen_address *address,
                            char error[ERROR_SIZE])
{
    if (has_text(setup->tls_cert)) {
        return tls_check_pem(setup->tls_cert, error);
    }
    if (!address->is_loopback && !has_text(setup->proxy)) {
        return fail(error, "plain HTTP is served on loopback or behind a proxy only: set tls_cert, "
                           "or behind_proxy to the proxy's address");
    }
    return true;
}

static struct mg_context *start_civetweb(struct front *front, const char *ports,
                                         char error[ERROR_SIZE])
{
    const struct front_setup *setup = &front->serve.setup;
    char threads[16], text[ERROR_SIZE - 32] = "";
    const char *options[] = {
#define OPTION(name, value) name, value,
#include "options.def"
#undef OPTION
        "listening_ports",
        ports,
        "num_threads",
        threads,
        "enable_keep_alive",
        front->serve.keep_alive ? "yes" : "no",
        has_text(setup->tls_cert) ? "ssl_certificate" : NULL, /* NULL ends the list */
        setup->tls_cert,
        NULL,
    };
    const struct mg_callbacks callbacks = {
        .begin_request = on_request,
        .http_error = on_error,
        .log_message = on_log,
        .init_connection = on_connection,
        .connection_closed = on_closed,
    };
    struct mg_error_data failure = { .text = text, .text_buffer_size = sizeof(text) };
    struct mg_init_data init = { &callbacks, front, options };

    (void)snprintf(threads, sizeof(threads), "%u", (unsigned)setup->threads);
    struct mg_context *context = mg_start2(&init, &failure);
    if (context == NULL) {
        (void)snprintf(error, ERROR_SIZE, "cannot start: %s", text);
    }
    return context;
}

static bool start_parts(struct front *front, const struct front_setup *setup)
{
    const struct peers_setup peers = {
        .connections = setup->threads,
        .connections_per_address = setup->connections_per_address,
        .exempt = setup->proxy,
    };
    const struct admission_setup admission = {
        .concurrency = setup->concurrency,
        .queue = setup->queue,
        .arena_bytes = setup->arena_bytes,
        .body_bytes = setup->body_bytes_max,
        .streams = setup->streams,
    };
    front->serve.admission = admission_new(&admission);
    return front->serve.admission != NULL && hooks_start(&peers, has_text(setup->tls_cert));
}

static void write_url(struct front *front, const struct listen_address *address)
{
    struct mg_server_port port;
    const bool is_known = mg_get_server_ports(front->context, 1, &port) == 1;
    const char *host = address->is_wildcard ? "localhost" : address->host;
    const bool has_brackets = address->is_ipv6 && !address->is_wildcard;

    (void)snprintf(front->url, sizeof(front->url), "%s://%s%s%s:%d/",
                   has_text(front->serve.setup.tls_cert) ? "https" : "http",
                   has_brackets ? "[" : "", host, has_brackets ? "]" : "",
                   is_known ? port.port : address->port);
}

static void free_parts(struct front *front)
{
    hooks_stop();
    admission_free(front->serve.admission);
    free(front);
}

/* A descriptor for each connection and some for the rest of the program: asked for at start, not
 * missed under load. */
static bool have_descriptors(const struct front_setup *setup, char error[ERROR_SIZE])
{
    const rlim_t needed = (rlim_t)setup->threads + OTHER_DESCRIPTORS;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) {
        return true;
    }
    limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= needed) {
        return true;
    }
    (void)snprintf(error, ERROR_SIZE,
                   "threads: %u connections need %lu file descriptors, the system allows %lu; "
                   "raise the limit (ulimit -n) or lower threads",
                   (unsigned)setup->threads, (unsigned long)needed, (unsigned long)limit.rlim_cur);
    return false;
}

static bool start_all(struct front *front, const struct listen_address *address,
                      char error[ERROR_SIZE])
{
    const struct front_setup *setup = &front->serve.setup;
    char ports[96];

    if (!start_parts(front, setup)) {
        return fail(error, "out of memory: lower threads or concurrency");
    }
    (void)snprintf(ports, sizeof(ports), address->is_ipv6 ? "[%s]:%u%s" : "%s:%u%s", address->host,
                   (unsigned)address->port, has_text(setup->tls_cert) ? "s" : "");
    (void)mg_init_library(MG_FEATURES_DEFAULT);
    front->context = start_civetweb(front, ports, error);
    if (front->context == NULL) {
        return false;
    }
    write_url(front, address);
    return true;
}

struct front *front_start(const struct front_setup *setup, char error[256])
{
    struct listen_address address;

    if (!listen_parse(setup->listen, &address, error) || !have_descriptors(setup, error) ||
        !check_transport(setup, &address, error) || !listen_is_free(&address, error)) {
        return NULL;
    }
    struct front *front = calloc(1, sizeof(*front));
    if (front == NULL) {
        (void)fail(error, "out of memory");
        return NULL;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    front->serve.setup = *setup;
    front->serve.keep_alive =
        !has_text(setup->proxy); /* behind a proxy framing must not be shared */
    if (!choose_hosts(front, setup, &address, error) || !start_all(front, &address, error)) {
        free_parts(front);
        return NULL;
    }
    return front;
}

/* ---- life and death ---- */

const char *front_url(const struct front *front)
{
    return front->url;
}

struct front_counters front_counters(const struct front *front)
{
    const struct serve *serve = &front->serve;
    const struct admission_state admission = admission_state(serve->admission);
    const struct peers_counters peers = peers_counters();

    return (struct front_counters){
        .is_draining = atomic_load(&serve->is_draining),
        .connections_open = peers.open,
        .handlers_busy = admission.busy,
        .requests_waiting = admission.waiting,
        .body_bytes = admission.body_bytes,
        .streams = admission.streams,
        .connections_accepted = peers.accepted,
        .connections_refused_full = peers.refused_full,
        .connections_refused_address = peers.refused_address,
        .connections_evicted = peers.evicted,
        .connections_dropped = peers.dropped,
        .requests_served = atomic_load(&serve->served),
        .requests_refused = atomic_load(&serve->refused),
        .requests_shed = atomic_load(&serve->shed),
        .stack_worst_bytes = stack_use().worst_bytes,
        .stack_bytes = stack_use().size_bytes,
    };
}

bool front_stop(struct front *front, uint32_t grace_ms)
{
    const int64_t end_ms = hooks_now_ms() + grace_ms;
    const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

    atomic_store(&front->serve.is_draining, true); /* new requests get 503 */
    log_message(LOG_INFO, "stopping", TH_STR("finishing running requests"));
    while (atomic_load(&front->serve.active) > 0 && hooks_now_ms() < end_ms) {
        (void)nanosleep(&pause, NULL);
    }
    const bool is_clean = atomic_load(&front->serve.active) == 0;
    mg_stop(front->context);
    (void)mg_exit_library();
    free_parts(front);
    return is_clean;
}
