/* op explain: readings give their steps and sources, sums give parts that add up to them exactly.
 */
#include "core_call.h"
#include "decimal.h"

#define REPORT                                                                                         \
    "'form':'energy_report','period':{'start':'2023-01','end':'2023-03'},'overrides':[{'carrier':"     \
    "'natural_gas','ef_tco2':'20','tce':'12','evidence':'x'}],"                                        \
    "'doc':{'grid_area':'guangdong','energy':[{'carrier':'electricity','unit':'10k_kWh','m01':'"       \
    "12.5','m02':'13'},"                                                                               \
    "{'carrier':'natural_gas','unit':'m3','m02':'3000'},{'carrier':'electricity','unit':'MWh','"       \
    "flow':'sold','m02':'1'}],"                                                                        \
    "'spans':[{'carrier':'heat','unit':'GJ','start':'2023-01','end':'2023-03','quantity':'100'}],"     \
    "'process':[{'name':'石灰','activity':'10','factor':'0.44'},{'name':'固碳','month':'2023-02'," \
    "'tco2':'-1.5'}]}"

static void ask(const char *at)
{
    char envelope[4096];
    snprintf(envelope, sizeof envelope, "{'op':'explain'," REPORT ",'at':'%s'}", at);
    call(envelope);
}

static th_amount amount_at(const cJSON *item)
{
    th_amount value = 0;
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(item, "value");
    assert_true(cJSON_IsString(text));
    assert_int_equal(th_amount_parse(th_str_of(text->valuestring), &value), TH_OK);
    return value;
}

static void a_reading_shows_unit_factor_and_source(void **state)
{
    ask("/energy/0/m01");
    assert_true(is_ok());
    assert_text("/result/value", "55.2375");
    assert_text("/result/steps/0/value", "12.5");
    assert_text("/result/steps/2/source", "GF029");
    assert_text("/result/sources/0/row", "GF029");
    assert_true(strlen(text_at("/result/sources/0/document")) > 10);
    ask("/energy/0/m01/tce");
    assert_text("/result/value", "15.3625");
    assert_text("/result/unit", "tce");
    ask("/energy/1/m02");
    assert_text("/result/value", "6");
    assert_int_equal(cJSON_GetArraySize(node("/result/sources")), 0); /* an own value */
}

static void spans_and_process_rows_show_their_product(void **state)
{
    ask("/spans/0");
    assert_text("/result/value", "11");
    ask("/process/0/tco2");
    assert_text("/result/steps/1/op", "×");
    assert_text("/result/value", "4.4");
    ask("/process/1");
    assert_text("/result/steps/0/value", "-1.5");
}

/* Asks every part in turn, down to the readings. */
static void parts_add_up(const char *at, int depth)
{
    th_amount sum = 0;
    char places[40][64];
    int count = 0;
    ask(at);
    if (!is_ok())
        fail_msg("%s", at);
    th_amount whole = amount_at(node("/result"));
    const cJSON *item;
    cJSON_ArrayForEach(item, node("/result/parts"))
    {
        sum += amount_at(item);
        snprintf(places[count++], 64, "%s", cJSON_GetObjectItem(item, "at")->valuestring);
        assert_true(strlen(cJSON_GetObjectItem(item, "label_zh")->valuestring) > 0);
    }
    if (count > 0 && sum != whole)
        fail_msg("parts of %s do not add up", at);
    assert_true(count > 0 || cJSON_GetArraySize(node("/result/steps")) > 0);
    assert_true(depth < 6);
    for (int i = 0; i < count; i++)
        parts_add_up(places[i], depth + 1);
}

static void every_sum_is_the_sum_of_its_parts_down_to_the_readings(void **state)
{
    static const char *const sums[] = {
        "/totals/net_tco2",       "/totals/gross_tco2",  "/totals/reductions_tco2",
        "/totals/process_tco2",   "/totals/direct_tco2", "/totals/indirect_tco2",
        "/totals/tce_equivalent", "/scopes/scope1_tco2", "/scopes/scope2_tco2",
        "/months/0/tco2",         "/months/1/tco2",      "/months/1/tce",
        "/months/2/tco2",         "/carriers/0/tco2",    "/carriers/0/tce",
        "/carriers/2/tco2",       "/carriers/3/tco2",    "/result/totals/net_tco2"
    };
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        parts_add_up(sums[i], 0);
}

static void a_place_without_a_number_is_refused(void **state)
{
    static const char *const bad[] = { "/energy/0/m03",
                                       "/energy/9/m01",
                                       "/energy/0",
                                       "/energy/x/m01",
                                       "/totals/tce_primary",
                                       "/totals",
                                       "/spans/1",
                                       "/months/3/tco2",
                                       "/energy/0/m01/tce/x",
                                       "/energy/0/m01/kg",
                                       "/energy/0/m01/",
                                       "/doc/doc/energy/0/m01",
                                       "/spans/0/x",
                                       "/spans/0/tce/x",
                                       "/months/0/tco2/x",
                                       "/months/0/allocated",
                                       "/carriers/0/quantity",
                                       "/carriers/0/tco2/x",
                                       "/process/0/tce",
                                       "/process/0/tco2/x",
                                       "/process/2",
                                       "/",
                                       "x",
                                       "/a/b/c/d/e/f",
                                       "/doc",
                                       "/totals/net_tco2/x" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ask(bad[i]);
        if (is_ok())
            fail_msg("%s was explained", bad[i]);
        assert_issue("AT_UNKNOWN", "/at");
    }
    call("{'op':'explain','form':'energy_template','period':{'start':'2025-01','end':'2025-12'},'"
         "doc':{'carriers':[{'carrier':'heat','unit':'GJ'}]},'at':'/carriers'}");
    assert_issue("AT_UNKNOWN", "/at");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_shows_unit_factor_and_source),
        cmocka_unit_test(spans_and_process_rows_show_their_product),
        cmocka_unit_test(every_sum_is_the_sum_of_its_parts_down_to_the_readings),
        cmocka_unit_test(a_place_without_a_number_is_refused),
    };
    return cmocka_run_group_tests(tests, core_call_setup, core_call_teardown);
}
