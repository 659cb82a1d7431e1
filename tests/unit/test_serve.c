/* One request from gate to answer over a scripted transport: who may speak, what the application
 * sees, when a connection ends, and that no arena is held while a client is written to. */
#include "hooks.h"
#include "parsed.h"
#include "serve.h"

#include <fcntl.h>
#include <unistd.h>

static struct serve serve;
static struct http_request seen;
static struct http_answer given;
static char seen_client[64];
static struct admission_state busy_in_handler;
static char pulled[1 << 16];
static size_t pulled_len, pull_step, pull_limit, in_before_handler;
static int pull_end; /* what the handler's last read gave */
static size_t in_so_far(void);

static struct http_route find_route(void *self, enum http_method method, struct th_str path)
{
    struct http_route route = { 0 };
    if (th_str_equal(path, TH_STR("/v1/core")))
        route = (struct http_route){ .path_known = true,
                                     .method_known = method == HTTP_POST,
                                     .allow = TH_STR("POST"),
                                     .body_cap = 100,
                                     .body_type = HTTP_JSON };
    if (th_str_equal(path, TH_STR("/v1/files")))
        route = (struct http_route){ .path_known = true,
                                     .method_known = method == HTTP_POST,
                                     .allow = TH_STR("POST"),
                                     .body_cap = 100000,
                                     .streams = true };
    if (th_str_equal(path, TH_STR("/v1/list")) || th_str_equal(path, TH_STR("/healthz")))
        route = (struct http_route){ .path_known = true,
                                     .method_known = method == HTTP_GET,
                                     .allow = TH_STR("GET"),
                                     .skips_admission = path.len == 8 && path.ptr[1] == 'h' };
    return route;
}

static struct http_answer handle(void *self, const struct http_request *request,
                                 struct th_arena *arena)
{
    seen = *request;
    busy_in_handler = admission_state(serve.admission);
    in_before_handler = in_so_far();
    for (int got = 1; request->stream && got > 0 && pulled_len < pull_limit;) {
        const size_t room = pull_limit - pulled_len;
        got = request->stream->read(request->stream->self, pulled + pulled_len,
                                    room < pull_step ? room : pull_step);
        pulled_len += got > 0 ? (size_t)got : 0;
        pull_end = got;
    }
    snprintf(seen_client, sizeof seen_client, "%.*s", (int)request->client.len,
             request->client.ptr);
    if (given.status != 0)
        return given;
    return (struct http_answer){ .status = 200,
                                 .content_type = HTTP_JSON,
                                 .body = th_arena_copy(arena, TH_STR("{\"from\":\"arena\"}")) };
}

/* ---- transport ---- */

static struct {
    char out[16384];
    size_t out_len, in_at;
    const char *in;
    bool closed, lingered, deaf;
    uint32_t busy_while_writing;
} wire;

static size_t in_so_far(void)
{
    return wire.in_at;
}

static int wire_read(void *self, char *out, size_t size, int64_t deadline_ms)
{
    const size_t left = strlen(wire.in) - wire.in_at;
    const size_t piece = left < size ? left : size;
    memcpy(out, wire.in + wire.in_at, piece);
    wire.in_at += piece;
    return (int)piece;
}

static bool wire_write(void *self, struct th_str bytes, int64_t deadline_ms)
{
    assert_true(wire.out_len + bytes.len < sizeof wire.out);
    memcpy(wire.out + wire.out_len, bytes.ptr, bytes.len);
    wire.out_len += bytes.len;
    wire.out[wire.out_len] = '\0';
    wire.busy_while_writing = admission_state(serve.admission).busy;
    return !wire.deaf;
}

static void wire_close_after(void *self)
{
    wire.closed = true;
}

static void wire_linger(void *self)
{
    wire.lingered = true;
}

