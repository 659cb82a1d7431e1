/* The console's cookie: the parser, what counts as a page of this server, and how the cookie is
 * written. */
#include "console.h"
#include "cookie.h"
#include "unit.h"

#define TOKEN "th1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static enum cookie_outcome find(const char *header, const char **value)
{
    static char copy[128];
    struct th_str found;
    enum cookie_outcome outcome = cookie_find(th_str_of(header), TH_STR("a"), &found);
    snprintf(copy, sizeof copy, "%.*s", (int)found.len, found.ptr ? found.ptr : "");
    *value = copy;
    return outcome;
}

static void a_cookie_is_found_among_others(void **state)
{
    const char *value;
    assert_int_equal(find("b=1; a=x-_~!#$%&'()*+./:<=>?@[]^`{|}; c", &value), COOKIE_FOUND);
    assert_string_equal(value, "x-_~!#$%&'()*+./:<=>?@[]^`{|}");
    assert_int_equal(find("a=", &value), COOKIE_FOUND);
    assert_string_equal(value, "");
    for (const char *const *none =
             (const char *const[]){ "", "b=a=1", "A=1", "aa=1", "xa=1", ";;;", "b=\"a=1\"", NULL };
         *none; none++)
        assert_int_equal(find(*none, &value), COOKIE_ABSENT);
    struct th_str found;
    assert_int_equal(cookie_find((struct th_str){ NULL, 0 }, TH_STR("a"), &found), COOKIE_ABSENT);
}

static void a_doubled_or_malformed_cookie_is_refused(void **state)
{
    const char *value;
    for (const char *const *bad =
             (const char *const[]){ "a=1; a=2", "a=1; b=2; a=1", "a=1 2", "a=\"1\"", "a=1,2",
                                    "a=1\\2", "a=\x01", "a=\xc3\xa9", "a=1;a", NULL };
         *bad; bad++)
        assert_int_equal(find(*bad, &value), COOKIE_BAD);
}

static void too_many_cookies_are_refused(void **state)
{
    const char *value;
    char header[512] = "";
    for (int i = 0; i < COOKIES_MOST; i++)
        strcat(header, "b=1;");
    assert_int_equal(find(header, &value), COOKIE_ABSENT);
    strcat(header, "a=1");
    assert_int_equal(find(header, &value), COOKIE_BAD);
}

struct sent {
    enum http_method method;
    bool is_secure;
    const char *cookie, *authorization, *origin, *mark;
};

static struct th_str text_of(const char *text)
{
    return text ? th_str_of(text) : (struct th_str){ NULL, 0 };
}

static struct http_request request_of(struct sent sent)
{
    return (struct http_request){
        .method = sent.method,
        .is_secure = sent.is_secure,
        .headers = { .cookie = text_of(sent.cookie),
                     .authorization = text_of(sent.authorization),
                     .origin = text_of(sent.origin),
                     .x_tanheng = text_of(sent.mark),
                     .host = TH_STR("tanheng.example") },
    };
}

static struct shown_token shown;

static enum th_status read_sent(struct sent sent)
{
    struct http_request request = request_of(sent);
    memset(&shown, 0, sizeof shown);
    return console_read(&request, &shown);
}

#define COOKIE "__Host-tanheng=" TOKEN
#define OWN    "https://tanheng.example"

static void a_change_by_the_console_comes_from_its_own_origin(void **state)
{
    assert_int_equal(read_sent((struct sent){ HTTP_POST, true, COOKIE, NULL, OWN, "console" }),
                     TH_OK);
    assert_true(shown.is_console);
    assert_true(th_str_equal(shown.token, TH_STR(TOKEN)));
    assert_true(th_str_equal(shown.kind, TH_STR("console")));
    static const char *const foreign[] = {
        NULL,
        "",
        "null",
        "http://tanheng.example",
        "https://evil.example",
        "https://tanheng.example.evil.example",
        "https://a.tanheng.example",
        "https://tanheng.example:8443",
        "https://tanheng.example/",
        "HTTPS://tanheng.example",
        "https://",
    };
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        for (enum http_method method = HTTP_POST; method < HTTP_METHOD_COUNT; method++)
            assert_int_equal(
                read_sent((struct sent){ method, true, COOKIE, NULL, foreign[i], "console" }),
                TH_CROSS_SITE);
        assert_int_equal(
            read_sent((struct sent){ HTTP_POST, true, NULL, NULL, foreign[i], "console" }),
            TH_CROSS_SITE);
    }
}

