/* The gate: the order of judgement. Framing comes before anything else, so that no later answer
 * depends on where a body ends. */
#include "gate.h"

#include "header_text.h"
#include "multipart.h"

#include <string.h>

struct problem gate_problem(enum gate_verdict verdict)
{
    static const struct {
        int status;
        const char *code, *zh, *en;
    } rows[GATE_VERDICT_COUNT] = {
#define GATE(name, http, code, zh, en) [GATE_##name] = { http, code, zh, en },
#include "gate.def"
#undef GATE
    };
    return (struct problem){
        .status = rows[verdict].status,
        .code = th_str_of(rows[verdict].code),
        .title = th_str_of(rows[verdict].en),
        .zh = th_str_of(rows[verdict].zh),
        .en = th_str_of(rows[verdict].en),
        .retry_after_s = rows[verdict].status == 503 ? 1 : 0,
    };
}

/* Headers that the gate itself consumes; they reach no handler. */
struct framing {
    struct th_str connection, content_encoding, content_length, expect, real_ip, transfer_encoding,
        upgrade;
};

struct known {
    const char *name;
    size_t limit;
    size_t offset; /* of a th_str in struct framing or struct http_headers */
    bool is_framing;
};

#define FRAMING(member, name)                                                                      \
    {                                                                                              \
        name, 128, offsetof(struct framing, member), true                                          \
    }

static const struct known known_headers[] = {
    FRAMING(connection, "Connection"),
    FRAMING(content_encoding, "Content-Encoding"),
    FRAMING(content_length, "Content-Length"),
    FRAMING(expect, "Expect"),
    FRAMING(real_ip, "X-Real-IP"),
    FRAMING(transfer_encoding, "Transfer-Encoding"),
    FRAMING(upgrade, "Upgrade"),
#define HEADER(member, name, limit) { name, limit, offsetof(struct http_headers, member), false },
#include "headers.def"
#undef HEADER
};

static bool is_token(struct th_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];
        const bool is_alnum =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_alnum && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return name.len > 0;
}

static bool is_printable(struct th_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < 0x20 || value.ptr[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

/* A second Content-Length or Transfer-Encoding is a framing attack and named as such. */
static enum gate_verdict twice(const struct known *row)
{
    if (row->is_framing && row->offset == offsetof(struct framing, content_length)) {
        return GATE_CONTENT_LENGTH;
    }
    if (row->is_framing && row->offset == offsetof(struct framing, transfer_encoding)) {
        return GATE_TRANSFER_ENCODING;
    }
    return !row->is_framing && row->offset == offsetof(struct http_headers, host)
               ? GATE_HOST
               : GATE_HEADER_TWICE;
}

static enum gate_verdict keep(const struct gate_header *header, struct framing *framing,
                              struct http_headers *headers)
{
    const struct th_str name = th_str_of(header->name);
    const struct th_str value = header_trim(th_str_of(header->value));

    if (!is_token(name) || !is_printable(value)) {
        return GATE_HEADER_BYTES;
    }
    for (size_t i = 0; i < sizeof(known_headers) / sizeof(known_headers[0]); i++) {
        const struct known *row = &known_headers[i];
        if (!header_equal_fold(name, th_str_of(row->name))) {
            continue;
        }
        char *base = row->is_framing ? (char *)framing : (char *)headers;
        struct th_str *slot = (struct th_str *)(void *)(base + row->offset);
        if (slot->ptr != NULL) {
            return twice(row);
        }
        if (value.len > row->limit) {
            return GATE_HEADER_LONG;
        }
        *slot = value;
        break;
    }
    return GATE_PASS;
}

static enum gate_verdict collect(const struct gate_input *input, struct framing *framing,
                                 struct http_headers *headers)
{
    enum gate_verdict first = GATE_PASS;

    for (size_t i = 0; i < input->header_count; i++) {
        const enum gate_verdict verdict = keep(&input->headers[i], framing, headers);
        if (verdict != GATE_PASS && first == GATE_PASS) {
            first = verdict;
        }
    }
    return first;
}

static enum gate_verdict check_framing(const struct framing *framing, struct gate_request *out)
{
    if (framing->transfer_encoding.ptr != NULL) {
        return GATE_TRANSFER_ENCODING;
    }
    if (framing->content_length.ptr != NULL) {
        const enum gate_verdict verdict = gate_length(framing->content_length, &out->length);
        if (verdict != GATE_PASS) {
            return verdict;
        }
        out->has_length = true;
    }
    if (framing->content_encoding.ptr != NULL) {
        return GATE_CONTENT_ENCODING;
    }
    if (framing->upgrade.ptr != NULL) {
        return GATE_UPGRADE;
    }
    if (framing->expect.ptr != NULL) {
        if (!header_equal_fold(framing->expect, TH_STR("100-continue"))) {
            return GATE_EXPECT;
        }
        out->expects_continue = !out->is_http10;
    }
    return GATE_PASS;
}

static bool is_address(struct th_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '\0' || strchr("0123456789abcdefABCDEF.:", c) == NULL) {
            return false;
        }
    }
    return text.len >= 2 && text.len <= 45;
}

