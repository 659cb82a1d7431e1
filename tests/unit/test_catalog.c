/* The catalog holds what the screens need, each code once, and points at nothing that is not there.
 */
#include "core_call.h"
#include "form.h"

static const cJSON *find(const cJSON *list, const char *key, const char *id)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, key);
        if (cJSON_IsString(value) && strcmp(value->valuestring, id) == 0)
            return item;
    }
    return NULL;
}

static const char *get(const cJSON *item, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, key);
    return cJSON_IsString(value) ? value->valuestring : "";
}

static void fields_are_described_for_drawing(void **state)
{
    call("{'op':'catalog'}");
    assert_true(is_ok());
    const cJSON *form = find(node("/result/forms"), "id", "energy_report");
    assert_string_equal(get(form, "period"), "months");
    const cJSON *energy = find(cJSON_GetObjectItem(form, "fields"), "name", "energy");
    assert_string_equal(get(energy, "kind"), "rows");
    const cJSON *fields = cJSON_GetObjectItem(energy, "fields");
    const cJSON *carrier = find(fields, "name", "carrier"), *cell = find(fields, "name", "m01");
    assert_string_equal(get(carrier, "kind"), "enum");
    assert_string_equal(get(carrier, "enum"), "carrier");
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(carrier, "required")));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(carrier, "key")));
    assert_string_equal(get(cell, "kind"), "decimal");
    assert_int_equal(cJSON_GetObjectItem(cell, "decimals")->valueint, 6);
    assert_int_equal(cJSON_GetObjectItem(cell, "lo")->valueint, 0);
    assert_non_null(find(cJSON_GetObjectItem(form, "overrides"), "name", "ncv_gj"));
    const cJSON *process = find(cJSON_GetObjectItem(form, "fields"), "name", "process");
    assert_string_equal(
        get(find(cJSON_GetObjectItem(process, "fields"), "name", "tco2"), "help_zh"),
        "减碳量请使用负数");
}

static void lists_of_codes_can_be_searched(void **state)
{
    call("{'op':'catalog'}");
    const cJSON *form = find(node("/result/forms"), "id", "enterprise_base");
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(form, "standing")));
    const cJSON *fields = cJSON_GetObjectItem(form, "fields");
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(find(fields, "name", "industry"), "open")));
    assert_null(cJSON_GetObjectItem(find(fields, "name", "district"), "open"));
    const cJSON *list = find(node("/result/enums"), "id", "industry");
    const cJSON *values = cJSON_GetObjectItem(list, "values");
    assert_int_equal(cJSON_GetArraySize(values), 97);
    const cJSON *cement = find(values, "id", "C30");
    assert_string_equal(get(cement, "label_zh"), "非金属矿物制品业");
    assert_string_equal(get(cement, "group"), "C 制造业");
    assert_string_equal(get(find(values, "id", "D44"), "group"),
                        "D 电力、热力、燃气及水生产和供应业");
    list = find(node("/result/enums"), "id", "district");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(list, "values")), 11);
    form = find(node("/result/forms"), "id", "energy_report");
    assert_null(cJSON_GetObjectItem(form, "standing"));
}

static void check_fields(const cJSON *fields)
{
    static const char *const lists[] = { "carrier", "unit", "area" };
    const cJSON *field;
    cJSON_ArrayForEach(field, fields)
    {
        bool known = !cJSON_HasObjectItem(field, "enum");
        for (int i = 0; i < 3; i++)
            known = known || strcmp(get(field, "enum"), lists[i]) == 0;
        assert_true(known || find(node("/result/enums"), "id", get(field, "enum")));
        assert_true(strlen(get(field, "label_zh")) > 0 && strlen(get(field, "label_en")) > 0);
        check_fields(cJSON_GetObjectItem(field, "fields"));
    }
}

static void every_reference_is_in_the_catalog(void **state)
{
    const cJSON *item, *unit;
    call("{'op':'catalog'}");
    cJSON_ArrayForEach(item, node("/result/forms"))
    {
        check_fields(cJSON_GetObjectItem(item, "fields"));
        check_fields(cJSON_GetObjectItem(item, "overrides"));
    }
    cJSON_ArrayForEach(item, node("/result/carriers"))
    {
        assert_non_null(find(node("/result/units"), "id", get(item, "unit")));
        cJSON_ArrayForEach(unit, cJSON_GetObjectItem(item, "units"))
            assert_non_null(find(node("/result/units"), "id", unit->valuestring));
        assert_true(strcmp(get(item, "block"), "direct") == 0 ||
                    strcmp(get(item, "block"), "indirect") == 0);
    }
}

static void lists_hold_each_code_once(void **state)
{
    static const char *const lists[] = { "/result/forms", "/result/carriers", "/result/units",
                                         "/result/areas", "/result/packs",    "/result/enums" };
    call("{'op':'catalog'}");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const cJSON *item;
        assert_true(cJSON_GetArraySize(node(lists[i])) >= 2);
        cJSON_ArrayForEach(item, node(lists[i]))
            assert_ptr_equal(find(node(lists[i]), "id", get(item, "id")), item);
    }
}

static void packs_say_their_years_and_what_was_not_checked(void **state)
{
    call("{'op':'catalog'}");
    const cJSON *pack = find(node("/result/packs"), "id", "CN-2025");
    assert_int_equal(cJSON_GetArrayItem(cJSON_GetObjectItem(pack, "power_years"), 0)->valueint,
                     2023);
    assert_int_equal(strlen(get(pack, "sha256")), 64);
    assert_int_equal(strlen(get(pack, "accept_until")), 10);
    assert_true(cJSON_IsNumber(cJSON_GetObjectItem(pack, "unchecked_rows")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_described_for_drawing),
        cmocka_unit_test(lists_of_codes_can_be_searched),
        cmocka_unit_test(every_reference_is_in_the_catalog),
        cmocka_unit_test(lists_hold_each_code_once),
        cmocka_unit_test(packs_say_their_years_and_what_was_not_checked),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
