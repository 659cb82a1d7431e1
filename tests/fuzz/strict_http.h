/* A strict reader of request heads, written from RFC 9110, RFC 9112 and docs/security.md for the
 * fuzz targets, over raw bytes and without the gate's help. It only judges. */
#pragma once
#include "str.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static inline bool strict_among(const char *set, char c)
{
    return c != '\0' && strchr(set, c) != NULL;
}

#define STRICT_DIGITS  "0123456789"
#define STRICT_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Length of the run at the text's start that consists of `set`. */
static inline size_t strict_run(struct th_str text, const char *set)
{
    size_t n = 0;
    while (n < text.len && strict_among(set, text.ptr[n]))
        n++;
    return n;
}

static inline bool strict_is(struct th_str text, const char *wanted)
{
    return text.len == strlen(wanted) && strncasecmp(text.ptr, wanted, text.len) == 0;
}

static inline struct th_str strict_skip(struct th_str text, size_t n)
{
    return (struct th_str){ text.ptr + n, text.len - n };
}

/* ---- the query ---- */

static inline bool strict_value(struct th_str raw)
{
    static char decoded[1024];
    size_t n = 0;
    while (raw.len > 0) {
        char two[3] = "";
        if (raw.ptr[0] != '%') {
            if (strict_run(raw, STRICT_LETTERS STRICT_DIGITS "-._~!'()*,:@/") == 0)
                return false;
            decoded[n++] = raw.ptr[0];
            raw = strict_skip(raw, 1);
            continue;
        }
        if (raw.len < 3 || strict_run(strict_skip(raw, 1), STRICT_DIGITS "abcdefABCDEF") < 2)
            return false;
        memcpy(two, raw.ptr + 1, 2);
        decoded[n++] = (char)strtol(two, NULL, 16);
        raw = strict_skip(raw, 3);
    }
    return th_utf8_clean((struct th_str){ decoded, n });
}

static inline bool strict_query(struct th_str query)
{
    struct th_str keys[16];
    size_t count = 0;
    if (query.len > 1024)
        return false;
    for (;;) {
        const char *and = memchr(query.ptr, '&', query.len);
        const struct th_str pair = { query.ptr, and? (size_t)(and-query.ptr) : query.len };
        const size_t key = strict_run(pair, "abcdefghijklmnopqrstuvwxyz_" STRICT_DIGITS);
        if (count == 16 || key < 1 || key > 32 || key == pair.len || pair.ptr[key] != '=' ||
            !strict_value(strict_skip(pair, key + 1)))
            return false;
        for (size_t i = 0; i < count; i++)
            if (keys[i].len == key && memcmp(keys[i].ptr, pair.ptr, key) == 0)
                return false;
        keys[count++] = (struct th_str){ pair.ptr, key };
        if (!and)
            return true;
        query = strict_skip(query, pair.len + 1);
    }
}

/* ---- the request line ---- */

static inline bool strict_path(struct th_str path)
{
    if (path.len > 512 || path.len == 0 || path.ptr[0] != '/' ||
        strict_run(path, STRICT_LETTERS STRICT_DIGITS "/_.-") != path.len)
        return false;
    for (size_t i = 0; i + 1 < path.len; i++) {
        const size_t left = path.len - i;
        if (path.ptr[i] != '/')
            continue;
        if (path.ptr[i + 1] == '/' ||
            (path.ptr[i + 1] == '.' && (left == 2 || path.ptr[i + 2] == '/')) ||
            (left >= 3 && memcmp(path.ptr + i, "/..", 3) == 0 &&
             (left == 3 || path.ptr[i + 3] == '/')))
            return false;
    }
    return true;
}

static inline bool strict_request_line(struct th_str line)
{
    static const char *const methods[] = { "GET ", "HEAD ", "POST ", "PUT ", "PATCH ", "DELETE " };
    for (size_t i = 0; i < 6; i++) {
        const size_t n = strlen(methods[i]);
        if (line.len < n + 10 || memcmp(line.ptr, methods[i], n) != 0)
            continue;
        const struct th_str version = strict_skip(line, line.len - 9);
        const struct th_str target = { line.ptr + n, line.len - n - 9 };
        const char *mark = memchr(target.ptr, '?', target.len);
        const size_t path = mark ? (size_t)(mark - target.ptr) : target.len;
        return (memcmp(version.ptr, " HTTP/1.1", 9) == 0 ||
                memcmp(version.ptr, " HTTP/1.0", 9) == 0) &&
               strict_path((struct th_str){ target.ptr, path }) &&
               (!mark || strict_query(strict_skip(target, path + 1)));
    }
    return false;
}

