/* The gate's small judges: layout, path, query, host, content type, content length. */
#include "gate.h"
#include "header_text.h"
#include "utf8.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- layout ---- */

bool gate_layout_ok(const struct gate_input *input)
{
    return input->head->state == HEAD_DONE && input->method == input->start &&
           input->header_count == input->head->headers;
}

/* ---- path ---- */

static bool is_path_char(char c)
{
    return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '.' || c == '-';
}

bool gate_path_ok(struct th_str path)
{
    if (path.len == 0 || path.ptr[0] != '/') {
        return false;
    }
    for (size_t i = 0; i < path.len; i++) {
        if (!is_path_char(path.ptr[i])) {
            return false;
        }
    }
    struct th_str rest = { path.ptr + 1, path.len - 1 };
    while (rest.len > 0) {
        const struct th_str segment = th_str_cut(&rest, '/');
        if (segment.len == 0 || th_str_equal(segment, TH_STR(".")) ||
            th_str_equal(segment, TH_STR(".."))) {
            return false;
        }
    }
    return true;
}

/* ---- query ---- */

static int hex_value(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_plain_query_char(char c)
{
    return c != '\0' && (is_letter(c) || is_digit(c) || strchr("-._~!'()*,:@/", c) != NULL);
}

/* Decodes into `out`, which is as long as `text`. False when an escape or a character is wrong. */
static bool decode(struct th_str text, char *out, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            const int high = i + 1 < text.len ? hex_value(text.ptr[i + 1]) : -1;
            const int low = i + 2 < text.len ? hex_value(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (!is_plain_query_char(c)) {
            return false;
        }
        out[(*length)++] = c;
    }
    return true;
}

static bool is_key(struct th_str key)
{
    if (key.len == 0 || key.len > 32) {
        return false;
    }
    for (size_t i = 0; i < key.len; i++) {
        const char c = key.ptr[i];
        if (!((c >= 'a' && c <= 'z') || is_digit(c) || c == '_')) {
            return false;
        }
    }
    return true;
}

static bool has_param(const struct gate_request *request, struct th_str key)
{
    for (size_t i = 0; i < request->query_count; i++) {
        if (th_str_equal(request->query[i].key, key)) {
            return true;
        }
    }
    return false;
}

/* One `key=value`; the decoded value goes to out->query_text from `*used` on. */
static bool add_param(struct th_str pair, size_t *used, struct gate_request *out)
{
    size_t length;
    const char *equals = memchr(pair.ptr, '=', pair.len);

    if (equals == NULL || out->query_count == GATE_PARAMS_MAX) {
        return false;
    }
    const struct th_str key = { pair.ptr, (size_t)(equals - pair.ptr) };
    const struct th_str raw = { equals + 1, pair.len - key.len - 1 };
    char *text = out->query_text + *used;
    if (!is_key(key) || has_param(out, key) || !decode(raw, text, &length)) {
        return false;
    }
    const struct th_str value = { text, length };
    if (!th_utf8_clean(value)) {
        return false;
    }
    out->query[out->query_count++] = (struct http_param){ key, value };
    *used += length;
    return true;
}

bool gate_query_decode(struct th_str query, struct gate_request *out)
{
    size_t used = 0;

    out->query_count = 0;
    if (query.len == 0 || query.len > GATE_QUERY_MAX || query.ptr[query.len - 1] == '&') {
        return false;
    }
    while (query.len > 0) {
        const struct th_str pair = th_str_cut(&query, '&');
        if (pair.len == 0 || !add_param(pair, &used, out)) {
            return false;
        }
    }
    return true;
}

/* ---- host, type, length ---- */

static bool is_port(struct th_str text)
{
    uint32_t port;
    return text.len >= 2 && text.len <= 6 && text.ptr[0] == ':' &&
           th_str_to_u32((struct th_str){ text.ptr + 1, text.len - 1 }, &port) && port <= 65535;
}

/* "name", "name:8080", "[::1]:8080" → the name; ptr NULL when the shape is wrong. */
static struct th_str host_name(struct th_str host)
{
    const bool is_ipv6 = host.len > 0 && host.ptr[0] == '[';
    const char last = is_ipv6 ? ']' : ':';
    size_t end = 0;

    while (end < host.len && host.ptr[end] != last) {
        end++;
    }
    end += is_ipv6 ? 1 : 0;
    if (end == 0 || end > host.len) {
        return (struct th_str){ NULL, 0 };
    }
    const struct th_str tail = { host.ptr + end, host.len - end };
    return tail.len == 0 || is_port(tail) ? (struct th_str){ host.ptr, end }
                                          : (struct th_str){ NULL, 0 };
}

bool gate_host_allowed(struct th_str host, struct th_str list)
{
    const struct th_str name = host_name(host);
    return name.len > 0 && header_has_token(list, name);
}

bool gate_type_ok(struct th_str type, struct th_str wanted)
{
    if (!header_equal_fold(header_trim(th_str_cut(&type, ';')), wanted)) {
        return false;
    }
    const struct th_str parameter = header_trim(type);
    return parameter.len == 0 || header_equal_fold(parameter, TH_STR("charset=utf-8")) ||
           header_equal_fold(parameter, TH_STR("charset=\"utf-8\""));
}

enum gate_verdict gate_length(struct th_str text, uint32_t *out)
{
    if (text.len == 0) {
        return GATE_CONTENT_LENGTH;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) {
            return GATE_CONTENT_LENGTH;
        }
    }
    if (text.len > 9) {
        return GATE_TOO_LARGE;
    }
    return th_str_to_u32(text, out) ? GATE_PASS : GATE_CONTENT_LENGTH;
}
