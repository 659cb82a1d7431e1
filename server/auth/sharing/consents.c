/* The enterprise's side of consents. Each write is one job. */
#include "consents.h"

#include "exactly_once.h"
#include "independence.h"
#include "limiter.h"
#include "membership.h"
#include "outside.h"
#include "provider.h"
#include "sha256.h"

static const struct consent_text texts[] = {
#define CONSENT_TEXT(version, zh, en) { { (version), sizeof(version) - 1 }, (zh), (en) },
#include "consent_texts.def"
#undef CONSENT_TEXT
};

const struct consent_text *consent_text_now(void)
{
    return &texts[sizeof texts / sizeof texts[0] - 1];
}

enum consent_state consent_state_of(const struct consent_row *row, int64_t now_s)
{
    if (row->outcome.len)
        return th_str_equal(row->outcome, TH_STR("withdrawn")) ? CONSENT_WITHDRAWN : CONSENT_ENDED;
    return now_s < row->ends_s ? CONSENT_ACTIVE : CONSENT_EXPIRED;
}

int64_t consent_days_left(const struct consent_row *row, int64_t now_s)
{
    return (row->ends_s - now_s + 86399) / 86400;
}

/* ---- reading ---- */

struct reading {
    struct th_arena *arena;
    int64_t now_s;
    const void *query;
    void *out;
};

static enum th_status freeze(struct store_db *db, struct th_arena *arena,
                             const struct consent_question *question, struct shared_report *report,
                             struct frozen_report *out)
{
    report->year = question->year;
    enum th_status status = shared_report_load(db, arena, question->enterprise, report);
    if (status || !report->count)
        return status;
    out->content = question->writer.write(question->writer.self, arena, report);
    if (!out->content.ptr)
        return TH_NO_MEMORY;
    th_sha256_hex(out->content, out->sha256);
    return TH_OK;
}

static enum th_status preview_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct shared_report report;
    return freeze(db, reading->arena, reading->query, &report, reading->out);
}

enum th_status consents_preview(struct auth *auth, struct th_arena *arena,
                                const struct consent_question *question, struct frozen_report *out)
{
    struct reading reading = { .arena = arena, .query = question, .out = out };
    *out = (struct frozen_report){ .content = { NULL, 0 } };
    enum th_status status = store_read(auth_store(auth), preview_job, &reading);
    return status == TH_OK && !out->content.ptr ? TH_INVALID : status;
}

static enum th_status see(struct store_db *db, const struct reading *reading,
                          struct consent_seen *out)
{
    out->state = consent_state_of(&out->row, reading->now_s);
    out->days_left = consent_days_left(&out->row, reading->now_s);
    return out->state == CONSENT_ACTIVE
               ? shared_report_since(db, reading->arena, &out->row, &out->since)
               : TH_OK;
}

static enum th_status list_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct consent_seen_list *out = reading->out;
    struct consent_list found;
    enum th_status status = store_consents(db, reading->arena, reading->query, &found);
    if (status)
        return status;
    *out = (struct consent_seen_list){ .items = th_arena_array(reading->arena, found.count,
                                                               sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    for (size_t i = 0; status == TH_OK && i < found.count; i++) {
        out->items[i].row = found.items[i];
        status = see(db, reading, &out->items[i]);
        out->count++;
    }
    return status;
}

enum th_status consents_list(struct auth *auth, struct th_arena *arena, struct th_str enterprise,
                             struct consent_seen_list *out)
{
    const struct consent_query query = { .enterprise = enterprise, .manager = TH_STR("") };
    struct reading reading = { arena, auth_now_s(auth), &query, out };
    return store_read(auth_store(auth), list_job, &reading);
}

static enum th_status find(struct store_db *db, struct th_arena *arena,
                           const struct consent_row *key, struct consent_row *out)
{
    enum th_status status = store_consent_get(db, arena, key->id, out);
    bool is_other = status == TH_OK && !th_str_equal(out->enterprise_id, key->enterprise_id);
    return is_other ? TH_NOT_FOUND : status;
}

static enum th_status get_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct consent_seen *out = reading->out;
    const struct consent_row key = out->row;
    enum th_status status = find(db, reading->arena, &key, &out->row);
    return status ? status : see(db, reading, out);
}

enum th_status consents_get(struct auth *auth, struct th_arena *arena, struct consent_seen *out)
{
    struct reading reading = { .arena = arena, .now_s = auth_now_s(auth), .out = out };
    return store_read(auth_store(auth), get_job, &reading);
}

static enum th_status views_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct consent_row row;
    enum th_status status = find(db, reading->arena, reading->query, &row);
    return status ? status : store_consent_views(db, reading->arena, &row, reading->out);
}

