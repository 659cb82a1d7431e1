/* Load generator: sends ready-made HTTP requests from a file over keep-alive connections and tells
 * rates and latencies as one JSON line. Closed loop (the next request follows the answer) or, with
 * --rate, open loop: requests are due by the clock, whatever the server does, and latency counts
 * from the moment they were due. One thread, epoll. Not a client library: only what the benchmark's
 * servers answer (a status line and Content-Length) is understood. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_CAP (256 * 1024)
/* An open-loop arrival that finds no connection goes away after this. */
#define PATIENCE_US 1000000

struct times {
    uint32_t *us;
    size_t count, cap;
};

struct link {
    int fd; /* -1: closed */
    bool is_busy, is_connected;
    const char *request;
    size_t size, sent, got;
    int64_t due_us;
    char *answer;
};

struct load {
    const char *file, *at, *end; /* requests not yet sent lie in [at, end) */
    const char **again;          /* those that the server turned away: it may get them again */
    size_t again_count, again_cap;
    struct sockaddr_in server;
    struct link *links;
    struct link **idle; /* stack */
    size_t link_count, idle_count;
    int epoll;
    double rate;
    bool repeats; /* the file may be sent again from its start */
    int64_t start_us, warm_us, end_us, last_ok_us;
    uint64_t limit, arrived, sent, ok, shed, other, broken, unsent;
    struct times good, refused;
    char sample[160]; /* the first answer that nobody expected */
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* ---- requests ---- */

static void take_request(struct link *link, const char *at)
{
    uint32_t size;
    memcpy(&size, at, sizeof size);
    link->request = at + sizeof size;
    link->size = size;
    link->sent = link->got = 0;
}

static bool next_request(struct load *load, struct link *link)
{
    if (load->sent == load->limit)
        return false;
    if (load->again_count) {
        take_request(link, load->again[--load->again_count]);
        load->sent++;
        return true;
    }
    if (load->at == load->end && load->repeats)
        load->at = load->file;
    if (load->at == load->end)
        return false;
    take_request(link, load->at);
    load->at = link->request + link->size;
    load->sent++;
    return true;
}

/* Ten times the peak would use up any file; what was turned away was not stored. */
static void keep_refused(struct load *load, const char *request)
{
    if (load->again_count == load->again_cap) {
        load->again_cap = load->again_cap ? load->again_cap * 2 : 1024;
        load->again = realloc(load->again, load->again_cap * sizeof *load->again);
        if (!load->again)
            die("memory");
    }
    load->again[load->again_count++] = request - sizeof(uint32_t);
}

/* ---- times ---- */

static void note(struct times *times, int64_t us)
{
    if (times->count == times->cap) {
        times->cap = times->cap ? times->cap * 2 : 4096;
        times->us = realloc(times->us, times->cap * sizeof *times->us);
        if (!times->us)
            die("memory");
    }
    times->us[times->count++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void tell_times(const char *name, struct times *times)
{
    if (times->count)
        qsort(times->us, times->count, sizeof *times->us, by_size);
    size_t last = times->count ? times->count - 1 : 0;
    printf(",\"%s_p50_us\":%u,\"%s_p99_us\":%u,\"%s_max_us\":%u", name,
           times->count ? times->us[last / 2] : 0, name,
           times->count ? times->us[last * 99 / 100] : 0, name, times->count ? times->us[last] : 0);
}

/* ---- connections ---- */

static void watch(struct load *load, struct link *link, int what, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = link };
    if (epoll_ctl(load->epoll, what, link->fd, &event) != 0)
        die("epoll_ctl");
}

static void open_link(struct load *load, struct link *link)
{
    int on = 1;
    link->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0)
        die("socket");
    setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    link->is_connected = false;
    if (connect(link->fd, (struct sockaddr *)&load->server, sizeof load->server) != 0 &&
        errno != EINPROGRESS)
        die("connect");
    watch(load, link, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void close_link(struct link *link)
{
    close(link->fd);
    link->fd = -1;
}

static void rest(struct load *load, struct link *link)
{
    link->is_busy = false;
    load->idle[load->idle_count++] = link;
}

/* A connection that breaks under a request: that request is lost, the connection comes anew. */
static void lose(struct load *load, struct link *link)
{
    close_link(link);
    if (!link->is_busy)
        return;
    load->broken += now_us() >= load->warm_us;
    rest(load, link);
}

static void push_request(struct load *load, struct link *link)
{
    while (link->sent < link->size) {
        ssize_t put =
            send(link->fd, link->request + link->sent, link->size - link->sent, MSG_NOSIGNAL);
        if (put < 0 && (errno == EAGAIN || errno == EINPROGRESS)) {
            watch(load, link, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
            return;
        }
        if (put < 0) /* refused early: the answer may already lie there, so reading decides */
            break;
        link->sent += (size_t)put;
    }
    watch(load, link, EPOLL_CTL_MOD, EPOLLIN);
}

static bool begin(struct load *load, struct link *link, int64_t due_us)
{
    if (!next_request(load, link))
        return false;
    link->is_busy = true;
    link->due_us = due_us;
    if (link->fd < 0)
        open_link(load, link); /* sends once it is connected */
    else
        push_request(load, link);
    return true;
}

/* ---- answers ---- */

static bool is_refusal(int status)
{
    return status == 503 || status == 429;
}

static void judge(struct load *load, const struct link *link, int status)
{
    int64_t now = now_us();
    if (now < load->warm_us || now > load->end_us)
        return;
    int64_t took = now - link->due_us;
    if (status == 200 || status == 201) {
        load->ok++;
        load->last_ok_us = now;
        note(&load->good, took);
    } else if (is_refusal(status)) {
        load->shed++;
        note(&load->refused, took);
    } else {
        load->other++;
        if (!load->sample[0])
            snprintf(load->sample, sizeof load->sample, "%.150s", link->answer);
    }
}

/* Value of a header of the complete head, NULL when it is not there. */
static const char *header(const char *head, const char *name)
{
    size_t size = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, size) == 0)
            return line + 2 + size;
    return NULL;
}

static void finish(struct load *load, struct link *link)
{
    bool closes = header(link->answer, "connection: close") != NULL || link->sent < link->size;
    int status = (int)strtol(link->answer + 9, NULL, 10);
    judge(load, link, status);
    if (is_refusal(status))
        keep_refused(load, link->request);
    if (closes)
        close_link(link);
    link->got = 0;
    rest(load, link);
}

/* True when the whole answer is there. */
static bool is_complete(struct link *link)
{
    link->answer[link->got] = '\0';
    char *body = strstr(link->answer, "\r\n\r\n");
    if (!body || strncmp(link->answer, "HTTP/1.1 ", 9) != 0)
        return false;
    body[2] = '\0'; /* the head ends here for header() */
    const char *length = header(link->answer, "content-length:");
    size_t size = length ? strtoul(length, NULL, 10) : 0;
    body[2] = '\r';
    return link->got >= (size_t)(body + 4 - link->answer) + size;
}

static void take_answer(struct load *load, struct link *link)
{
    for (;;) {
        ssize_t got = recv(link->fd, link->answer + link->got, ANSWER_CAP - 1 - link->got, 0);
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0) {
            lose(load, link);
            return;
        }
        link->got += (size_t)got;
        if (link->is_busy && is_complete(link)) {
            finish(load, link);
            return;
        }
    }
}

static void serve(struct load *load, struct link *link, uint32_t events)
{
    if (link->fd < 0)
        return;
    if (!link->is_connected) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        link->is_connected = !error;
        if (error) {
            lose(load, link);
            return;
        }
    }
    if (events & EPOLLOUT)
        push_request(load, link);
    if (link->fd >= 0 && events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        take_answer(load, link);
}

/* ---- the loop ---- */

/* Gives idle connections what is due. False when the requests are used up. */
static bool feed(struct load *load)
{
    if (load->rate <= 0) {
        while (load->idle_count)
            if (!begin(load, load->idle[--load->idle_count], now_us())) {
                load->idle_count++;
                return false;
            }
        return true;
    }
    int64_t now = now_us();
    for (;;) {
        int64_t due = load->start_us + (int64_t)((double)load->arrived * 1e6 / load->rate);
        if (due > now)
            return true;
        if (now - due > PATIENCE_US) {
            load->arrived++;
            load->unsent += now >= load->warm_us;
            continue;
        }
        if (!load->idle_count)
            return true;
        load->arrived++;
        if (!begin(load, load->idle[--load->idle_count], due)) {
            load->idle_count++;
            return false;
        }
    }
}

static void run(struct load *load)
{
    struct epoll_event events[256];
    bool has_more = true;
    while (now_us() < load->end_us && (has_more || load->idle_count < load->link_count)) {
        has_more = has_more && feed(load);
        int count = epoll_wait(load->epoll, events, 256, load->rate > 0 ? 1 : 50);
        for (int i = 0; i < count; i++)
            serve(load, events[i].data.ptr, events[i].events);
    }
}

static void tell(struct load *load)
{
    int64_t end = now_us() < load->end_us ? now_us() : load->end_us;
    double seconds = (double)(end - load->warm_us) / 1e6;
    printf("{\"ok\":%lu,\"shed\":%lu,\"other\":%lu,\"broken\":%lu,\"unsent\":%lu,\"seconds\":%.3f",
           (unsigned long)load->ok, (unsigned long)load->shed, (unsigned long)load->other,
           (unsigned long)load->broken, (unsigned long)load->unsent, seconds);
    printf(",\"used\":%lu,\"offset\":%lu", (unsigned long)load->sent,
           (unsigned long)(load->at - load->file));
    tell_times("ok", &load->good);
    tell_times("shed", &load->refused);
    for (char *c = load->sample; *c; c++)
        if (*c < ' ' || *c == '"' || *c == '\\')
            *c = ' ';
    printf(",\"sample\":\"%s\"}\n", load->sample);
}

static void map_file(struct load *load, const char *path, size_t offset)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0)
        die(path);
    load->file = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
    if (load->file == MAP_FAILED)
        die(path);
    load->at = load->file + offset;
    load->end = load->file + about.st_size;
}

