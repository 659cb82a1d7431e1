/* The registry of enterprises for administrators: import and list. */
#include "handlers.h"
#include "identities.h"
#include "json_write.h"
#include "outside.h"
#include "paging.h"
#include "registry.h"
#include "table.h"
#include "tables.def"
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

static bool fill_item(struct call *call, const void *from, void *item)
{
    char masked[MASK_CAP];
    const struct registry_row *row = from;
    struct api_registry_item *out = item;
    *out = (struct api_registry_item){
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
    return true;
}

static struct th_str key_of(struct call *call, const void *row)
{
    (void)call;
    return ((const struct registry_row *)row)->uscc;
}

static enum th_status find_page(struct call *call, const struct registry_query *query,
                                struct paging *out)
{
    struct registry_list found;
    enum th_status status = registry_list(call->app->service, call->arena, query, &found);
    if (status == TH_OK)
        *out = (struct paging)PAGING_OF(found, query->limit - 1);
    return status;
}

enum th_status list_registry(struct call *call, const struct api_registry_query *in,
                             struct api_registry_list *out)
{
    struct paging page;
    const struct registry_query query = { PAGING_TEXT(in, search), PAGING_TEXT(in, cursor),
                                          PAGING_LIMIT(in) + 1 };
    enum th_status status = find_page(call, &query, &page);
    return status ? status : paging_answer(call, &page, &api_registry_list_model, out);
}

static enum th_status table_page(struct call *call, const void *search, struct th_str after,
                                 struct paging *out)
{
    const struct registry_query query = { *(const struct th_str *)search, after, out->limit + 1 };
    return find_page(call, &query, out);
}

enum th_status export_registry(struct call *call, const struct api_registry_table *in,
                               struct api_csv_file *out)
{
    static const struct table_column columns[] = { TABLE_REGISTRY(TABLE_COLUMN) };
    const struct th_str search = PAGING_TEXT(in, search);
    const struct table table = {
        "registry", "attachment; filename=\"registry.csv\"", &api_registry_item_model,
        columns,    sizeof columns / sizeof columns[0],      table_page,
        &search,    in->language == th_api_language_en
    };
    return table_answer(call, &table, &out->text);
}
