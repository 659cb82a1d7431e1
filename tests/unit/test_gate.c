/* The gate, row by row of the security page's parsing table. */
#include "parsed.h"

static struct gate_request request;

static enum gate_verdict judge(const char *raw)
{
    const struct gate_input input = parse(raw);
    return gate_check(&input, &request);
}

static enum gate_verdict judge_headers(const char *more)
{
    char raw[8192];
    snprintf(raw, sizeof raw, "POST /v1/core HTTP/1.1\r\nHost: localhost\r\n%s\r\n", more);
    return judge(raw);
}

static enum gate_verdict judge_target(const char *target)
{
    char raw[4096];
    snprintf(raw, sizeof raw, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    return judge(raw);
}

static void a_plain_request_passes(void **state)
{
    assert_int_equal(
        judge("POST /v1/core?form=energy&x=%E4%B8%AD HTTP/1.1\r\nHost: localhost:8080\r\n"
              "Content-Length: 12\r\nContent-Type: application/json\r\nX-Other:\r\n\r\n"),
        GATE_PASS);
    assert_int_equal(request.method, HTTP_POST);
    assert_true(th_str_equal(request.path, TH_STR("/v1/core")));
    assert_int_equal(request.length, 12);
    assert_int_equal(request.query_count, 2);
    assert_true(th_str_equal(request.query[1].value, TH_STR("中")));
    assert_true(th_str_equal(request.headers.content_type, TH_STR("application/json")));
    assert_null(request.headers.authorization.ptr);
    assert_true(request.wants_keep_alive);
}

static void any_transfer_encoding_is_400(void **state)
{
    assert_int_equal(gate_problem(GATE_TRANSFER_ENCODING).status, 400);
    assert_int_equal(judge_headers("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
                     GATE_TRANSFER_ENCODING);
    assert_int_equal(judge_headers("Transfer-Encoding: identity\r\n"), GATE_TRANSFER_ENCODING);
    assert_int_equal(judge_headers("transfer-encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
                     GATE_TRANSFER_ENCODING);
    assert_int_equal(judge_headers("Transfer-Encoding:\r\n"), GATE_TRANSFER_ENCODING);
}

static void a_blank_before_the_colon_is_400(void **state)
{
    assert_int_equal(judge_headers("Transfer-Encoding : chunked\r\n"), GATE_LAYOUT);
    assert_int_equal(judge_headers("Content-Length : 5\r\n"), GATE_LAYOUT);
    assert_int_equal(gate_problem(GATE_LAYOUT).status, 400);
}

static void a_loose_or_doubled_length_is_400(void **state)
{
    static const char *const bad[] = {
        "Content-Length: 5abc\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length:\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\ncontent-length: 6\r\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(judge_headers(bad[i]), GATE_CONTENT_LENGTH);
    assert_int_equal(gate_problem(GATE_CONTENT_LENGTH).status, 400);
}

static void a_length_of_ten_digits_is_413(void **state)
{
    assert_int_equal(judge_headers("Content-Length: 99999999999999999999\r\n"), GATE_TOO_LARGE);
    assert_int_equal(judge_headers("Content-Length: 1000000000\r\n"), GATE_TOO_LARGE);
    assert_int_equal(judge_headers("Content-Length: 999999999\r\n"), GATE_PASS);
    assert_int_equal(gate_problem(GATE_TOO_LARGE).status, 413);
}

static void sixty_four_headers_are_431(void **state)
{
    char raw[4096];
    for (int extra = 61; extra <= 66; extra++) {
        size_t length = (size_t)snprintf(raw, sizeof raw, "GET / HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < extra; i++)
            length += (size_t)snprintf(raw + length, sizeof raw - length, "X-%d: 1\r\n", i);
        snprintf(raw + length, sizeof raw - length, "\r\n");
        assert_int_equal(judge(raw), extra + 1 >= 64 ? GATE_HEADERS_MANY : GATE_PASS);
    }
    assert_int_equal(gate_problem(GATE_HEADERS_MANY).status, 431);
}

static void folded_and_lf_only_headers_are_400(void **state)
{
    assert_int_equal(
        judge("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\n"),
        GATE_LAYOUT);
    assert_int_equal(judge("GET / HTTP/1.1\nHost: localhost\n\n"), GATE_LAYOUT);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n"), GATE_LAYOUT);
    assert_int_equal(judge("GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"), GATE_LAYOUT);
}

static void the_request_line_ends_with_crlf_only(void **state)
{
    static const char *const bad[] = { "\r\r",  "\n ",    "\n",    "\r\r\n",
                                       "\r \n", "\r\n\r", " \r\n", "\n\r" };
    char raw[256];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(raw, sizeof raw, "GET / HTTP/1.1%sHost: localhost\r\n\r\n", bad[i]);
        assert_int_equal(judge(raw), GATE_LAYOUT);
    }
}

static void blanks_around_the_request_line_are_400(void **state)
{
    assert_int_equal(judge("\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), GATE_LAYOUT);
    assert_int_equal(judge("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"), GATE_LAYOUT);
    assert_int_equal(judge("GET /  HTTP/1.1\r\nHost: localhost\r\n\r\n"), GATE_LAYOUT);
}

static void exactly_one_known_host_is_needed(void **state)
{
    assert_int_equal(judge("GET / HTTP/1.1\r\nX: 1\r\n\r\n"), GATE_HOST);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost:\r\n\r\n"), GATE_HOST);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
                     GATE_HOST);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost: evil.cn\r\n\r\n"), GATE_HOST_UNKNOWN);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost: EXAMPLE.cn:443\r\n\r\n"), GATE_PASS);
    assert_int_equal(judge("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), GATE_PASS);
    assert_false(gate_host_allowed(TH_STR("localhost:"), TH_STR("localhost")));
    assert_false(gate_host_allowed(TH_STR("localhost:80x"), TH_STR("localhost")));
    assert_false(gate_host_allowed(TH_STR("localhost.evil.cn"), TH_STR("localhost")));
    assert_false(gate_host_allowed(TH_STR("[::1"), TH_STR("[::1]")));
}

static void only_canonical_paths_pass(void **state)
{
    static const char *const bad[] = { "/a%00b",
                                       "/a%0ab",
                                       "/%c0%ae%c0%ae/",
                                       "/x/%2e%2e/y",
                                       "/%zz",
                                       "/a/./b",
                                       "/a/../b",
                                       "//a",
                                       "/a//b",
                                       "/..",
                                       "/.",
                                       "/a;b",
                                       "/a\\b",
                                       "/a~b",
                                       "*",
                                       "http://localhost/a",
                                       "/a:b" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(judge_target(bad[i]), GATE_PATH);
    assert_int_equal(judge_target("/"), GATE_PASS);
    assert_int_equal(judge_target("/phone/"), GATE_PASS);
    assert_int_equal(judge_target("/v1/a_b-c.d/..e"), GATE_PASS);
    assert_int_equal(gate_problem(GATE_PATH).status, 400);
}

static void long_paths_and_queries_are_414(void **state)
{
    char target[2048];
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[GATE_PATH_MAX] = '\0';
    assert_int_equal(judge_target(target), GATE_PASS);
    target[GATE_PATH_MAX] = 'a';
    target[GATE_PATH_MAX + 1] = '\0';
    assert_int_equal(judge_target(target), GATE_PATH_LONG);
    memset(target, 'a', sizeof target);
    memcpy(target, "/?a=", 4);
    target[GATE_QUERY_MAX + 3] = '\0';
    assert_int_equal(judge_target(target), GATE_PATH_LONG);
    assert_int_equal(gate_problem(GATE_PATH_LONG).status, 414);
}

static void the_query_decoder_is_strict(void **state)
{
    static const char *const bad[] = {
        "",      "a",     "a=1&",  "&a=1",        "a=1&&b=2",    "a=%",     "a=%4",
        "a=%zz", "a=%00", "a=%0a", "a=%c0%ae",    "a=%ed%a0%80", "a=1&a=2", "A=1",
        "=1",    "a=b=c", "a=+",   "a=%e2%80%ae", "a=\xe4",      "a=1#b",   "a%61=1"
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(gate_query_decode(th_str_of(bad[i]), &request));
    assert_true(gate_query_decode(TH_STR("a=&b=x%20y%2F%e4%b8%ad&c_1=-._~!'()*,:@/"), &request));
    assert_int_equal(request.query_count, 3);
    assert_int_equal(request.query[0].value.len, 0);
    assert_true(th_str_equal(request.query[1].value, TH_STR("x y/中")));
}

static void seventeen_parameters_are_refused(void **state)
{
    char text[256];
    for (int count = 16; count <= 17; count++) {
        size_t length = 0;
        for (int i = 0; i < count; i++)
            length +=
                (size_t)snprintf(text + length, sizeof text - length, "%sk%d=1", i ? "&" : "", i);
        assert_int_equal(gate_query_decode((struct th_str){ text, length }, &request), count == 16);
    }
}

static void methods_are_exact(void **state)
{
    static const char *const bad[] = { "PROPFIND", "TRACE", "get", "OPTIONS", "CONNECT", "FOO" };
    char raw[256];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(raw, sizeof raw, "%s / HTTP/1.1\r\nHost: localhost\r\n\r\n", bad[i]);
        assert_int_equal(judge(raw), GATE_METHOD_UNKNOWN);
    }
    assert_int_equal(gate_problem(GATE_METHOD_UNKNOWN).status, 405);
}

static void upgrades_encodings_and_odd_expectations_are_refused(void **state)
{
    assert_int_equal(judge_headers("Upgrade: websocket\r\nConnection: Upgrade\r\n"), GATE_UPGRADE);
    assert_int_equal(judge_headers("Content-Encoding: gzip\r\n"), GATE_CONTENT_ENCODING);
    assert_int_equal(judge_headers("Content-Encoding: identity\r\n"), GATE_CONTENT_ENCODING);
    assert_int_equal(judge_headers("Expect: 200-maybe\r\n"), GATE_EXPECT);
    assert_int_equal(judge_headers("Expect: 100-continue\r\n"), GATE_PASS);
    assert_true(request.expects_continue);
    assert_int_equal(gate_problem(GATE_CONTENT_ENCODING).status, 415);
}

static void header_bytes_are_printable_ascii(void **state)
{
    assert_int_equal(judge_headers("X-Name: caf\xc3\xa9\r\n"), GATE_HEADER_BYTES);
    assert_int_equal(judge_headers("X(a): 1\r\n"), GATE_HEADER_BYTES);
    assert_int_equal(judge_headers("Authorization: Bearer x\r\nauthorization: Bearer y\r\n"),
                     GATE_HEADER_TWICE);
    assert_int_equal(judge_headers("X-A: 1\r\nX-A: 2\r\n"), GATE_PASS);
}

static void a_header_longer_than_its_row_is_431(void **state)
{
    char line[700];
    memset(line, 'k', sizeof line);
    memcpy(line, "Idempotency-Key: ", 17);
    memcpy(line + 17 + 128, "\r\n", 3);
    assert_int_equal(judge_headers(line), GATE_PASS);
    memset(line + 17, 'k', 200);
    memcpy(line + 17 + 129, "\r\n", 3);
    assert_int_equal(judge_headers(line), GATE_HEADER_LONG);
}

static void versions_other_than_1_0_and_1_1_are_505(void **state)
{
    assert_int_equal(judge("GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"), GATE_VERSION);
    assert_int_equal(judge("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n"), GATE_VERSION);
    assert_int_equal(judge("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"), GATE_PASS);
    assert_true(request.is_http10);
    assert_false(request.wants_keep_alive);
}

static void connection_decides_keep_alive(void **state)
{
    assert_int_equal(judge_headers("Connection: close\r\n"), GATE_PASS);
    assert_false(request.wants_keep_alive);
    assert_int_equal(judge_headers("Connection: Keep-Alive\r\n"), GATE_PASS);
    assert_true(request.wants_keep_alive);
    assert_int_equal(judge_headers("Connection: keep-alive, close\r\n"), GATE_PASS);
    assert_false(request.wants_keep_alive);
    assert_int_equal(judge_headers("Connection: something\r\n"), GATE_PASS);
    assert_false(request.wants_keep_alive);
}

static void only_the_proxy_may_name_the_client(void **state)
{
    struct gate_input input = parse("GET / HTTP/1.1\r\nHost: localhost\r\nX-Real-IP: "
                                    "203.0.113.9\r\n\r\n");
    assert_int_equal(gate_check(&input, &request), GATE_PASS);
    assert_null(request.real_ip.ptr);
    input.from_proxy = true;
    assert_int_equal(gate_check(&input, &request), GATE_PASS);
    assert_true(th_str_equal(request.real_ip, TH_STR("203.0.113.9")));
    input = parse("GET / HTTP/1.1\r\nHost: localhost\r\nX-Real-IP: <script>\r\n\r\n");
    input.from_proxy = true;
    assert_int_equal(gate_check(&input, &request), GATE_HEADER_BYTES);
}

static void the_route_decides_method_length_and_type(void **state)
{
    const struct http_route post = {
        .path_known = true, .method_known = true, .body_cap = 10, .body_type = HTTP_JSON
    };
    struct http_route route = post;

    route.path_known = false;
    assert_int_equal(gate_check_route(&request, &route), GATE_NOT_FOUND);
    route = post;
    route.method_known = false;
    assert_int_equal(gate_check_route(&request, &route), GATE_METHOD_WRONG);
    assert_int_equal(judge_headers(""), GATE_PASS);
    assert_int_equal(gate_check_route(&request, &post), GATE_LENGTH_REQUIRED);
    assert_int_equal(judge_headers("Content-Length: 11\r\n"), GATE_PASS);
    assert_int_equal(gate_check_route(&request, &post), GATE_TOO_LARGE);
    assert_int_equal(judge_headers("Content-Length: 10\r\n"), GATE_PASS);
    assert_int_equal(gate_check_route(&request, &post), GATE_TYPE);
    assert_int_equal(judge_headers("Content-Length: 10\r\nContent-Type: application/json\r\n"),
                     GATE_PASS);
    assert_int_equal(gate_check_route(&request, &post), GATE_PASS);
    assert_int_equal(judge("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"), GATE_PASS);
    assert_int_equal(gate_check_route(&request, &post), GATE_VERSION);
}

static void only_utf8_may_be_named_as_charset(void **state)
{
    assert_true(gate_type_ok(TH_STR("Application/JSON; charset=UTF-8"), HTTP_JSON));
    assert_true(gate_type_ok(TH_STR("application/json ; charset=\"utf-8\""), HTTP_JSON));
    assert_false(gate_type_ok(TH_STR("application/json; charset=gbk"), HTTP_JSON));
    assert_false(gate_type_ok(TH_STR("application/json; charset=utf-8; x=1"), HTTP_JSON));
    assert_false(gate_type_ok(TH_STR("text/plain"), HTTP_JSON));
    assert_false(gate_type_ok(TH_STR(""), HTTP_JSON));
}

static void every_verdict_has_a_status_and_both_texts(void **state)
{
    for (int i = 0; i < GATE_VERDICT_COUNT; i++) {
        const struct problem problem = gate_problem((enum gate_verdict)i);
        assert_true(i == GATE_PASS || problem.status >= 400);
        assert_true(problem.code.len > 0 && problem.zh.len > 0 && problem.en.len > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_request_passes),
        cmocka_unit_test(any_transfer_encoding_is_400),
        cmocka_unit_test(a_blank_before_the_colon_is_400),
        cmocka_unit_test(a_loose_or_doubled_length_is_400),
        cmocka_unit_test(a_length_of_ten_digits_is_413),
        cmocka_unit_test(sixty_four_headers_are_431),
        cmocka_unit_test(folded_and_lf_only_headers_are_400),
        cmocka_unit_test(the_request_line_ends_with_crlf_only),
        cmocka_unit_test(blanks_around_the_request_line_are_400),
        cmocka_unit_test(exactly_one_known_host_is_needed),
        cmocka_unit_test(only_canonical_paths_pass),
        cmocka_unit_test(long_paths_and_queries_are_414),
        cmocka_unit_test(the_query_decoder_is_strict),
        cmocka_unit_test(seventeen_parameters_are_refused),
        cmocka_unit_test(methods_are_exact),
        cmocka_unit_test(upgrades_encodings_and_odd_expectations_are_refused),
        cmocka_unit_test(header_bytes_are_printable_ascii),
        cmocka_unit_test(a_header_longer_than_its_row_is_431),
        cmocka_unit_test(versions_other_than_1_0_and_1_1_are_505),
        cmocka_unit_test(connection_decides_keep_alive),
        cmocka_unit_test(only_the_proxy_may_name_the_client),
        cmocka_unit_test(the_route_decides_method_length_and_type),
        cmocka_unit_test(only_utf8_may_be_named_as_charset),
        cmocka_unit_test(every_verdict_has_a_status_and_both_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
