/* Problem documents, log lines and answer heads: what leaves the server is well formed whatever
 * went in. */
#include "answer.h"
#include "json_quote.h"
#include "log.h"
#include "problem.h"
#include "request_id.h"
#include "unit.h"

#include <unistd.h>

static char memory[16384];
static struct th_arena arena;

static const char *text_of(struct http_answer answer)
{
    static char text[16384];
    snprintf(text, sizeof text, "%.*s", (int)answer.body.len, answer.body.ptr);
    return text;
}

static int fresh_arena(void **state)
{
    th_arena_init(&arena, memory, sizeof memory);
    return 0;
}

static void a_status_row_becomes_a_document(void **state)
{
    const struct http_answer answer = problem_status(&arena, TH_STR("ID1"), TH_STALE);
    assert_int_equal(answer.status, 412);
    assert_true(th_str_equal(answer.content_type, HTTP_PROBLEM));
    const char *text = text_of(answer);
    assert_non_null(strstr(text, "\"type\":\"urn:tanheng:problem:stale\""));
    assert_non_null(strstr(text, "\"status\":412,\"code\":\"stale\""));
    assert_non_null(strstr(text, "\"request_id\":\"ID1\"}"));
    assert_null(strstr(text, "issues"));
}

static void issues_and_further_members_are_kept_as_they_are(void **state)
{
    struct problem problem = problem_of(TH_INVALID);
    problem.issues = TH_STR("[{\"code\":\"X\"}]");
    problem.extra = TH_STR("\"current\":3");
    const char *text = text_of(problem_answer(&arena, TH_STR("ID"), &problem));
    assert_non_null(strstr(text, ",\"issues\":[{\"code\":\"X\"}],\"current\":3}"));
}

static void only_busy_answers_ask_to_come_back(void **state)
{
    assert_int_equal(problem_of(TH_OVERLOADED).retry_after_s, 1);
    assert_int_equal(problem_of(TH_RATE_LIMITED).retry_after_s, 1);
    assert_int_equal(problem_of(TH_NOT_FOUND).retry_after_s, 0);
}

static void a_full_arena_still_gives_a_document(void **state)
{
    th_arena_init(&arena, memory, 64);
    const struct http_answer answer = problem_status(&arena, TH_STR("ID"), TH_CONFLICT);
    assert_int_equal(answer.status, 503);
    assert_non_null(strstr(text_of(answer), "\"code\":\"no-memory\""));
}

static void texts_are_escaped_and_stay_utf8(void **state)
{
    char out[128];
    struct th_buf buf;
    th_buf_init(&buf, out, sizeof out);
    json_quote(&buf, (struct th_str){ "a\"b\\\n\r\t\b\f\x01\x7f\v\xff\xed\xa0\x80中", 19 });
    out[buf.len] = '\0';
    assert_string_equal(out,
                        "\"a\\\"b\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\u000b\xEF\xBF\xBD\xEF\xBF\xBD"
                        "\xEF\xBF\xBD\xEF\xBF\xBD中\"");
}

static void a_log_event_is_one_line_whatever_it_holds(void **state)
{
    char path[64], line[4096] = "", big[600];
    memset(big, 'x', sizeof big);
    snprintf(path, sizeof path, "/tmp/th-log-%d", getpid());
    assert_true(log_open(path, LOG_INFO));
    const struct log_field fields[] = { LOG_TEXT("a", TH_STR("x\r\n{\"forged\":1}")),
                                        LOG_TEXT("big", ((struct th_str){ big, sizeof big })),
                                        LOG_NUMBER("n", -5) };
    log_event(LOG_INFO, "test", fields, 3);
    log_message(LOG_DEBUG, "hidden", TH_STR("below the level"));
    log_close();
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    remove(path);
    assert_ptr_equal(strchr(line, '\n'), line + length - 1);
    assert_non_null(strstr(line, "\"a\":\"x\\r\\n{\\\"forged\\\":1}\""));
    assert_non_null(strstr(line, "\"n\":-5}"));
    const char *value = strstr(line, "\"big\":\"");
    assert_non_null(value);
    assert_int_equal(strspn(value + 7, "x"), 256);
    assert_null(strstr(line, "hidden"));
}

