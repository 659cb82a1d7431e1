/* The administrator's enterprises: look at them, make one, suspend and resume it. A suspended
 * enterprise keeps all that it has; its people are refused by what judges their membership
 * (membership.h). */
#pragma once
#include "office.h"
#include "store_directory.h"

enum th_status enterprises_list(struct auth *auth, struct th_arena *arena,
                                const struct directory_query *query,
                                struct directory_enterprises *out) TH_MUST_USE;

struct enterprise_view {
    struct directory_enterprise one;
    struct enterprise_people people;
};
/** TH_NOT_FOUND. */
enum th_status enterprises_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                               struct enterprise_view *out) TH_MUST_USE;

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
struct enterprise_change {
    bool is_suspension;
    struct th_str reason;
};
enum th_status enterprises_change(struct office *office,
                                  const struct enterprise_change *change) TH_MUST_USE;
