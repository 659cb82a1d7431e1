/* Every message has both languages and the same placeholders in both; that its code is its own, the
 * enumeration sees to. */
#include "messages.h"
#include "unit.h"

#include <ctype.h>

static void every_message_has_two_texts(void **state)
{
    for (unsigned i = TH_MSG_NONE + 1; i < TH_MSG_COUNT; i++) {
        const struct th_message_row *row = th_message_row((enum th_message)i);
        assert_true(strlen(row->zh) > 5 && strlen(row->en) > 5);
        assert_null(strstr(row->zh, "！"));
        assert_null(strstr(row->en, "!"));
    }
}

/* {label_zh} in one and {label_en} in the other count as the same. */
static int placeholders(const char *text, char names[8][32])
{
    int count = 0;
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        int len = (int)strcspn(at + 1, "}");
        snprintf(names[count], 32, "%.*s", len, at + 1);
        char *suffix = strrchr(names[count], '_');
        if (suffix && (strcmp(suffix, "_zh") == 0 || strcmp(suffix, "_en") == 0))
            *suffix = '\0';
        for (const char *c = names[count]; *c; c++)
            assert_true(islower((unsigned char)*c) || *c == '_');
        count++;
    }
    return count;
}

static void both_languages_say_the_same_values(void **state)
{
    for (unsigned i = TH_MSG_NONE + 1; i < TH_MSG_COUNT; i++) {
        const struct th_message_row *row = th_message_row((enum th_message)i);
        char zh[8][32], en[8][32];
        int count = placeholders(row->zh, zh), found = 0;
        if (placeholders(row->en, en) != count)
            fail_msg("%s", row->code);
        for (int a = 0; a < count; a++)
            for (int b = 0; b < count; b++)
                if (strcmp(zh[a], en[b]) == 0) {
                    found++;
                    break;
                }
        if (found != count)
            fail_msg("%s: the languages name different values", row->code);
    }
}

static void the_published_texts_stand_word_for_word(void **state)
{
    static const struct {
        enum th_message code;
        const char *zh;
    } texts[] = {
        { TH_MSG_TEMPLATE_REQUIRED, "请先设置填报模板" },
        { TH_MSG_PERIOD_NOT_SAME_YEAR, "只能选择同一自然年度的连续月份" },
        { TH_MSG_PERIOD_FUTURE, "不能填报未来月份" },
        { TH_MSG_PERIOD_OVERLAP, "所选月份已有填报数据" },
        { TH_MSG_QTY_NEGATIVE, "数量不能为负数，仅过程排放允许负数" },
        { TH_MSG_UNIT_SUSPECT, "请注意检查电力、热力等数据单位" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_string_equal(th_message_row(texts[i].code)->zh, texts[i].zh);
}

static void severities_have_names(void **state)
{
    assert_string_equal(th_severity_name(TH_ERROR), "error");
    assert_string_equal(th_severity_name(TH_CONFIRM), "confirm");
    assert_string_equal(th_severity_name(TH_HINT), "hint");
    assert_string_equal(th_message_row(TH_MSG_COUNT)->code, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_has_two_texts),
        cmocka_unit_test(both_languages_say_the_same_values),
        cmocka_unit_test(the_published_texts_stand_word_for_word),
        cmocka_unit_test(severities_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
