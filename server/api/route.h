/* The route table as data: matching a path, reading its parameters. Pure; runs nothing. */
#pragma once
#include "http.h"
#include "models.h"
#include "role.h"

enum {
    KEYED = 1,
    MATCHED = 2,
    MATCHABLE = 4,
    CREATED = 8,
    URGENT = 16,
    STREAMED = 32,
    INITIAL = 64
};

struct call;

struct route {
    enum http_method method;
    struct th_str path; /* with {params} */
    enum permission permission;
    uint32_t flags;
    const struct th_model *input, *answer;
    size_t body_cap;
    enum th_status (*run)(struct call *call, const void *input, void *answer);
    const char *id, *zh, *en; /* id: the handler's name, also OpenAPI's operationId */
};

extern const struct route api_routes[];
extern const size_t api_route_count;

/** Values of the parameters of a matched path; ptr NULL when the route has no such parameter. */
struct path_params {
#define PARAM(name, longest, extra, zh, en) struct th_str name;
#include "params.def"
#undef PARAM
};

/** Route of a method and path, NULL when there is none. `*params` (may be NULL) is filled. A
 * parameter outside its alphabet or length matches nothing. */
const struct route *route_find(enum http_method method, struct th_str path,
                               struct path_params *params);
/** Methods of a path as "GET, POST" into `out`; false when no route has the path. */
bool route_methods(struct th_str path, struct th_buf *out);

struct param_row {
    struct th_str name;
    size_t longest, offset;
    const char *extra, *zh, *en;
};
extern const struct param_row api_params[];
extern const size_t api_param_count;
/** Row of the parameter called `name` (without braces); NULL when there is none. */
const struct param_row *param_find(struct th_str name);
