/* Cookie, origin and header of the console. */
#include "console.h"

#include "buf.h"
#include "cookie.h"
#include "token.h"

#define COOKIE_CAP 160

static struct th_str cookie_name(const struct http_request *request, enum console_jar jar)
{
    if (jar == CONSOLE_SCAN)
        return request->is_secure ? TH_STR("__Host-tanheng-scan") : TH_STR("tanheng_dev_scan");
    return request->is_secure ? TH_STR("__Host-tanheng") : TH_STR("tanheng_dev");
}

static bool is_change(const struct http_request *request)
{
    return request->method != HTTP_GET && request->method != HTTP_HEAD;
}

/* The gate has judged Host: it is one of this server's names. */
static bool is_own_origin(const struct http_request *request)
{
    const struct th_str scheme = request->is_secure ? TH_STR("https://") : TH_STR("http://");
    struct th_str origin = request->headers.origin;
    if (!origin.ptr || !request->headers.host.ptr || !th_str_starts(origin, scheme))
        return false;
    origin = (struct th_str){ origin.ptr + scheme.len, origin.len - scheme.len };
    return th_str_equal(origin, request->headers.host);
}

static bool is_marked(const struct http_request *request)
{
    const struct th_str mark = request->headers.x_tanheng;
    return mark.ptr && th_str_equal(mark, TH_STR("console"));
}

enum th_status console_read(const struct http_request *request, struct shown_token *out)
{
    const struct th_str authorization = request->headers.authorization;
    struct th_str cookie;
    enum cookie_outcome outcome =
        cookie_find(request->headers.cookie, cookie_name(request, CONSOLE_SESSION), &cookie);
    if (outcome == COOKIE_BAD || (outcome == COOKIE_FOUND && authorization.ptr))
        return TH_CREDENTIALS;
    const bool has_cookie = outcome == COOKIE_FOUND;
    *out = (struct shown_token){
        .token = has_cookie ? cookie : token_of_header(authorization),
        .kind = has_cookie ? TH_STR("console") : TH_STR("mini"),
        .is_console = is_marked(request),
    };
    if (!is_change(request) || (!has_cookie && !out->is_console))
        return TH_OK;
    return out->is_console && is_own_origin(request) ? TH_OK : TH_CROSS_SITE;
}

struct th_str console_cookie(struct th_arena *arena, const struct http_request *request,
                             enum console_jar jar, struct th_str value)
{
    struct th_buf text;
    char *memory = th_arena_alloc(arena, COOKIE_CAP);
    if (!memory)
        return (struct th_str){ NULL, 0 };
    th_buf_init(&text, memory, COOKIE_CAP);
    th_buf_put(&text, cookie_name(request, jar));
    th_buf_char(&text, '=');
    th_buf_put(&text, value);
    th_buf_put(&text, TH_STR("; Path=/; HttpOnly; SameSite=Strict"));
    if (request->is_secure)
        th_buf_put(&text, TH_STR("; Secure"));
    if (!value.len)
        th_buf_put(&text, TH_STR("; Max-Age=0"));
    return th_buf_view(&text);
}

struct th_str console_scan_secret(const struct http_request *request)
{
    struct th_str secret;
    enum cookie_outcome outcome =
        cookie_find(request->headers.cookie, cookie_name(request, CONSOLE_SCAN), &secret);
    return outcome == COOKIE_FOUND ? secret : (struct th_str){ NULL, 0 };
}
