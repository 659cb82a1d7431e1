/* The form of an application, to be printed and stamped. */
#include "application_json.h"
#include "handlers.h"
#include "json_write.h"
#include "report.h"

#define STATEMENT_AGENT                                                                                                                          \
    "本企业授权上述人员作为企业代理人，以本企业名义在碳衡平台办理授权范围内的填报、提交和管理事项" \
    "，其操作视为本企业的行为。本企业保证"                                                                                     \
    "所填信息真实、准确、完整；授权变更或终止时，将及时在平台上停用或撤销该代理人。本企业法定代表" \
    "人知悉并同意本申请。"
#define STATEMENT_FOREIGN                                                                                                                        \
    "本人系上述企业的法定代表人，申请开通碳衡平台法人账号，并保证所填信息真实、准确、完整。本企业" \
    "对该账号在平台上的操作承担责任。"

static const char *const notes[] = {
    "打印后由申请人签字、企业加盖公章，扫描为 PDF、JPG 或 PNG，在申请页面上传后提交。",
    "修改申请内容后须重新打印、签字和盖章：校验码会随内容改变。",
    "管理员在 3 个工作日内完成审核，结果以短信和微信通知申请人。",
};

static struct th_str type_zh(struct th_str id)
{
    static const char *const names[PERSON_TYPE_COUNT] = { "居民身份证", "护照", "港澳台通行证" };
    for (unsigned i = 0; i < PERSON_TYPE_COUNT; i++)
        if (th_str_equal(id, th_str_of(person_type_id((enum person_type)i))))
            return th_str_of(names[i]);
    return TH_STR("");
}

static struct th_str day_text(struct th_arena *arena, th_day day)
{
    struct th_buf text = th_room(arena);
    th_day_write(&text, day);
    return th_room_keep(arena, &text);
}

static struct th_str term(struct th_arena *arena, const struct application_row *row)
{
    if (!row->ends_on)
        return TH_STR("自审核通过之日起，长期有效");
    struct th_str day = day_text(arena, (th_day)row->ends_on);
    struct th_buf text = th_room(arena);
    th_buf_put(&text, TH_STR("自审核通过之日起至 "));
    th_buf_put(&text, day);
    return th_room_keep(arena, &text);
}

static struct th_str modules_zh(struct th_arena *arena, struct th_str ids)
{
    uint32_t modules = 0;
    struct th_buf text = th_room(arena);
    if (!modules_read(ids, &modules))
        return TH_STR("");
    for (unsigned i = 0; i < MODULE_COUNT; i++) {
        if (!(modules >> i & 1))
            continue;
        if (text.len)
            th_buf_put(&text, TH_STR("、"));
        th_buf_put(&text, th_str_of(module_row((enum module)i)->zh));
    }
    return th_room_keep(arena, &text);
}

/* What must stand on a form that somebody is to sign. */
static bool judge(struct call *call, const struct application_form *form)
{
    const struct application_row *row = &form->row;
    const struct {
        struct th_str text;
        const char *path;
    } needed[] = { { row->enterprise_name, "/enterprise_name" },
                   { row->uscc, "/uscc" },
                   { row->legal_name, "/legal_name" },
                   { row->legal_id_type, "/legal_id_type" },
                   { row->name, "/name" },
                   { row->id_type, "/id_type" },
                   { form->id_number, "/id_number" } };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!needed[i].text.len)
            th_issue_at(&call->issues, TH_MSG_REQUIRED, th_str_of(needed[i].path));
    return !call->issues.errors;
}

static void put_notes(struct th_buf *out)
{
    th_buf_put(out, TH_STR(",\"notes\":["));
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        if (i)
            th_buf_char(out, ',');
        th_json_put_text(out, th_str_of(notes[i]));
    }
    th_buf_put(out, TH_STR("]}"));
}

static struct th_str document(struct th_arena *arena, const struct application_form *form)
{
    char code[APPLICATION_CODE_CAP];
    const struct application_row *row = &form->row;
    bool is_agent = th_str_equal(row->kind, th_str_of(application_kind_id(APPLICATION_AGENT)));
    application_code(row, code);
    const struct {
        const char *name;
        struct th_str text; /* left out when empty */
    } members[] = {
        { "kind", TH_STR("application_form") },
        { "title", is_agent ? TH_STR("企业代理人权限申请表") : TH_STR("外籍法定代表人账号申请表") },
        { "number", row->number },
        { "date", day_text(arena, clock_day_of(row->updated_s)) },
        { "code", th_str_of(code) },
        { "applicant_kind", is_agent ? TH_STR("企业代理人") : TH_STR("外籍法定代表人") },
        { "enterprise_name", row->enterprise_name },
        { "uscc", row->uscc },
        { "legal_name", row->legal_name },
        { "legal_id_type", type_zh(row->legal_id_type) },
        { "agent_label", is_agent ? TH_STR("") : TH_STR("申请人") },
        { "agent_name", row->name },
        { "agent_id_type", type_zh(row->id_type) },
        { "agent_id_number", form->id_number },
        { "agent_phone", form->phone },
        { "modules", is_agent ? modules_zh(arena, row->modules) : TH_STR("") },
        { "term", is_agent ? term(arena, row) : TH_STR("") },
        { "statement", is_agent ? TH_STR(STATEMENT_AGENT) : TH_STR(STATEMENT_FOREIGN) },
    };
    bool is_first = true;
    struct th_buf out = th_room(arena);
    th_buf_char(&out, '{');
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (!members[i].text.len)
            continue;
        th_json_put_key(&out, members[i].name, &is_first);
        th_json_put_text(&out, members[i].text);
    }
    put_notes(&out);
    return th_room_keep(arena, &out);
}

enum th_status get_application_form(struct call *call, const struct api_none *in,
                                    struct api_pdf_file *out)
{
    (void)in;
    struct application_form form;
    const struct application_key key = { call->who.user_id, call->path.application };
    enum th_status status = applications_form(call->app->auth, call->arena, &key, &form);
    if (status)
        return status;
    if (!judge(call, &form))
        return TH_INVALID;
    struct th_str json = document(call->arena, &form);
    call->answer.content_disposition = TH_STR("attachment; filename=\"form.pdf\"");
    return json.ptr ? report_render(call->app->report, call->arena, json, &out->text)
                    : TH_NO_MEMORY;
}
