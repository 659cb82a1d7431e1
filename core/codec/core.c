/* The packs at hand, receipts and contexts as JSON: the parts of tanheng/core.h around the call. */
#include "core.h"

#include "json_read.h"
#include "json_write.h"
#include "pack.h"
#include "version.h"
#include "work.h"

enum th_status th_core_init(struct th_core *core, struct th_arena *arena)
{
    *core = (struct th_core){ .pack_count = 0 };
    th_json_init();
    for (size_t i = 0; i < th_builtin_pack_count; i++) {
        enum th_status status = th_core_load_pack(core, arena, th_builtin_packs[i]);
        if (status != TH_OK)
            return status;
    }
    return TH_OK;
}

enum th_status th_core_load_pack(struct th_core *core, struct th_arena *arena, struct th_str text)
{
    uint32_t line;
    struct th_pack *pack = th_arena_alloc(arena, sizeof *pack);
    if (!pack)
        return TH_NO_MEMORY;
    enum th_status status = th_pack_parse(arena, text, pack, &line);
    if (status != TH_OK)
        return status == TH_NO_MEMORY ? TH_NO_MEMORY : TH_INVALID;
    const struct th_pack *known = th_core_pack(core, pack->id);
    if (known)
        return th_str_equal(th_str_of(known->sha256), th_str_of(pack->sha256)) ? TH_OK : TH_INVALID;
    if (core->pack_count == TH_PACKS_MAX)
        return TH_TOO_LARGE;
    core->packs[core->pack_count++] = pack;
    return TH_OK;
}

const struct th_pack *th_core_pack(const struct th_core *core, struct th_str id)
{
    for (size_t i = 0; i < core->pack_count; i++)
        if (th_str_equal(core->packs[i]->id, id))
            return core->packs[i];
    return NULL;
}

bool th_receipt_equal(const struct th_receipt *a, const struct th_receipt *b)
{
    return a->rules == b->rules && th_str_equal(a->pack, b->pack) &&
           th_str_equal(th_str_of(a->input), th_str_of(b->input)) &&
           th_str_equal(th_str_of(a->result), th_str_of(b->result)) &&
           th_str_equal(th_str_of(a->pack_sha256), th_str_of(b->pack_sha256)) &&
           th_str_equal(th_str_of(a->code), th_str_of(b->code));
}

void th_receipt_write(struct th_buf *out, const struct th_receipt *receipt)
{
    struct receipt_row row = { .input = th_str_of(receipt->input),
                               .result = th_str_of(receipt->result),
                               .pack = receipt->pack,
                               .pack_sha256 = th_str_of(receipt->pack_sha256),
                               .rules = receipt->rules,
                               .code = th_str_of(receipt->code),
                               .build = TH_STR(TH_VERSION) };
    row.has = (struct receipt_row_has){ true, true, true, true, true, true, true, false };
    th_json_write(out, &receipt_row_model, &row);
}

/* ---- context ---- */

static void put_reading(struct th_buf *out, const struct th_reading *reading)
{
    bool first = true;
    th_buf_char(out, '{');
    th_json_put_key(out, "carrier", &first);
    th_json_put_text(out, reading->carrier);
    if (reading->flow.len > 0) {
        th_json_put_key(out, "flow", &first);
        th_json_put_text(out, reading->flow);
    }
    th_buf_put(out, TH_STR(",\"month\":\""));
    th_month_write(out, reading->month);
    th_buf_put(out, TH_STR("\",\"quantity\":"));
    th_json_put_text(out, reading->quantity);
    th_buf_char(out, '}');
}

static void put_history(struct th_buf *out, const struct th_context *context)
{
    th_buf_char(out, '[');
    for (size_t i = 0; i < context->history_count; i++) {
        if (i > 0)
            th_buf_char(out, ',');
        put_reading(out, &context->history[i]);
    }
    th_buf_char(out, ']');
}

static void put_filed(struct th_buf *out, const struct th_context *context)
{
    th_buf_char(out, '[');
    for (size_t i = 0; i < context->filed_count; i++) {
        th_buf_put(out, i > 0 ? TH_STR(",{\"start\":\"") : TH_STR("{\"start\":\""));
        th_month_write(out, context->filed[i].start);
        th_buf_put(out, TH_STR("\",\"end\":\""));
        th_month_write(out, context->filed[i].end);
        th_buf_put(out, TH_STR("\"}"));
    }
    th_buf_char(out, ']');
}

void th_context_write(struct th_buf *out, const struct th_context *context)
{
    bool first = true;
    th_buf_char(out, '{');
    if (context->today != 0) {
        th_json_put_key(out, "today", &first);
        th_buf_char(out, '"');
        th_day_write(out, context->today);
        th_buf_char(out, '"');
    }
    if (context->template_doc.ptr) {
        th_json_put_key(out, "template", &first);
        th_buf_put(out, context->template_doc);
    }
    th_json_put_key(out, "history", &first);
    put_history(out, context);
    th_json_put_key(out, "filed_periods", &first);
    put_filed(out, context);
    th_buf_char(out, '}');
}
