/* One request from gate to answer. The order matters: nothing is read before the gate has passed,
 * no arena is held while a client is waited for, and a connection ends after every refusal. */
#include "serve.h"

#include "answer.h"
#include "body.h"
#include "hooks.h"
#include "listen.h"
#include "log.h"
#include "network.h"
#include "peers.h"
#include "pull.h"
#include "request_id.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define WRITE_BYTES_PER_MS 8
#define REFUSAL_ARENA      4096
#define BODY_STEP          ((size_t)16 * 1024)
#define FILE_STEP          ((size_t)32 * 1024)
#define LARGE_ANSWER       ((size_t)32 * 1024) /* counts against the body budget while it is sent */

struct exchange {
    struct serve *serve;
    const struct serve_peer *peer;
    const struct serve_transport *transport;
    struct gate_request *gate; /* NULL when unreadable */
    const char *method;        /* as sent, for the log */
    struct th_str client;
    char request_id[HTTP_REQUEST_ID_CAP];
    int64_t start_ms;
    bool body_unread;
    bool is_direct;
    bool is_routine; /* a health check or the metrics: asked for every few seconds */
};

static void begin(struct exchange *exchange, struct serve *serve, const struct serve_peer *peer,
                  const struct serve_transport *transport)
{
    memset(exchange, 0, sizeof(*exchange));
    exchange->serve = serve;
    exchange->peer = peer;
    exchange->transport = transport;
    exchange->client = th_str_of(peer->address);
    exchange->start_ms = hooks_now_ms();
    if (!request_id_make(exchange->request_id)) {
        exchange->request_id[0] = '0';
    }
}

/* ---- log ---- */

/* An address is personal data: the log keeps its network. */
static void write_log(const struct exchange *exchange, int status, size_t bytes)
{
    char network[NETWORK_CAP];
    const struct th_str path =
        exchange->gate != NULL ? exchange->gate->path : (struct th_str){ NULL, 0 };
    const struct log_field fields[] = {
        LOG_TEXT("request_id", th_str_of(exchange->request_id)),
        LOG_TEXT("method", th_str_of(exchange->method != NULL ? exchange->method : "")),
        LOG_TEXT("path", path.ptr != NULL ? path : TH_STR("")),
        LOG_NUMBER("status", status),
        LOG_NUMBER("bytes", bytes),
        LOG_NUMBER("ms", hooks_now_ms() - exchange->start_ms),
        LOG_TEXT("network", network_of(exchange->client, network)),
    };
    const enum log_level level = exchange->is_routine && status < 400 ? LOG_DEBUG : LOG_INFO;
    log_event(status >= 500 ? LOG_WARN : level, "request", fields,
              sizeof(fields) / sizeof(fields[0]));
}

/* ---- answers ---- */

static struct th_str http_date(char out[40])
{
    struct tm utc;
    const time_t now = time(NULL);

    gmtime_r(&now, &utc);
    return (struct th_str){ out, strftime(out, 40, "%a, %d %b %Y %H:%M:%S GMT", &utc) };
}

/* More than four fifths of the connections are taken: make room for others. */
static bool is_crowded(const struct serve *serve)
{
    return peers_counters().open > serve->setup.threads / 5 * 4;
}

static bool keeps_alive(const struct exchange *exchange, const struct http_answer *answer)
{
    return answer->status < 400 && !answer->must_close && !exchange->body_unread &&
           exchange->gate != NULL && exchange->gate->wants_keep_alive &&
           exchange->peer->may_keep_alive && exchange->serve->keep_alive &&
           !atomic_load(&exchange->serve->is_draining) && !is_crowded(exchange->serve);
}

static struct answer_frame frame_of(const struct exchange *exchange,
                                    const struct http_answer *answer, char date[40])
{
    return (struct answer_frame){
        .request_id = th_str_of(exchange->request_id),
        .date = http_date(date),
        .is_secure = exchange->peer->is_tls,
        .keeps_alive = keeps_alive(exchange, answer),
    };
}

static void write_bytes(const struct exchange *exchange, struct th_str bytes, bool keep)
{
    const int64_t deadline_ms =
        hooks_now_ms() + WRITE_GRACE_MS + (int64_t)(bytes.len / WRITE_BYTES_PER_MS);
    const bool done = exchange->transport->write(exchange->transport->self, bytes, deadline_ms);
    if (!done || !keep) {
        exchange->transport->close_after(exchange->transport->self);
    }
}