/* ---- the headers ---- */

static const struct {
    const char *name;
    size_t longest;
} strict_known[] = {
    { "Accept-Encoding", 256 }, { "Accept-Language", 256 },
    { "Authorization", 512 },   { "Connection", 128 },
    { "Content-Encoding", 0 },  { "Content-Length", 9 },
    { "Content-Type", 128 },    { "Cookie", 4096 },
    { "Expect", 128 },          { "Host", 255 },
    { "Idempotency-Key", 128 }, { "If-Match", 128 },
    { "If-None-Match", 512 },   { "Origin", 255 },
    { "Sec-Fetch-Site", 32 },   { "Transfer-Encoding", 0 },
    { "X-Tanheng", 32 },        { "X-Tanheng-Scan", 64 },
    { "Upgrade", 0 },           { "User-Agent", 1024 },
    { "X-Real-IP", 128 },
};
#define STRICT_KNOWN (sizeof strict_known / sizeof strict_known[0])

static inline bool strict_host(struct th_str host)
{
    static const char *const names[] = { "localhost", "example.cn", "[::1]" };
    for (size_t i = 0; i < 3; i++) {
        const size_t n = strlen(names[i]);
        if (host.len < n || !strict_is((struct th_str){ host.ptr, n }, names[i]))
            continue;
        const struct th_str port = strict_skip(host, n);
        if (port.len == 0)
            return true;
        char digits[6] = "";
        if (port.ptr[0] != ':' || port.len < 2 || port.len > 6 ||
            strict_run(strict_skip(port, 1), STRICT_DIGITS) != port.len - 1)
            return false;
        memcpy(digits, port.ptr + 1, port.len - 1);
        return atoi(digits) <= 65535;
    }
    return false;
}

static inline bool strict_value_of(const char *name, struct th_str value, bool from_proxy)
{
    if (strcmp(name, "Transfer-Encoding") == 0 || strcmp(name, "Content-Encoding") == 0 ||
        strcmp(name, "Upgrade") == 0)
        return false;
    if (strcmp(name, "Content-Length") == 0)
        return value.len > 0 && strict_run(value, STRICT_DIGITS) == value.len;
    if (strcmp(name, "Expect") == 0)
        return strict_is(value, "100-continue");
    if (strcmp(name, "Host") == 0)
        return strict_host(value);
    if (strcmp(name, "X-Real-IP") == 0 && from_proxy)
        return value.len >= 2 && value.len <= 45 &&
               strict_run(value, STRICT_DIGITS "abcdefABCDEF.:") == value.len;
    return true;
}

static inline bool strict_header(struct th_str line, unsigned char seen[STRICT_KNOWN],
                                 bool from_proxy)
{
    const size_t n = strict_run(line, STRICT_LETTERS STRICT_DIGITS "!#$%&'*+-.^_`|~");
    if (n == 0 || n == line.len || line.ptr[n] != ':')
        return false;
    struct th_str value = strict_skip(line, n + 1);
    while (value.len > 0 && value.ptr[0] == ' ')
        value = strict_skip(value, 1);
    while (value.len > 0 && value.ptr[value.len - 1] == ' ')
        value.len--;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] < ' ' || value.ptr[i] > '~')
            return false;
    for (size_t i = 0; i < STRICT_KNOWN; i++)
        if (strict_is((struct th_str){ line.ptr, n }, strict_known[i].name))
            return seen[i]++ == 0 && value.len <= strict_known[i].longest &&
                   strict_value_of(strict_known[i].name, value, from_proxy);
    return true;
}

/* ---- the whole head ---- */

static inline bool strict_accepts(struct th_str raw, bool from_proxy)
{
    unsigned char seen[STRICT_KNOWN] = { 0 };
    for (int line_number = 0;; line_number++) {
        const char *end = raw.len > 1 ? memchr(raw.ptr, '\r', raw.len - 1) : NULL;
        if (!end || end[1] != '\n')
            return false;
        const struct th_str line = { raw.ptr, (size_t)(end - raw.ptr) };
        raw = strict_skip(raw, line.len + 2);
        if (line.len == 0 && line_number > 0)
            return raw.len == 0 && line_number - 1 < 64 && seen[9] == 1; /* one Host */
        if (line_number == 0 ? !strict_request_line(line) : !strict_header(line, seen, from_proxy))
            return false;
    }
}
