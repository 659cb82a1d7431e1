/* op diff: what differs between two versions of a filing, and why. */
#include "core_call.h"

#define DIFF(a, b) "{'op':'diff','form':'energy_report','a':{" a "},'b':{" b "}}"
#define HEX64(x)   x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x
#define RECEIPT(input, pack, rules)                                                                \
    "'receipt':{'input':'" HEX64(input) "','result':'" HEX64(                                      \
        "00") "','pack':'P','pack_sha256':'" HEX64(pack) "','rules':" rules ",'code':'ABCD-EFGH'}"

static const cJSON *change(const char *path)
{
    const cJSON *item;
    cJSON_ArrayForEach(
        item, node("/result/changes")) if (strcmp(cJSON_GetObjectItem(item, "path")->valuestring,
                                                  path) == 0) return item;
    return NULL;
}

static const char *part(const char *path, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(change(path), name);
    return cJSON_IsString(value) ? value->valuestring : "(absent)";
}

static void equal_sides_have_no_changes(void **state)
{
    call(DIFF("'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'1.0'}]}",
              "'doc':{'energy':[{'unit':'GJ','carrier':'heat','m01':'1'}]}"));
    assert_true(is_ok());
    assert_int_equal(cJSON_GetArraySize(node("/result/changes")), 0);
    assert_true(cJSON_IsArray(node("/result/changes")));
}

static void a_changed_cell_names_carrier_and_month(void **state)
{
    call(DIFF("'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'1','m02':'2'}]}",
              "'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'3'}]}"));
    assert_int_equal(cJSON_GetArraySize(node("/result/changes")), 2);
    assert_string_equal(part("/doc/energy/0/m01", "from"), "1");
    assert_string_equal(part("/doc/energy/0/m01", "to"), "3");
    assert_string_equal(part("/doc/energy/0/m01", "label_zh"), "热力 1 月");
    assert_string_equal(part("/doc/energy/0/m01", "cause"), "data");
    assert_string_equal(part("/doc/energy/0/m02", "to"), "(absent)");
}

static void rows_are_matched_by_key_not_by_place(void **state)
{
    call(DIFF(
        "'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'1'},{'carrier':'natural_gas','unit':"
        "'m3','m01':'5'}]}",
        "'doc':{'energy':[{'carrier':'natural_gas','unit':'m3','m01':'6'},{'carrier':'heat','unit':"
        "'GJ','m01':'1'},{'carrier':'electricity','unit':'MWh','flow':'sold','m01':'9'}]}"));
    assert_string_equal(part("/doc/energy/0/m01", "from"), "5");
    assert_null(change("/doc/energy/1/m01"));
    assert_string_equal(part("/doc/energy/2/m01", "from"), "(absent)");
    assert_string_equal(part("/doc/energy/2/m01", "to"), "9");
    assert_string_equal(part("/doc/energy/2/m01", "label_en"), "Electricity Sold January");
    call(
        DIFF("'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'1'}]}", "'doc':{'energy':[]}"));
    assert_string_equal(part("/doc/energy/0/m01", "from"), "1");
    assert_string_equal(part("/doc/energy/0/m01", "to"), "(absent)");
}

#define RESULT(net) "'result':{'partial':false,'totals':{'net_tco2':'" net "'}}"

static void the_cause_of_a_changed_result_comes_from_the_receipts(void **state)
{
    static const struct {
        const char *envelope, *cause;
    } cases[] = {
        { DIFF(RESULT("1") "," RECEIPT("aa", "bb", "1"), RESULT("2") "," RECEIPT("aa", "cc", "1")),
          "pack" },
        { DIFF(RESULT("1") "," RECEIPT("aa", "bb", "1"), RESULT("2") "," RECEIPT("aa", "bb", "2")),
          "rules" },
        { DIFF(RESULT("1") "," RECEIPT("aa", "bb", "1"), RESULT("2") "," RECEIPT("ab", "bb", "1")),
          "data" },
        { DIFF(RESULT("1") "," RECEIPT("aa", "bb", "1"), RESULT("2") "," RECEIPT("aa", "bb", "1")),
          "unknown" },
        { DIFF(RESULT("1"), RESULT("2")), "unknown" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        call(cases[i].envelope);
        assert_string_equal(part("/result/totals/net_tco2", "cause"), cases[i].cause);
        assert_string_equal(part("/result/totals/net_tco2", "from"), "1");
    }
}

static void a_missing_side_is_compared_with_nothing(void **state)
{
    call(DIFF("'doc':{'energy':[{'carrier':'heat','unit':'GJ','m01':'1'}]}", ""));
    assert_true(is_ok());
    assert_int_equal(cJSON_GetArraySize(node("/result/changes")), 0);
}

static void faulty_bytes_count_as_absent_and_unknown_forms_fail(void **state)
{
    call(DIFF("'doc':{'grid_area':5}", "'doc':{'grid_area':'cn','strange':1}"));
    assert_true(is_ok());
    assert_string_equal(part("/doc/grid_area", "to"), "cn");
    call("{'op':'diff','form':'novel','a':{},'b':{}}");
    assert_issue("FORM_UNKNOWN", "/form");
    call("{'op':'diff','form':'energy_report','a':{'document':{}},'b':{}}");
    assert_false(is_ok());
    assert_issue("UNKNOWN_MEMBER", "/a/document");
}

static size_t put_rows(char *at, const char *name)
{
    size_t len = (size_t)sprintf(at, "'doc':{'process':[");
    for (int i = 0; i < 300; i++)
        len += (size_t)sprintf(at + len, "%s{'name':'%s','tco2':'%s%d'}", i > 0 ? "," : "", name,
                               name, i);
    return len + (size_t)sprintf(at + len, "]}");
}

static void changes_beyond_the_cap_are_counted_not_hidden(void **state)
{
    static char a[65536], b[65536], whole[140000];
    put_rows(a, "1");
    put_rows(b, "2");
    snprintf(whole, sizeof whole, "{'op':'diff','form':'energy_report','a':{%s},'b':{%s}}", a, b);
    call(whole);
    assert_int_equal(cJSON_GetArraySize(node("/result/changes")), 500);
    assert_issue("CHANGES_CUT", "");
    assert_text("/issues/0/values/shown", "500");
    assert_text("/issues/0/values/count", "600");
    call(DIFF("'doc':{'grid_area':'cn'}", "'doc':{'grid_area':'south'}"));
    assert_no_issue("CHANGES_CUT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sides_have_no_changes),
        cmocka_unit_test(a_changed_cell_names_carrier_and_month),
        cmocka_unit_test(rows_are_matched_by_key_not_by_place),
        cmocka_unit_test(the_cause_of_a_changed_result_comes_from_the_receipts),
        cmocka_unit_test(a_missing_side_is_compared_with_nothing),
        cmocka_unit_test(faulty_bytes_count_as_absent_and_unknown_forms_fail),
        cmocka_unit_test(changes_beyond_the_cap_are_counted_not_hidden),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
