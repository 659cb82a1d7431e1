/* Whether a membership holds at a moment: its state and its term, and whether its enterprise is
 * open to its people. What it allows is auth's. Pure. */
#pragma once
#include "store_people.h"

#define MEMBERSHIP_ACTIVE    "active"
#define MEMBERSHIP_SUSPENDED "suspended"
#define MEMBERSHIP_REVOKED   "revoked"

bool membership_is_live(const struct membership_row *row, int64_t now_s);
/** Whether a member may touch the enterprise: TH_NOT_FOUND when the membership does not hold,
 * TH_ENTERPRISE_SUSPENDED when it does and an administrator has suspended the enterprise. */
enum th_status membership_judge(const struct membership_row *row, int64_t now_s) TH_MUST_USE;
