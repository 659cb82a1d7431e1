/* Whether a membership holds at a moment: its state and its term. What it allows is auth's. Pure.
 */
#pragma once
#include "store_people.h"

#define MEMBERSHIP_ACTIVE    "active"
#define MEMBERSHIP_SUSPENDED "suspended"
#define MEMBERSHIP_REVOKED   "revoked"

bool membership_is_live(const struct membership_row *row, int64_t now_s);
