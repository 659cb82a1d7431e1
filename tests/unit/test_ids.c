/* Numbers of enterprises and people: normal form, check digits, the order of errors. All numbers
 * are synthetic or published samples. */
#include "core_call.h"
#include "ids.h"

static enum th_message uscc(const char *text)
{
    struct th_id id;
    bool good = th_uscc_check(th_str_of(text), &id);
    assert_int_equal(good,
                     id.problem == TH_MSG_NONE || th_message_row(id.problem)->severity != TH_ERROR);
    return id.problem;
}

static enum th_message resident(const char *text, th_day today)
{
    struct th_id id;
    bool good = th_resident_id_check(th_str_of(text), today, &id);
    assert_int_equal(good, id.problem == TH_MSG_NONE);
    return id.problem;
}

static enum th_message mobile(const char *text)
{
    struct th_id id;
    bool good = th_mobile_check(th_str_of(text), &id);
    assert_int_equal(good, id.problem == TH_MSG_NONE);
    if (good)
        assert_string_equal(id.text, "13800138000");
    return id.problem;
}

static void a_credit_code_has_its_check_digit(void **state)
{
    struct th_id id;
    assert_int_equal(uscc("91440112000000019D"), TH_MSG_NONE);
    assert_true(th_uscc_check(TH_STR(" ９１４４0101-00000000 0j　"), &id));
    assert_string_equal(id.text, "91440101000000000J");
    assert_int_equal(uscc("91110000600037341M"), TH_MSG_USCC_CHECKSUM);
    assert_int_equal(uscc(""), TH_MSG_USCC_LENGTH);
    assert_int_equal(uscc("91440112000000019"), TH_MSG_USCC_LENGTH);
    assert_int_equal(uscc("91440112000000019D9144011200000001 9D"), TH_MSG_USCC_LENGTH);
    assert_int_equal(uscc("91440112O00000019D"), TH_MSG_USCC_CHARSET);
    assert_int_equal(uscc("914401120000000碳9D"), TH_MSG_USCC_CHARSET);
    assert_int_equal(uscc("91A40112000000019D"), TH_MSG_USCC_CHARSET);
}

static void every_wrong_character_of_a_credit_code_is_found(void **state)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91440112000000019D";
    for (int i = 0; i < 18; i++) {
        char right = code[i];
        for (int k = 0; k < 31; k++) {
            code[i] = letters[k];
            if (code[i] == right || (i == 8 && code[i] == 'M')) /* looks like a pilot code */
                continue;
            if (uscc(code) != TH_MSG_USCC_CHECKSUM)
                assert_int_equal(uscc(code), TH_MSG_USCC_CHARSET);
        }
        code[i] = right;
    }
}

static void codes_of_the_pilot_years_are_taken_with_a_hint(void **state)
{
    assert_int_equal(uscc("91350100M0001TGQXM"), TH_MSG_USCC_LEGACY);
    assert_int_equal(uscc("91350211M0000XUF46"), TH_MSG_USCC_LEGACY);
    assert_int_equal(uscc("91350203M0001FUE2P"), TH_MSG_USCC_LEGACY);
    assert_int_equal(uscc("91350203M0001FUE3P"), TH_MSG_USCC_CHECKSUM);
    assert_int_equal(uscc("91440112000000018A"), TH_MSG_USCC_UNUSUAL); /* organisation digit */
    assert_int_equal(uscc("A1440112000000019C"), TH_MSG_USCC_UNUSUAL); /* a letter in front */
}

static void a_resident_id_gives_birth_and_sex(void **state)
{
    struct th_id id;
    assert_true(th_resident_id_check(TH_STR("440100 19900101 0007"), 0, &id));
    assert_int_equal(id.birth, 7305); /* 1990-01-01 */
    assert_false(id.is_male);
    assert_true(th_resident_id_check(TH_STR("11010519491231002x"), 20000, &id));
    assert_string_equal(id.text, "11010519491231002X");
    assert_int_equal(resident("440100199002300006", 0), TH_MSG_ID_DATE);
    assert_int_equal(resident("440100199001010007", 7304), TH_MSG_ID_DATE); /* not born yet */
    assert_int_equal(resident("440100199001010007", 7305), TH_MSG_NONE);
    assert_int_equal(resident("440100199001010008", 0), TH_MSG_ID_CHECKSUM);
    assert_int_equal(resident("44010019900101000", 0), TH_MSG_ID_LENGTH);
    assert_int_equal(resident("44010019900101X007", 0), TH_MSG_ID_CHARSET);
    assert_int_equal(resident("040100199001010007", 0), TH_MSG_ID_CHARSET);
    assert_int_equal(resident("44010019900101000A", 0), TH_MSG_ID_CHARSET);
}

/* Digits that differ in every place, so that each weight counts; computed from the standards' texts
 * by tests/fuzz/id_numbers.mjs. */
static void every_weight_counts(void **state)
{
    static const char *const codes[] = { "91512037123456788W", "91653289876543210A",
                                         "523719461A2B3C4D9U" };
    static const char *const numbers[] = { "445382197604123570", "651237198511294680",
                                           "519872199912317938" };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(uscc(codes[i]), TH_MSG_NONE);
        assert_int_equal(resident(numbers[i], 0), TH_MSG_NONE);
    }
}

static void a_mobile_number_has_one_form(void **state)
{
    static const char *const good[] = { "13800138000", "+86 138-0013-8000", "0086 13800138000",
                                        "１３８００１３８０００", "＋8613800138000" };
    static const char *const bad[] = { "",
                                       "1380013800",
                                       "138001380001",
                                       "12800138000",
                                       "+8513800138000",
                                       "8613800138000",
                                       "138001380 0x",
                                       "+86" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(mobile(good[i]), TH_MSG_NONE);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(mobile(bad[i]), TH_MSG_MOBILE_FORM);
}

static void pages_ask_for_many_at_once(void **state)
{
    call("{'op':'check_ids','ids':[{'kind':'uscc','text':'9144 01120000 00019d'},{'kind':'"
         "resident_id','text':'440100199002300006'},{'kind':'resident_id','text':"
         "'440100199001010007'},{'kind':'mobile','text':'1'}]}");
    assert_true(is_ok());
    assert_text("/result/ids/0/text", "91440112000000019D");
    assert_true(cJSON_IsTrue(node("/result/ids/0/valid")));
    assert_null(node("/result/ids/0/birth"));
    assert_true(cJSON_IsFalse(node("/result/ids/1/valid")));
    assert_null(node("/result/ids/1/text"));
    assert_text("/result/ids/2/birth", "1990-01-01");
    assert_text("/result/ids/2/sex", "female");
    assert_issue("ID_DATE", "/ids/1/text");
    assert_issue("MOBILE_FORM", "/ids/3/text");
    assert_int_equal(issue_count(), 2);
    call("{'op':'check_ids','ids':[{'kind':'passport','text':'x'}]}");
    assert_false(is_ok());
    assert_issue("ENUM_UNKNOWN", "/ids/0/kind");
    call("{'op':'check_ids','ids':[]}");
    assert_false(is_ok());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_credit_code_has_its_check_digit),
        cmocka_unit_test(every_wrong_character_of_a_credit_code_is_found),
        cmocka_unit_test(codes_of_the_pilot_years_are_taken_with_a_hint),
        cmocka_unit_test(a_resident_id_gives_birth_and_sex),
        cmocka_unit_test(every_weight_counts),
        cmocka_unit_test(a_mobile_number_has_one_form),
        cmocka_unit_test(pages_ask_for_many_at_once),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
