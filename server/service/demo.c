/* Files the sample as an app would: calculate, add the receipt, submit with a key of its own. The
 * keys make a second start find everything done, and a start that was cut off go on. */
#include "demo.h"

#include "acts.h"
#include "demo_data.h"
#include "filings.h"
#include "room.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct demo {
    struct service *service;
    struct th_arena *arena;
    const struct demo_cast *cast;
    struct act_by by;
    struct th_str enterprise, author;
    char *error;
    int key;                   /* number of the next write */
    struct write_outcome last; /* of it */
};

/* ---- people ---- */

static enum th_status find_enterprise(struct store_db *db, struct demo *demo)
{
    struct enterprise_row row;
    char id[CLOCK_ID_CAP];
    struct th_str name = TH_STR(DEMO_ENTERPRISE);
    enum th_status status = store_enterprise_by_name(db, demo->arena, name, &row);
    if (status == TH_NOT_FOUND) {
        clock_new_id(&demo->service->clock, 'e', id);
        row = (struct enterprise_row){ .id = th_arena_copy(demo->arena, th_str_of(id)),
                                       .name = name,
                                       .created_s = clock_now_s(&demo->service->clock) };
        status = acts_add_enterprise(db, &demo->by, &row);
    }
    demo->enterprise = row.id;
    return status;
}

static enum th_status find_account(struct store_db *db, struct demo *demo, struct th_str role,
                                   struct account_row *out)
{
    struct account_row row;
    char account[40], new_id[CLOCK_ID_CAP];
    snprintf(account, sizeof account, "demo-%.*s", (int)role.len, role.ptr);
    enum th_status status = store_account_by_name(db, demo->arena, th_str_of(account), &row);
    if (status == TH_NOT_FOUND) {
        clock_new_id(&demo->service->clock, 'u', new_id);
        row = (struct account_row){ .id = th_arena_copy(demo->arena, th_str_of(new_id)),
                                    .account = th_str_of(account),
                                    .name = TH_STR("演示用户"),
                                    .created_s = clock_now_s(&demo->service->clock) };
        status = acts_add_account(db, &demo->by, &row);
    }
    *out = row;
    return status;
}

static enum th_status add_person(struct store_db *db, struct demo *demo, size_t i)
{
    struct account_row account;
    struct th_str role = demo->cast->roles[i];
    enum th_status status = find_account(db, demo, role, &account);
    if (status)
        return status;
    if (i == demo->cast->author)
        demo->author = account.id;
    if (th_str_equal(role, demo->cast->outsider))
        return TH_OK;
    if (i + demo->cast->platform < demo->cast->count) {
        struct membership_row member = { .account_id = account.id,
                                         .enterprise_id = demo->enterprise,
                                         .role = role };
        return acts_put_membership(db, &demo->by, &member);
    }
    if (th_str_equal(account.platform_role, role))
        return TH_OK;
    account.platform_role = role;
    return acts_change_account(db, &demo->by, ACT_PLATFORM, &account);
}

static enum th_status people_job(struct store_db *db, void *data)
{
    struct demo *demo = data;
    demo->by = (struct act_by){ TH_STR("demo"), clock_now_s(&demo->service->clock) };
    enum th_status status = find_enterprise(db, demo);
    for (size_t i = 0; status == TH_OK && i < demo->cast->count; i++)
        status = add_person(db, demo, i);
    return status;
}

/* ---- bodies ---- */

static void put(struct th_buf *out, const char *text)
{
    th_buf_put(out, th_str_of(text));
}

static void put_two_digits(struct th_buf *out, int number)
{
    th_buf_char(out, (char)('0' + number / 10));
    th_buf_char(out, (char)('0' + number % 10));
}

static void put_period(struct th_buf *out, const struct demo_filing *filing)
{
    put(out, "\"period\":{\"start\":\"");
    th_month_write(out, filing->year * 12 + filing->first - 1);
    put(out, "\",\"end\":\"");
    th_month_write(out, filing->year * 12 + filing->last - 1);
    put(out, "\"},\"pack\":\"CN-2025\"");
}

static void put_template(struct th_buf *out, const struct demo_filing *filing)
{
    put(out, "{\"site\":\"all\",\"form\":\"energy_template\",\"form_version\":1,");
    put_period(out, filing);
    put(out, ",\"doc\":{\"grid_area\":\"guangdong\",\"carriers\":[");
    for (size_t i = 0; i < COUNT(demo_carriers); i++) {
        put(out, i ? ",{\"carrier\":\"" : "{\"carrier\":\"");
        put(out, demo_carriers[i].carrier);
        put(out, "\",\"unit\":\"");
        put(out, demo_carriers[i].unit);
        put(out, "\"}");
    }
    put(out, "]}");
}

static void put_line(struct th_buf *out, const struct demo_filing *filing,
                     const struct demo_carrier *line, const char *slip)
{
    put(out, "{\"carrier\":\"");
    put(out, line->carrier);
    put(out, "\",\"unit\":\"");
    put(out, line->unit);
    for (int month = filing->first; month <= filing->last; month++) {
        put(out, "\",\"m");
        put_two_digits(out, month);
        put(out, "\":\"");
        put(out, slip && month == filing->last
                     ? slip
                     : line->months[(filing->year - 2024) * 12 + month - 1]);
    }
    put(out, "\"}");
}

