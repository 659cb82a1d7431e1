/* The newest checkpoint that the server signed: for whoever wants to keep it. */
#include "handlers.h"
#include "notary.h"

enum th_status get_checkpoint(struct call *call, const struct api_none *in,
                              struct api_checkpoint_text *out)
{
    (void)in;
    char *text = th_arena_alloc(call->arena, NOTARY_TEXT_CAP);
    if (!text)
        return TH_NO_MEMORY;
    size_t size = call->app->notary ? notary_text(call->app->notary, text) : 0;
    out->text = (struct th_str){ text, size };
    return size ? TH_OK : TH_NOT_FOUND;
}