/* Head and body apart: for bodies that outlive the request (assets, constants). */
static int send_lasting(struct exchange *exchange, const struct http_answer *answer)
{
    char head[ANSWER_HEAD_MAX - 1024], date[40];
    struct th_buf out;
    const struct answer_frame frame = frame_of(exchange, answer, date);
    const bool has_body = exchange->gate == NULL || exchange->gate->method != HTTP_HEAD;

    th_buf_init(&out, head, sizeof(head));
    answer_write_head(&out, answer, &frame);
    write_bytes(exchange, th_buf_view(&out), frame.keeps_alive);
    if (has_body && answer->body.len > 0) {
        write_bytes(exchange, answer->body, frame.keeps_alive);
    }
    write_log(exchange, answer->status, answer->body.len);
    if (exchange->body_unread) {
        exchange->transport->linger(exchange->transport->self);
    }
    return answer->status;
}

static int refuse(struct exchange *exchange, enum gate_verdict verdict, struct th_str allow)
{
    char memory[REFUSAL_ARENA - 1024];
    struct th_arena arena;
    const struct problem problem = gate_problem(verdict);

    th_arena_init(&arena, memory, sizeof(memory));
    struct http_answer answer = problem_answer(&arena, th_str_of(exchange->request_id), &problem);
    answer.allow = allow;
    answer.must_close = true;
    atomic_fetch_add(problem.status == 503 ? &exchange->serve->shed : &exchange->serve->refused, 1);
    return send_lasting(exchange, &answer);
}

/* An answer copied out of the arena, so that a slow reader holds bytes but no arena. */
struct parcel {
    char *bytes;
    size_t head_len, body_len, reserved;
    struct http_span *spans; /* of a file: behind its piece in `bytes` */
    size_t span_count;
    int status;
    bool keep;
};

static size_t room_of_file(const struct http_file *file)
{
    return FILE_STEP + (file->span_count + 1) * sizeof(struct http_span);
}

/* A file without spans is one. */
static void pack_spans(struct parcel *parcel, const struct http_file *file)
{
    const struct http_span all = { { NULL, 0 }, 0, file->size };

    parcel->spans = (struct http_span *)(void *)(parcel->bytes + ANSWER_HEAD_MAX + FILE_STEP);
    parcel->span_count = file->spans != NULL ? file->span_count : 1;
    memcpy(parcel->spans, file->spans != NULL ? file->spans : &all,
           parcel->span_count * sizeof(all));
}

static bool pack(struct exchange *exchange, const struct http_answer *answer, struct parcel *parcel)
{
    char date[40];
    struct th_buf out;
    const struct answer_frame frame = frame_of(exchange, answer, date);

    memset(parcel, 0, sizeof(*parcel));
    parcel->body_len = exchange->gate->method == HTTP_HEAD ? 0 : answer->body.len;
    const size_t room = answer->file.is_open ? room_of_file(&answer->file) : parcel->body_len;
    if (room > LARGE_ANSWER || answer->file.is_open) {
        if (!admission_reserve_body(exchange->serve->admission, room)) {
            return false;
        }
        parcel->reserved = room;
    }
    parcel->bytes = malloc(ANSWER_HEAD_MAX + room);
    if (parcel->bytes == NULL) {
        admission_release_body(exchange->serve->admission, parcel->reserved);
        return false;
    }
    th_buf_init(&out, parcel->bytes, ANSWER_HEAD_MAX);
    answer_write_head(&out, answer, &frame);
    parcel->head_len = out.len;
    if (parcel->body_len > 0) {
        memcpy(parcel->bytes + out.len, answer->body.ptr, parcel->body_len);
    }
    if (answer->file.is_open) {
        pack_spans(parcel, &answer->file);
    }
    parcel->status = answer->status;
    parcel->keep = frame.keeps_alive;
    return true;
}

static void deliver(struct exchange *exchange, struct parcel *parcel)
{
    write_bytes(exchange, (struct th_str){ parcel->bytes, parcel->head_len + parcel->body_len },
                parcel->keep);
    write_log(exchange, parcel->status, parcel->body_len);
    free(parcel->bytes);
    admission_release_body(exchange->serve->admission, parcel->reserved);
    atomic_fetch_add(&exchange->serve->served, 1);
}

/* ---- a file as the answer ---- */

static bool send_text(const struct exchange *exchange, struct th_str text, int64_t deadline_ms)
{
    return exchange->transport->write(exchange->transport->self, text, deadline_ms);
}