static void a_change_by_the_cookie_needs_the_header(void **state)
{
    assert_int_equal(read_sent((struct sent){ HTTP_POST, true, COOKIE, NULL, OWN, NULL }),
                     TH_CROSS_SITE);
    assert_int_equal(read_sent((struct sent){ HTTP_DELETE, true, COOKIE, NULL, OWN, "Console" }),
                     TH_CROSS_SITE);
    assert_int_equal(read_sent((struct sent){ HTTP_GET, true, COOKIE, NULL, NULL, NULL }), TH_OK);
    assert_true(th_str_equal(shown.kind, TH_STR("console")));
}

static void a_token_and_the_cookie_are_never_taken_together(void **state)
{
    assert_int_equal(
        read_sent((struct sent){ HTTP_GET, true, COOKIE, "Bearer " TOKEN, OWN, "console" }),
        TH_CREDENTIALS);
    assert_int_equal(
        read_sent((struct sent){ HTTP_GET, true, COOKIE "; " COOKIE, NULL, OWN, NULL }),
        TH_CREDENTIALS);
    assert_int_equal(
        read_sent((struct sent){ HTTP_POST, true, "other=1", "Bearer " TOKEN, NULL, NULL }), TH_OK);
    assert_true(th_str_equal(shown.kind, TH_STR("mini")));
    assert_true(th_str_equal(shown.token, TH_STR(TOKEN)));
}

static void the_name_for_plain_http_exists_only_there(void **state)
{
    assert_int_equal(
        read_sent((struct sent){ HTTP_GET, true, "tanheng_dev=" TOKEN, NULL, NULL, NULL }), TH_OK);
    assert_null(shown.token.ptr);
    assert_int_equal(read_sent((struct sent){ HTTP_GET, false, COOKIE, NULL, NULL, NULL }), TH_OK);
    assert_null(shown.token.ptr);
    assert_int_equal(read_sent((struct sent){ HTTP_POST, false, "tanheng_dev=" TOKEN, NULL,
                                              "http://tanheng.example", "console" }),
                     TH_OK);
    assert_true(th_str_equal(shown.token, TH_STR(TOKEN)));
}

static void the_cookie_is_for_this_server_and_no_script(void **state)
{
    char memory[1024];
    struct th_arena arena;
    struct http_request secure = request_of((struct sent){ .is_secure = true });
    struct http_request plain = request_of((struct sent){ .is_secure = false });
    th_arena_init(&arena, memory, sizeof memory);
    assert_true(th_str_equal(
        console_cookie(&arena, &secure, CONSOLE_SESSION, TH_STR(TOKEN)),
        TH_STR("__Host-tanheng=" TOKEN "; Path=/; HttpOnly; SameSite=Strict; Secure")));
    assert_true(th_str_equal(console_cookie(&arena, &plain, CONSOLE_SESSION, TH_STR("")),
                             TH_STR("tanheng_dev=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_among_others),
        cmocka_unit_test(a_doubled_or_malformed_cookie_is_refused),
        cmocka_unit_test(too_many_cookies_are_refused),
        cmocka_unit_test(a_change_by_the_console_comes_from_its_own_origin),
        cmocka_unit_test(a_change_by_the_cookie_needs_the_header),
        cmocka_unit_test(a_token_and_the_cookie_are_never_taken_together),
        cmocka_unit_test(the_name_for_plain_http_exists_only_there),
        cmocka_unit_test(the_cookie_is_for_this_server_and_no_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
