/* 企业基础信息 and its lists: rows 1, 3, 4, 5 and 7 of the rules for identities and codes. */
#include "codes.h"
#include "core_call.h"
#include "ids.h"

#define WITH(op, doc)                                                                              \
    "{'op':'" op "','form':'enterprise_base','period':{'start':'2026-01','end':'2026-12'},"        \
    "'ctx':{'today':'2026-11-21'},'doc':{" doc "}}"
#define BASE(doc) WITH("calculate", doc)
#define CODE      "'uscc':'91440112000000019D'"
#define HEAD      "'name':'广州示例水泥有限公司'," CODE ",'nature':'private_owned'"
#define SOUND     HEAD ",'industry':'C3011','district':'440112'"

static void a_whole_document_is_filed_without_a_word(void **state)
{
    call(BASE(SOUND ",'legal_person':'张三','founded':'2001-02-28','registered_address':'黄埔区',"
                    "'employees':120,'above_scale':true,'contact':'李四','phone':'020-87654321-12',"
                    "'email':'a@example.com','main_products':'水泥','key_emitter':false"));
    assert_true(is_ok());
    assert_int_equal(issue_count(), 0);
    assert_text("/result/registration_office", "440112");
    assert_text("/result/industry_section", "C");
    assert_text("/result/industry_division", "C30");
    assert_true(cJSON_IsFalse(node("/result/needs_licence")));
    assert_non_null(node("/receipt"));
}

static void what_is_missing_is_asked_for(void **state)
{
    call(BASE(""));
    assert_issue("REQUIRED", "/doc/name");
    assert_issue("REQUIRED", "/doc/uscc");
    assert_issue("REQUIRED", "/doc/industry");
    assert_issue("REQUIRED", "/doc/district");
    assert_issue("REQUIRED", "/doc/nature");
    assert_int_equal(issue_count(), 5);
    assert_null(node("/receipt"));
}

/* §1 */
static void the_credit_code_is_checked_and_kept_in_one_spelling(void **state)
{
    call(BASE(SOUND ",'legal_person':'x','uscc2':'y'"));
    assert_issue("UNKNOWN_MEMBER", "/doc/uscc2");
    call(BASE("'uscc':'9144010112300003x1'"));
    assert_issue("USCC_CHECKSUM", "/doc/uscc");
    call(BASE("'uscc':'9144'"));
    assert_issue("USCC_LENGTH", "/doc/uscc");
    call(BASE("'uscc':'9144０112 0000 0001-9d'"));
    assert_issue("CODE_SPELLING", "/doc/uscc");
    assert_null(node("/receipt"));
    const cJSON *fix = cJSON_GetObjectItem(issue("CODE_SPELLING", NULL), "fix");
    assert_string_equal(cJSON_GetObjectItem(fix, "path")->valuestring, "/doc/uscc");
    assert_string_equal(cJSON_GetObjectItem(fix, "value")->valuestring, "91440112000000019D");
}

static void a_code_of_the_pilot_years_asks_for_the_licence(void **state)
{
    call(BASE("'name':'甲','uscc':'91350100M0001TGQXM','nature':'state','industry':'C30',"
              "'district':'440103'"));
    assert_issue("USCC_LEGACY", "/doc/uscc");
    assert_true(cJSON_IsTrue(node("/result/needs_licence")));
    assert_text("/result/registration_office", "350100");
    assert_non_null(node("/receipt"));
}

/* §4 */
static void the_list_of_industries_is_that_of_2017(void **state)
{
    static const char *const renamed[][2] = { { "05", "农、林、牧、渔专业及辅助性活动" },
                                              { "11", "开采专业及辅助性活动" },
                                              { "58", "多式联运和运输代理业" },
                                              { "59", "装卸搬运和仓储业" } };
    static const char last[] = "A05B12C43D46E50F52G60H62I65J69K70L72M75N79O82P83Q85R90S96T97";
    assert_int_equal(th_section_count, 20);
    assert_int_equal(th_division_count, 97);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(th_division_find(th_str_of(renamed[i][0]))->zh, renamed[i][1]);
    for (size_t i = 0, at = 0; i < 97; i++) {
        assert_int_equal(atoi(th_divisions[i].id + 1), i + 1);
        assert_int_equal(th_divisions[i].id[0], last[at]);
        at += strncmp(th_divisions[i].id, last + at, 3) == 0 ? 3 : 0;
    }
}

static void industry_is(const char *code, const char *problem, const char *fix)
{
    char text[400];
    snprintf(text, sizeof text, BASE(HEAD ",'district':'440112','industry':'%s'"), code);
    call(text);
    if (!problem) {
        assert_int_equal(issue_count(), 0);
        return;
    }
    assert_issue(problem, "/doc/industry");
    assert_int_equal(issue_count(), 1);
    assert_null(node("/receipt"));
    if (fix)
        assert_text("/issues/0/fix/value", fix);
    else
        assert_null(node("/issues/0/fix"));
}

