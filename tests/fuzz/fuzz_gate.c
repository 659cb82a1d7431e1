/* The gate behind an imitation of CivetWeb's lenient header parser: it accepts exactly what a
 * strict reader of the raw bytes accepts. The real parser is exercised over sockets by
 * tests/load/accept.mjs against a third reader. */
#include "fuzz.h"
#include "gate.h"
#include "strict_http.h"

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

static struct head head;

/* As it would come from a socket: in pieces whose sizes the data themselves decide. */
static void receive(const uint8_t *data, size_t size)
{
    head = (struct head){ 0 };
    for (size_t at = 0; at < size;) {
        size_t step = 1 + (data[at] & 31u);
        step = step < size - at ? step : size - at;
        head_feed(&head, (struct th_str){ (const char *)data + at, step });
        at += step;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gate_request request;
    struct gate_input input = { .start = buffer,
                                .head = &head,
                                .headers = headers,
                                .hosts = TH_STR("localhost,example.cn,[::1]") };
    size = header_length(data, size);
    if (size == 0 || size >= CAP)
        return 0;
    receive(data, size);
    memset(buffer, 0, sizeof buffer);
    memcpy(buffer, data, size);
    buffer[size - 1] = '\0'; /* as the parser does */
    input.from_proxy = data[0] & 1;
    const bool passes = parse(&input) && gate_check(&input, &request) == GATE_PASS;
    PROMISE(passes ==
            strict_accepts((struct th_str){ (const char *)data, size }, input.from_proxy));
    PROMISE(!passes || head.size == size);
    return 0;
}
