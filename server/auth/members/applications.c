/* Drafts, submission and withdrawal: each one write job. */
#include "application_parts.h"
#include "limiter.h"
#include "membership.h"
#include "role.h"
#include "room.h"
#include "sha256.h"
#include "store_files.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[APPLICATION_KINDS] = { "agent", "foreign_legal_person" };
static const char *const states[APPLICATION_STATES] = { "draft", "pending", "approved", "rejected",
                                                        "withdrawn" };

const char *application_kind_id(enum application_kind kind)
{
    return kinds[kind];
}

const char *application_state_id(enum application_state state)
{
    return states[state];
}

bool application_has_file(const struct application_row *row, struct th_str id)
{
    return id.len > 0 &&
           (th_str_equal(id, row->stamped_file) || th_str_equal(id, row->licence_file));
}

bool application_is(const struct application_row *row, enum application_state state)
{
    return th_str_equal(row->state, th_str_of(states[state]));
}

void application_code(const struct application_row *row, char out[APPLICATION_CODE_CAP])
{
    char ends[24], hash[TH_HEX_CAP];
    unsigned char digest[32];
    struct th_sha256 sha;
    snprintf(ends, sizeof ends, "%lld", (long long)row->ends_on);
    const struct th_str parts[] = { row->number,
                                    row->kind,
                                    row->enterprise_name,
                                    row->uscc,
                                    row->legal_name,
                                    row->legal_id_type,
                                    row->name,
                                    row->phone_shown,
                                    row->id_type,
                                    row->id_shown,
                                    row->modules,
                                    th_str_of(ends),
                                    { (const char *)row->id_search, sizeof row->id_search } };
    th_sha256_init(&sha);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char size[24];
        snprintf(size, sizeof size, "%zu:", parts[i].len);
        th_sha256_add(&sha, th_str_of(size));
        th_sha256_add(&sha, parts[i]);
    }
    th_sha256_end(&sha, digest);
    th_hex(digest, sizeof digest, hash);
    memcpy(out, hash, APPLICATION_CODE_CAP - 1);
    out[APPLICATION_CODE_CAP - 1] = '\0';
}

/* ---- what every write shares ---- */

struct application_job application_job(struct auth *auth, struct th_arena *arena,
                                       struct application_write *write)
{
    return (struct application_job){ .auth = auth,
                                     .arena = arena,
                                     .write = write,
                                     .now_s = clock_now_s(&auth_service(auth)->clock) };
}

enum th_status application_begin(struct store_db *db, struct application_job *job)
{
    const struct write_request *request = &job->write->request;
    enum th_status status = once_find(db, job->arena, request, &job->write->outcome);
    if (status != TH_NOT_FOUND)
        return status;
    status = store_application_get(db, job->arena, request->target, &job->row);
    if (status)
        return status;
    bool is_stale = request->if_match && request->if_match != job->row.version;
    job->write->outcome.current = is_stale ? job->row.version : 0;
    return is_stale ? TH_STALE : TH_OK;
}

/* The applicant's own. */
static enum th_status begin_own(struct store_db *db, struct application_job *job)
{
    struct write_outcome *out = &job->write->outcome;
    enum th_status status = application_begin(db, job);
    bool is_found = (status == TH_OK && !out->is_replay) || status == TH_STALE;
    bool is_own = th_str_equal(job->row.account_id, job->write->request.account_id);
    if (is_found && !is_own) {
        out->current = 0; /* nobody is told how far another's has come */
        return TH_NOT_FOUND;
    }
    if (status || out->is_replay)
        return status;
    return once_check_account(db, job->arena, &job->write->request);
}

static enum th_status keep_answer(struct store_db *db, struct application_job *job)
{
    struct idempotency_row kept;
    struct write_outcome *outcome = &job->write->outcome;
    outcome->id = job->row.id;
    if (!outcome->answer.ptr)
        return TH_NO_MEMORY;
    once_seal(&job->write->request, outcome, job->now_s, &kept);
    return once_keep(db, &kept);
}

enum th_status application_finish(struct store_db *db, struct application_job *job, const char *act)
{
    struct application_write *write = job->write;
    const struct act_by by = { write->request.account_id, job->now_s };
    job->row.version++;
    job->row.updated_s = job->now_s;
    enum th_status status = acts_put_application(db, &by, act, &job->row);
    if (status)
        return status;
    struct th_buf text = th_room(job->arena);
    write->render(write->self, &job->row, &text);
    write->outcome.answer = th_room_keep(job->arena, &text);
    write->outcome.version = job->row.version;
    return keep_answer(db, job);
}

