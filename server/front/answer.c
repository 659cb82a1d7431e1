/* An answer as bytes: status line and checked headers. */
#include "answer.h"

#define VALUE_MAX 1024

/* Pages: the console and the mini-program in a browser. 'unsafe-inline' is for styles only (the
 * component runtime writes style attributes); scripts come from this server alone, and WebAssembly
 * may be compiled but no text evaluated. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " \
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; " \
    "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
#define DATA_POLICY "default-src 'none'; frame-ancestors 'none'; sandbox"

static struct th_str reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 411, "Length Required" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 417, "Expectation Failed" },
        { 421, "Misdirected Request" },
        { 422, "Unprocessable Content" },
        { 428, "Precondition Required" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 503, "Service Unavailable" },
        { 505, "HTTP Version Not Supported" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].status == status) {
            return th_str_of(rows[i].text);
        }
    }
    return TH_STR("Status");
}

struct row {
    const char *name;
    struct th_str value;
};

#define ROW_COUNT 10

static void rows_of(const struct http_answer *answer, struct row rows[ROW_COUNT])
{
    const struct row all[ROW_COUNT] = {
        { "Content-Type", answer->content_type },
        { "Content-Encoding", answer->content_encoding },
        { "Content-Disposition", answer->content_disposition },
        { "ETag", answer->etag },
        { "Location", answer->location },
        { "Allow", answer->allow },
        { "Vary", answer->vary },
        { "Set-Cookie", answer->set_cookie },
        { "WWW-Authenticate", answer->www_authenticate },
        { "Cache-Control",
          answer->cache_control.len > 0 ? answer->cache_control : TH_STR("no-store") },
    };
    for (size_t i = 0; i < ROW_COUNT; i++) {
        rows[i] = all[i];
    }
}

bool answer_headers_ok(const struct http_answer *answer)
{
    struct row rows[ROW_COUNT];
    size_t total = 0;

    rows_of(answer, rows);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        const struct th_str value = rows[i].value;
        total += value.len;
        if (value.len > VALUE_MAX || total > ANSWER_HEAD_MAX / 2) {
            return false;
        }
        for (size_t j = 0; j < value.len; j++) {
            if (value.ptr[j] < 0x20 || value.ptr[j] > 0x7e) {
                return false;
            }
        }
    }
    return answer->status >= 200 && answer->status <= 599;
}

static void put_header(struct th_buf *out, const char *name, struct th_str value)
{
    th_buf_put(out, th_str_of(name));
    th_buf_put(out, TH_STR(": "));
    th_buf_put(out, value);
    th_buf_put(out, TH_STR("\r\n"));
}

static void put_number(struct th_buf *out, const char *name, uint64_t value)
{
    th_buf_put(out, th_str_of(name));
    th_buf_put(out, TH_STR(": "));
    th_buf_u64(out, value);
    th_buf_put(out, TH_STR("\r\n"));
}

static void put_security(struct th_buf *out, const struct http_answer *answer,
                         const struct answer_frame *frame)
{
    const bool is_page = th_str_starts(answer->content_type, TH_STR("text/html"));
    /* a worker takes its policy from its own script */
    const bool is_script = th_str_starts(answer->content_type, TH_STR("text/javascript"));

    put_header(out, "X-Content-Type-Options", TH_STR("nosniff"));
    /* a 304 has no type of its own, and its headers would replace those that the page was stored
     * with */
    if (answer->status != 304) {
        put_header(out, "Content-Security-Policy",
                   is_page || is_script ? TH_STR(PAGE_POLICY) : TH_STR(DATA_POLICY));
    }
    put_header(out, "Referrer-Policy", TH_STR("same-origin"));
    put_header(out, "Cross-Origin-Resource-Policy", TH_STR("same-origin"));
    if (is_page) {
        put_header(out, "X-Frame-Options", TH_STR("SAMEORIGIN"));
    }
    if (frame->is_secure) {
        put_header(out, "Strict-Transport-Security", TH_STR("max-age=31536000"));
    }
}

void answer_write_head(struct th_buf *out, const struct http_answer *answer,
                       const struct answer_frame *frame)
{
    struct row rows[ROW_COUNT];

    th_buf_put(out, TH_STR("HTTP/1.1 "));
    th_buf_u64(out, (uint64_t)answer->status);
    th_buf_char(out, ' ');
    th_buf_put(out, reason(answer->status));
    th_buf_put(out, TH_STR("\r\n"));
    put_header(out, "Date", frame->date);
    put_header(out, "Connection", frame->keeps_alive ? TH_STR("keep-alive") : TH_STR("close"));
    if (frame->keeps_alive) {
        put_header(out, "Keep-Alive", TH_STR("timeout=" ANSWER_KEEP_ALIVE_S));
    }
    rows_of(answer, rows);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].value.len > 0) {
            put_header(out, rows[i].name, rows[i].value);
        }
    }
    if (answer->status != 204 && answer->status != 304) {
        put_number(out, "Content-Length",
                   answer->file.is_open ? answer->file.size : answer->body.len);
    }
    if (answer->retry_after_s > 0) {
        put_number(out, "Retry-After", answer->retry_after_s);
    }
    put_header(out, "X-Request-Id", frame->request_id);
    put_security(out, answer, frame);
    th_buf_put(out, TH_STR("\r\n"));
}
