/* Seeing somebody's numbers: ask, list, decide, see. */
#include "disclosures.h"
#include "handlers.h"
#include "identities.h"
#include "office_call.h"

/* ---- looking ---- */

static uint32_t state_of(const struct disclosure_row *row, const struct disclosure_moment *at)
{
    if (at->is_over)
        return th_api_disclosure_state_over;
    return th_enum_find(&th_enum_api_disclosure_state, row->state);
}

static bool fill_item(struct call *call, const void *found, void *item)
{
    const struct disclosure_row *row = found;
    struct api_disclosure *out = item;
    struct disclosure_moment at = disclosure_at(row, clock_now_s(&call->app->service->clock));
    bool is_mine = th_str_equal(row->asker, call->who.user_id), is_decided = row->decided_s > 0;
    *out = (struct api_disclosure){
        .has = { .id = true,
                 .account = true,
                 .login = true,
                 .name = true,
                 .fields = true,
                 .reason = true,
                 .state = true,
                 .asked_by = true,
                 .asked_at = true,
                 .ends_at = true,
                 .decided_by = is_decided,
                 .decided_at = is_decided,
                 .remark = row->remark.len > 0,
                 .shown_at = row->shown_s > 0,
                 .is_mine = true,
                 .may_show = true },
        .id = row->id,
        .account = row->account_id,
        .login = row->account,
        .name = row->account_name,
        .reason = row->reason,
        .state = state_of(row, &at),
        .asked_by = row->asker_name,
        .asked_at = text_time(call->arena, row->asked_s),
        .ends_at = text_time(call->arena, row->ends_s),
        .decided_by = row->decider_name,
        .decided_at = text_time(call->arena, row->decided_s),
        .remark = row->remark,
        .shown_at = text_time(call->arena, row->shown_s),
        .is_mine = is_mine,
        .may_show = is_mine && at.may_be_shown,
    };
    out->fields.items = text_list(call->arena, row->fields, &out->fields.count);
    return out->fields.items != NULL;
}

static struct th_str key_of(struct call *call, const void *found)
{
    (void)call;
    return ((const struct disclosure_row *)found)->id;
}

enum th_status list_disclosures(struct call *call, const struct api_disclosures_query *in,
                                struct api_disclosures *out)
{
    struct disclosure_list found;
    const struct disclosure_query query = { .account_id = PAGING_TEXT(in, account),
                                            .after = PAGING_TEXT(in, cursor),
                                            .limit = PAGING_LIMIT(in) + 1 };
    enum th_status status = disclosures_list(call->app->auth, call->arena, &query, &found);
    if (status)
        return status;
    const struct paging page = PAGING_OF(found, PAGING_LIMIT(in));
    return paging_answer(call, &page, &api_disclosures_model, out);
}

static enum th_status show(struct call *call, struct th_str id, struct api_disclosure *out)
{
    struct disclosure_row row;
    enum th_status status = disclosures_get(call->app->auth, call->arena, id, &row);
    if (status)
        return status;
    return fill_item(call, &row, out) ? TH_OK : TH_NO_MEMORY;
}

/* ---- writing ---- */

static bool read_fields(struct call *call, const struct api_new_disclosure *in, unsigned *out)
{
    *out = 0;
    for (size_t i = 0; i < in->fields.count; i++) {
        unsigned field = th_str_equal(in->fields.items[i], TH_STR("phone")) ? DISCLOSURE_PHONE
                         : th_str_equal(in->fields.items[i], TH_STR("id_number"))
                             ? DISCLOSURE_ID_NUMBER
                             : 0;
        if (!field) {
            struct th_issue *issue =
                th_issue_at(&call->issues, TH_MSG_ENUM_UNKNOWN, TH_STR("/fields"));
            th_issue_text(&call->issues, issue, "value", in->fields.items[i]);
            return false;
        }
        *out |= field;
    }
    return true;
}

enum th_status ask_disclosure(struct call *call, const struct api_new_disclosure *in,
                              struct api_disclosure *out)
{
    struct office office = office_of(call, in->account);
    struct disclosure_ask ask = { .reason = in->reason };
    if (!read_fields(call, in, &ask.fields))
        return TH_INVALID;
    enum th_status status = office_tell(call, disclosures_ask(&office, &ask), &office);
    return status ? status : show(call, office.outcome.id, out);
}

enum th_status decide_disclosure(struct call *call, const struct api_disclosure_decision_made *in,
                                 struct api_disclosure *out)
{
    struct office office = office_of(call, call->path.disclosure);
    const struct disclosure_decision decision = {
        in->decision == th_api_disclosure_decision_approve, PAGING_TEXT(in, reason)
    };
    enum th_status status = office_tell(call, disclosures_decide(&office, &decision), &office);
    return status ? status : show(call, call->path.disclosure, out);
}

enum th_status get_disclosure_numbers(struct call *call, const struct api_none *in,
                                      struct api_disclosure_numbers *out)
{
    (void)in;
    struct disclosure_look look = { .request = write_request_of(call, TH_STR("")) };
    look.request.target = call->path.disclosure;
    enum th_status status = disclosures_show(call->app->auth, call->arena, &look);
    if (status)
        return status;
    out->phone = look.phone;
    out->id_type = look.id_type;
    out->id_number = look.id_number;
    out->until = text_time(call->arena, look.until_s);
    out->has.phone = look.phone.len > 0;
    out->has.id_type = out->has.id_number = look.id_number.len > 0;
    out->has.until = true;
    return TH_OK;
}
