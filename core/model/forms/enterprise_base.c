/* 企业基础信息: the checks of its codes. It calculates nothing; the result says what follows from
 * the codes. Whether a code was ever issued is not known here. */
#include "enterprise_base.def"

#include "codes.h"
#include "form.h"
#include "ids.h"

TH_MODEL_DECLARE(enterprise_base, ENTERPRISE_BASE)
TH_MODEL_DECLARE(enterprise_base_result, ENTERPRISE_BASE_RESULT)
TH_MODEL_DEFINE(enterprise_base, ENTERPRISE_BASE)
TH_MODEL_DEFINE(enterprise_base_result, ENTERPRISE_BASE_RESULT)

static struct th_issue *add_at(struct th_filing *filing, enum th_message code, struct th_path at)
{
    return th_issue_add(filing->issues, code, &at);
}

static void say(struct th_filing *filing, struct th_issue *issue, const char *name,
                const char *text)
{
    th_issue_text(filing->issues, issue, name, th_str_of(text));
}

static void propose(struct th_filing *filing, struct th_issue *issue, struct th_str value)
{
    th_issue_propose(filing->issues, issue, TH_MSG_FIX_TEXT, value);
}

/* ---- 统一社会信用代码 ---- */

/* Codes are compared and searched: they are kept in one spelling only. */
static void check_uscc(struct th_filing *filing, struct th_str text,
                       struct enterprise_base_result *out)
{
    struct th_path at = TH_AT(&th_doc_path, "uscc");
    struct th_id id;
    bool valid = th_uscc_check(text, &id);
    if (id.problem != TH_MSG_NONE)
        add_at(filing, id.problem, at);
    if (!valid)
        return;
    struct th_str spelled = th_str_of(id.text);
    if (!th_str_equal(text, spelled))
        propose(filing, add_at(filing, TH_MSG_CODE_SPELLING, at), spelled);
    out->needs_licence = id.problem != TH_MSG_NONE;
    out->registration_office = th_arena_copy(filing->arena, (struct th_str){ id.text + 2, 6 });
    out->has.needs_licence = out->has.registration_office = true;
}

/* ---- 所属行业 ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A letter in front may be missing: the division tells it. */
static struct th_str digits_of(struct th_str code)
{
    bool has_letter = code.len > 0 && code.ptr[0] >= 'A' && code.ptr[0] <= 'Z';
    struct th_str digits = { code.ptr + has_letter, code.len - has_letter };
    for (size_t i = 0; i < digits.len; i++)
        if (!is_digit(digits.ptr[i]))
            return TH_STR("");
    return digits.len >= 2 && digits.len <= 4 ? digits : TH_STR("");
}

static void propose_letter(struct th_filing *filing, struct th_path at, struct th_str digits,
                           const struct th_section *section)
{
    char code[8];
    struct th_buf fixed;
    struct th_issue *issue = add_at(filing, TH_MSG_INDUSTRY_SECTION, at);
    th_buf_init(&fixed, code, sizeof code);
    th_buf_char(&fixed, section->letter);
    th_buf_put(&fixed, digits);
    th_issue_text(filing->issues, issue, "value", digits);
    th_issue_text(filing->issues, issue, "letter", (struct th_str){ &section->letter, 1 });
    say(filing, issue, "section", section->zh);
    propose(filing, issue, th_buf_view(&fixed));
}

static void check_industry(struct th_filing *filing, struct th_str code,
                           struct enterprise_base_result *out)
{
    struct th_path at = TH_AT(&th_doc_path, "industry");
    struct th_str digits = digits_of(code);
    const struct th_division *division =
        digits.len ? th_division_find((struct th_str){ digits.ptr, 2 }) : NULL;
    if (!division) {
        enum th_message problem = digits.len ? TH_MSG_INDUSTRY_UNKNOWN : TH_MSG_INDUSTRY_FORM;
        th_issue_text(filing->issues, add_at(filing, problem, at), "value", code);
        return;
    }
    const struct th_section *section = th_division_section(division);
    if (code.len == digits.len || code.ptr[0] != section->letter) {
        propose_letter(filing, at, digits, section);
        return;
    }
    out->industry_section = (struct th_str){ division->id, 1 };
    out->industry_division = th_str_of(division->id);
    out->has.industry_section = out->has.industry_division = true;
}