static int ask_from(const char *address, const char *raw, const char *body)
{
    const struct serve_transport transport = { NULL, wire_read, wire_write, wire_close_after,
                                               wire_linger };
    const struct serve_peer peer = { address, false, true };
    struct gate_input input = parse(raw);
    const bool deaf = wire.deaf;
    memset(&wire, 0, sizeof wire);
    wire.deaf = deaf;
    wire.in = body;
    pulled_len = 0;
    pull_end = 1;
    return serve_request(&serve, &input, &peer, &transport);
}

static int ask(const char *raw, const char *body)
{
    return ask_from("127.0.0.1", raw, body);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define POST(length)                                                                               \
    "POST /v1/core HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"              \
    "Content-Length: " length "\r\n\r\n"

static int open_serve(void **state)
{
    const struct peers_setup peers = { .connections = 8, .connections_per_address = 8 };
    const struct admission_setup setup = { 1, 0, 64 * 1024, 64 * 1024, 1 };
    pull_step = pull_limit = sizeof pulled;
    memset(&serve, 0, sizeof serve);
    memset(&wire, 0, sizeof wire);
    memset(&given, 0, sizeof given);
    serve.hosts = TH_STR("localhost");
    serve.keep_alive = true;
    serve.setup.threads = 8;
    serve.setup.app = (struct http_app){ NULL, find_route, handle };
    serve.admission = admission_new(&setup);
    return serve.admission != NULL && hooks_start(&peers, false) ? 0 : 1;
}

static int close_serve(void **state)
{
    admission_free(serve.admission);
    hooks_stop();
    return 0;
}

/* ---- cases ---- */

static void a_body_reaches_the_handler_whole(void **state)
{
    assert_int_equal(ask(POST("7"), "{\"a\":1}"), 200);
    assert_true(th_str_equal(seen.path, TH_STR("/v1/core")));
    assert_int_equal(seen.body.len, 7);
    assert_non_null(strstr(wire.out, "{\"from\":\"arena\"}"));
    assert_non_null(strstr(wire.out, "\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1\r\n"));
    assert_false(wire.closed);
    assert_int_equal(atomic_load(&serve.served), 1);
}

static void no_arena_is_held_while_the_answer_is_written(void **state)
{
    assert_int_equal(ask(GET("/v1/list"), ""), 200);
    assert_int_equal(wire.busy_while_writing, 0);
}

static void a_short_body_is_refused_and_the_connection_ends(void **state)
{
    assert_int_equal(ask(POST("8"), "{\"a\":1}"), 400);
    assert_true(wire.closed);
    assert_true(wire.lingered);
    assert_null(strstr(wire.out, "arena"));
}

static void a_body_over_the_cap_is_refused_unread(void **state)
{
    assert_int_equal(ask(POST("101"), "x"), 413);
    assert_int_equal(wire.in_at, 0);
    assert_true(wire.closed && wire.lingered);
}

static void every_error_ends_the_connection(void **state)
{
    given = (struct http_answer){ .status = 409 };
    assert_int_equal(ask(GET("/v1/list"), ""), 409);
    assert_true(wire.closed);
    given = (struct http_answer){ .status = 200, .must_close = true };
    assert_int_equal(ask(GET("/v1/list"), ""), 200);
    assert_true(wire.closed);
}

static void a_client_that_does_not_read_is_let_go(void **state)
{
    wire.deaf = true;
    assert_int_equal(ask(GET("/v1/list"), ""), 200);
    assert_true(wire.closed);
}

static void a_header_with_a_line_end_becomes_an_internal_error(void **state)
{
    given = (struct http_answer){ .status = 200, .location = TH_STR("/x\r\nSet-Cookie: a=b") };
    assert_int_equal(ask(GET("/v1/list"), ""), 500);
    assert_null(strstr(wire.out, "Set-Cookie"));
}

static void a_full_house_sheds_all_but_health_checks(void **state)
{
    struct admission_ticket ticket;
    assert_true(admission_enter(serve.admission, &ticket));
    assert_int_equal(ask(GET("/v1/list"), ""), 503);
    assert_non_null(strstr(wire.out, "\r\nRetry-After: 1\r\n"));
    assert_int_equal(ask(GET("/healthz"), ""), 200);
    admission_leave(serve.admission, &ticket);
    assert_int_equal(ask(GET("/v1/list"), ""), 200);
    assert_int_equal(atomic_load(&serve.shed), 1);
}

static void while_draining_only_health_checks_are_answered(void **state)
{
    atomic_store(&serve.is_draining, true);
    assert_int_equal(ask(GET("/v1/list"), ""), 503);
    assert_int_equal(ask(GET("/healthz"), ""), 200);
    assert_true(wire.closed);
}

static void a_full_body_budget_sheds_and_is_given_back(void **state)
{
    assert_true(admission_reserve_body(serve.admission, 64 * 1024 - 5));
    assert_int_equal(ask(POST("7"), "{\"a\":1}"), 503);
    assert_int_equal(wire.in_at, 0);
    admission_release_body(serve.admission, 64 * 1024 - 5);
    assert_int_equal(ask(POST("7"), "{\"a\":1}"), 200);
    assert_true(admission_reserve_body(serve.admission, 64 * 1024));
}

static void plain_http_from_elsewhere_is_for_the_proxy_only(void **state)
{
    static const char raw[] =
        "GET /v1/list HTTP/1.1\r\nHost: localhost\r\nX-Real-IP: 203.0.113.9\r\n"
        "X-Forwarded-Proto: https\r\n\r\n";
    serve.setup.proxy = "10.0.0.7";
    assert_int_equal(ask_from("10.0.0.8", raw, ""), 403);
    assert_int_equal(ask_from("10.0.0.7", raw, ""), 200);
    assert_string_equal(seen_client, "203.0.113.9");
    assert_int_equal(ask_from("127.0.0.1", raw, ""), 200);
    assert_string_equal(seen_client, "127.0.0.1");
}

static void a_head_request_gets_no_body(void **state)
{
    assert_int_equal(ask("HEAD /v1/list HTTP/1.1\r\nHost: localhost\r\n\r\n", ""), 405);
    assert_non_null(strstr(wire.out, "\r\nAllow: GET\r\n"));
    assert_string_equal(wire.out + wire.out_len - 4, "\r\n\r\n");
}

#define WITH_SERVE(test) cmocka_unit_test_setup_teardown(test, open_serve, close_serve)

/* ---- bodies that the handler pulls, answers from files ---- */

#define UPLOAD(length)                                                                             \
    "POST /v1/files HTTP/1.1\r\nHost: localhost\r\n"                                               \
    "Content-Type: multipart/form-data; boundary=b1\r\nContent-Length: " length "\r\n\r\n"

static void a_streamed_body_is_read_by_the_handler_alone(void **state)
{
    pull_step = 3;
    assert_int_equal(ask(UPLOAD("10"), "0123456789"), 200);
    assert_int_equal(in_before_handler, 0);
    assert_int_equal(pulled_len, 10);
    assert_memory_equal(pulled, "0123456789", 10);
    assert_int_equal(pull_end, 0);
    assert_null(seen.body.ptr);
    assert_false(wire.closed);
    assert_int_equal(busy_in_handler.streams, 1);
    assert_int_equal(busy_in_handler.busy, 0); /* nobody else's place */
    assert_int_equal(admission_state(serve.admission).streams, 0);
}

static void a_streamed_body_is_read_to_its_length_and_no_further(void **state)
{
    assert_int_equal(ask(UPLOAD("4"), "0123GET / HTTP/1.1"), 200);
    assert_int_equal(pulled_len, 4);
    assert_int_equal(wire.in_at, 4);
}

static void what_the_handler_does_not_read_ends_the_connection(void **state)
{
    pull_limit = 0;
    given = (struct http_answer){ .status = 401 };
    assert_int_equal(ask(UPLOAD("10"), "0123456789"), 401);
    assert_int_equal(wire.in_at, 0);
    assert_true(wire.closed && wire.lingered);
    given = (struct http_answer){ .status = 200 };
    pull_limit = 9;
    assert_int_equal(ask(UPLOAD("10"), "0123456789"), 200);
    assert_true(wire.closed && wire.lingered);
}

static void a_streamed_body_that_ends_early_is_told_by_the_front(void **state)
{
    assert_int_equal(ask(UPLOAD("10"), "0123"), 400);
    assert_int_equal(pull_end, -1);
    assert_non_null(strstr(wire.out, "body-incomplete"));
    assert_true(wire.closed);
}

static void streams_beyond_the_limit_are_shed_unread(void **state)
{
    struct admission_ticket ticket;
    assert_true(admission_enter_stream(serve.admission, &ticket, 1000));
    assert_int_equal(ask(UPLOAD("4"), "0123"), 503);
    assert_int_equal(wire.in_at, 0);
    assert_true(wire.closed);
    assert_int_equal(ask(GET("/v1/list"), ""), 200);
    admission_leave(serve.admission, &ticket);
}

static void a_stream_must_be_a_form(void **state)
{
    assert_int_equal(ask("POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                         "Content-Type: application/json\r\n\r\n",
                         "{}"),
                     415);
    assert_int_equal(ask("POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                         "Content-Type: multipart/form-data\r\n\r\n",
                         ""),
                     415);
}

static void a_file_is_sent_from_its_descriptor(void **state)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(fputs("0123456789", file) >= 0 && fflush(file) == 0);
    const int descriptor = dup(fileno(file));
    for (int shorter = 0; shorter < 2; shorter++) {
        const int copy = dup(descriptor);
        assert_int_equal(lseek(copy, 0, SEEK_SET), 0);
        given = (struct http_answer){
            .status = 200,
            .content_type = TH_STR("application/pdf"),
            .file = { .is_open = true, .descriptor = copy, .size = 10 + (uint64_t)shorter }
        };
        assert_int_equal(ask(GET("/v1/list"), ""), 200);
        assert_non_null(
            strstr(wire.out, shorter ? "Content-Length: 11\r\n" : "Content-Length: 10\r\n"));
        assert_int_equal(wire.closed, shorter); /* cut short: the reader must notice */
        assert_int_equal(fcntl(copy, F_GETFD), -1);
        assert_int_equal(admission_state(serve.admission).body_bytes, 0);
        if (!shorter)
            assert_string_equal(strstr(wire.out, "\r\n\r\n") + 4, "0123456789");
    }
    close(descriptor);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVE(a_body_reaches_the_handler_whole),
        WITH_SERVE(no_arena_is_held_while_the_answer_is_written),
        WITH_SERVE(a_short_body_is_refused_and_the_connection_ends),
        WITH_SERVE(a_body_over_the_cap_is_refused_unread),
        WITH_SERVE(every_error_ends_the_connection),
        WITH_SERVE(a_client_that_does_not_read_is_let_go),
        WITH_SERVE(a_header_with_a_line_end_becomes_an_internal_error),
        WITH_SERVE(a_full_house_sheds_all_but_health_checks),
        WITH_SERVE(while_draining_only_health_checks_are_answered),
        WITH_SERVE(a_full_body_budget_sheds_and_is_given_back),
        WITH_SERVE(plain_http_from_elsewhere_is_for_the_proxy_only),
        WITH_SERVE(a_head_request_gets_no_body),
        WITH_SERVE(a_streamed_body_is_read_by_the_handler_alone),
        WITH_SERVE(a_streamed_body_is_read_to_its_length_and_no_further),
        WITH_SERVE(what_the_handler_does_not_read_ends_the_connection),
        WITH_SERVE(a_streamed_body_that_ends_early_is_told_by_the_front),
        WITH_SERVE(streams_beyond_the_limit_are_shed_unread),
        WITH_SERVE(a_stream_must_be_a_form),
        WITH_SERVE(a_file_is_sent_from_its_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
