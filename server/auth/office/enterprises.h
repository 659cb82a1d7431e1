/* What an administrator does to enterprises: make one, suspend and resume it. A suspended
 * enterprise keeps all that it has; its people are refused by what judges their membership
 * (membership.h). */
#pragma once
#include "office.h"

/** Makes one; the credit code is checked and in normal form. TH_ENTERPRISE_EXISTS: its name or its
 * credit code is another's; TH_INVALID: the registry knows the credit code by another name;
 * TH_SECRETS_OFF. */
struct enterprise_new {
    struct th_str name, uscc;
};
enum th_status enterprises_add(struct office *office,
                               const struct enterprise_new *made) TH_MUST_USE;

/** Suspends or resumes office->request.target, for a reason that its people are shown while it is
 * suspended. TH_NOT_FOUND; TH_CONFLICT: it is so already. */
enum th_status enterprises_turn(struct office *office, const struct office_turn *turn) TH_MUST_USE;
