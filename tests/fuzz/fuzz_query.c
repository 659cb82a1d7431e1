/* The query decoder: it accepts exactly what the strict reader accepts, and decodes as a second
 * decoder, written here differently, says. */
#include "fuzz.h"
#include "gate.h"
#include "strict_http.h"

static int hex(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static size_t decode(struct th_str text, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            PROMISE(i + 2 < text.len && hex(text.ptr[i + 1]) >= 0 && hex(text.ptr[i + 2]) >= 0);
            c = (char)(hex(text.ptr[i + 1]) * 16 + hex(text.ptr[i + 2]));
            i += 2;
        }
        out[length++] = c;
    }
    return length;
}

static void check_param(struct th_str pair, const struct http_param *param)
{
    static char value[GATE_QUERY_MAX];
    struct th_str rest = pair, key = th_str_cut(&rest, '=');
    size_t length = decode(rest, value);
    PROMISE(th_str_equal(param->value, (struct th_str){ value, length }));
    PROMISE(th_str_equal(param->key, key) && key.len >= 1 && key.len <= 32);
    PROMISE(th_utf8_valid(param->value));
    for (size_t i = 0; i < length; i++)
        PROMISE((unsigned char)value[i] >= 0x20 && value[i] != 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gate_request request;
    struct th_str query = { (const char *)data, size }, rest = query;
    memset(&request, 0, sizeof request);
    const bool passes = gate_query_decode(query, &request);
    PROMISE(passes == strict_query(query));
    if (!passes)
        return 0;
    PROMISE(size <= GATE_QUERY_MAX && request.query_count <= GATE_PARAMS_MAX);
    for (size_t i = 0; i < request.query_count; i++) {
        check_param(th_str_cut(&rest, '&'), &request.query[i]);
        for (size_t j = 0; j < i; j++)
            PROMISE(!th_str_equal(request.query[i].key, request.query[j].key));
    }
    PROMISE(rest.len == 0);
    return 0;
}
