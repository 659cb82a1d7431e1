/* The ops that know no filing: version, load_pack, migrate. */
#include "call.h"
#include "pack.h"
#include "version.h"
#include "work.h"

void th_op_version(struct th_call *call)
{
    struct version_result *out = th_arena_alloc(call->arena, sizeof *out);
    if (!out)
        return;
    *out = (struct version_result){
        .version = TH_STR(TH_VERSION), .rules = TH_RULES, .abi = TH_ABI, .build = TH_STR(TH_VERSION)
    };
    out->has = (struct version_result_has){ true, true, true, true, false };
    call->result_model = &version_result_model;
    call->result = out;
}

void th_op_load_pack(struct th_call *call)
{
    const struct load_pack_call *in = call->envelope;
    struct th_path at = TH_AT(NULL, "pack_text");
    struct load_pack_result *out = th_arena_alloc(call->arena, sizeof *out);
    struct th_pack *pack = th_arena_alloc(call->arena, sizeof *pack);
    uint32_t line = 0;
    if (!out || !pack)
        return;
    enum th_status status = th_pack_parse(call->arena, in->pack_text, pack, &line);
    if (status != TH_OK) {
        if (status != TH_NO_MEMORY)
            th_issue_int(&call->issues, th_call_fail(call, TH_MSG_PACK_INVALID, &at), "line", line);
        return;
    }
    status = th_core_add_pack(call->core, pack);
    if (status == TH_TOO_LARGE)
        th_call_fail(call, TH_MSG_PACK_TOO_MANY, &at);
    else if (status == TH_INVALID)
        th_issue_text(&call->issues, th_call_fail(call, TH_MSG_PACK_ID_TAKEN, &at), "id", pack->id);
    if (status != TH_OK)
        return;
    *out = (struct load_pack_result){ .id = pack->id,
                                      .sha256 = th_str_of(pack->sha256),
                                      .rows = (int64_t)pack->row_count };
    out->has = (struct load_pack_result_has){ true, true, true, false };
    call->result_model = &load_pack_result_model;
    call->result = out;
}

/* Format 1 is today's: a draft may be incomplete or wrong, so its document passes through
 * untouched. */
void th_op_migrate(struct th_call *call)
{
    const struct migrate_call *in = call->envelope;
    const struct th_form *form = th_form_find(in->form);
    struct th_path form_at = TH_AT(NULL, "form"), draft_at = TH_AT(NULL, "draft");
    struct th_path format_at = TH_AT(&draft_at, "draft_format");
    struct th_path version_at = TH_AT(&draft_at, "form_version");
    struct th_issue *issue = NULL;
    if (call->issues.errors > 0) {
        call->failed = true;
    } else if (!form) {
        issue = th_call_fail(call, TH_MSG_FORM_UNKNOWN, &form_at);
        th_issue_text(&call->issues, issue, "value", in->form);
    } else if (in->draft.draft_format != TH_DRAFT_FORMAT) {
        issue = th_call_fail(call, TH_MSG_DRAFT_FORMAT_UNKNOWN, &format_at);
        th_issue_int(&call->issues, issue, "value", in->draft.draft_format);
    } else if (in->draft.form_version != form->version) {
        issue = th_call_fail(call, TH_MSG_FORM_VERSION_UNKNOWN, &version_at);
        th_issue_int(&call->issues, issue, "value", in->draft.form_version);
        th_issue_int(&call->issues, issue, "current", form->version);
    } else {
        call->result_model = &draft_model;
        call->result = &in->draft;
    }
}
