/* The reader of multipart/form-data: what it takes and refuses, alike at every split of the bytes.
 */
#include "multipart.h"
#include "unit.h"

#include <stdlib.h>

static struct multipart reader;
static char seen[16384];
static size_t seen_len;
static int stop_at; /* call of the sink that says no; 0 = never */

static bool note(const char *mark, struct th_str text)
{
    const size_t mark_len = strlen(mark);
    assert_true(seen_len + mark_len + text.len < sizeof seen);
    memcpy(seen + seen_len, mark, mark_len);
    if (text.len > 0)
        memcpy(seen + seen_len + mark_len, text.ptr, text.len);
    seen_len += mark_len + text.len;
    return stop_at == 0 || --stop_at > 0;
}

static bool on_begin(void *self, const struct multipart_part *part)
{
    note("{", part->name);
    note("|", part->filename);
    note("|", part->type);
    return note(part->is_file ? "|file:" : "|field:", TH_STR(""));
}

static bool on_data(void *self, struct th_str bytes)
{
    assert_true(bytes.len > 0);
    return note("", bytes);
}

static bool on_end(void *self)
{
    return note("}", TH_STR(""));
}

static const struct multipart_sink sink = { NULL, on_begin, on_data, on_end };

static enum multipart_verdict read_in(struct th_str body, size_t first, size_t step)
{
    multipart_init(&reader, TH_STR("b1"), &sink);
    seen_len = 0;
    for (size_t at = 0; at < body.len;) {
        const size_t want = at == 0 ? first : step;
        const size_t piece = want < body.len - at ? want : body.len - at;
        multipart_feed(&reader, (struct th_str){ body.ptr + at, piece });
        at += piece;
    }
    return multipart_end(&reader);
}

/* Whole, at each single split, and byte by byte: one verdict, one content. */
static enum multipart_verdict read_body(struct th_str body)
{
    static char whole[sizeof seen];
    const enum multipart_verdict verdict = read_in(body, body.len, 1);
    const size_t length = seen_len;
    memcpy(whole, seen, seen_len);
    for (size_t split = 1; split <= body.len; split++) {
        const bool is_last = split == body.len;
        assert_int_equal(read_in(body, is_last ? 1 : split, is_last ? 1 : body.len), verdict);
        assert_int_equal(seen_len, length);
        assert_memory_equal(seen, whole, length);
    }
    return verdict;
}

static void expect_seen(const char *text)
{
    seen[seen_len] = '\0';
    assert_string_equal(seen, text);
}

#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART                                                                                  \
    "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n"                        \
    "Content-Type: application/pdf\r\n\r\n"

static void parts_come_out_as_they_went_in(void **state)
{
    assert_int_equal(
        read_body(TH_STR("--b1\r\n" FILE_PART "%PDF\r\n--b1\r\n" PART("name") "x\r\n--b1--\r\n")),
        MULTIPART_DONE);
    expect_seen("{file|a.pdf|application/pdf|file:%PDF}{name|||field:x}");
    assert_int_equal(read_body(TH_STR("--b1\r\n" PART("e") "\r\n--b1--")), MULTIPART_DONE);
    expect_seen("{e|||field:}");
}

static void what_only_resembles_a_boundary_is_content(void **state)
{
    assert_int_equal(
        read_body(TH_STR("--b1\r\n" PART("a") "--b1\r\n-b1\n--b1\r\r\n--b\r\n--\r\n--b1--")),
        MULTIPART_DONE);
    expect_seen("{a|||field:--b1\r\n-b1\n--b1\r\r\n--b\r\n--}");
    assert_int_equal(read_body(TH_STR("--b1\r\n" PART("a") "\r\n\r\n--\r\n--b1--")),
                     MULTIPART_DONE);
    expect_seen("{a|||field:\r\n\r\n--}");
}

static void other_headers_and_any_case_are_fine(void **state)
{
    assert_int_equal(
        read_body(TH_STR("--b1\r\ncontent-length: 1\r\nCONTENT-DISPOSITION:form-data;name=\"a\"\r\n"
                         "Content-Transfer-Encoding: binary\r\n\r\nx\r\n--b1--\r\n")),
        MULTIPART_DONE);
    expect_seen("{a|||field:x}");
    assert_int_equal(
        read_body(
            TH_STR("--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\xe8\xaf\x81"
                   "../*(1).pdf\"\r\n\r\nx\r\n--b1--")),
        MULTIPART_DONE);
    expect_seen("{f|\xe8\xaf\x81../*(1).pdf||file:x}");
}