static void put_report(struct th_buf *out, const struct demo_filing *filing, const char *slip)
{
    put(out, "{\"site\":\"all\",\"form\":\"energy_report\",\"form_version\":1,");
    put_period(out, filing);
    put(out, ",\"doc\":{\"grid_area\":\"guangdong\",\"energy\":[");
    for (size_t i = 0; i < COUNT(demo_carriers); i++) {
        if (i)
            th_buf_char(out, ',');
        put_line(out, filing, &demo_carriers[i], i ? NULL : slip);
    }
    put(out, "]}");
}

/* ---- submitting ---- */

static void render(void *self, const struct filing_view *view, struct th_buf *out)
{
    (void)self;
    th_buf_put(out, view->id); /* nobody repeats these requests over HTTP */
}

static enum th_status fail(struct demo *demo, enum th_status status, struct th_str issues)
{
    snprintf(demo->error, STORE_ERROR_CAP, "the sample data cannot be filed: %s %.*s",
             th_status_row(status)->en, issues.len > 120 ? 120 : (int)issues.len,
             issues.len ? issues.ptr : "");
    return status;
}

/* What an app does before it submits: calculate, then add the receipt. `body` lacks its closing
 * brace. */
static enum th_status add_receipt(struct demo *demo, struct th_str body, struct th_str *out)
{
    const struct th_context nothing = { .enterprise = demo->enterprise };
    struct th_evaluation evaluation;
    struct th_buf text = th_room(demo->arena);
    th_buf_put(&text, body);
    th_buf_char(&text, '}');
    struct th_str whole = th_room_keep(demo->arena, &text);
    enum th_status status =
        th_evaluate(demo->service->core, demo->arena, whole, &nothing, &evaluation);
    if (status || !evaluation.has_receipt)
        return fail(demo, status ? status : TH_INVALID, evaluation.issues);
    text = th_room(demo->arena);
    th_buf_put(&text, body);
    put(&text, ",\"receipt\":");
    th_receipt_write(&text, &evaluation.receipt);
    th_buf_char(&text, '}');
    *out = th_room_keep(demo->arena, &text);
    return out->ptr ? TH_OK : TH_NO_MEMORY;
}

static enum th_status file(struct demo *demo, const struct th_buf *body, struct th_str target)
{
    static const struct filing_renderer renderer = { render, NULL };
    char key[32];
    snprintf(key, sizeof key, "demo-sample-%04d", ++demo->key);
    struct write_request request = { .account_id = demo->author,
                                     .enterprise = demo->enterprise,
                                     .idempotency_key = th_str_of(key),
                                     .route = TH_STR("demo"),
                                     .target = target,
                                     .if_match = target.len ? 1 : 0 };
    struct th_str text = th_room_keep(demo->arena, body);
    enum th_status status = text.ptr ? add_receipt(demo, text, &request.body) : TH_NO_MEMORY;
    if (status == TH_OK)
        status = filings_submit(demo->service, demo->arena, &request, &renderer, &demo->last);
    if (status == TH_KEY_REUSED)
        return TH_OK; /* filed by an earlier version of this program */
    return status ? fail(demo, status, demo->last.issues) : TH_OK;
}

static enum th_status file_template(struct demo *demo)
{
    const struct demo_filing whole_year = { 2024, 1, 12, NULL };
    struct th_buf body = th_room(demo->arena);
    put_template(&body, &whole_year);
    return file(demo, &body, TH_STR(""));
}

static enum th_status file_document(struct demo *demo, const struct demo_document *document)
{
    const struct demo_filing whole_year = { document->year, 1, 12, NULL };
    size_t mark = th_arena_mark(demo->arena);
    struct th_buf body = th_room(demo->arena);
    put(&body, "{\"site\":\"all\",\"form\":\"");
    put(&body, document->form);
    put(&body, "\",\"form_version\":1,");
    put_period(&body, &whole_year);
    put(&body, ",\"doc\":");
    put(&body, document->doc);
    enum th_status status = file(demo, &body, TH_STR(""));
    th_arena_rewind(demo->arena, mark);
    return status;
}

static enum th_status file_report(struct demo *demo, const struct demo_filing *filing)
{
    size_t mark = th_arena_mark(demo->arena);
    struct th_buf body = th_room(demo->arena);
    put_report(&body, filing, filing->slip);
    enum th_status status = file(demo, &body, TH_STR(""));
    if (status == TH_OK && filing->slip && demo->last.id.len) {
        body = th_room(demo->arena);
        put_report(&body, filing, NULL);
        status = file(demo, &body, demo->last.id);
    }
    th_arena_rewind(demo->arena, mark);
    return status;
}

enum th_status demo_seed(struct service *service, struct th_arena *arena,
                         const struct demo_cast *cast, char error[STORE_ERROR_CAP])
{
    struct demo demo = { .service = service, .arena = arena, .cast = cast, .error = error };
    if (!store_is_demo(service->store)) {
        snprintf(error, STORE_ERROR_CAP, "%s",
                 "this database holds real data: --demo works only with a data folder that demo "
                 "created; name a new one");
        return TH_CONFLICT;
    }
    enum th_status status = store_write(service->store, people_job, &demo);
    if (status)
        return fail(&demo, status, TH_STR(""));
    size_t mark = th_arena_mark(arena);
    status = file_template(&demo);
    th_arena_rewind(arena, mark);
    for (size_t i = 0; status == TH_OK && i < COUNT(demo_filings); i++)
        status = file_report(&demo, &demo_filings[i]);
    for (size_t i = 0; status == TH_OK && i < COUNT(demo_documents); i++)
        status = file_document(&demo, &demo_documents[i]);
    return status;
}
