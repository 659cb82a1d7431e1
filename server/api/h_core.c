/* The core at the HTTP door, health, and factor packs: nothing here touches the store. */
#include "handlers.h"

enum th_status call_core(struct call *call, const struct api_envelope_text *in,
                         struct api_core_answer *out)
{
    (void)out;
    char *room = th_arena_alloc(call->arena, TH_ENVELOPE_MAX);
    if (!room)
        return TH_NO_MEMORY;
    struct th_core ephemeral = *call->app->core; /* op load_pack must leave no trace */
    struct th_buf answer;
    th_buf_init(&answer, room, TH_ENVELOPE_MAX);
    th_call(&ephemeral, call->arena, in->text, &answer);
    call->verbatim = th_buf_view(&answer);
    return TH_OK;
}

enum th_status check_alive(struct call *call, const struct api_none *in, struct api_health *out)
{
    (void)call;
    (void)in;
    out->status = TH_STR("ok");
    out->has.status = true;
    return TH_OK;
}

enum th_status check_ready(struct call *call, const struct api_none *in, struct api_health *out)
{
    const struct api_setup *app = call->app;
    if (app->is_draining && app->is_draining(app->drain_self))
        return TH_OVERLOADED;
    return check_alive(call, in, out);
}

enum th_status list_packs(struct call *call, const struct api_none *in, struct api_pack_list *out)
{
    (void)in;
    const struct th_core *core = call->app->core;
    out->items.items = th_arena_array(call->arena, core->pack_count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    out->items.count = core->pack_count;
    out->has.items = true;
    for (size_t i = 0; i < core->pack_count; i++) {
        const struct th_pack *pack = core->packs[i];
        struct api_pack_item *item = &out->items.items[i];
        item->id = th_pack_id(pack);
        item->sha256 = th_str_of(th_pack_sha256(pack));
        item->accept_until = th_pack_accept_until(pack);
        item->has.id = item->has.sha256 = true;
        item->has.accept_until = item->accept_until != 0;
    }
    return TH_OK;
}

enum th_status get_pack(struct call *call, const struct api_none *in, struct api_pack_file *out)
{
    (void)in;
    const struct th_pack *pack = th_core_pack(call->app->core, call->path.pack);
    if (!pack)
        return TH_NOT_FOUND;
    struct th_buf tag = th_room(call->arena);
    th_buf_char(&tag, '"');
    th_buf_put(&tag, th_str_of(th_pack_sha256(pack)));
    th_buf_char(&tag, '"');
    call->answer.etag = th_room_keep(call->arena, &tag);
    call->answer.cache_control = TH_STR("public, max-age=31536000, immutable");
    out->text = th_pack_text(pack);
    return TH_OK;
}
