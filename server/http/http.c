/* The names of methods. */
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
