/* A small imitation of CivetWeb's header parser: the gate judges the layout of the bytes received
 * and what that parser leaves of them, with NULs over separators. The real parser is exercised by
 * tests/api/raw.test.mjs. */
#pragma once
#include "gate.h"
#include "unit.h"

static char parsed_buffer[16384];
static struct gate_header parsed_headers[GATE_HEADERS_MAX];
static struct head parsed_head;

static bool is_space(char c)
{
    return c == ' ' || c == '\r' || c == '\n';
}

/* Ends a word with NULs over the blanks behind it, as the parser does. */
static char *end_word(char *p)
{
    while (*p > ' ' && *p <= '~')
        p++;
    while (is_space(*p))
        *p++ = '\0';
    return p;
}

static size_t parse_headers(char *p)
{
    size_t count = 0;
    while (count < GATE_HEADERS_MAX) {
        char *start = p;
        while (*p != ':' && *p > ' ' && *p <= '~')
            p++;
        if (p == start)
            break;
        while (*p == ' ')
            *p++ = '\0';
        assert_int_equal(*p, ':');
        *p++ = '\0';
        while (*p == ' ')
            p++;
        parsed_headers[count++] = (struct gate_header){ start, p };
        while (*p != '\0' && *p != '\r' && *p != '\n')
            p++;
        if (*p == '\r')
            *p++ = '\0';
        if (*p != '\n')
            break;
        *p++ = '\0';
        if (*p == '\r' || *p == '\n')
            break;
    }
    return count;
}

static struct gate_input parse(const char *raw)
{
    struct gate_input input = { .start = parsed_buffer,
                                .head = &parsed_head,
                                .headers = parsed_headers,
                                .hosts = TH_STR("localhost,example.cn,[::1]") };
    const size_t length = strlen(raw);
    assert_true(length < sizeof parsed_buffer);
    memset(parsed_buffer, 0, sizeof parsed_buffer);
    memcpy(parsed_buffer, raw, length);
    parsed_head = (struct head){ 0 };
    head_feed(&parsed_head, (struct th_str){ raw, length });
    parsed_buffer[length - 1] = '\0';
    char *p = parsed_buffer;
    while (is_space(*p))
        p++;
    input.method = p;
    input.uri = p = end_word(p);
    p = end_word(p);
    input.version = p + 5;
    p = end_word(p);
    input.header_count = parse_headers(p);
    char *query = strchr(input.uri, '?');
    if (query != NULL) {
        *query = '\0';
        input.query = query + 1;
    }
    return input;
}