static void letter_and_division_of_an_industry_match(void **state)
{
    industry_is("C30", NULL, NULL);
    industry_is("C301", NULL, NULL);
    industry_is("C3011", NULL, NULL);
    industry_is("T97", NULL, NULL);
    industry_is("D3011", "INDUSTRY_SECTION", "C3011");
    industry_is("3011", "INDUSTRY_SECTION", "C3011");
    industry_is("44", "INDUSTRY_SECTION", "D44");
    industry_is("C98", "INDUSTRY_UNKNOWN", NULL);
    industry_is("A00", "INDUSTRY_UNKNOWN", NULL);
    industry_is("C", "INDUSTRY_FORM", NULL);
    industry_is("C3", "INDUSTRY_FORM", NULL);
    industry_is("C30111", "INDUSTRY_FORM", NULL);
    industry_is("c30", "INDUSTRY_FORM", NULL);
    industry_is("C3x", "INDUSTRY_FORM", NULL);
    industry_is("水泥", "INDUSTRY_FORM", NULL);
}

/* §5 */
static void abolished_districts_name_their_successor(void **state)
{
    static const char *const former[][2] = { { "440102", "440104" },
                                             { "440107", "440103" },
                                             { "440116", "440112" },
                                             { "440183", "440118" },
                                             { "440184", "440117" } };
    char text[400];
    assert_int_equal(th_district_count, 11);
    for (size_t i = 0; i < 5; i++) {
        snprintf(text, sizeof text, BASE(HEAD ",'industry':'C30','district':'%s'"), former[i][0]);
        call(text);
        assert_issue("DISTRICT_FORMER", "/doc/district");
        assert_text("/issues/0/fix/value", former[i][1]);
    }
    call(BASE(HEAD ",'industry':'C30','district':'440300'"));
    assert_issue("DISTRICT_UNKNOWN", "/doc/district");
    call(BASE(HEAD ",'industry':'C30','district':''"));
    assert_issue("TEXT_EMPTY", "/doc/district");
}

static void the_registration_office_is_proposed_and_never_forced(void **state)
{
    call(BASE(HEAD ",'industry':'C30'"));
    assert_issue("REQUIRED", "/doc/district");
    const cJSON *hint = issue("DISTRICT_OFFICE", "/doc/district");
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetObjectItem(hint, "fix"), "value")->valuestring,
                        "440112");
    call(BASE(HEAD ",'industry':'C30','district':'440103'"));
    assert_int_equal(issue_count(), 0);
}

/* §7 */
static void another_nature_is_told_in_words(void **state)
{
    call(BASE("'name':'甲'," CODE ",'industry':'C30','district':'440103','nature':'other'"));
    assert_issue("REQUIRED", "/doc/nature_note");
    assert_int_equal(issue_count(), 1);
    call(BASE("'name':'甲'," CODE ",'industry':'C30','district':'440103','nature':'other',"
              "'nature_note':'合伙企业'"));
    assert_int_equal(issue_count(), 0);
    call(BASE("'nature':'rich'"));
    assert_issue("ENUM_UNKNOWN", "/doc/nature");
}

/* §3 */
static void telephone_and_mail_have_a_shape(void **state)
{
    static const char *const good[] = { "13812345678",  "+86 138 1234 5678", "020-87654321",
                                        "02087654321",  "0757-8765432-1",    "02087654321-123456",
                                        "+85212345678", "0086-13812345678" };
    static const char *const bad[] = { "1381234567",
                                       "87654321",
                                       "020-87654321-",
                                       "020-8765432-1234567",
                                       "+0123456789",
                                       "020-87654321-1-2",
                                       "x",
                                       "+",
                                       "0" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!th_phone_fits(th_str_of(good[i])))
            fail_msg("%s is refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (th_phone_fits(th_str_of(bad[i])))
            fail_msg("%s is taken", bad[i]);
    call(BASE(SOUND ",'phone':'12','email':'a@b@c','founded':'2026-11-22'"));
    assert_issue("PHONE_FORM", "/doc/phone");
    assert_issue("EMAIL_FORM", "/doc/email");
    assert_issue("FOUNDED_LATER", "/doc/founded");
    assert_false(th_email_fits(TH_STR("@b")));
    assert_false(th_email_fits(TH_STR("a@")));
    assert_false(th_email_fits(TH_STR("a b@c")));
    assert_true(th_email_fits(TH_STR("a@b")));
}

static void other_ops_know_it(void **state)
{
    call("{'op':'diff','form':'enterprise_base','a':{'doc':{" SOUND "}},'b':{'doc':{" HEAD
         ",'industry':'C3011','district':'440103'}}}");
    assert_text("/result/changes/0/path", "/doc/district");
    assert_text("/result/changes/0/label_zh", "所属区域");
    call("{'op':'migrate','form':'enterprise_base','draft':{'draft_format':1,'form_version':1,"
         "'doc':{'name':'甲'}}}");
    assert_text("/result/doc/name", "甲");
    call("{'op':'explain','form':'enterprise_base','period':{'start':'2026-01','end':'2026-12'},"
         "'doc':{" SOUND "},'at':'/needs_licence'}");
    assert_issue("AT_UNKNOWN", "/at");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_document_is_filed_without_a_word),
        cmocka_unit_test(what_is_missing_is_asked_for),
        cmocka_unit_test(the_credit_code_is_checked_and_kept_in_one_spelling),
        cmocka_unit_test(a_code_of_the_pilot_years_asks_for_the_licence),
        cmocka_unit_test(the_list_of_industries_is_that_of_2017),
        cmocka_unit_test(letter_and_division_of_an_industry_match),
        cmocka_unit_test(abolished_districts_name_their_successor),
        cmocka_unit_test(the_registration_office_is_proposed_and_never_forced),
        cmocka_unit_test(another_nature_is_told_in_words),
        cmocka_unit_test(telephone_and_mail_have_a_shape),
        cmocka_unit_test(other_ops_know_it),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
