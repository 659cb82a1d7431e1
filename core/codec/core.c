/* The packs at hand and receipts as JSON: the parts of tanheng/core.h around the call. */
#include "core.h"

#include "json_read.h"
#include "json_write.h"
#include "pack.h"
#include "version.h"
#include "work.h"

enum th_status th_core_init(struct th_core *core, struct th_arena *arena)
{
    *core = (struct th_core){ .pack_count = 0 };
    const struct th_str *packs = th_builtin_packs(arena);
    if (!packs)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < th_builtin_pack_count; i++) {
        enum th_status status = th_core_load_pack(core, arena, packs[i]);
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
    return th_core_add_pack(core, pack);
}

enum th_status th_core_add_pack(struct th_core *core, const struct th_pack *pack)
{
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
