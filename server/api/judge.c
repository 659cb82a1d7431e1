/* Issues with the same codes and texts as the core's own. */
#include "judge.h"

#include "form.h"

bool judge_form(struct call *call, struct th_str form)
{
    if (!form.ptr || th_form_find(form))
        return true;
    struct th_issue *issue = th_issue_at(&call->issues, TH_MSG_FORM_UNKNOWN, TH_STR("/form"));
    th_issue_text(&call->issues, issue, "value", form);
    return false;
}

bool judge_months(struct call *call, th_month start, th_month end)
{
    if (start <= end)
        return true;
    th_issue_at(&call->issues, TH_MSG_PERIOD_ORDER, TH_STR("/end"));
    return false;
}

bool judge_shape(struct call *call, struct th_str value, char opening, const char *path)
{
    if (!value.ptr || value.ptr[0] == opening)
        return true;
    struct th_issues *issues = &call->issues;
    struct th_issue *issue = th_issue_at(issues, TH_MSG_TYPE, th_str_of(path));
    th_issue_text(issues, issue, "label_zh", TH_STR("该项"));
    th_issue_text(issues, issue, "label_en", TH_STR("This member"));
    th_issue_text(issues, issue, "expected_zh", opening == '{' ? TH_STR("对象") : TH_STR("数组"));
    th_issue_text(issues, issue, "expected_en",
                  opening == '{' ? TH_STR("an object") : TH_STR("an array"));
    return false;
}