static bool send_span(const struct exchange *exchange, int descriptor, struct http_span span,
                      char *piece, int64_t deadline_ms)
{
    if (span.text.len > 0) {
        return send_text(exchange, span.text, deadline_ms);
    }
    while (span.size > 0) {
        const size_t want = span.size < FILE_STEP ? (size_t)span.size : FILE_STEP;
        if (pread(descriptor, piece, want, (off_t)span.at) != (ssize_t)want ||
            !send_text(exchange, (struct th_str){ piece, want }, deadline_ms)) {
            return false;
        }
        span.at += want;
        span.size -= want;
    }
    return true;
}

static bool send_file(const struct exchange *exchange, const struct http_file *file,
                      const struct parcel *parcel)
{
    const int64_t deadline_ms =
        hooks_now_ms() + WRITE_GRACE_MS + (int64_t)(file->size / WRITE_BYTES_PER_MS);
    bool is_sent = true;

    for (size_t i = 0; is_sent && i < parcel->span_count; i++) {
        is_sent = send_span(exchange, file->descriptor, parcel->spans[i],
                            parcel->bytes + ANSWER_HEAD_MAX, deadline_ms);
    }
    return is_sent;
}

/* No arena is held, and of the file one piece at a time. */
static void deliver_file(struct exchange *exchange, const struct parcel *parcel,
                         const struct http_file *file)
{
    write_bytes(exchange, (struct th_str){ parcel->bytes, parcel->head_len }, parcel->keep);
    if (exchange->gate->method != HTTP_HEAD && !send_file(exchange, file, parcel)) {
        exchange->transport->close_after(exchange->transport->self);
    }
    (void)close(file->descriptor);
    write_log(exchange, parcel->status, (size_t)file->size);
    free(parcel->bytes);
    admission_release_body(exchange->serve->admission, parcel->reserved);
    atomic_fetch_add(&exchange->serve->served, 1);
}

/* ---- the handler ---- */

static struct http_request request_of(const struct exchange *exchange, struct th_str body)
{
    const struct gate_request *gate = exchange->gate;

    return (struct http_request){
        .method = gate->method,
        .path = gate->path,
        .query = gate->query,
        .query_count = gate->query_count,
        .headers = gate->headers,
        .body = body,
        .client = exchange->client,
        .request_id = th_str_of(exchange->request_id),
        .is_direct = exchange->is_direct,
        .is_secure = exchange->peer->is_tls || !exchange->is_direct,
    };
}

static void close_file(const struct http_answer *answer)
{
    if (answer->file.is_open) {
        (void)close(answer->file.descriptor);
    }
}

static struct http_answer call_app(const struct exchange *exchange,
                                   const struct http_request *request, struct th_arena *arena)
{
    const struct http_app *app = &exchange->serve->setup.app;
    struct http_answer answer = app->handle(app->self, request, arena);

    if (!answer_headers_ok(&answer)) {
        log_message(LOG_ERROR, "bad_answer_header", th_str_of(exchange->request_id));
        close_file(&answer);
        answer = problem_status(arena, th_str_of(exchange->request_id), TH_INTERNAL);
    }
    return answer;
}

static int run(struct exchange *exchange, struct th_str body, bool is_urgent)
{
    struct admission *admission = exchange->serve->admission;
    struct admission_ticket ticket;
    struct parcel parcel;

    hooks_work_begins();
    if (is_urgent ? !admission_enter_urgent(&ticket) : !admission_enter(admission, &ticket)) {
        hooks_work_ends();
        return refuse(exchange, GATE_OVERLOADED, (struct th_str){ NULL, 0 });
    }
    const struct http_request request = request_of(exchange, body);
    const struct http_answer answer = call_app(exchange, &request, &ticket.arena);
    const bool is_packed = pack(exchange, &answer, &parcel);
    admission_leave(admission, &ticket);
    hooks_work_ends();
    if (!is_packed) {
        close_file(&answer);
        return refuse(exchange, GATE_OVERLOADED, (struct th_str){ NULL, 0 });
    }
    if (answer.file.is_open) {
        deliver_file(exchange, &parcel, &answer.file);
    } else {
        deliver(exchange, &parcel);
    }
    return parcel.status;
}

/* ---- the body ---- */

static int64_t now_ms(void *self)
{
    (void)self;
    return hooks_now_ms();
}

/* The budget is charged as a body arrives, not as it is announced: who only announces takes a
 * step. */
struct intake {
    const struct exchange *exchange;
    size_t length, received, reserved;
    bool is_shed;
};

