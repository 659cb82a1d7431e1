/* Names of methods and small readers of struct http_request. */
#include "http.h"

static const char *const method_names[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
};

struct th_str http_method_name(enum http_method method)
{
    return th_str_of(method < HTTP_METHOD_COUNT ? method_names[method] : NULL);
}

bool http_method_parse(struct th_str name, enum http_method *out)
{
    for (int i = 0; i < HTTP_METHOD_COUNT; i++) {
        if (th_str_equal(name, th_str_of(method_names[i]))) {
            *out = (enum http_method)i;
            return true;
        }
    }
    return false;
}

struct th_str http_query(const struct http_request *request, struct th_str key)
{
    for (size_t i = 0; i < request->query_count; i++) {
        if (th_str_equal(request->query[i].key, key)) {
            return request->query[i].value;
        }
    }
    return (struct th_str){ NULL, 0 };
}

struct http_answer http_json(struct th_str body)
{
    return (struct http_answer){ .status = 200, .content_type = HTTP_JSON, .body = body };
}
