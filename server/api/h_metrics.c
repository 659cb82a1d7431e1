/* The metrics page, and who may read it. To everybody else it does not exist. */
#include "handlers.h"
#include "sha256.h"

#include <string.h>

/* Equal hashes: the time it takes says nothing about the token. */
static bool is_token(struct th_str shown, struct th_str token)
{
    char left[65], right[65];
    const struct th_str scheme = TH_STR("Bearer ");
    if (!th_str_starts(shown, scheme))
        return false;
    th_sha256_hex((struct th_str){ shown.ptr + scheme.len, shown.len - scheme.len }, left);
    th_sha256_hex(token, right);
    return memcmp(left, right, 64) == 0;
}

static bool may_read(const struct call *call)
{
    const struct th_str token = call->app->metrics_token;
    return token.len > 0 ? is_token(call->request->headers.authorization, token)
                         : call->request->is_direct;
}

enum th_status get_metrics(struct call *call, const struct api_none *in,
                           struct api_metrics_text *out)
{
    (void)in;
    const struct api_setup *app = call->app;
    if (!may_read(call))
        return TH_NOT_FOUND;
    struct th_buf text = th_room(call->arena);
    if (!app->write_metrics || !app->write_metrics(app->metrics_self, &text))
        return TH_OVERLOADED;
    out->text = th_room_keep(call->arena, &text);
    return TH_OK;
}