static void make_links(struct load *load, size_t count)
{
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    load->link_count = count;
    load->links = calloc(count, sizeof *load->links);
    load->idle = calloc(count, sizeof *load->idle);
    if (!load->links || !load->idle)
        die("memory");
    for (size_t i = count; i-- > 0;) {
        load->links[i].fd = -1;
        load->links[i].answer = malloc(ANSWER_CAP);
        if (!load->links[i].answer)
            die("memory");
        load->idle[load->idle_count++] = &load->links[i];
    }
}

static double option(char **argv, const char *name, double fallback)
{
    for (char **at = argv; *at; at++)
        if (strcmp(*at, name) == 0 && at[1])
            return strtod(at[1], NULL);
    return fallback;
}

/* usage: load PORT REQUESTS [--connections N] [--seconds S] [--warmup S] [--rate R] [--count N]
 * [--offset BYTES] [--repeat 1] */
int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    struct load load = { .rate = option(argv, "--rate", 0),
                         .limit = (uint64_t)option(argv, "--count", 1e15),
                         .repeats = option(argv, "--repeat", 0) > 0 };
    load.server.sin_family = AF_INET;
    load.server.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    load.server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    map_file(&load, argv[2], (size_t)option(argv, "--offset", 0));
    make_links(&load, (size_t)option(argv, "--connections", 64));
    load.start_us = now_us();
    load.warm_us = load.start_us + (int64_t)(option(argv, "--warmup", 0) * 1e6);
    load.end_us = load.warm_us + (int64_t)(option(argv, "--seconds", 600) * 1e6);
    run(&load);
    tell(&load);
    return 0;
}