/* ---- drafts ---- */

static bool make_row(struct application_job *job)
{
    const struct app_clock *clock = &auth_service(job->auth)->clock;
    const th_day today = clock_day_of(job->now_s);
    char *id = th_arena_alloc(job->arena, 2 * CLOCK_ID_CAP);
    if (!id)
        return false;
    char *number = id + CLOCK_ID_CAP, random[CLOCK_ID_CAP], day[16] = "";
    struct th_buf text;
    th_buf_init(&text, day, sizeof day - 1);
    th_day_write(&text, today);
    clock_new_id(clock, 'a', id);
    clock_new_id(clock, 'n', random);
    snprintf(number, CLOCK_ID_CAP, "SQ%.4s%.2s%.2s-%.6s", day, day + 5, day + 8, random + 1);
    for (char *c = number + 11; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    job->row = (struct application_row){ .id = th_str_of(id),
                                         .number = th_str_of(number),
                                         .account_id = job->write->request.account_id,
                                         .state = th_str_of(states[APPLICATION_DRAFT]),
                                         .created_s = job->now_s };
    return true;
}

static enum th_status take_try(struct store_db *db, struct application_job *job, enum limit limit)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(job->auth)), .now_s = job->now_s };
    limiter_add(&take, limit, job->write->request.account_id);
    enum th_status status = limiter_take_in(db, &take);
    job->write->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status begin_new(struct store_db *db, struct application_job *job)
{
    enum th_status status = once_check_account(db, job->arena, &job->write->request);
    if (status == TH_OK)
        status = make_row(job) ? take_try(db, job, LIMIT_APPLICATIONS) : TH_NO_MEMORY;
    return status;
}

/* A number is sealed for its application; an empty one leaves what stands. */
static enum th_status put_number(struct application_job *job)
{
    const struct application_content *content = job->content;
    const struct app_clock *clock = &auth_service(job->auth)->clock;
    const struct seal *seal = outside_seal(auth_outside(job->auth));
    char text[PERSON_TEXT_CAP], shown[MASK_CAP];
    struct person_id person;
    bool is_same_type =
        th_str_equal(job->row.id_type, content->id_type == PERSON_TYPE_COUNT
                                           ? TH_STR("")
                                           : th_str_of(person_type_id(content->id_type)));
    if (!content->id_number.len && is_same_type)
        return TH_OK;
    job->row.id_sealed = job->row.id_shown = TH_STR("");
    memset(job->row.id_search, 0, sizeof job->row.id_search);
    if (!content->id_number.len || content->id_type == PERSON_TYPE_COUNT)
        return TH_OK;
    enum th_message fault =
        person_id_read(content->id_type, content->id_number, clock_day_of(job->now_s), &person);
    if (fault != TH_MSG_NONE)
        return application_fault(job, fault, "/id_number");
    struct seal_value value = { .place = { TH_STR("application"), job->row.id },
                                .text = th_str_of(person.number.text) };
    clock->random(clock->self, value.nonce, sizeof value.nonce);
    job->row.id_shown = th_arena_copy(job->arena, mask_id(value.text, shown));
    bool is_made =
        identity_search(seal, IDENTITY_PERSON, person_text(&person, text), job->row.id_search);
    enum th_status status =
        is_made ? seal_close(seal, job->arena, &value, &job->row.id_sealed) : TH_INTERNAL;
    explicit_bzero(text, sizeof text);
    explicit_bzero(&person, sizeof person);
    return status;
}

static enum th_status put_uscc(struct application_job *job)
{
    struct th_id uscc;
    job->row.uscc = TH_STR("");
    if (!job->content->uscc.len)
        return TH_OK;
    if (!th_uscc_check(job->content->uscc, &uscc))
        return application_fault(job, uscc.problem, "/uscc");
    job->row.uscc = th_arena_copy(job->arena, th_str_of(uscc.text));
    return TH_OK;
}

static struct th_str type_text(enum person_type type)
{
    return type == PERSON_TYPE_COUNT ? TH_STR("") : th_str_of(person_type_id(type));
}

