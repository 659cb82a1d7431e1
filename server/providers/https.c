/* Calls over libcurl: places, deadline, which addresses may be reached. */
#include "https.h"

#include "address.h"
#include "breaker.h"
#include "log.h"
#include "room.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PLACES_MOST    16
#define PLACES_DEFAULT 4
#define DEADLINE_MS    2500
#define CONNECT_MS     1500
#define WAIT_MS        500 /* for a free place */

struct https {
    struct https_setup setup;
    char own_host[HTTPS_HOST_CAP];
    struct curl_slist *connect_to; /* NULL = the hosts' own addresses */
    pthread_mutex_t lock;
    pthread_cond_t freed;
    CURL *places[PLACES_MOST]; /* each keeps its connections between calls */
    bool is_taken[PLACES_MOST];
    struct breaker *breaker;
};

static const char *const hosts[] = {
#define HOST(name, host, zh) host,
#include "hosts.def"
#undef HOST
};
#define HOST_COUNT (sizeof hosts / sizeof hosts[0])

/* ---- making and ending ---- */

/* "127.0.0.1:8443": an address of this machine and a port. */
static bool is_loopback(const char *text)
{
    char address[HTTPS_HOST_CAP];
    snprintf(address, sizeof address, "%s", text);
    char *colon = strrchr(address, ':');
    if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return false;
    *colon = '\0';
    struct in_addr parsed;
    return inet_pton(AF_INET, address, &parsed) == 1 && ntohl(parsed.s_addr) >> 24 == 127;
}

static bool take_setup(struct https *https, const struct https_setup *setup, char error[256])
{
    https->setup = *setup;
    if (!https->setup.places || https->setup.places > PLACES_MOST)
        https->setup.places = PLACES_DEFAULT;
    if (!https->setup.deadline_ms)
        https->setup.deadline_ms = DEADLINE_MS;
    if (setup->own_host)
        snprintf(https->own_host, sizeof https->own_host, "%s", setup->own_host);
    if (!setup->stand_in || !*setup->stand_in)
        return true;
    if (!is_loopback(setup->stand_in)) {
        snprintf(error, 256,
                 "provider_stand_in: must be an address of this machine with a port, such as "
                 "127.0.0.1:8443");
        return false;
    }
    char line[HTTPS_HOST_CAP + 8];
    snprintf(line, sizeof line, "::%s", setup->stand_in);
    https->connect_to = curl_slist_append(NULL, line);
    return https->connect_to != NULL;
}

static bool make_places(struct https *https)
{
    for (uint32_t i = 0; i < https->setup.places; i++)
        if (!(https->places[i] = curl_easy_init()))
            return false;
    return true;
}

