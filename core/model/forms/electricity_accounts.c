/* 用电户号: shape of the numbers, order of the months, how many are in use in the year. Numbers
 * are texts, leading zeros count. Accounts of other enterprises are not known here. */
#include "electricity_accounts.def"

#include "form.h"

TH_MODEL_DECLARE(electricity_account, ELECTRICITY_ACCOUNT)
TH_MODEL_DECLARE(electricity_accounts, ELECTRICITY_ACCOUNTS)
TH_MODEL_DECLARE(electricity_accounts_result, ELECTRICITY_ACCOUNTS_RESULT)
TH_MODEL_DEFINE(electricity_account, ELECTRICITY_ACCOUNT)
TH_MODEL_DEFINE(electricity_accounts, ELECTRICITY_ACCOUNTS)
TH_MODEL_DEFINE(electricity_accounts_result, ELECTRICITY_ACCOUNTS_RESULT)

/* Digits of a pattern, by its place in the list. */
static const struct {
    unsigned char lo, hi;
    const char *text;
} digits[] = {
    [th_account_pattern_any] = { 10, 20, "10–20" },
    [th_account_pattern_sgcc_10] = { 10, 10, "10" },
    [th_account_pattern_sgcc_13] = { 13, 13, "13" },
    [th_account_pattern_csg_16] = { 16, 16, "16" },
};

static bool number_fits(struct th_str number, uint32_t pattern)
{
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] < '0' || number.ptr[i] > '9')
            return false;
    return number.len >= digits[pattern].lo && number.len <= digits[pattern].hi;
}

static void check_row(struct th_filing *filing, const struct electricity_account *row,
                      const struct th_path *path)
{
    struct th_issues *issues = filing->issues;
    struct th_path number = TH_AT(path, "account"), end = TH_AT(path, "end");
    if (row->has.account && !number_fits(row->account, row->pattern)) {
        struct th_issue *issue = th_issue_add(issues, TH_MSG_ACCOUNT_FORM, &number);
        th_issue_text(issues, issue, "value", row->account);
        th_issue_text(issues, issue, "digits", th_str_of(digits[row->pattern].text));
    }
    if (row->has.start && row->has.end && row->end < row->start)
        th_issue_add(issues, TH_MSG_ACCOUNT_MONTHS, &end);
}

static bool is_in_use(const struct th_filing *filing, const struct electricity_account *row)
{
    return row->has.start && row->start <= filing->period.end &&
           (!row->has.end || row->end >= filing->period.start);
}

static void calculate(struct th_filing *filing)
{
    const struct electricity_accounts *doc = filing->doc;
    struct electricity_accounts_result *out = filing->result;
    struct th_path list = TH_AT(&th_doc_path, "accounts");
    for (size_t i = 0; i < doc->accounts.count; i++) {
        struct th_path item = TH_ITEM(&list, i);
        check_row(filing, &doc->accounts.items[i], &item);
        out->in_use += is_in_use(filing, &doc->accounts.items[i]);
    }
    out->accounts = (int64_t)doc->accounts.count;
    out->has.accounts = out->has.in_use = true;
}

const struct th_form th_form_electricity_accounts = {
    .id = { "electricity_accounts", sizeof "electricity_accounts" - 1 },
    .zh = "用电户号",
    .en = "Electricity accounts",
    .version = 1,
    .period_kind = th_period_kind_year,
    .is_standing = true,
    .doc = &electricity_accounts_model,
    .result = &electricity_accounts_result_model,
    .calculate = calculate,
};
