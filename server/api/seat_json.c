/* A membership as texts and numbers of an answer. */
#include "seat_json.h"

#include "agents.h"
#include "membership.h"

struct th_str *seat_modules(struct th_arena *arena, uint32_t modules, size_t *count)
{
    struct th_str *items = th_arena_array(arena, MODULE_COUNT, sizeof *items);
    *count = 0;
    for (unsigned i = 0; items && i < MODULE_COUNT; i++)
        if (modules >> i & 1)
            items[(*count)++] = module_row((enum module)i)->id;
    return items;
}

uint32_t seat_state(struct th_str text)
{
    for (unsigned i = 0; i < AGENT_STATE_COUNT; i++)
        if (th_str_equal(text, th_str_of(agent_state_id((enum agent_state)i))))
            return i;
    return AGENT_SUSPENDED;
}

th_day seat_ends_on(const struct membership_row *row)
{
    return clock_day_of(row->ends_s - 1);
}

bool seat_fill(struct th_arena *arena, const struct membership_row *row, int64_t now_s,
               struct api_office_seat *out)
{
    struct access access = access_of(row->role, row->modules);
    if (access.role == ROLE_COUNT)
        return false;
    *out = (struct api_office_seat){ .role = access.role,
                                     .state = seat_state(row->state),
                                     .is_live = membership_is_live(row, now_s) };
    out->modules.items = seat_modules(arena, access.modules, &out->modules.count);
    out->has.role = out->has.state = out->has.is_live = out->has.name = out->has.modules = true;
    out->has.ends_on = row->ends_s > 0;
    if (row->ends_s)
        out->ends_on = seat_ends_on(row);
    return out->modules.items != NULL;
}
