/* The gate behind an imitation of CivetWeb's lenient header parser: what passes is a request that
 * a strict reader, written here over the raw bytes, accepts too. The real parser is exercised over
 * sockets by tests/api/raw.test.mjs. */
#include "fuzz.h"
#include "gate.h"

#include <strings.h>

#define CAP 16384

static char buffer[CAP];
static struct gate_header headers[GATE_HEADERS_MAX];

static bool is_space(char c)
{
    return c == ' ' || c == '\r' || c == '\n';
}

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
        if (*p != ':')
            break;
        *p++ = '\0';
        while (*p == ' ')
            p++;
        headers[count++] = (struct gate_header){ start, p };
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

/* CivetWeb's idea of where the header ends; 0 when it refuses or still waits. */
static size_t header_length(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != '\r' && data[i] != '\n' && (data[i] < 0x20 || data[i] == 0x7F))
            return 0;
        if (i + 1 < size && memcmp(data + i, "\n\n", 2) == 0)
            return i + 2;
        if (i + 3 < size && memcmp(data + i, "\r\n\r\n", 4) == 0)
            return i + 4;
    }
    return 0;
}

/* false where the parser itself refuses the request */
static bool parse(struct gate_input *input)
{
    char *p = buffer;
    while (is_space(*p))
        p++;
    input->method = p;
    input->uri = p = end_word(p);
    p = end_word(p);
    if (strncmp(p, "HTTP/", 5) != 0)
        return false;
    input->version = p + 5;
    p = end_word(p);
    input->header_count = parse_headers(p);
    char *query = strchr(input->uri, '?');
    if (query) {
        *query = '\0';
        input->query = query + 1;
    }
    return true;
}

/* ---- the strict reader ---- */

/* The parser writes NULs over all blanks behind the version, and the gate cannot tell which pair
 * ended the request line: "\r\r" and "\n " pass as "\r\n" does. Put right before judging, so that
 * everything else is still judged; the place to tell them apart is where the bytes are received. */
static struct th_str with_plain_line_end(const uint8_t *data, size_t size)
{
    static char copy[CAP];
    size_t end = 0;
    memcpy(copy, data, size);
    while (end < size && copy[end] != '\r' && copy[end] != '\n')
        end++;
    if (end + 1 < size && is_space(copy[end + 1]))
        memcpy(copy + end, "\r\n", 2);
    return (struct th_str){ copy, size };
}

struct strict {
    struct th_str rest;
    int hosts, lengths, headers;
};

static bool take_line(struct strict *s, struct th_str *line)
{
    for (size_t i = 0; i + 1 < s->rest.len; i++) {
        unsigned char c = (unsigned char)s->rest.ptr[i];
        if (c == '\r' && s->rest.ptr[i + 1] == '\n') {
            *line = (struct th_str){ s->rest.ptr, i };
            s->rest = (struct th_str){ s->rest.ptr + i + 2, s->rest.len - i - 2 };
            return true;
        }
        if ((c < 0x20 && c != '\t') || c > 0x7E)
            return false;
    }
    return false;
}

static bool name_is(struct th_str name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.ptr, wanted, name.len) == 0;
}

static bool take_header(struct strict *s, struct th_str line)
{
    struct th_str name = th_str_cut(&line, ':');
    if (name.len == 0 || name.ptr + name.len == line.ptr)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ')
            return false;
    s->headers++;
    s->hosts += name_is(name, "Host");
    s->lengths += name_is(name, "Content-Length");
    return !name_is(name, "Transfer-Encoding") && !name_is(name, "Content-Encoding") &&
           !name_is(name, "Upgrade");
}

static bool strict_accepts(struct th_str raw)
{
    struct strict s = { .rest = raw };
    struct th_str line;
    if (!take_line(&s, &line))
        return false;
    struct th_str method = th_str_cut(&line, ' '), target = th_str_cut(&line, ' ');
    if (method.len == 0 || target.len == 0 || target.ptr[0] != '/' ||
        !(th_str_equal(line, TH_STR("HTTP/1.1")) || th_str_equal(line, TH_STR("HTTP/1.0"))))
        return false;
    while (take_line(&s, &line)) {
        if (line.len == 0)
            return s.rest.len == 0 && s.hosts == 1 && s.lengths <= 1 && s.headers < 64;
        if (!take_header(&s, line))
            return false;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gate_request request;
    struct gate_input input = { .buffer = buffer,
                                .buffer_size = sizeof buffer,
                                .headers = headers,
                                .hosts = TH_STR("localhost,example.cn,[::1]") };
    size = header_length(data, size);
    if (size == 0 || size >= CAP)
        return 0;
    memset(buffer, 0, sizeof buffer);
    memcpy(buffer, data, size);
    buffer[size - 1] = '\0'; /* as the parser does */
    input.from_proxy = data[0] & 1;
    if (parse(&input) && gate_check(&input, &request) == GATE_PASS)
        PROMISE(strict_accepts(with_plain_line_end(data, size)));
    return 0;
}
