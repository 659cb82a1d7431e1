/* What the front hands to a handler and what it gets back: one request read to its end, one answer.
 * No sockets, no CivetWeb.
 *
 * The front has already refused everything that docs/security.md's gate refuses: the path is
 * canonical ASCII, the query is decoded UTF-8 with each key once, the body is complete, within the
 * route's cap and of an allowed content type. */
#pragma once
#include "arena.h"
#include "status.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD, /* static assets and routes that list it */
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_METHOD_COUNT
};

struct th_str http_method_name(enum http_method method);
/** Exact, upper-case names only; false leaves `*out` alone. */
bool http_method_parse(struct th_str name, enum http_method *out);

struct http_param {
    struct th_str key, value; /* decoded */
};

struct http_headers {
#define HEADER(member, name, limit) struct th_str member;
#include "headers.def"
#undef HEADER
};

#define HTTP_REQUEST_ID_CAP 27 /* 26 characters and NUL */

/** A body that is read while the handler runs. */
struct http_stream {
    void *self;
    uint32_t length; /* of the whole body */
    /** Up to `size` bytes into `out`: > 0 so many came; 0 the whole body was read; < 0 it stopped
     * before its end (closed, too slow): give up, the front then says why. */
    int (*read)(void *self, char *out, size_t size);
};

/** All views live as long as the handler call. Absent headers have ptr NULL; an absent body has len
 * 0. */
struct http_request {
    enum http_method method;
    struct th_str path; /* canonical: [A-Za-z0-9/_.-], no empty, "." or ".." segment */
    const struct http_param *query;
    size_t query_count;
    struct http_headers headers;
    struct th_str body;
    const struct http_stream *stream; /* routes that stream: the body, nothing of it read yet */
    struct th_str client;             /* peer's address, or X-Real-IP from the trusted proxy */
    struct th_str request_id;         /* random, ours; also sent as X-Request-Id */
    bool is_direct; /* the peer is on this machine and passes on nobody's request */
    bool is_secure; /* the client speaks HTTPS: with us, or with the proxy before us */
};

/** Bytes of a file, or in their place constant ones. */
struct http_span {
    struct th_str text; /* when it has bytes */
    uint64_t at, size;
};

/** A file as the body of an answer; the front closes it. */
struct http_file {
    bool is_open;
    int descriptor;
    uint64_t size;                 /* of what is sent */
    const struct http_span *spans; /* what is sent, one behind another; NULL = from the beginning */
    size_t span_count;
};

/** An answer. Views must live until the handler's arena is reset or longer (constants, assets).
 * Every header value is checked by the front (printable ASCII, no CR or LF, at most 1 024 bytes); a
 * bad one turns the answer into a logged 500. Empty views are not sent. */
struct http_answer {
    int status;
    struct th_str content_type;
    struct th_str body;
    struct http_file file;  /* instead of `body` */
    struct th_str etag;     /* with its quotes */
    struct th_str location; /* path on this server */
    struct th_str allow;
    struct th_str cache_control; /* empty = "no-store" */
    struct th_str set_cookie;
    struct th_str content_encoding;
    struct th_str content_disposition;
    struct th_str www_authenticate;
    struct th_str vary;
    uint32_t retry_after_s; /* 0 = not sent */
    bool must_close;        /* close the connection even after a 2xx */
};

#define HTTP_JSON    TH_STR("application/json")
#define HTTP_PROBLEM TH_STR("application/problem+json")

/** What the gate must know of a route before any body is read. */
struct http_route {
    bool path_known;         /* some route has this path */
    bool method_known;       /* and this method */
    bool skips_admission;    /* health checks: answered also under overload, arena of 512 KiB */
    struct th_str allow;     /* "GET, POST": methods of this path, for 405 */
    size_t body_cap;         /* bytes; 0 = takes no body */
    struct th_str body_type; /* media type that a body must have, without parameters */
    bool streams;            /* the body is multipart/form-data instead, and the handler pulls it */
};

/** The application behind the front. Both functions are called from many threads at once. */
struct http_app {
    void *self;
    struct http_route (*route)(void *self, enum http_method method, struct th_str path);
    struct http_answer (*handle)(void *self, const struct http_request *request,
                                 struct th_arena *arena);
};