static bool reserve_step(struct intake *intake)
{
    const size_t left = intake->length - intake->reserved;
    const size_t step = left < BODY_STEP ? left : BODY_STEP;

    intake->is_shed = !admission_reserve_body(intake->exchange->serve->admission, step);
    intake->reserved += intake->is_shed ? 0 : step;
    return !intake->is_shed;
}

static int take(void *self, char *out, size_t size, int64_t deadline_ms)
{
    struct intake *intake = self;
    const struct serve_transport *transport = intake->exchange->transport;

    if (intake->received == intake->reserved && !reserve_step(intake)) {
        return -1;
    }
    const size_t room = intake->reserved - intake->received;
    const int got = transport->read(transport->self, out, size < room ? size : room, deadline_ms);
    intake->received += got > 0 ? (size_t)got : 0;
    return got;
}

static enum gate_verdict read_body(struct intake *intake, char *out)
{
    const struct serve_transport *transport = intake->exchange->transport;
    const struct body_source source = { intake, take, now_ms };

    if (intake->exchange->gate->expects_continue &&
        !transport->write(transport->self, TH_STR("HTTP/1.1 100 Continue\r\n\r\n"),
                          hooks_now_ms() + WRITE_GRACE_MS)) {
        return GATE_BODY_SHORT;
    }
    const enum gate_verdict verdict = body_read(&source, out, intake->length);
    return intake->is_shed ? GATE_OVERLOADED : verdict;
}

static int run_with_body(struct exchange *exchange, bool is_urgent)
{
    struct intake intake = { .exchange = exchange, .length = exchange->gate->length };
    enum gate_verdict verdict = GATE_OVERLOADED;
    char *body = NULL;

    exchange->body_unread = true;
    if (reserve_step(&intake) && (body = malloc(intake.length)) != NULL) {
        verdict = read_body(&intake, body);
    }
    exchange->body_unread = verdict != GATE_PASS;
    const int status = verdict == GATE_PASS
                           ? run(exchange, (struct th_str){ body, intake.length }, is_urgent)
                           : refuse(exchange, verdict, (struct th_str){ NULL, 0 });
    free(body);
    admission_release_body(exchange->serve->admission, intake.reserved);
    return status;
}

/* ---- a body that the handler pulls ---- */

/* Nothing of the body is read before the handler asks, which dispatch lets it do only when the
 * request is authorised. What is not read ends the connection. */
static int run_streamed(struct exchange *exchange)
{
    struct admission *admission = exchange->serve->admission;
    struct admission_ticket ticket;
    struct pull pull = {
        .transport = exchange->transport,
        .admission = admission,
        .ticket = &ticket,
        .expects_continue = exchange->gate->expects_continue,
        .left = exchange->gate->length,
    };
    const struct http_stream stream = { &pull, exchange->gate->length, pull_read };
    struct http_request request = request_of(exchange, (struct th_str){ NULL, 0 });
    struct parcel parcel;

    request.stream = &stream;
    hooks_work_begins();
    if (!admission_enter_stream(admission, &ticket, hooks_now_ms())) {
        hooks_work_ends();
        return refuse(exchange, GATE_OVERLOADED, (struct th_str){ NULL, 0 });
    }
    const struct http_answer answer = call_app(exchange, &request, &ticket.arena);
    exchange->body_unread = pull.left > 0;
    const bool is_packed = pull.verdict == GATE_PASS && pack(exchange, &answer, &parcel);
    admission_leave(admission, &ticket);
    hooks_work_ends();
    if (!is_packed) {
        close_file(&answer);
        return refuse(exchange, pull.verdict != GATE_PASS ? pull.verdict : GATE_OVERLOADED,
                      (struct th_str){ NULL, 0 });
    }
    deliver(exchange, &parcel);
    if (exchange->body_unread) {
        exchange->transport->linger(exchange->transport->self);
    }
    return parcel.status;
}

/* ---- dispatch ---- */

static int serve_asset(struct exchange *exchange)
{
    const enum http_method method = exchange->gate->method;

    if (method != HTTP_GET && method != HTTP_HEAD) {
        return refuse(exchange, GATE_METHOD_WRONG, TH_STR("GET, HEAD"));
    }
    if (exchange->gate->is_http10) {
        return refuse(exchange, GATE_VERSION, (struct th_str){ NULL, 0 });
    }
    if (exchange->gate->length > 0) {
        return refuse(exchange, GATE_TOO_LARGE, (struct th_str){ NULL, 0 });
    }
    const struct http_request request = request_of(exchange, (struct th_str){ NULL, 0 });
    const struct http_answer answer = assets_answer(exchange->serve->setup.assets, &request);
    atomic_fetch_add(&exchange->serve->served, 1);
    return send_lasting(exchange, &answer);
}