/* ---- 所属区域 ---- */

static void name_district(struct th_filing *filing, struct th_issue *issue,
                          const struct th_district *district)
{
    say(filing, issue, "district_zh", district->zh);
    say(filing, issue, "district_en", district->en);
    th_issue_propose(filing->issues, issue, TH_MSG_FIX_DISTRICT, th_str_of(district->id));
}

static void check_district(struct th_filing *filing, struct th_str code)
{
    struct th_path at = TH_AT(&th_doc_path, "district");
    if (th_district_find(code))
        return;
    const struct th_district *now = th_district_of_former(code);
    struct th_issue *issue =
        add_at(filing, now ? TH_MSG_DISTRICT_FORMER : TH_MSG_DISTRICT_UNKNOWN, at);
    th_issue_text(filing->issues, issue, "value", code);
    if (now)
        name_district(filing, issue, now);
}

/* Where the enterprise was registered is a guess at where it is, never more. */
static void propose_district(struct th_filing *filing, struct th_str office)
{
    struct th_path at = TH_AT(&th_doc_path, "district");
    const struct th_district *district = th_district_find(office);
    district = district ? district : th_district_of_former(office);
    if (district)
        name_district(filing, add_at(filing, TH_MSG_DISTRICT_OFFICE, at), district);
}

/* ---- the rest ---- */

static void check_nature(struct th_filing *filing, const struct enterprise_base *doc)
{
    struct th_path at = TH_AT(&th_doc_path, "nature_note");
    if (!doc->has.nature || doc->nature != th_nature_other || doc->has.nature_note)
        return;
    struct th_issue *issue = add_at(filing, TH_MSG_REQUIRED, at);
    const struct th_field *field =
        &enterprise_base_model.fields[th_model_find(&enterprise_base_model, at.name, 5)];
    say(filing, issue, "label_zh", field->zh);
    say(filing, issue, "label_en", field->en);
}

static void check_contact(struct th_filing *filing, const struct enterprise_base *doc)
{
    const struct context *context = filing->context;
    if (doc->has.founded && context->has.today && doc->founded > context->today)
        add_at(filing, TH_MSG_FOUNDED_LATER, TH_AT(&th_doc_path, "founded"));
    if (doc->has.phone && !th_phone_fits(doc->phone))
        add_at(filing, TH_MSG_PHONE_FORM, TH_AT(&th_doc_path, "phone"));
    if (doc->has.email && !th_email_fits(doc->email))
        add_at(filing, TH_MSG_EMAIL_FORM, TH_AT(&th_doc_path, "email"));
}

static void calculate(struct th_filing *filing)
{
    const struct enterprise_base *doc = filing->doc;
    struct enterprise_base_result *out = filing->result;
    if (doc->has.uscc)
        check_uscc(filing, doc->uscc, out);
    if (doc->has.industry)
        check_industry(filing, doc->industry, out);
    if (doc->has.district)
        check_district(filing, doc->district);
    else if (out->has.registration_office)
        propose_district(filing, out->registration_office);
    check_nature(filing, doc);
    check_contact(filing, doc);
}

const struct th_form th_form_enterprise_base = {
    .id = { "enterprise_base", sizeof "enterprise_base" - 1 },
    .zh = "企业基础信息",
    .en = "Enterprise information",
    .version = 1,
    .period_kind = th_period_kind_year,
    .is_standing = true,
    .doc = &enterprise_base_model,
    .result = &enterprise_base_result_model,
    .calculate = calculate,
};
