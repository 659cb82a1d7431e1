/* The registry of enterprises for administrators: import and list. */
#include "handlers.h"
#include "identities.h"
#include "json_write.h"
#include "outside.h"
#include "registry.h"
#include "write.h"

static void render(const struct registry_import *import, struct th_buf *out)
{
    struct api_registry_import done = { .has = { .rows = true, .added = true, .changed = true },
                                        .rows = import->rows,
                                        .added = import->added,
                                        .changed = import->changed };
    th_json_write(out, &api_registry_import_model, &done);
}

enum th_status import_registry(struct call *call, const struct api_csv_text *in,
                               struct api_registry_import *out)
{
    (void)out;
    const struct seal *seal = outside_seal(auth_outside(call->app->auth));
    struct write_request request = write_request_of(call, in->text);
    struct registry_import import = { .service = call->app->service,
                                      .seal = seal,
                                      .arena = call->arena,
                                      .issues = &call->issues,
                                      .request = &request,
                                      .render = render };
    struct write_outcome outcome;
    if (!seal)
        return TH_SECRETS_OFF;
    enum th_status status = registry_import(&import, &outcome);
    return write_finish(call, status, &outcome);
}

static struct api_registry_item item_of(struct call *call, const struct registry_row *row)
{
    char masked[MASK_CAP];
    return (struct api_registry_item){
        .has = { .uscc = true,
                 .name = true,
                 .legal_name = true,
                 .legal_id = row->legal_shown.len > 0,
                 .district = row->district.len > 0,
                 .industry = row->industry.len > 0,
                 .enterprise = row->enterprise_id.len > 0,
                 .imported_at = true },
        .uscc = row->uscc,
        .name = row->name,
        .legal_name = th_arena_copy(call->arena, mask_name(row->legal_name, masked)),
        .legal_id = row->legal_shown,
        .district = row->district,
        .industry = row->industry,
        .enterprise = row->enterprise_id,
        .imported_at = text_time(call->arena, row->imported_s),
    };
}

enum th_status list_registry(struct call *call, const struct api_registry_query *in,
                             struct api_registry_list *out)
{
    uint32_t limit = in->has.limit ? (uint32_t)in->limit : 20;
    struct registry_query query = { in->has.search ? in->search : TH_STR(""),
                                    in->has.cursor ? in->cursor : TH_STR(""), limit + 1 };
    struct registry_list found;
    enum th_status status = registry_list(call->app->service, call->arena, &query, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, limit, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count && i < limit; i++)
        out->items.items[out->items.count++] = item_of(call, &found.items[i]);
    out->has.items = true;
    out->has.next = found.count > limit;
    if (out->has.next)
        out->next = found.items[limit - 1].uscc;
    return TH_OK;
}