enum th_status consents_views(struct auth *auth, struct th_arena *arena,
                              const struct consent_row *key, struct consent_view_list *out)
{
    struct reading reading = { .arena = arena, .query = key, .out = out };
    return store_read(auth_store(auth), views_job, &reading);
}

/* ---- the manager's place ---- */

/* What he has there; state empty = nothing. */
static enum th_status find_place(struct store_db *db, struct th_arena *arena,
                                 const struct consent_row *about, struct membership_row *out)
{
    struct membership_list list;
    *out = (struct membership_row){ .state = { "", 0 }, .role = { "", 0 } };
    enum th_status status = store_memberships_of(db, arena, about->manager_id, &list);
    for (size_t i = 0; status == TH_OK && i < list.count; i++)
        if (th_str_equal(list.items[i].enterprise_id, about->enterprise_id))
            *out = list.items[i];
    return status;
}

static bool is_other_role(const struct membership_row *place)
{
    return place->state.len && !th_str_equal(place->role, role_row(ROLE_BANK)->id);
}

/* As long as the last of the consents that stand; a place of another kind is not touched. */
static enum th_status seat(struct store_db *db, struct th_arena *arena, const struct act_by *by,
                           const struct consent_row *about)
{
    struct membership_row place;
    struct consent_list standing;
    const struct consent_query query = { about->enterprise_id, about->manager_id, by->at_s };
    enum th_status status = find_place(db, arena, about, &place);
    if (status || is_other_role(&place))
        return status;
    status = store_consents(db, arena, &query, &standing);
    if (status)
        return status;
    place.account_id = about->manager_id;
    place.enterprise_id = about->enterprise_id;
    place.role = role_row(ROLE_BANK)->id;
    place.modules = TH_STR("");
    place.state = standing.count ? TH_STR(MEMBERSHIP_ACTIVE) : TH_STR(MEMBERSHIP_REVOKED);
    for (size_t i = 0; i < standing.count; i++)
        if (i == 0 || standing.items[i].ends_s > place.ends_s)
            place.ends_s = standing.items[i].ends_s;
    return acts_put_outsider(db, by, &place);
}

static enum th_status end(struct store_db *db, struct th_arena *arena, const struct act_by *by,
                          const struct consent_row *row)
{
    enum th_status status = acts_end_consent(db, by, row);
    return status ? status : seat(db, arena, by, row);
}

enum th_status consents_end_all(struct store_db *db, struct th_arena *arena,
                                const struct act_by *by, const struct consent_query *which)
{
    struct consent_list standing;
    enum th_status status;
    do { /* a list holds so many only; what was ended is in none */
        size_t mark = th_arena_mark(arena);
        status = store_consents(db, arena, which, &standing);
        for (size_t i = 0; status == TH_OK && i < standing.count; i++) {
            standing.items[i].outcome = TH_STR("ended");
            standing.items[i].over_s = by->at_s;
            status = end(db, arena, by, &standing.items[i]);
        }
        th_arena_rewind(arena, mark);
    } while (status == TH_OK && standing.count == CONSENTS_SHOWN);
    return status;
}

/* ---- writing ---- */

struct consent_job {
    struct auth *auth;
    struct th_arena *arena;
    struct consent_write *write;
    const struct consent_new *asked; /* give */
    struct act_by by;
    struct consent_row row; /* as it shall stand */
    struct frozen_report report;
};

static enum th_status refuse(struct consent_job *job, enum th_message message, const char *path)
{
    job->write->outcome.message = message;
    job->write->outcome.message_path = path;
    return TH_INVALID;
}

static enum th_status begin(struct store_db *db, struct consent_job *job)
{
    const struct write_request *request = &job->write->request;
    enum th_status status = once_find(db, job->arena, request, &job->write->outcome);
    return status == TH_NOT_FOUND ? once_check_member(db, job->arena, request, job->by.at_s)
                                  : status;
}

/* Whoever repeats it is told how the consent stands. */
static enum th_status finish(struct store_db *db, struct consent_job *job)
{
    struct write_outcome *out = &job->write->outcome;
    struct idempotency_row kept;
    out->answer = out->id = job->row.id;
    once_seal(&job->write->request, out, job->by.at_s, &kept);
    return once_keep(db, &kept);
}

static enum th_status check_manager(struct store_db *db, struct consent_job *job)
{
    struct bank_manager_row manager;
    struct membership_row place;
    enum th_status status = store_bank_manager_get(db, job->arena, job->asked->manager, &manager);
    if (status == TH_NOT_FOUND || (status == TH_OK && (manager.ended_s || manager.is_disabled)))
        return refuse(job, TH_MSG_CONSENT_MANAGER, "/manager");
    if (status)
        return status;
    job->row.manager_id = manager.account_id;
    job->row.bank = manager.bank;
    job->row.branch = manager.branch;
    status = find_place(db, job->arena, &job->row, &place);
    if (status == TH_OK && !is_other_role(&place)) /* he stands outside, as an auditor does */
        status = independence_of_auditor(db, manager.account_id, job->row.enterprise_id);
    const bool is_own = status == TH_AUDITOR_BIASED || (status == TH_OK && is_other_role(&place));
    return is_own ? refuse(job, TH_MSG_CONSENT_OWN_PEOPLE, "/manager") : status;
}

