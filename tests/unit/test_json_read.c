/* The table reader: kinds, limits, unknown and missing members, duplicate keys; every fault names
 * its place. */
#include "enums.h"
#include "json_read.h"
#include "json_write.h"
#include "unit.h"

#define SAMPLE_ROW(X, T)                                                                           \
    X(T, TEXT, id, TH_REQUIRED | TH_KEY, 1, 8, none, "编号", "Id")                                 \
    X(T, ENUM, flow, TH_KEY, 0, 0, flow, "流向", "Flow")                                           \
    X(T, DECIMAL, quantity, TH_QUANTITY | TH_PLACES(2), 0, 1000, kWh, "数量", "Quantity")
#define SAMPLE(X, T)                                                                               \
    X(T, TEXT, name, TH_REQUIRED, 1, 12, none, "名称", "Name")                                     \
    X(T, TEXT, lines, TH_LINES, 0, 0, none, "多行", "Lines")                                       \
    X(T, DECIMAL, value, 0, -5, 5, none, "数值", "Value")                                          \
    X(T, AMOUNT, amount, 0, 0, 0, tCO2, "结果", "Amount")                                          \
    X(T, MONTH, month, 0, 0, 0, none, "月份", "Month")                                             \
    X(T, DATE, day, 0, 0, 0, none, "日期", "Day")                                                  \
    X(T, INT, count, 0, 0, 0, none, "个数", "Count")                                               \
    X(T, INT, wide, 0, -9007199254740992, 9007199254740992, none, "大数", "Wide")                  \
    X(T, BOOL, flag, 0, 0, 0, none, "开关", "Flag")                                                \
    X(T, OBJECT, inner, 0, 0, 0, sample_row, "内部", "Inner")                                      \
    X(T, ROWS, rows, 0, 1, 3, sample_row, "行", "Rows")                                            \
    X(T, TEXTS, tags, 0, 0, 2, none, "标签", "Tags")                                               \
    X(T, RAW, raw, 0, 0, 0, none, "原文", "Raw")                                                   \
    X(T, TREE, tree, 0, 0, 0, none, "树", "Tree")                                                  \
    X(T, TEXT, enum_, 0, 0, 4, none, "词", "Word")
TH_MODEL_DECLARE(sample_row, SAMPLE_ROW)
TH_MODEL_DECLARE(sample, SAMPLE)
TH_MODEL_DEFINE(sample_row, SAMPLE_ROW)
TH_MODEL_DEFINE(sample, SAMPLE)

static unsigned char block[512 * 1024];
static struct th_arena arena;
static struct th_issues issues;
static struct sample row;
static char text[8192];

static int setup(void **state)
{
    return 0;
}

static enum th_status read_text(const char *json)
{
    size_t len = strlen(json);
    for (size_t i = 0; i < len; i++)
        text[i] = json[i] == '\'' ? '"' : json[i];
    th_arena_init(&arena, block, sizeof block);
    th_issues_init(&issues, &arena);
    memset(&row, 0, sizeof row);
    return th_json_read_text(&issues, (struct th_str){ text, len }, &sample_model, &row);
}

static bool told(enum th_message code, const char *path)
{
    for (const struct th_issue *i = issues.first; i; i = i->next)
        if (i->code == code && th_str_equal(i->path, th_str_of(path)))
            return true;
    return false;
}

