/* The members of the three answers that show an application. */
#include "application_json.h"

#include "json_write.h"

static uint32_t index_of(struct th_str text, const char *(*id)(unsigned index), unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (th_str_equal(text, th_str_of(id(i))))
            return i;
    return count;
}

static const char *kind_at(unsigned index)
{
    return application_kind_id((enum application_kind)index);
}

static const char *state_at(unsigned index)
{
    return application_state_id((enum application_state)index);
}

static const char *type_at(unsigned index)
{
    return person_type_id((enum person_type)index);
}

bool application_item(struct th_arena *arena, const struct application_row *row, th_day today,
                      struct api_application_item *out)
{
    struct api_application whole = { .is_overdue = false };
    if (!application_fill(arena, row, today, &whole))
        return false;
    *out = (struct api_application_item){ .id = whole.id,
                                          .number = whole.number,
                                          .kind = whole.kind,
                                          .state = whole.state,
                                          .enterprise_name = whole.enterprise_name,
                                          .uscc = whole.uscc,
                                          .name = whole.name,
                                          .updated_at = whole.updated_at,
                                          .submitted_at = whole.submitted_at,
                                          .due_on = whole.due_on,
                                          .is_overdue = whole.is_overdue,
                                          .decided_at = whole.decided_at,
                                          .reason = whole.reason };
    out->has.id = out->has.number = out->has.kind = out->has.state = out->has.enterprise_name =
        out->has.uscc = out->has.name = out->has.updated_at = out->has.is_overdue = true;
    out->has.submitted_at = whole.has.submitted_at;
    out->has.due_on = whole.has.due_on;
    out->has.decided_at = whole.has.decided_at;
    out->has.reason = whole.has.reason;
    return true;
}

/* What the applicant is told: requirements APP_PENDING, APP_REJECTED. */
static struct th_str hints(struct th_arena *arena, const struct application_row *row)
{
    char day[16];
    struct th_issues issues;
    struct th_buf text;
    th_issues_init(&issues, arena);
    uint32_t state = index_of(row->state, state_at, APPLICATION_STATES);
    if (state == APPLICATION_PENDING) {
        th_buf_init(&text, day, sizeof day);
        th_day_write(&text, (th_day)row->due_day);
        th_issue_text(&issues, th_issue_at(&issues, TH_MSG_APP_PENDING, TH_STR("")), "due",
                      th_arena_copy(arena, th_buf_view(&text)));
    } else if (state == APPLICATION_REJECTED) {
        th_issue_text(&issues, th_issue_at(&issues, TH_MSG_APP_REJECTED, TH_STR("")), "reason",
                      row->reason);
    } else if (state == APPLICATION_APPROVED) {
        th_issue_at(&issues, TH_MSG_APP_APPROVED, TH_STR(""));
    }
    text = th_room(arena);
    th_json_put_issues(&text, &issues);
    return th_room_keep(arena, &text);
}

static bool fill_modules(struct th_arena *arena, struct th_str text, struct api_application *out)
{
    out->modules.items = th_arena_array(arena, MODULE_COUNT, sizeof *out->modules.items);
    while (out->modules.items && text.len && out->modules.count < MODULE_COUNT)
        out->modules.items[out->modules.count++] = th_str_cut(&text, ',');
    return out->modules.items != NULL;
}

static void fill_states(const struct application_row *row, th_day today,
                        struct api_application *out)
{
    bool is_pending = index_of(row->state, state_at, APPLICATION_STATES) == APPLICATION_PENDING;
    out->is_overdue = is_pending && row->due_day < today;
    out->needs_second = is_pending && row->first_by.len > 0;
    out->has.is_overdue = out->has.needs_second = true;
    out->has.submitted_at = row->submitted_s > 0;
    out->has.due_on = is_pending;
    out->due_on = (th_day)row->due_day;
    out->has.decided_at = row->decided_s > 0;
    out->reason = row->reason;
    out->has.reason = row->reason.len > 0;
    out->enterprise = row->enterprise_id;
    out->has.enterprise = row->enterprise_id.len > 0;
}

static void fill_person(const struct application_row *row, struct api_application *out)
{
    out->legal_id_type = index_of(row->legal_id_type, type_at, PERSON_TYPE_COUNT);
    out->has.legal_id_type = out->legal_id_type < PERSON_TYPE_COUNT;
    out->id_type = index_of(row->id_type, type_at, PERSON_TYPE_COUNT);
    out->has.id_type = out->id_type < PERSON_TYPE_COUNT;
    out->phone = row->phone_shown;
    out->has.phone = row->phone_shown.len > 0;
    out->id_number = row->id_shown;
    out->has.id_number = row->id_shown.len > 0;
    out->ends_on = (th_day)row->ends_on;
    out->has.ends_on = row->ends_on > 0;
    out->stamped_file = row->stamped_file;
    out->has.stamped_file = row->stamped_file.len > 0;
    out->licence_file = row->licence_file;
    out->has.licence_file = row->licence_file.len > 0;
}

bool application_fill(struct th_arena *arena, const struct application_row *row, th_day today,
                      struct api_application *out)
{
    char code[APPLICATION_CODE_CAP];
    application_code(row, code);
    *out = (struct api_application){
        .id = row->id,
        .number = row->number,
        .kind = index_of(row->kind, kind_at, APPLICATION_KINDS),
        .state = index_of(row->state, state_at, APPLICATION_STATES),
        .enterprise_name = row->enterprise_name,
        .uscc = row->uscc,
        .name = row->name,
        .legal_name = row->legal_name,
        .updated_at = text_time(arena, row->updated_s),
        .submitted_at = text_time(arena, row->submitted_s),
        .decided_at = text_time(arena, row->decided_s),
        .code = th_arena_copy(arena, th_str_of(code)),
        .issues = hints(arena, row),
        .etag = text_etag(arena, row->version),
    };
    out->has.id = out->has.number = out->has.kind = out->has.state = out->has.enterprise_name =
        out->has.uscc = out->has.name = out->has.legal_name = out->has.updated_at = out->has.code =
            out->has.issues = out->has.etag = out->has.modules = true;
    fill_states(row, today, out);
    fill_person(row, out);
    return fill_modules(arena, row->modules, out) && out->issues.ptr;
}

void application_render(void *self, const struct application_row *row, struct th_buf *out)
{
    struct call *call = self;
    struct api_application application;
    char block[2048];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    th_day today = clock_today(&call->app->service->clock);
    if (application_fill(&arena, row, today, &application))
        th_json_write(out, &api_application_model, &application);
}
