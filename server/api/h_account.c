/* One's own account: by what one signs in, and the password. */
#include "disclosures.h"
#include "handlers.h"
#include "ids.h"
#include "session.h"
#include "ties.h"

#define LOOKS_SHOWN 20

/* ---- what there is ---- */

static bool fill_tie(struct call *call, enum tie tie, const struct tie_view *from,
                     struct api_identity *out)
{
    *out = (struct api_identity){
        .kind = tie_id(tie),
        .shown = th_arena_copy(call->arena, th_str_of(from->shown)),
        .verified_at = text_time(call->arena, from->verified_s),
        .may_end = from->may_end,
    };
    out->has.kind = out->has.verified_at = out->has.may_end = true;
    out->has.shown = from->shown[0] != '\0';
    return out->shown.ptr != NULL;
}

static bool fill_offers(struct call *call, const struct ties_view *from, struct api_identities *out)
{
    struct th_str *to = th_arena_array(call->arena, 3, sizeof *to);
    if (!to)
        return false;
    out->offers.items = to;
    if (from->offers_wechat) {
        to[out->offers.count++] = TH_STR("wechat");
        to[out->offers.count++] = TH_STR("wechat_phone");
    }
    if (from->offers_text)
        to[out->offers.count++] = TH_STR("phone");
    out->has.offers = true;
    return true;
}

/* Who saw his numbers. */
static enum th_status fill_looks(struct call *call, struct api_identities *out)
{
    struct disclosure_list found;
    char masked[MASK_CAP];
    const struct disclosure_query query = {
        .account_id = call->who.user_id, .is_shown = true, .after = TH_STR(""), .limit = LOOKS_SHOWN
    };
    enum th_status status = disclosures_list(call->app->auth, call->arena, &query, &found);
    if (status)
        return status;
    out->looks.items = th_arena_array(call->arena, found.count, sizeof *out->looks.items);
    for (size_t i = 0; out->looks.items && i < found.count; i++) {
        const struct disclosure_row *row = &found.items[i];
        struct api_number_look *look = &out->looks.items[out->looks.count++];
        *look = (struct api_number_look){
            .has = { .at = true, .by = true, .fields = true, .reason = true },
            .at = text_time(call->arena, row->shown_s),
            .by = th_arena_copy(call->arena, mask_account_name(row->asker_name, masked)),
            .reason = row->reason
        };
        look->fields.items = text_list(call->arena, row->fields, &look->fields.count);
    }
    out->has.looks = true;
    return out->looks.items ? TH_OK : TH_NO_MEMORY;
}

enum th_status list_identities(struct call *call, const struct api_none *in,
                               struct api_identities *out)
{
    (void)in;
    struct ties_view found;
    enum th_status status = ties_list(call->app->auth, call->arena, &call->who, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, TIE_COUNT, sizeof *out->items.items);
    if (!out->items.items || !fill_offers(call, &found, out))
        return TH_NO_MEMORY;
    for (unsigned i = 0; i < TIE_COUNT; i++)
        if (found.ties[i].is_there &&
            !fill_tie(call, (enum tie)i, &found.ties[i], &out->items.items[out->items.count++]))
            return TH_NO_MEMORY;
    out->has_password = found.has_password;
    out->fresh_for_s = auth_fresh_for_s(call->app->auth, &call->who);
    out->is_fresh = out->fresh_for_s > 0;
    out->has.items = out->has.has_password = out->has.is_fresh = true;
    out->has.fresh_for_s = out->is_fresh;
    return fill_looks(call, out);
}

/* ---- changing it ---- */

/* A wrong proof is said at its member: 401 means that the session is over. */
static enum th_status refuse_proof(struct call *call, enum th_status status,
                                   enum th_message message, const char *path)
{
    if (status != TH_PROOF_FAILED)
        return status;
    th_issue_at(&call->issues, message, th_str_of(path));
    return TH_INVALID;
}

static enum th_status tie(struct call *call, const struct tie_proof *proof, const char *path,
                          struct api_session *out)
{
    struct sign_in opened;
    enum th_status status = ties_tie(call->app->auth, call->arena, &call->who, proof, &opened);
    call->retry_after_s = opened.retry_after_s;
    status = refuse_proof(call, status, TH_MSG_PROOF_WRONG, path);
    return status ? status : session_tell(call, &opened, out);
}

enum th_status tie_wechat(struct call *call, const struct api_wechat_tie *in,
                          struct api_session *out)
{
    const struct tie_proof proof = { .tie = TIE_WECHAT,
                                     .code = in->code,
                                     .client = session_client(call) };
    return tie(call, &proof, "/code", out);
}

static bool read_phone(struct call *call, struct th_str text, struct th_id *out)
{
    if (th_mobile_check(text, out))
        return true;
    th_issue_at(&call->issues, out->problem, TH_STR("/phone"));
    return false;
}

enum th_status tie_phone(struct call *call, const struct api_phone_tie *in, struct api_session *out)
{
    struct th_id phone = { .text = "" };
    const bool by_wechat = in->has.phone_code;
    if (by_wechat == (in->has.phone && in->has.code)) {
        th_issue_at(&call->issues, TH_MSG_PROOF_WRONG, TH_STR("/code"));
        return TH_INVALID;
    }
    if (!by_wechat && !read_phone(call, in->phone, &phone))
        return TH_INVALID;
    const struct tie_proof proof = { .tie = TIE_PHONE,
                                     .code = by_wechat ? in->phone_code : in->code,
                                     .phone = th_str_of(phone.text),
                                     .client = session_client(call) };
    return tie(call, &proof, by_wechat ? "/phone_code" : "/code", out);
}

enum th_status send_phone_code(struct call *call, const struct api_sign_in_code *in,
                               struct api_no_content *out)
{
    (void)out;
    struct th_id phone;
    if (!read_phone(call, in->phone, &phone))
        return TH_INVALID;
    const struct tie_proof proof = { .phone = th_str_of(phone.text),
                                     .client = session_client(call) };
    return ties_send_code(call->app->auth, &call->who, &proof, &call->retry_after_s);
}

enum th_status untie(struct call *call, const struct api_none *in, struct api_session *out)
{
    (void)in;
    enum tie which;
    struct sign_in opened;
    if (!tie_find(call->path.identity, &which))
        return TH_NOT_FOUND;
    enum th_status status = ties_untie(call->app->auth, call->arena, &call->who, which, &opened);
    return status ? status : session_tell(call, &opened, out);
}

enum th_status change_password(struct call *call, const struct api_password_change *in,
                               struct api_session *out)
{
    struct sign_in opened;
    const struct password_change change = { in->old_password, in->password };
    enum th_status status =
        ties_change_password(call->app->auth, call->arena, &call->who, &change, &opened);
    call->retry_after_s = opened.retry_after_s;
    if (status == TH_INVALID || status == TH_CONFLICT) {
        th_issue_at(&call->issues,
                    status == TH_INVALID ? TH_MSG_PASSWORD_LENGTH : TH_MSG_PASSWORD_SAME,
                    TH_STR("/password"));
        return TH_INVALID;
    }
    status = refuse_proof(call, status, TH_MSG_PASSWORD_WRONG, "/old_password");
    return status ? status : session_tell(call, &opened, out);
}
