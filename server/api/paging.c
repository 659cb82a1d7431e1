/* Pages by the answer's field table. */
#include "paging.h"

static const struct th_field *field_of(const struct th_model *model, void *out, const char *name)
{
    size_t at = th_model_find(model, th_str_of(name), 0);
    if (at == model->count)
        return NULL;
    th_set_has(out, at);
    return &model->fields[at];
}

static bool fill_rows(struct call *call, const struct paging *page, size_t item_size,
                      struct th_rows *out)
{
    out->items = th_arena_array(call->arena, page->limit, item_size);
    for (size_t i = 0; out->items && i < page->count && i < page->limit; i++)
        if (!page->fill(call, (const char *)page->rows + i * page->size,
                        (char *)out->items + out->count++ * item_size))
            return false;
    return out->items != NULL;
}

bool paging_next(struct call *call, const struct paging *page, struct th_str *out)
{
    if (!page->key) {
        *out = page->next;
        return page->next.len > 0;
    }
    if (page->count <= page->limit)
        return false;
    *out = page->key(call, (const char *)page->rows + (page->limit - 1) * page->size);
    return true;
}

enum th_status paging_answer(struct call *call, const struct paging *page,
                             const struct th_model *model, void *out)
{
    const struct th_field *items = field_of(model, out, "items");
    if (!items || items->kind != TH_KIND_ROWS)
        return TH_INTERNAL;
    if (!fill_rows(call, page, items->child->size, (void *)((char *)out + items->offset)))
        return TH_NO_MEMORY;
    struct th_str cursor;
    if (!paging_next(call, page, &cursor))
        return TH_OK;
    const struct th_field *next = field_of(model, out, "next");
    if (!next || next->kind != TH_KIND_TEXT)
        return TH_INTERNAL;
    *(struct th_str *)(void *)((char *)out + next->offset) = cursor;
    return cursor.ptr ? TH_OK : TH_NO_MEMORY;
}