/* What only the trusted proxy may say; from anybody else it is ignored. */
static enum gate_verdict check_proxy(const struct gate_input *input, const struct framing *framing,
                                     struct gate_request *out)
{
    if (!input->from_proxy) {
        return GATE_PASS;
    }
    if (framing->real_ip.ptr != NULL) {
        if (!is_address(framing->real_ip)) {
            return GATE_HEADER_BYTES;
        }
        out->real_ip = framing->real_ip;
    }
    return GATE_PASS;
}

static enum gate_verdict check_target(const struct gate_input *input, struct gate_request *out)
{
    if (!http_method_parse(th_str_of(input->method), &out->method)) {
        return GATE_METHOD_UNKNOWN;
    }
    out->path = th_str_of(input->uri);
    if (out->path.len > GATE_PATH_MAX) {
        return GATE_PATH_LONG;
    }
    if (!gate_path_ok(out->path)) {
        return GATE_PATH;
    }
    if (input->query != NULL) {
        const struct th_str query = th_str_of(input->query);
        if (query.len > GATE_QUERY_MAX) {
            return GATE_PATH_LONG;
        }
        if (!gate_query_decode(query, out)) {
            return GATE_QUERY;
        }
    }
    return GATE_PASS;
}

static enum gate_verdict check_version(const struct gate_input *input, struct gate_request *out)
{
    out->is_http10 = strcmp(input->version, "1.0") == 0;
    return out->is_http10 || strcmp(input->version, "1.1") == 0 ? GATE_PASS : GATE_VERSION;
}

static enum gate_verdict check_host(const struct gate_input *input, struct th_str host)
{
    if (host.len == 0) {
        return GATE_HOST;
    }
    return gate_host_allowed(host, input->hosts) ? GATE_PASS : GATE_HOST_UNKNOWN;
}

/* Never more than the parser will do: an explicit Connection without keep-alive ends it, too. */
static bool wants_keep_alive(struct th_str connection, bool is_http10)
{
    if (connection.ptr == NULL) {
        return !is_http10;
    }
    return header_has_token(connection, TH_STR("keep-alive")) &&
           !header_has_token(connection, TH_STR("close"));
}

enum gate_verdict gate_check(const struct gate_input *input, struct gate_request *out)
{
    struct framing framing = { 0 };
    enum gate_verdict verdict;

    memset(out, 0, offsetof(struct gate_request, query_text));
    if (input->header_count >= GATE_HEADERS_MAX) {
        return GATE_HEADERS_MANY;
    }
    if (!gate_layout_ok(input)) {
        return GATE_LAYOUT;
    }
    if ((verdict = check_version(input, out)) != GATE_PASS ||
        (verdict = collect(input, &framing, &out->headers)) != GATE_PASS ||
        (verdict = check_framing(&framing, out)) != GATE_PASS ||
        (verdict = check_host(input, out->headers.host)) != GATE_PASS ||
        (verdict = check_proxy(input, &framing, out)) != GATE_PASS) {
        return verdict;
    }
    out->wants_keep_alive = wants_keep_alive(framing.connection, out->is_http10);
    return check_target(input, out);
}

static bool is_type_ok(const struct gate_request *request, const struct http_route *route)
{
    struct th_str boundary;

    if (route->streams) {
        return multipart_boundary(request->headers.content_type, &boundary);
    }
    return request->length == 0 || gate_type_ok(request->headers.content_type, route->body_type);
}

enum gate_verdict gate_check_route(const struct gate_request *request,
                                   const struct http_route *route)
{
    if (!route->path_known) {
        return GATE_NOT_FOUND;
    }
    if (!route->method_known) {
        return GATE_METHOD_WRONG;
    }
    if (request->is_http10 && !route->skips_admission) {
        return GATE_VERSION;
    }
    if (request->length > route->body_cap) {
        return GATE_TOO_LARGE;
    }
    if (route->body_cap > 0 && !request->has_length) {
        return GATE_LENGTH_REQUIRED;
    }
    if (!is_type_ok(request, route)) {
        return GATE_TYPE;
    }
    return GATE_PASS;
}