static void malformed_bodies_are_refused(void **state)
{
#define BAD_HEAD(lines) TH_STR("--b1\r\n" lines "\r\n\r\nx\r\n--b1--")
    const struct th_str bad[] = {
        TH_STR(""),
        TH_STR("--b1"),
        TH_STR("--b1--"),
        TH_STR("--b1--\r\n"),
        TH_STR("--b2\r\n" PART("a") "\r\n--b2--"),
        TH_STR("\r\n--b1\r\n" PART("a") "\r\n--b1--"),       /* text before */
        TH_STR("x\r\n--b1\r\n" PART("a") "\r\n--b1--"),      /* text before */
        TH_STR("--b1\r\n" PART("a") "\r\n--b1--x"),          /* text after */
        TH_STR("--b1\r\n" PART("a") "\r\n--b1--\r\n\r\n"),   /* text after */
        TH_STR("--b1\r\n" PART("a") "\r\n--b1--\n"),         /* half a line end */
        TH_STR("--b1\r\n" PART("a") "x"),                    /* no end */
        TH_STR("--b1\r\n" PART("a") "x\r\n--b1"),            /* no end */
        TH_STR("--b1\r\n" PART("a") "x\r\n--b1-"),           /* no end */
        TH_STR("--b1\r\n" PART("a") "x\r\n--b1--\r"),        /* half a line end */
        TH_STR("--b1\r\n" PART("a") "x\r\n--b1 \r\n--b1--"), /* a blank behind the boundary */
        TH_STR("--b1\r\n" PART("a") "x\r\n--b12\r\n--b1--"), /* the boundary in the content */
        TH_STR("--b1\n" PART("a") "x\r\n--b1--"),            /* LF alone */
        TH_STR("--b1\r\n\r\nx\r\n--b1--"),                   /* no head */
        TH_STR("--b1\r\nContent-Disposition: form-data; name=\"a\"\n\nx\r\n--b1--"),
        BAD_HEAD("Content-Type: text/plain"),
        BAD_HEAD("Content-Disposition: attachment; name=\"a\""),
        BAD_HEAD("Content-Disposition: form-data"),
        BAD_HEAD("Content-Disposition: form-data; name=a"),
        BAD_HEAD("Content-Disposition: form-data; name=\"\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"; name=\"b\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"; filename=\"b\"; filename=\"c\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"; filename=\"b\\\"; c\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\" ; filename=\"b\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
                 "name=\"a\""),
        BAD_HEAD("Content-Disposition: form-data;\r\n name=\"a\""), /* folded */
        BAD_HEAD("Content-Disposition : form-data; name=\"a\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"; filename=\"a.pdf\0.html\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\tb\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\rb\""),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; "
                 "boundary=c"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\nContent-Type:"),
        BAD_HEAD(
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: a/b\r\nContent-Type: a/b"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\nno colon"),
        BAD_HEAD("Content-Disposition: form-data; name=\"a\"\r\n: x"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (read_body(bad[i]) != MULTIPART_MALFORMED)
            fail_msg("taken: %zu: %s", i, bad[i].ptr);
}

static size_t repeat(char *out, size_t cap, const char *text, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(out + length, cap - length, "%s", text);
    return length;
}

static void there_are_limits(void **state)
{
    static char body[64 * 1024];
    size_t length = repeat(body, sizeof body, "--b1\r\n" PART("a") "x\r\n", MULTIPART_PARTS_MAX);
    snprintf(body + length, sizeof body - length, "--b1--");
    assert_int_equal(read_in(th_str_of(body), 7, 7), MULTIPART_DONE);
    length = repeat(body, sizeof body, "--b1\r\n" PART("a") "x\r\n", MULTIPART_PARTS_MAX + 1);
    assert_int_equal(read_in((struct th_str){ body, length }, 7, 7), MULTIPART_PARTS);

    /* the head, to the byte */
    const char *end = "\r\n" PART("a");
    const size_t room = MULTIPART_HEAD_MAX - strlen(end) - strlen("X: ");
    for (size_t more = 0; more < 2; more++) {
        length = repeat(body, sizeof body, "--b1\r\nX: ", 1);
        length += repeat(body + length, sizeof body - length, "y", room + more);
        snprintf(body + length, sizeof body - length, "%sx\r\n--b1--", end);
        assert_int_equal(read_in(th_str_of(body), 1000, 1000),
                         more ? MULTIPART_HEAD : MULTIPART_DONE);
    }
    /* a field, to the byte */
    for (size_t more = 0; more < 2; more++) {
        length = repeat(body, sizeof body, "--b1\r\n" PART("a"), 1);
        length += repeat(body + length, sizeof body - length, "y", MULTIPART_FIELD_MAX + more);
        snprintf(body + length, sizeof body - length, "\r\n--b1--");
        assert_int_equal(read_in(th_str_of(body), 1000, 1000),
                         more ? MULTIPART_LARGE : MULTIPART_DONE);
    }
}

static bool count_data(void *self, struct th_str bytes)
{
    *(uint64_t *)self += bytes.len;
    return true;
}
static bool say_yes(void *self)
{
    return true;
}
static bool begin_any(void *self, const struct multipart_part *part)
{
    return true;
}

static void a_file_has_its_limit_to_the_byte(void **state)
{
    uint64_t count = 0;
    const struct multipart_sink counting = { &count, begin_any, count_data, say_yes };
    for (size_t more = 0; more < 2; more++) {
        const struct th_str start = TH_STR("--b1\r\n" FILE_PART), end = TH_STR("\r\n--b1--");
        const size_t size = MULTIPART_FILE_MAX + more;
        char *content = calloc(1, size);
        assert_non_null(content);
        multipart_init(&reader, TH_STR("b1"), &counting);
        count = 0;
        multipart_feed(&reader, start);
        multipart_feed(&reader, (struct th_str){ content, size });
        multipart_feed(&reader, end);
        assert_int_equal(multipart_end(&reader), more ? MULTIPART_LARGE : MULTIPART_DONE);
        assert_true(more || count == MULTIPART_FILE_MAX);
        free(content);
    }
}

static void the_sink_may_stop_at_each_call(void **state)
{
    const struct th_str body = TH_STR("--b1\r\n" PART("a") "x\r\n--b1--");
    for (int call = 4; call <= 6; call++) { /* begin notes four times */
        multipart_init(&reader, TH_STR("b1"), &sink);
        seen_len = 0;
        stop_at = call;
        assert_int_equal(multipart_feed(&reader, body), MULTIPART_STOPPED);
        const size_t length = seen_len;
        stop_at = 0;
        assert_int_equal(multipart_feed(&reader, body), MULTIPART_STOPPED);
        assert_int_equal(multipart_end(&reader), MULTIPART_STOPPED);
        assert_int_equal(seen_len, length);
    }
}

static void the_boundary_is_read_strictly(void **state)
{
    struct th_str boundary;
    static const char *const good[][2] = {
        { "multipart/form-data; boundary=----WebKitFormBoundaryAb0", "----WebKitFormBoundaryAb0" },
        { "Multipart/Form-Data;BOUNDARY=x", "x" },
        { "multipart/form-data; boundary=\"a b:c/d\"", "a b:c/d" },
        { "multipart/form-data; "
          "boundary=0123456789012345678901234567890123456789012345678901234567890123456789",
          "0123456789012345678901234567890123456789012345678901234567890123456789" },
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(multipart_boundary(th_str_of(good[i][0]), &boundary));
        assert_true(th_str_equal(boundary, th_str_of(good[i][1])));
    }
    static const char *const bad[] = {
        "",
        "multipart/form-data",
        "multipart/form-data;",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/mixed; boundary=x",
        "application/json; boundary=x",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a; charset=utf-8",
        "multipart/form-data; charset=utf-8; boundary=a",
        "multipart/form-data; boundary=a, b",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary =a",
        "multipart/form-data; boundary= a b",
        "multipart/form-data; boundary=a;",
        "multipart/form-data; "
        "boundary=01234567890123456789012345678901234567890123456789012345678901234567890",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (multipart_boundary(th_str_of(bad[i]), &boundary))
            fail_msg("taken: %s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_out_as_they_went_in),
        cmocka_unit_test(what_only_resembles_a_boundary_is_content),
        cmocka_unit_test(other_headers_and_any_case_are_fine),
        cmocka_unit_test(malformed_bodies_are_refused),
        cmocka_unit_test(there_are_limits),
        cmocka_unit_test(a_file_has_its_limit_to_the_byte),
        cmocka_unit_test(the_sink_may_stop_at_each_call),
        cmocka_unit_test(the_boundary_is_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
