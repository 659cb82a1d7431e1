/* The layout of a request's head, byte by byte: split anywhere it is judged alike, and nothing
 * behind its end is touched. */
#include "head.h"
#include "unit.h"

static struct head fed(const char *raw)
{
    struct head head = { 0 };
    head_feed(&head, th_str_of(raw));
    return head;
}

static void a_head_ends_with_its_empty_line(void **state)
{
    static const char raw[] = "GET /a HTTP/1.1\r\nHost: x\r\nX-A:\r\n\r\n";
    const struct head head = fed("GET /a HTTP/1.1\r\nHost: x\r\nX-A:\r\n\r\nGET /b HTTP/1.1\r\n");
    assert_int_equal(head.state, HEAD_DONE);
    assert_int_equal(head.headers, 2);
    assert_int_equal(head.size, sizeof raw - 1);
    assert_int_equal(fed("GET / HTTP/1.1\r\n\r\n").headers, 0);
    assert_int_equal(fed("GET / HTTP/1.1\r\n\r\n").state, HEAD_DONE);
}

static void an_unfinished_head_is_neither_good_nor_bad(void **state)
{
    static const char raw[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (size_t i = 0; i + 1 < sizeof raw; i++) {
        struct head head = { 0 };
        head_feed(&head, (struct th_str){ raw, i });
        assert_true(head.state < HEAD_DONE);
        assert_int_equal(head.size, i);
    }
}

static void any_split_is_judged_alike(void **state)
{
    static const char *const raws[] = { "POST /v1 HTTP/1.1\r\nHost: x\r\nA: b c \r\n\r\n",
                                        "GET / HTTP/1.1\r\rHost: x\r\n\r\n",
                                        "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n" };
    for (size_t r = 0; r < 3; r++) {
        const struct th_str raw = th_str_of(raws[r]);
        const struct head whole = fed(raws[r]);
        for (size_t at = 0; at <= raw.len; at++) {
            struct head head = { 0 };
            head_feed(&head, (struct th_str){ raw.ptr, at });
            head_feed(&head, (struct th_str){ raw.ptr + at, raw.len - at });
            assert_int_equal(head.state, whole.state);
            assert_int_equal(head.headers, whole.headers);
            assert_int_equal(head.size, whole.size);
        }
    }
}

static void what_is_not_laid_out_is_bad(void **state)
{
    static const char *const bad[] = {
        "\r\nGET / HTTP/1.1\r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / \r\n\r\n",
        "GET / HTTP/1.1 \r\n\r\n",
        "GET / HTTP/1.1\n\n",
        "GET / HTTP/1.1\r\r\n",
        "GET / HTTP/1.1\r\n\n",
        "GET / HTTP/1.1\r\n: x\r\n",
        "GET / HTTP/1.1\r\nA\r\n",
        "GET / HTTP/1.1\r\nA : x\r\n",
        "GET / HTTP/1.1\r\n A: x",
        "GET / HTTP/1.1\r\nA: x\n",
        "GET / HTTP/1.1\r\nA: \tx",
        "GET / HTTP/1.1\r\nA: x\ry",
        "GET / HTTP/1.1\r\nA: x\r\n b",
        "GET /\x7f HTTP/1.1",
        "GET /\xe4 HTTP/1.1",
        "GET / HTTP/1.1\r\nA\xe4: b",
        "GET\t/ HTTP/1.1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(fed(bad[i]).state, HEAD_BAD);
    struct head head = { 0 };
    head_feed(&head, (struct th_str){ "GET / HTTP/1.1\r\nA: \0", 20 });
    assert_int_equal(head.state, HEAD_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_ends_with_its_empty_line),
        cmocka_unit_test(an_unfinished_head_is_neither_good_nor_bad),
        cmocka_unit_test(any_split_is_judged_alike),
        cmocka_unit_test(what_is_not_laid_out_is_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
