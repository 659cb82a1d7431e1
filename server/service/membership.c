#include "membership.h"

bool membership_is_live(const struct membership_row *row, int64_t now_s)
{
    return th_str_equal(row->state, TH_STR(MEMBERSHIP_ACTIVE)) && now_s >= row->starts_s &&
           (row->ends_s == 0 || now_s < row->ends_s);
}

enum th_status membership_judge(const struct membership_row *row, int64_t now_s)
{
    if (!membership_is_live(row, now_s))
        return TH_NOT_FOUND;
    return row->is_enterprise_suspended ? TH_ENTERPRISE_SUSPENDED : TH_OK;
}