static enum th_status put_content(struct application_job *job)
{
    const struct application_content *content = job->content;
    struct application_row *row = &job->row;
    enum th_status number = put_number(job), uscc = put_uscc(job);
    struct th_buf text = th_room(job->arena);
    modules_write(content->modules ? content->modules : 1U << MODULE_FILING, &text);
    row->modules = th_room_keep(job->arena, &text);
    row->kind = th_str_of(kinds[content->kind]);
    row->enterprise_name = content->enterprise_name;
    row->legal_name = content->legal_name;
    row->legal_id_type = type_text(content->legal_id_type);
    row->name = content->name;
    row->id_type = type_text(content->id_type);
    row->ends_on = content->ends_on;
    row->stamped_file = content->stamped_file;
    row->licence_file = content->licence_file;
    return number ? number : uscc;
}

static enum th_status own_file(struct store_db *db, struct application_job *job, struct th_str id,
                               const char *path)
{
    struct file_row file;
    if (!id.len)
        return TH_OK;
    enum th_status status = store_file_get(db, job->arena, id, &file);
    bool is_own = status == TH_OK && th_str_equal(file.owner, job->row.account_id) &&
                  !th_str_equal(file.type, TH_STR("xlsx"));
    if (is_own || (status && status != TH_NOT_FOUND))
        return status;
    return application_fault(job, TH_MSG_APP_FILE, path);
}