#define assert_refused(json, code, path)                                                           \
    do {                                                                                           \
        assert_int_equal(read_text(json), TH_INVALID);                                             \
        assert_true(told(TH_MSG_##code, path));                                                    \
        assert_int_equal(issues.errors, 1);                                                        \
        assert_true(row.has.invalid || row.inner.has.invalid || row.has.rows);                     \
    } while (0)

static void every_kind_is_read(void **state)
{
    assert_int_equal(read_text("{'name':'甲','lines':'a\\nb','value':'-1.50','amount':'0."
                               "000000000001','month':'2025-02',"
                               "'day':'2024-02-29','count':2147483647,'wide':-9007199254740992,'"
                               "flag':true,'inner':{'id':'x','flow':'sold'},"
                               "'rows':[{'id':'a','quantity':'12.34'},{'id':'b'}],'tags':['t'],'"
                               "raw':{ 'k':[1, 2]},'tree':null,'enum':'e'}"),
                     TH_OK);
    assert_int_equal(issues.count, 0);
    assert_true(th_str_equal(row.name, TH_STR("甲")));
    assert_int_equal(row.value.mantissa, -15);
    assert_int_equal(row.value.scale, 1);
    assert_int_equal((int64_t)row.amount, 1);
    assert_int_equal(row.month, 2025 * 12 + 1);
    assert_int_equal(row.count, 2147483647);
    assert_true(row.wide == -9007199254740992);
    assert_true(row.flag);
    assert_int_equal(row.inner.flow, th_flow_sold);
    assert_int_equal(row.rows.count, 2);
    assert_int_equal(row.rows.items[0].quantity.mantissa, 1234);
    assert_false(row.rows.items[1].has.quantity);
    assert_int_equal(row.tags.count, 1);
    assert_true(th_str_equal(row.raw, TH_STR("{ \"k\":[1, 2]}")));
    assert_true(row.has.tree && row.tree != NULL);
    assert_true(th_str_equal(row.enum_, TH_STR("e")));
    assert_false(row.has.invalid);
}

static void what_was_read_is_written_back_in_table_order(void **state)
{
    char out_text[1024];
    struct th_buf out;
    assert_int_equal(
        read_text(
            "{'tags':[],'value':'1.50','name':'a\\u0022\\\\','rows':[{'flow':'bought','id':'a'}]}"),
        TH_OK);
    th_buf_init(&out, out_text, sizeof out_text);
    th_json_write(&out, &sample_model, &row);
    assert_true(th_str_equal(th_buf_view(&out),
                             TH_STR("{\"name\":\"a\\\"\\\\\",\"value\":\"1.5\",\"rows\":[{\"id\":"
                                    "\"a\",\"flow\":\"bought\"}],\"tags\":[]}")));
}

static void wrong_types_say_what_is_expected(void **state)
{
    assert_refused("{'name':1}", TYPE, "/name");
    assert_refused("{'name':'a','value':1.5}", TYPE, "/value");
    assert_refused("{'name':'a','value':null}", TYPE, "/value");
    assert_refused("{'name':'a','count':'1'}", TYPE, "/count");
    assert_refused("{'name':'a','flag':'true'}", TYPE, "/flag");
    assert_refused("{'name':'a','rows':{}}", TYPE, "/rows");
    assert_refused("{'name':'a','inner':[]}", TYPE, "/inner");
    assert_int_equal(read_text("[]"), TH_INVALID);
    assert_true(told(TH_MSG_TYPE, ""));
}

static void unknown_and_missing_members_are_named(void **state)
{
    assert_refused("{'name':'a','nam':'b'}", UNKNOWN_MEMBER, "/nam");
    assert_refused("{'value':'1'}", REQUIRED, "/name");
    assert_refused("{'name':'a','rows':[{'id':'a','x/y~':1}]}", UNKNOWN_MEMBER, "/rows/0/x~1y~0");
    assert_refused("{'name':'a','rows':[{'quantity':'1'}]}", REQUIRED, "/rows/0/id");
    assert_true(row.rows.items[0].has.invalid);
    assert_false(row.has.invalid);
}

static void d3_d4_d6_decimals_are_exact_texts_in_range(void **state)
{
    static const char *const bad[] = { "NaN",  "Infinity", "+1", ".5", "1.", "01", "0x10", "1_000",
                                       "１２", "1e3",      " 1", "1 ", "",   "-",  "--1" };
    char json[100];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(json, sizeof json, "{'name':'a','value':'%s'}", bad[i]);
        assert_refused(json, DECIMAL_FORM, "/value");
    }
    assert_refused("{'name':'a','value':'99999999999999999999'}", NUMBER_TOO_LARGE, "/value");
    assert_refused("{'name':'a','value':'5.000001'}", RANGE, "/value");
    assert_refused("{'name':'a','value':'-6'}", RANGE, "/value");
    assert_refused("{'name':'a','rows':[{'id':'a','quantity':'1.234'}]}", DECIMALS,
                   "/rows/0/quantity");
    assert_refused("{'name':'a','rows':[{'id':'a','quantity':'-1'}]}", QTY_NEGATIVE,
                   "/rows/0/quantity");
    assert_refused("{'name':'a','rows':[{'id':'a','quantity':'1001'}]}", RANGE, "/rows/0/quantity");
}

static void d5_minus_zero_is_zero(void **state)
{
    assert_int_equal(read_text("{'name':'a','value':'-0.0','count':-0}"), TH_OK);
    assert_int_equal(row.value.mantissa, 0);
    assert_int_equal(row.value.scale, 0);
    assert_int_equal(row.count, 0);
}

static void whole_numbers_stay_whole_and_in_range(void **state)
{
    assert_refused("{'name':'a','count':1.5}", DECIMALS, "/count");
    assert_refused("{'name':'a','count':-1}", RANGE, "/count");
    assert_refused("{'name':'a','count':2147483648}", RANGE, "/count");
    assert_refused("{'name':'a','count':1e309}", NUMBER_TOO_LARGE, "/count");
    assert_refused("{'name':'a','wide':9007199254740994}", NUMBER_TOO_LARGE, "/wide");
}

static void d8_d10_texts_hold_no_invisible_characters(void **state)
{
    static const char *const bad[] = { "\\u0001", "\\n",     "\\u007f", "\\u0085",
                                       "\\u202e", "\\u200b", "\\ufeff", "\\u2066" };
    char json[100];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(json, sizeof json, "{'name':'a%s'}", bad[i]);
        assert_refused(json, TEXT_FORBIDDEN, "/name");
    }
    assert_refused("{'name':'a','lines':'\\u0001'}", TEXT_FORBIDDEN, "/lines");
    assert_refused("{'name':'a','tags':['\\u202e']}", TEXT_FORBIDDEN, "/tags/0");
}