static int dispatch(struct exchange *exchange)
{
    struct serve *serve = exchange->serve;
    const struct http_app *app = &serve->setup.app;
    const struct gate_request *gate = exchange->gate;
    const struct http_route route = app->route(app->self, gate->method, gate->path);

    exchange->body_unread = gate->length > 0;
    exchange->is_routine = route.skips_admission;
    if (!route.path_known && assets_has(serve->setup.assets, gate->path)) {
        return serve_asset(exchange);
    }
    const enum gate_verdict verdict = gate_check_route(gate, &route);
    if (verdict != GATE_PASS) {
        return refuse(exchange, verdict, route.allow);
    }
    if (atomic_load(&serve->is_draining) && !route.skips_admission) {
        return refuse(exchange, GATE_DRAINING, (struct th_str){ NULL, 0 });
    }
    if (route.streams) {
        return run_streamed(exchange);
    }
    return gate->length > 0 ? run_with_body(exchange, route.skips_admission)
                            : run(exchange, (struct th_str){ NULL, 0 }, route.skips_admission);
}

static bool is_proxy(const struct serve *serve, const struct serve_peer *peer)
{
    const char *proxy = serve->setup.proxy;
    return proxy != NULL && proxy[0] != '\0' && strcmp(proxy, peer->address) == 0;
}

/* Plain HTTP leaves the machine only towards the proxy; a health check may come from the machine
 * itself. */
static bool may_speak_plainly(const struct serve *serve, const struct serve_peer *peer)
{
    return peer->is_tls || is_proxy(serve, peer) || listen_is_loopback(peer->address);
}

static enum gate_verdict judge(const struct serve *serve, struct gate_input *input,
                               const struct serve_peer *peer, struct gate_request *gate)
{
    if (!may_speak_plainly(serve, peer)) {
        return GATE_PROXY_ONLY;
    }
    input->hosts = serve->hosts;
    input->from_proxy = is_proxy(serve, peer);
    return gate_check(input, gate);
}

/* A proxy on this machine that the configuration does not name betrays itself by what it adds. */
static bool is_forwarded(const struct gate_input *input)
{
    static const char *const marks[] = { "Forwarded",         "Via",
                                         "X-Forwarded-For",   "X-Forwarded-Host",
                                         "X-Forwarded-Proto", "X-Real-IP" };

    for (size_t i = 0; i < input->header_count; i++) {
        for (size_t mark = 0; mark < sizeof(marks) / sizeof(marks[0]); mark++) {
            if (strcasecmp(input->headers[i].name, marks[mark]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_direct(const struct serve *serve, const struct gate_input *input,
                      const struct serve_peer *peer)
{
    return listen_is_loopback(peer->address) && !is_proxy(serve, peer) && !is_forwarded(input);
}

int serve_request(struct serve *serve, struct gate_input *input, const struct serve_peer *peer,
                  const struct serve_transport *transport)
{
    struct exchange exchange;
    struct gate_request gate;

    atomic_fetch_add(&serve->active, 1);
    begin(&exchange, serve, peer, transport);
    const enum gate_verdict verdict = judge(serve, input, peer, &gate);
    exchange.method = input->method;
    int status;
    if (verdict == GATE_PASS) {
        exchange.gate = &gate;
        exchange.is_direct = is_direct(serve, input, peer);
        exchange.client = network_plain(gate.real_ip.ptr != NULL ? gate.real_ip : exchange.client);
        status = dispatch(&exchange);
    } else {
        exchange.body_unread = true; /* where it ends is not known */
        status = refuse(&exchange, verdict, (struct th_str){ NULL, 0 });
    }
    atomic_fetch_sub(&serve->active, 1);
    return status;
}

int serve_unreadable(struct serve *serve, enum gate_verdict verdict, const struct serve_peer *peer,
                     const struct serve_transport *transport)
{
    struct exchange exchange;

    atomic_fetch_add(&serve->active, 1);
    begin(&exchange, serve, peer, transport);
    exchange.body_unread = true;
    const int status = refuse(&exchange, verdict, (struct th_str){ NULL, 0 });
    atomic_fetch_sub(&serve->active, 1);
    return status;
}
