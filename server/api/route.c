/* routes.def expanded to typed prototypes, thunks and rows; the matcher over them. */
#include "route.h"

#include "core.h"
#include "multipart.h"

#include <string.h>

/* A handler whose types differ from its row does not compile; a thunk restores the types without a
 * cast of function pointers. */
#define ROUTE(method, path, permission, flags, input, answer, cap, handler, zh, en)                \
    enum th_status handler(struct call *call, const struct api_##input *in,                        \
                           struct api_##answer *out);                                              \
    static enum th_status run_##handler(struct call *call, const void *in, void *out)              \
    {                                                                                              \
        return handler(call, in, out);                                                             \
    }
#include "routes.def"
#undef ROUTE

#define ROUTE(method, path, permission, flags, input, answer, cap, handler, zh, en)                \
    { HTTP_##method,                                                                               \
      { (path), sizeof(path) - 1 },                                                                \
      PERMISSION_##permission,                                                                     \
      (flags),                                                                                     \
      &api_##input##_model,                                                                        \
      &api_##answer##_model,                                                                       \
      (cap),                                                                                       \
      run_##handler,                                                                               \
      #handler,                                                                                    \
      (zh),                                                                                        \
      (en) },
const struct route api_routes[] = {
#include "routes.def"
};
#undef ROUTE
const size_t api_route_count = sizeof api_routes / sizeof api_routes[0];

const struct param_row api_params[] = {
#define PARAM(name, longest, extra, zh, en)                                                        \
    { { #name, sizeof(#name) - 1 },                                                                \
      (longest),                                                                                   \
      offsetof(struct path_params, name),                                                          \
      (extra),                                                                                     \
      (zh),                                                                                        \
      (en) },
#include "params.def"
#undef PARAM
};
const size_t api_param_count = sizeof api_params / sizeof api_params[0];

const struct param_row *param_find(struct th_str name)
{
    for (size_t i = 0; i < api_param_count; i++)
        if (th_str_equal(api_params[i].name, name))
            return &api_params[i];
    return NULL;
}

static bool is_param_char(char c, const char *extra)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || (c != '\0' && strchr(extra, c));
}

static bool is_value_of(const struct param_row *param, struct th_str value)
{
    if (value.len == 0 || value.len > param->longest)
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (!is_param_char(value.ptr[i], param->extra))
            return false;
    return true;
}

/* Compares segment by segment; braces take one whole segment. */
static bool matches(struct th_str pattern, struct th_str path, struct path_params *params)
{
    while (pattern.len > 0 && path.len > 0) {
        struct th_str want = th_str_cut(&pattern, '/'), have = th_str_cut(&path, '/');
        if (want.len == 0 || want.ptr[0] != '{') {
            if (!th_str_equal(want, have))
                return false;
            continue;
        }
        const struct param_row *param = param_find((struct th_str){ want.ptr + 1, want.len - 2 });
        if (!param || !is_value_of(param, have))
            return false;
        memcpy((char *)params + param->offset, &have, sizeof have);
    }
    return pattern.len == 0 && path.len == 0;
}

/* A slash at the end would otherwise be lost in cutting. */
static bool ends_in_slash(struct th_str path)
{
    return path.len > 0 && path.ptr[path.len - 1] == '/';
}

const struct route *route_find(enum http_method method, struct th_str path,
                               struct path_params *params)
{
    for (size_t i = 0; i < api_route_count && !ends_in_slash(path); i++) {
        struct path_params found = { 0 };
        if (api_routes[i].method == method && matches(api_routes[i].path, path, &found)) {
            if (params)
                *params = found;
            return &api_routes[i];
        }
    }
    return NULL;
}

bool route_methods(struct th_str path, struct th_buf *out)
{
    bool known = false;
    for (unsigned method = 0; method < HTTP_METHOD_COUNT; method++) {
        if (!route_find((enum http_method)method, path, NULL))
            continue;
        if (known)
            th_buf_put(out, TH_STR(", "));
        th_buf_put(out, http_method_name((enum http_method)method));
        known = true;
    }
    return known;
}