struct https *https_new(const struct https_setup *setup, char error[256])
{
    snprintf(error, 256, "out of memory for outgoing calls");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    struct https *https = calloc(1, sizeof *https);
    if (!https)
        return NULL;
    pthread_mutex_init(&https->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&https->freed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    https->breaker = breaker_new(HOST_COUNT + 1);
    if (https->breaker && take_setup(https, setup, error) && make_places(https))
        return https;
    https_free(https);
    return NULL;
}

void https_free(struct https *https)
{
    if (!https)
        return;
    for (size_t i = 0; i < PLACES_MOST; i++)
        curl_easy_cleanup(https->places[i]);
    curl_slist_free_all(https->connect_to);
    breaker_free(https->breaker);
    pthread_cond_destroy(&https->freed);
    pthread_mutex_destroy(&https->lock);
    free(https);
}

/* ---- places ---- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int find_place(const struct https *https)
{
    for (uint32_t i = 0; i < https->setup.places; i++)
        if (!https->is_taken[i])
            return (int)i;
    return -1;
}

/* -1 when none came free in time: whoever asks has a worker thread that others need. */
static int take_place(struct https *https)
{
    int64_t until_ms = now_ms() + WAIT_MS;
    struct timespec until = { until_ms / 1000, until_ms % 1000 * 1000000 };
    pthread_mutex_lock(&https->lock);
    int place = find_place(https);
    for (int late = 0; place < 0 && late == 0; place = find_place(https))
        late = pthread_cond_timedwait(&https->freed, &https->lock, &until);
    if (place >= 0)
        https->is_taken[place] = true;
    pthread_mutex_unlock(&https->lock);
    return place;
}

static void leave_place(struct https *https, int place)
{
    pthread_mutex_lock(&https->lock);
    https->is_taken[place] = false;
    pthread_cond_signal(&https->freed);
    pthread_mutex_unlock(&https->lock);
}

/* ---- one call ---- */

struct run {
    struct https *https;
    const struct https_request *request;
    struct https_answer *answer;
    struct th_arena *arena;
    struct th_buf body;
    struct curl_slist *headers;
    char url[HTTPS_URL_CAP];
};

/* The address is judged where the socket is made, so that no name can be bound anew in between. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *to)
{
    const struct https *https = self;
    if (purpose != CURLSOCKTYPE_IPCXN || (!https->connect_to && !address_is_public(&to->addr)))
        return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *self)
{
    struct run *run = self;
    th_buf_put(&run->body, (struct th_str){ bytes, size * count });
    return run->body.overflow ? 0 : size * count;
}

static bool add_header(struct run *run, const char *name, struct th_str value)
{
    char line[HTTPS_HEADER_CAP];
    int length = snprintf(line, sizeof line, "%s: %.*s", name, (int)value.len, value.ptr);
    if (length < 0 || (size_t)length >= sizeof line || strpbrk(line, "\r\n"))
        return false;
    struct curl_slist *longer = curl_slist_append(run->headers, line);
    run->headers = longer ? longer : run->headers;
    return longer != NULL;
}

static bool make_headers(struct run *run)
{
    const struct https_request *request = run->request;
    bool fits = !request->body.ptr || (add_header(run, "Content-Type", request->type) &&
                                       add_header(run, "Expect", TH_STR("")));
    for (size_t i = 0; fits && i < request->header_count; i++)
        fits = add_header(run, request->headers[i].name, request->headers[i].value);
    return fits;
}

static void set_safety(const struct https *https, CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)https->setup.deadline_ms);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, https);
    if (https->connect_to) {
        curl_easy_setopt(curl, CURLOPT_CONNECT_TO, https->connect_to);
        curl_easy_setopt(curl, CURLOPT_CAINFO, https->setup.stand_in_ca);
    }
}

static void set_request(struct run *run, CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_URL, run->url);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "tanheng");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, run->headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, run);
    if (run->request->body.ptr) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)run->request->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, run->request->body.ptr);
    }
}

static struct th_str media_type(struct th_arena *arena, const char *header)
{
    struct th_str whole = th_str_of(header);
    struct th_str type = th_arena_copy(arena, th_str_cut(&whole, ';'));
    for (size_t i = 0; type.ptr && i < type.len; i++)
        if (type.ptr[i] >= 'A' && type.ptr[i] <= 'Z')
            ((char *)(uintptr_t)type.ptr)[i] = (char)(type.ptr[i] - 'A' + 'a');
    while (type.ptr && type.len > 0 && type.ptr[type.len - 1] == ' ')
        type.len--;
    return type;
}

static enum th_status perform(struct run *run, CURL *curl)
{
    if (!make_headers(run))
        return TH_INTERNAL;
    run->body = th_room(run->arena);
    if (run->body.cap > HTTPS_ANSWER_MOST)
        run->body.cap = HTTPS_ANSWER_MOST;
    curl_easy_reset(curl);
    set_safety(run->https, curl);
    set_request(run, curl);
    if (curl_easy_perform(curl) != CURLE_OK)
        return TH_PROVIDER_FAILED;
    char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &run->answer->status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    run->answer->body = th_room_keep(run->arena, &run->body);
    run->answer->type = media_type(run->arena, type ? type : "");
    return run->answer->body.ptr && run->answer->type.ptr ? TH_OK : TH_NO_MEMORY;
}

static void log_call(struct th_str host, enum th_status status, long http, int64_t took_ms)
{
    const struct log_field fields[] = { LOG_TEXT("host", host),
                                        LOG_TEXT("outcome", th_str_of(th_status_row(status)->slug)),
                                        LOG_NUMBER("http", http), LOG_NUMBER("ms", took_ms) };
    log_event(status ? LOG_WARN : LOG_INFO, "provider", fields, sizeof fields / sizeof fields[0]);
}

/* Row of the host, HOST_COUNT for the own one, -1 for any other: those are never called. */
static int host_index(const struct https *https, struct th_str host)
{
    for (size_t i = 0; i < HOST_COUNT; i++)
        if (th_str_equal(host, th_str_of(hosts[i])))
            return (int)i;
    return host.len > 0 && th_str_equal(host, th_str_of(https->own_host)) ? (int)HOST_COUNT : -1;
}

static enum th_status call_at(struct run *run, int place)
{
    struct th_buf url;
    th_buf_init(&url, run->url, sizeof run->url - 1);
    th_buf_put(&url, TH_STR("https://"));
    th_buf_put(&url, run->request->host);
    th_buf_put(&url, run->request->target);
    if (url.overflow)
        return TH_INTERNAL;
    run->url[url.len] = '\0';
    enum th_status status = perform(run, run->https->places[place]);
    curl_slist_free_all(run->headers);
    explicit_bzero(run->url, sizeof run->url); /* the query holds a secret or a token */
    return status;
}

enum th_status https_call(struct https *https, struct th_arena *arena,
                          const struct https_request *request, struct https_answer *answer)
{
    *answer = (struct https_answer){ 0 };
    int host = host_index(https, request->host);
    if (host < 0)
        return TH_INTERNAL;
    int64_t began_ms = now_ms();
    int place = take_place(https);
    if (place < 0)
        return TH_OVERLOADED;
    enum th_status status = TH_PROVIDER_FAILED;
    if (breaker_ask(https->breaker, (size_t)host, now_ms())) {
        struct run run = { .https = https, .request = request, .answer = answer, .arena = arena };
        status = call_at(&run, place);
        breaker_tell(https->breaker, (size_t)host, now_ms(),
                     status != TH_PROVIDER_FAILED && answer->status < 500);
    }
    leave_place(https, place);
    log_call(request->host, status, answer->status, now_ms() - began_ms);
    return status;
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void https_put_param(struct th_buf *out, const char *name, struct th_str value)
{
    static const char digits[] = "0123456789ABCDEF";
    th_buf_char(out, memchr(out->ptr, '?', out->len) ? '&' : '?');
    th_buf_put(out, th_str_of(name));
    th_buf_char(out, '=');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char byte = (unsigned char)value.ptr[i];
        if (is_unreserved(value.ptr[i])) {
            th_buf_char(out, value.ptr[i]);
            continue;
        }
        th_buf_char(out, '%');
        th_buf_char(out, digits[byte >> 4]);
        th_buf_char(out, digits[byte & 15]);
    }
}