static enum th_status put_job(struct store_db *db, void *data)
{
    struct application_job *job = data;
    bool is_new = !job->write->request.target.len;
    enum th_status status =
        is_new ? once_find(db, job->arena, &job->write->request, &job->write->outcome)
               : begin_own(db, job);
    if (is_new && status == TH_NOT_FOUND)
        status = begin_new(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    if (application_is(&job->row, APPLICATION_PENDING) ||
        application_is(&job->row, APPLICATION_APPROVED))
        return TH_APPLICATION_STATE;
    status = put_content(job);
    if (status == TH_OK)
        status = own_file(db, job, job->row.stamped_file, "/stamped_file");
    if (status == TH_OK)
        status = own_file(db, job, job->row.licence_file, "/licence_file");
    return status ? status : application_finish(db, job, "put");
}

enum th_status applications_put(struct auth *auth, struct th_arena *arena,
                                const struct application_content *content,
                                struct application_write *write)
{
    struct application_job job = application_job(auth, arena, write);
    job.content = content;
    if (!outside_seal(auth_outside(auth)))
        return TH_SECRETS_OFF;
    return store_write(auth_store(auth), put_job, &job);
}

/* ---- handing in and taking back ---- */

/* Whoever is the enterprise's legal person here hears of it, and may refuse it. */
static enum th_status tell_legal_persons(struct store_db *db, struct application_job *job)
{
    struct registry_row registry;
    struct enterprise_people people = { NULL, 0 };
    char masked[MASK_CAP];
    enum th_status status = store_registry_get(db, job->arena, job->row.uscc, &registry);
    if (status == TH_OK && registry.enterprise_id.len)
        status = store_enterprise_people(db, job->arena, registry.enterprise_id, &people);
    if (status == TH_NOT_FOUND)
        return TH_OK;
    struct notice_text text = { .about = job->row.id,
                                .subject = job->row.number,
                                .remark = mask_name(job->row.name, masked),
                                .at_s = job->now_s };
    for (size_t i = 0; status == TH_OK && i < people.count; i++) {
        const struct membership_row *member = &people.items[i].member;
        text.account_id = member->account_id;
        if (membership_is_live(member, job->now_s) &&
            th_str_equal(member->role, role_row(ROLE_LEGAL_PERSON)->id))
            status = outbox_add(db, job->arena, NOTICE_APPLICATION_ARRIVED, &text);
    }
    return status;
}

static enum th_status submit_job(struct store_db *db, void *data)
{
    struct application_job *job = data;
    enum th_status status = begin_own(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    if (application_is(&job->row, APPLICATION_PENDING) ||
        application_is(&job->row, APPLICATION_APPROVED))
        return TH_APPLICATION_STATE;
    status = application_check(db, job);
    if (status == TH_OK) /* each is told to people who did not ask for it */
        status = take_try(db, job, LIMIT_SUBMISSIONS);
    if (status == TH_OK)
        status = store_application_queue_no(db, &job->row.queue_no);
    if (status)
        return status;
    job->row.state = th_str_of(states[APPLICATION_PENDING]);
    job->row.submitted_s = job->now_s;
    job->row.due_day =
        calendar_due(auth_calendar(job->auth), job->now_s, APPLICATION_WORK_DAYS).day;
    job->row.first_by = job->row.decided_by = job->row.reason = job->row.enterprise_id = TH_STR("");
    job->row.first_s = job->row.decided_s = 0;
    status = application_finish(db, job, "submit");
    if (status == TH_CONFLICT)
        return TH_APPLICATION_OPEN;
    return status ? status : tell_legal_persons(db, job);
}

enum th_status applications_submit(struct auth *auth, struct th_arena *arena,
                                   struct application_write *write)
{
    struct application_job job = application_job(auth, arena, write);
    return store_write(auth_store(auth), submit_job, &job);
}

static enum th_status withdraw_job(struct store_db *db, void *data)
{
    struct application_job *job = data;
    enum th_status status = begin_own(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    if (application_is(&job->row, APPLICATION_APPROVED) ||
        application_is(&job->row, APPLICATION_WITHDRAWN))
        return TH_APPLICATION_STATE;
    job->row.state = th_str_of(states[APPLICATION_WITHDRAWN]);
    return application_finish(db, job, "withdraw");
}

enum th_status applications_withdraw(struct auth *auth, struct th_arena *arena,
                                     struct application_write *write)
{
    struct application_job job = application_job(auth, arena, write);
    return store_write(auth_store(auth), withdraw_job, &job);
}

static enum th_status delete_job(struct store_db *db, void *data)
{
    struct application_job *job = data;
    const struct act_by by = { job->write->request.account_id, job->now_s };
    enum th_status status = begin_own(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    if (!application_is(&job->row, APPLICATION_DRAFT) &&
        !application_is(&job->row, APPLICATION_WITHDRAWN))
        return TH_APPLICATION_STATE;
    status = acts_end_application(db, &by, &job->row);
    job->write->outcome.answer = TH_STR("");
    return status ? status : keep_answer(db, job);
}

enum th_status applications_delete(struct auth *auth, struct th_arena *arena,
                                   struct application_write *write)
{
    struct application_job job = application_job(auth, arena, write);
    return store_write(auth_store(auth), delete_job, &job);
}

/* ---- reading ---- */

struct application_read {
    struct th_arena *arena;
    const struct application_key *key;
    void *out;
};

static enum th_status get_job(struct store_db *db, void *data)
{
    struct application_read *read = data;
    struct application_row *row = read->out;
    enum th_status status = store_application_get(db, read->arena, read->key->id, row);
    if (status == TH_OK && !th_str_equal(row->account_id, read->key->account_id))
        return TH_NOT_FOUND;
    return status;
}

enum th_status applications_get(struct auth *auth, struct th_arena *arena,
                                const struct application_key *key, struct application_row *out)
{
    return store_read(auth_store(auth), get_job, &(struct application_read){ arena, key, out });
}

static enum th_status list_job(struct store_db *db, void *data)
{
    struct application_read *read = data;
    return store_applications_of(db, read->arena, read->key->account_id, APPLICATIONS_SHOWN,
                                 read->out);
}

enum th_status applications_of(struct auth *auth, struct th_arena *arena, struct th_str account_id,
                               struct application_list *out)
{
    const struct application_key key = { .account_id = account_id };
    return store_read(auth_store(auth), list_job, &(struct application_read){ arena, &key, out });
}

/* ---- the form ---- */

struct form_read {
    struct application_read read;
    const struct seal *seal;
    struct application_form *out;
};

static enum th_status form_job(struct store_db *db, void *data)
{
    struct form_read *form = data;
    struct th_arena *arena = form->read.arena;
    const struct identity_row key = { .account_id = form->read.key->account_id,
                                      .kind = TH_STR(IDENTITY_PHONE) };
    struct identity_row phone;
    enum th_status status = get_job(db, &form->read);
    struct seal_place number = { TH_STR("application"), form->read.key->id };
    if (status == TH_OK && form->out->row.id_sealed.len)
        status =
            seal_read(form->seal, arena, &number, form->out->row.id_sealed, &form->out->id_number);
    if (status)
        return status;
    status = store_identity_of(db, arena, &key, &phone);
    if (status || !phone.verified_s)
        return status == TH_NOT_FOUND ? TH_OK : status;
    struct seal_place place = { key.kind, key.account_id };
    return seal_read(form->seal, arena, &place, phone.sealed, &form->out->phone);
}

enum th_status applications_form(struct auth *auth, struct th_arena *arena,
                                 const struct application_key *key, struct application_form *out)
{
    *out = (struct application_form){ .id_number = { "", 0 }, .phone = { "", 0 } };
    struct form_read form = { .read = { arena, key, &out->row },
                              .seal = outside_seal(auth_outside(auth)),
                              .out = out };
    return form.seal ? store_read(auth_store(auth), form_job, &form) : TH_SECRETS_OFF;
}
