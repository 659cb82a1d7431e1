/* The people of an enterprise: list, add, change. */
#include "agents.h"
#include "handlers.h"
#include "json_write.h"
#include "membership.h"
#include "seat_json.h"
#include "write.h"

static void fill_note(const struct agent_row *note, struct api_person *out)
{
    out->phone = note->phone_shown;
    out->id_number = note->id_shown;
    out->has.phone = note->phone_shown.len > 0;
    out->has.id_number = note->id_shown.len > 0;
    for (unsigned i = 0; i < PERSON_TYPE_COUNT; i++)
        if (th_str_equal(note->id_type, th_str_of(person_type_id((enum person_type)i)))) {
            out->id_type = i;
            out->has.id_type = true;
        }
}

/* False when memory is short, for an outsider, or for a role of a later version. */
static bool fill_person(struct th_arena *arena, int64_t now_s, const struct enterprise_person *from,
                        struct api_person *out)
{
    const struct membership_row *member = &from->member;
    struct access access = access_of(member->role, member->modules);
    if (access.role == ROLE_COUNT || access_is_outsider(&access))
        return false;
    *out = (struct api_person){ .id = member->account_id,
                                .name = from->agent.name.len ? from->agent.name : from->name,
                                .role = access.role,
                                .state = seat_state(member->state),
                                .is_live = membership_is_live(member, now_s) };
    out->has.id = out->has.name = out->has.role = out->has.modules = out->has.state =
        out->has.is_live = true;
    fill_note(&from->agent, out);
    if (member->ends_s) {
        out->ends_on = seat_ends_on(member);
        out->has.ends_on = true;
    }
    out->modules.items = seat_modules(arena, access.modules, &out->modules.count);
    return out->modules.items != NULL;
}

enum th_status list_people(struct call *call, const struct api_none *in, struct api_people *out)
{
    (void)in;
    struct enterprise_people found;
    enum th_status status = agents_list(call->app->auth, call->arena, call->enterprise, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, found.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    int64_t now_s = clock_now_s(&call->app->service->clock);
    for (size_t i = 0; i < found.count; i++)
        if (fill_person(call->arena, now_s, &found.items[i], &out->items.items[out->items.count]))
            out->items.count++;
    out->has.items = true;
    return TH_OK;
}

/* ---- writing ---- */

#define RENDER_BYTES 2048

static void render(void *self, const struct enterprise_person *person, struct th_buf *out)
{
    char memory[RENDER_BYTES];
    struct th_arena arena;
    struct call *call = self;
    struct api_person row;
    th_arena_init(&arena, memory, sizeof memory);
    if (fill_person(&arena, clock_now_s(&call->app->service->clock), person, &row))
        th_json_write(out, &api_person_model, &row);
}

static bool judge_number(struct call *call, enum th_message problem, const char *path)
{
    if (problem == TH_MSG_NONE)
        return true;
    th_issue_at(&call->issues, problem, th_str_of(path));
    return false;
}

static bool read_modules(struct call *call, const struct th_str *items, size_t count, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = 0;
        if (!items[i].len || !modules_read(items[i], &bit))
            return judge_number(call, TH_MSG_AGENT_MODULES, "/modules");
        *out |= bit;
    }
    return true;
}

static struct agent_write write_of(struct call *call)
{
    struct agent_write write = { .request = write_request_of(call, call->request->body),
                                 .render = render,
                                 .self = call };
    write.request.target = call->path.person.ptr ? call->path.person : TH_STR("");
    return write;
}

static enum th_status tell(struct call *call, enum th_status status,
                           const struct agent_write *write)
{
    call->retry_after_s = write->retry_after_s;
    return write_finish(call, status, &write->outcome);
}

enum th_status add_person(struct call *call, const struct api_new_person *in,
                          struct api_person *out)
{
    (void)out;
    struct agent_new agent = { .name = in->name,
                               .grant.ends_s = in->has.ends_on ? clock_day_end(in->ends_on) : 0 };
    th_day today = clock_today(&call->app->service->clock);
    th_mobile_check(in->phone, &agent.phone);
    enum th_message problem =
        person_id_read((enum person_type)in->id_type, in->id_number, today, &agent.id);
    bool phone = judge_number(call, agent.phone.problem, "/phone");
    bool number = judge_number(call, problem, "/id_number");
    bool modules = read_modules(call, in->modules.items, in->modules.count, &agent.grant.modules);
    if (!phone || !number || !modules)
        return TH_INVALID;
    struct agent_write write = write_of(call);
    return tell(call, agents_add(call->app->auth, call->arena, &agent, &write), &write);
}

enum th_status change_person(struct call *call, const struct api_person_change *in,
                             struct api_person *out)
{
    (void)out;
    struct agent_grant grant = { .state = (enum agent_state)in->state,
                                 .ends_s = in->has.ends_on ? clock_day_end(in->ends_on) : 0 };
    if (!read_modules(call, in->modules.items, in->modules.count, &grant.modules))
        return TH_INVALID;
    struct agent_write write = write_of(call);
    return tell(call, agents_change(call->app->auth, call->arena, &grant, &write), &write);
}