static void texts_are_measured_in_bytes(void **state)
{
    assert_int_equal(read_text("{'name':'四个汉字'}"), TH_OK);
    assert_refused("{'name':'五个汉字了'}", TEXT_TOO_LONG, "/name");
    assert_refused("{'name':''}", TEXT_EMPTY, "/name");
    assert_refused("{'name':' \u3000 '}", TEXT_EMPTY, "/name");
}

static void months_days_and_choices_are_checked(void **state)
{
    assert_refused("{'name':'a','month':'2025-13'}", MONTH_FORM, "/month");
    assert_refused("{'name':'a','month':'2025-1'}", MONTH_FORM, "/month");
    assert_refused("{'name':'a','day':'2025-02-29'}", DATE_FORM, "/day");
    assert_refused("{'name':'a','rows':[{'id':'a','flow':'Sold'}]}", ENUM_UNKNOWN, "/rows/0/flow");
}

static void the_number_of_rows_has_limits(void **state)
{
    assert_refused("{'name':'a','rows':[]}", ROWS_TOO_FEW, "/rows");
    assert_refused("{'name':'a','rows':[{'id':'a'},{'id':'b'},{'id':'c'},{'id':'d'}]}",
                   ROWS_TOO_MANY, "/rows");
    assert_refused("{'name':'a','tags':['a','b','c']}", ROWS_TOO_MANY, "/tags");
}

static void rows_with_the_same_key_are_duplicates(void **state)
{
    assert_refused("{'name':'a','rows':[{'id':'a'},{'id':'b'},{'id':'a'}]}", DUPLICATE, "/rows/2");
    assert_true(row.rows.items[2].has.invalid);
    assert_false(row.rows.items[0].has.invalid);
    assert_int_equal(read_text("{'name':'a','rows':[{'id':'a'},{'id':'a','flow':'sold'}]}"), TH_OK);
    assert_refused("{'name':'a','rows':[{'id':'a'},{'id':'a','flow':'bought'}]}", DUPLICATE,
                   "/rows/1");
}

static void a_malformed_body_gives_one_issue_with_the_byte(void **state)
{
    assert_int_equal(read_text("{'name':'a',}"), TH_MALFORMED);
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.first->code, TH_MSG_JSON_MALFORMED);
    assert_true(th_str_equal(issues.first->values[0].text, TH_STR("12")));
}

static void f17_lack_of_memory_is_told_at_every_allocation(void **state)
{
    static const char json[] =
        "{\"name\":\"a\",\"rows\":[{\"id\":\"a\"},{\"id\":\"a\"}],\"tags\":[\"x\"],\"bad\":1}";
    int failures = 0;
    for (int n = 0; n < 100; n++) {
        th_arena_init(&arena, block, sizeof block);
        arena.fail_after = n;
        th_issues_init(&issues, &arena);
        memset(&row, 0, sizeof row);
        failures += th_json_read_text(&issues, TH_STR(json), &sample_model, &row) == TH_NO_MEMORY;
    }
    assert_true(failures > 8 && failures < 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_was_read_is_written_back_in_table_order),
        cmocka_unit_test(wrong_types_say_what_is_expected),
        cmocka_unit_test(unknown_and_missing_members_are_named),
        cmocka_unit_test(d3_d4_d6_decimals_are_exact_texts_in_range),
        cmocka_unit_test(d5_minus_zero_is_zero),
        cmocka_unit_test(whole_numbers_stay_whole_and_in_range),
        cmocka_unit_test(d8_d10_texts_hold_no_invisible_characters),
        cmocka_unit_test(texts_are_measured_in_bytes),
        cmocka_unit_test(months_days_and_choices_are_checked),
        cmocka_unit_test(the_number_of_rows_has_limits),
        cmocka_unit_test(rows_with_the_same_key_are_duplicates),
        cmocka_unit_test(a_malformed_body_gives_one_issue_with_the_byte),
        cmocka_unit_test(f17_lack_of_memory_is_told_at_every_allocation),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