static void a_log_can_be_rotated_away(void **state)
{
    char path[64], old[80];
    snprintf(path, sizeof path, "/tmp/th-log-%d", getpid());
    snprintf(old, sizeof old, "%s.1", path);
    assert_true(log_open(path, LOG_INFO));
    assert_int_equal(rename(path, old), 0);
    assert_true(log_reopen());
    log_message(LOG_INFO, "after", TH_STR("rotation"));
    log_close();
    assert_int_equal(access(path, R_OK), 0);
    FILE *file = fopen(old, "r");
    assert_non_null(file);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    remove(path);
    remove(old);
    assert_false(log_open("/nonexistent/folder/log", LOG_INFO));
}

static void header_values_with_line_ends_are_caught(void **state)
{
    struct http_answer answer = { .status = 200, .content_type = HTTP_JSON, .body = TH_STR("{}") };
    assert_true(answer_headers_ok(&answer));
    answer.location = TH_STR("/v1/x\r\nSet-Cookie: a=b");
    assert_false(answer_headers_ok(&answer));
    answer.location = TH_STR("/v1/\xe4\xb8\xad");
    assert_false(answer_headers_ok(&answer));
    answer.location = TH_STR("");
    answer.status = 99;
    assert_false(answer_headers_ok(&answer));
}

static const char *head_of(const struct http_answer *answer, bool keeps_alive)
{
    static char text[ANSWER_HEAD_MAX + 1];
    struct th_buf out;
    const struct answer_frame frame = { .request_id = TH_STR("ID"),
                                        .date = TH_STR("today"),
                                        .keeps_alive = keeps_alive };
    th_buf_init(&out, text, ANSWER_HEAD_MAX);
    answer_write_head(&out, answer, &frame);
    assert_false(out.overflow);
    text[out.len] = '\0';
    return text;
}

static void every_head_states_connection_caching_and_policies(void **state)
{
    struct http_answer answer = { .status = 200, .content_type = HTTP_JSON, .body = TH_STR("{}") };
    const char *head = head_of(&answer, true);
    assert_int_equal(strncmp(head, "HTTP/1.1 200 OK\r\n", 17), 0);
    assert_non_null(strstr(head, "\r\nConnection: keep-alive\r\n"));
    assert_non_null(strstr(head, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(head, "\r\nContent-Length: 2\r\n"));
    assert_non_null(strstr(head, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(head, "default-src 'none'"));
    assert_null(strstr(head, "script-src"));
    assert_null(strstr(head, "Retry-After"));
    assert_string_equal(head + strlen(head) - 4, "\r\n\r\n");
    answer.content_type = TH_STR("text/html; charset=utf-8");
    answer.retry_after_s = 3;
    head = head_of(&answer, false);
    assert_non_null(strstr(head, "\r\nConnection: close\r\n"));
    assert_non_null(strstr(head, "\r\nRetry-After: 3\r\n"));
    assert_non_null(strstr(head, "script-src 'self' 'wasm-unsafe-eval';"));
    assert_null(strstr(head, "'unsafe-eval'"));
    answer.status = 304;
    head = head_of(&answer, true);
    assert_null(strstr(head, "Content-Length"));
    assert_null(strstr(head, "Content-Security-Policy")); /* it would replace the stored page's */
}

static void request_ids_differ(void **state)
{
    char a[HTTP_REQUEST_ID_CAP], b[HTTP_REQUEST_ID_CAP];
    assert_true(request_id_make(a) && request_id_make(b));
    assert_int_equal(strlen(a), 26);
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_status_row_becomes_a_document, fresh_arena),
        cmocka_unit_test_setup(issues_and_further_members_are_kept_as_they_are, fresh_arena),
        cmocka_unit_test(only_busy_answers_ask_to_come_back),
        cmocka_unit_test_setup(a_full_arena_still_gives_a_document, fresh_arena),
        cmocka_unit_test(texts_are_escaped_and_stay_utf8),
        cmocka_unit_test(a_log_event_is_one_line_whatever_it_holds),
        cmocka_unit_test(a_log_can_be_rotated_away),
        cmocka_unit_test(header_values_with_line_ends_are_caught),
        cmocka_unit_test(every_head_states_connection_caching_and_policies),
        cmocka_unit_test(request_ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
