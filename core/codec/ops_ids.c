/* op check_ids: the checks of core/base/ids.h for pages. What is wrong stands in the issues. */
#include "call.h"
#include "ids.h"

static bool check(enum th_id_kind kind, struct th_str text, th_day today, struct th_id *out)
{
    switch (kind) {
    case th_id_kind_uscc: return th_uscc_check(text, out);
    case th_id_kind_resident_id: return th_resident_id_check(text, today, out);
    default: return th_mobile_check(text, out);
    }
}

static void check_row(struct th_call *call, const struct check_ids_call *in, size_t index,
                      struct id_result *out)
{
    const struct id_row *row = &in->ids.items[index];
    struct th_path list = TH_AT(NULL, "ids"), item = TH_ITEM(&list, index);
    struct th_path at = TH_AT(&item, "text");
    struct th_id id;
    out->valid = check((enum th_id_kind)row->kind, row->text, in->today, &id);
    out->text = th_arena_copy(call->arena, th_str_of(id.text));
    out->has.valid = true;
    out->has.text = out->valid;
    if (id.problem != TH_MSG_NONE)
        th_issue_add(&call->issues, id.problem, &at);
    if (!out->valid || row->kind != th_id_kind_resident_id)
        return;
    out->birth = id.birth;
    out->sex = id.is_male ? th_sex_male : th_sex_female;
    out->has.birth = out->has.sex = true;
}

void th_op_check_ids(struct th_call *call)
{
    const struct check_ids_call *in = call->envelope;
    struct check_ids_result *out = th_arena_alloc(call->arena, sizeof *out);
    call->failed = call->issues.errors > 0; /* a row is no row */
    if (!out || call->failed)
        return;
    out->ids.items = th_arena_array(call->arena, in->ids.count, sizeof *out->ids.items);
    out->ids.count = out->ids.items ? in->ids.count : 0;
    out->has.ids = true;
    for (size_t i = 0; i < out->ids.count; i++)
        check_row(call, in, i, &out->ids.items[i]);
    call->result_model = &check_ids_result_model;
    call->result = out;
}
