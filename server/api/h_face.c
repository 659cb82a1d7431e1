/* Beginning a verification of a face. Signing in by it is h_session.c. */
#include "faces.h"
#include "handlers.h"
#include "ids.h"
#include "service.h"
#include "session.h"

static bool need(struct call *call, struct th_str given, const char *path, const char *zh,
                 const char *en)
{
    if (given.len)
        return true;
    struct th_issue *issue = th_issue_at(&call->issues, TH_MSG_REQUIRED, th_str_of(path));
    th_issue_text(&call->issues, issue, "label_zh", th_str_of(zh));
    th_issue_text(&call->issues, issue, "label_en", th_str_of(en));
    return false;
}

/* Name, number and WeChat's code, as far as the provider wants them. */
static bool judge_person(struct call *call, const struct face_provider *provider,
                         const struct api_new_face *in, struct th_id *number)
{
    bool is_good = true;
    number->text[0] = '\0';
    if (provider->needs_wechat)
        is_good = need(call, in->wechat_code, "/wechat_code", "微信登录凭证", "WeChat's code");
    if (!provider->asks_person)
        return is_good;
    is_good &= need(call, in->name, "/name", "姓名", "Name");
    if (!need(call, in->id_number, "/id_number", "居民身份证号", "Resident id"))
        return false;
    if (th_resident_id_check(in->id_number, clock_today(&call->app->service->clock), number))
        return is_good;
    th_issue_at(&call->issues, number->problem, TH_STR("/id_number"));
    return false;
}

static void tell(struct call *call, const struct face_opened *opened, struct api_face *out)
{
    out->face = th_arena_copy(call->arena, th_str_of(opened->token));
    out->verify_id = opened->begun.verify_id;
    out->page = opened->begun.page;
    out->expires_in_s = FACE_LIFE_S;
    out->has.face = out->has.provider = out->has.expires_in_s = true;
    out->has.verify_id = out->verify_id.len > 0;
    out->has.page = out->page.len > 0;
}

enum th_status begin_face(struct call *call, const struct api_new_face *in, struct api_face *out)
{
    struct th_id number;
    struct face_opened opened;
    struct face_request request = { .provider = in->has.provider ? in->provider : TH_STR("wechat"),
                                    .name = in->name,
                                    .wechat_code = in->wechat_code,
                                    .client = session_client(call) };
    const struct face_provider *provider = faces_provider(call->app->auth, request.provider);
    if (!provider)
        return TH_NOT_FOUND;
    if (!judge_person(call, provider, in, &number))
        return TH_INVALID;
    request.id_number = th_str_of(number.text);
    enum th_status status = faces_begin(call->app->auth, call->arena, &request, &opened);
    call->retry_after_s = opened.retry_after_s;
    if (status)
        return status;
    out->provider = provider->id;
    tell(call, &opened, out);
    return out->face.ptr ? TH_OK : TH_NO_MEMORY;
}