static enum th_status check_standing(struct store_db *db, struct consent_job *job)
{
    struct consent_list standing;
    const struct consent_query query = { job->row.enterprise_id, job->row.manager_id,
                                         job->by.at_s };
    enum th_status status = store_consents(db, job->arena, &query, &standing);
    for (size_t i = 0; status == TH_OK && i < standing.count; i++)
        if (standing.items[i].year == job->row.year)
            return TH_CONSENT_STANDS;
    return status;
}

static enum th_status check_report(struct store_db *db, struct consent_job *job)
{
    struct shared_report report;
    const struct consent_new *asked = job->asked;
    if (!th_str_equal(asked->text_version, consent_text_now()->version))
        return refuse(job, TH_MSG_CONSENT_TEXT, "/text_version");
    enum th_status status = freeze(db, job->arena, &asked->question, &report, &job->report);
    if (status == TH_OK && !report.count)
        return refuse(job, TH_MSG_CONSENT_NO_DATA, "/year");
    if (status)
        return status;
    if (!th_str_equal(asked->sha256, th_str_of(job->report.sha256)))
        return TH_REPORT_CHANGED;
    job->row.sha256 = th_str_of(job->report.sha256);
    job->row.filings = shared_report_filings(job->arena, &report);
    return job->row.filings.ptr ? TH_OK : TH_NO_MEMORY;
}

static enum th_status take_try(struct store_db *db, struct consent_job *job)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(job->auth)),
                               .now_s = job->by.at_s };
    limiter_add(&take, LIMIT_CONSENTS, job->row.enterprise_id);
    enum th_status status = limiter_take_in(db, &take);
    job->write->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status put(struct store_db *db, struct consent_job *job)
{
    const struct shared_report_row report = { job->row.enterprise_id, job->row.sha256,
                                              job->report.content };
    enum th_status status = store_shared_report_put(db, &report);
    if (status == TH_OK)
        status = acts_give_consent(db, &job->by, &job->row);
    return status ? status : seat(db, job->arena, &job->by, &job->row);
}

static enum th_status give_job(struct store_db *db, void *data)
{
    struct consent_job *job = data;
    enum th_status status = begin(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    status = check_manager(db, job);
    if (status == TH_OK)
        status = check_report(db, job);
    if (status == TH_OK)
        status = check_standing(db, job);
    if (status == TH_OK)
        status = take_try(db, job);
    if (status == TH_OK)
        status = put(db, job);
    return status ? status : finish(db, job);
}

enum th_status consents_give(struct auth *auth, struct th_arena *arena,
                             const struct consent_new *asked, struct consent_write *write)
{
    char *id = th_arena_alloc(arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    clock_new_id(auth_clock(auth), 'c', id);
    const struct act_by by = { write->request.account_id, auth_now_s(auth) };
    struct consent_job job = { .auth = auth,
                               .arena = arena,
                               .write = write,
                               .asked = asked,
                               .by = by,
                               .row = { .id = th_str_of(id),
                                        .enterprise_id = write->request.enterprise,
                                        .year = asked->question.year,
                                        .text_version = asked->text_version,
                                        .given_by = by.actor,
                                        .given_s = by.at_s,
                                        .ends_s = by.at_s + asked->days * 86400 } };
    return store_write(auth_store(auth), give_job, &job);
}

static enum th_status withdraw_job(struct store_db *db, void *data)
{
    struct consent_job *job = data;
    const struct consent_row key = { .id = job->write->request.target,
                                     .enterprise_id = job->write->request.enterprise };
    enum th_status status = begin(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    status = find(db, job->arena, &key, &job->row);
    if (status)
        return status;
    if (consent_state_of(&job->row, job->by.at_s) != CONSENT_ACTIVE)
        return TH_CONFLICT;
    job->row.outcome = TH_STR("withdrawn");
    job->row.over_s = job->by.at_s;
    status = end(db, job->arena, &job->by, &job->row);
    return status ? status : finish(db, job);
}

enum th_status consents_withdraw(struct auth *auth, struct th_arena *arena,
                                 struct consent_write *write)
{
    struct consent_job job = { .auth = auth,
                               .arena = arena,
                               .write = write,
                               .by = { write->request.account_id, auth_now_s(auth) } };
    return store_write(auth_store(auth), withdraw_job, &job);
}
