/* The gate: what a request must look like before anything of it is believed. Pure functions over
 * bytes, no sockets, no CivetWeb; the rules are those of the project's security page, one row of
 * gate.def for each reason to refuse. */
#pragma once
#include "head.h"
#include "http.h"
#include "problem.h"

enum gate_verdict {
#define GATE(name, http, code, zh, en) GATE_##name,
#include "gate.def"
#undef GATE
    GATE_VERDICT_COUNT
};

/** The row of a verdict as a problem. */
struct problem gate_problem(enum gate_verdict verdict);

#define GATE_HEADERS_MAX 64 /* the parser silently drops the 65th: 64 is already too many */
#define GATE_PATH_MAX    512
#define GATE_QUERY_MAX   1024
#define GATE_PARAMS_MAX  16
#define GATE_LENGTH_MAX  999999999

struct gate_header {
    const char *name, *value; /* NUL-terminated inside the receive buffer */
};

/** What the parser found. All pointers lead into the receive buffer, in which the parser has put
 * NULs over separators. */
struct gate_input {
    const char *start;       /* first byte of the head: the request must begin exactly here */
    const struct head *head; /* the same bytes, judged before the parser saw them */
    const char *method, *uri, *query, *version; /* query NULL = none */
    const struct gate_header *headers;
    size_t header_count;
    struct th_str hosts; /* comma-separated allow-list, without ports */
    bool from_proxy;     /* the peer is the trusted proxy */
};

/** What is known after the gate. The query's texts live in here, the rest in the receive buffer. */
struct gate_request {
    enum http_method method;
    struct th_str path;
    struct http_headers headers;
    struct th_str real_ip; /* from the trusted proxy; ptr NULL = use the peer */
    bool is_http10;
    bool wants_keep_alive;
    bool expects_continue;
    bool has_length;
    uint32_t length;
    size_t query_count;
    struct http_param query[GATE_PARAMS_MAX];
    char query_text[GATE_QUERY_MAX];
};

/** Everything that can be said without knowing the routes: layout, version, headers, framing, host,
 * method, path, query. */
enum gate_verdict gate_check(const struct gate_input *input, struct gate_request *out);
/** Method, body length and content type against the route. */
enum gate_verdict gate_check_route(const struct gate_request *request,
                                   const struct http_route *route);

/* The parts, public for their tests. */

/** The head is well laid out, complete, and the parser read the very same lines. */
bool gate_layout_ok(const struct gate_input *input);
/** Canonical path: starts with "/", only [A-Za-z0-9/_.-], no empty, "." or ".." segment (a last
 * empty one is a folder). */
bool gate_path_ok(struct th_str path);
/** Strict decoder of `a=b&c=d`: percent-encoded UTF-8 without controls, keys [a-z0-9_]{1,32} once
 * each. */
bool gate_query_decode(struct th_str query, struct gate_request *out);
/** True when `host` (with or without port) is in the comma-separated list. */
bool gate_host_allowed(struct th_str host, struct th_str list);
/** True when the type equals `wanted` and has no parameter but charset=utf-8. */
bool gate_type_ok(struct th_str type, struct th_str wanted);
/** Content-Length: GATE_PASS, GATE_CONTENT_LENGTH (no number) or GATE_TOO_LARGE (ten digits or
 * more). */
enum gate_verdict gate_length(struct th_str text, uint32_t *out);
