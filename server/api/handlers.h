/* Typed prototypes of every handler, from routes.def. A handler gets its input parsed, checked and
 * authorised and fills its answer. */
#pragma once
#include "call.h"

#define ROUTE(method, path, permission, flags, input, answer, cap, handler, zh, en)                \
    enum th_status handler(struct call *call, const struct api_##input *in,                        \
                           struct api_##answer *out);
#include "routes.def"
#undef ROUTE
