/* Agents as memberships. Each function is one write job, whoever asks for it. */
#include "agents.h"

#include "acts.h"
#include "exactly_once.h"
#include "independence.h"
#include "limiter.h"
#include "membership.h"
#include "outbox.h"
#include "outside.h"
#include "provider.h"
#include "room.h"

#include <string.h>

static const char *const states[AGENT_STATE_COUNT] = { MEMBERSHIP_ACTIVE, MEMBERSHIP_SUSPENDED,
                                                       MEMBERSHIP_REVOKED };

const char *agent_state_id(enum agent_state state)
{
    return state < AGENT_STATE_COUNT ? states[state] : "";
}

/* ---- reading ---- */

struct listing {
    struct th_arena *arena;
    struct th_str enterprise;
    struct enterprise_people *out;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct listing *listing = data;
    return store_enterprise_people(db, listing->arena, listing->enterprise, listing->out);
}

enum th_status agents_list(struct auth *auth, struct th_arena *arena, struct th_str enterprise,
                           struct enterprise_people *out)
{
    return store_read(auth_store(auth), list_job, &(struct listing){ arena, enterprise, out });
}

/* ---- what both writes share ---- */

struct agent_job {
    struct auth *auth;
    struct th_arena *arena;
    struct agent_write *write;
    const struct agent_new *agent; /* add */
    const struct agent_grant *grant;
    int64_t now_s;
    struct membership_row asker;
    struct access scope; /* the asker's */
    struct enterprise_people people;
    struct enterprise_person person; /* as it shall stand */
    struct identity_row phone, id;   /* add: what is searched for */
};

static enum th_status refuse(struct agent_job *job, enum th_message message, const char *path)
{
    job->write->outcome.message = message;
    job->write->outcome.message_path = path;
    return TH_INVALID;
}

/* Replay, the asker's grant as it stands, and who is there. */
static enum th_status begin(struct store_db *db, struct agent_job *job)
{
    const struct write_request *request = &job->write->request;
    enum th_status status = once_find(db, job->arena, request, &job->write->outcome);
    if (status != TH_NOT_FOUND)
        return status;
    status = once_check_member(db, job->arena, request, job->now_s);
    const struct membership_row key = { .account_id = request->account_id,
                                        .enterprise_id = request->enterprise };
    if (status == TH_OK)
        status = store_membership_find(db, job->arena, &key, &job->asker);
    if (status)
        return status;
    job->scope = access_of(job->asker.role, job->asker.modules);
    return store_enterprise_people(db, job->arena, request->enterprise, &job->people);
}

static bool is_within(const struct agent_job *job, uint32_t modules)
{
    return (modules & ~job->scope.modules) == 0;
}

static enum th_status check_grant(struct agent_job *job)
{
    const struct agent_grant *grant = job->grant;
    if (!grant->modules || !is_within(job, grant->modules))
        return refuse(job, TH_MSG_AGENT_MODULES, "/modules");
    if (job->person.member.state.len && grant->state != AGENT_ACTIVE)
        return TH_OK; /* who may do less may have any term */
    bool outlives_asker =
        job->asker.ends_s && (grant->ends_s == 0 || grant->ends_s > job->asker.ends_s);
    if ((grant->ends_s && grant->ends_s <= job->now_s) || outlives_asker)
        return refuse(job, TH_MSG_AGENT_TERM, "/ends_on");
    return TH_OK;
}

static bool has_role(const struct enterprise_person *person, enum role role)
{
    return th_str_equal(person->member.role, role_row(role)->id);
}

static bool is_revoked(const struct enterprise_person *person)
{
    return th_str_equal(person->member.state, TH_STR(MEMBERSHIP_REVOKED));
}

/* Active agents besides the one that is written. */
static enum th_status check_count(struct agent_job *job)
{
    size_t active = 0;
    for (size_t i = 0; i < job->people.count; i++) {
        const struct enterprise_person *other = &job->people.items[i];
        bool is_this = th_str_equal(other->member.account_id, job->person.member.account_id);
        active += !is_this && has_role(other, ROLE_AGENT) &&
                  membership_is_live(&other->member, job->now_s);
    }
    return active < AGENTS_ACTIVE_MOST ? TH_OK : refuse(job, TH_MSG_AGENTS_FULL, "");
}

static const struct enterprise_person *find(const struct agent_job *job, struct th_str account_id)
{
    for (size_t i = 0; i < job->people.count; i++)
        if (th_str_equal(job->people.items[i].member.account_id, account_id))
            return &job->people.items[i];
    return NULL;
}

static enum th_status put_grant(struct store_db *db, struct agent_job *job, enum agent_state state)
{
    const struct act_by by = { job->write->request.account_id, job->now_s };
    struct membership_row *member = &job->person.member;
    struct th_buf text = th_room(job->arena);
    modules_write(job->grant->modules, &text);
    member->modules = th_room_keep(job->arena, &text);
    member->state = th_str_of(agent_state_id(state));
    member->ends_s = job->grant->ends_s;
    return member->modules.ptr ? acts_put_membership(db, &by, member) : TH_NO_MEMORY;
}

static enum th_status finish(struct store_db *db, struct agent_job *job)
{
    struct agent_write *write = job->write;
    struct th_buf text = th_room(job->arena);
    write->render(write->self, &job->person, &text);
    write->outcome.answer = th_room_keep(job->arena, &text);
    write->outcome.id = job->person.member.account_id;
    if (!write->outcome.answer.ptr)
        return TH_NO_MEMORY;
    struct idempotency_row kept;
    once_seal(&write->request, &write->outcome, job->now_s, &kept);
    return once_keep(db, &kept);
}

/* ---- adding ---- */

static enum th_status take_try(struct store_db *db, struct agent_job *job)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(job->auth)), .now_s = job->now_s };
    limiter_add(&take, LIMIT_AGENTS_ADDED, job->write->request.enterprise);
    enum th_status status = limiter_take_in(db, &take);
    job->write->retry_after_s = take.retry_after_s;
    return status;
}

static bool is_same(const unsigned char *a, const unsigned char *b)
{
    return memcmp(a, b, STORE_SEARCH_BYTES) == 0;
}

/* Whoever this enterprise wrote down by the same phone or number, and has not revoked, is here
 * already. One who was revoked by the same phone and number gets his place back. */
static enum th_status check_notes(struct agent_job *job)
{
    for (size_t i = 0; i < job->people.count; i++) {
        const struct enterprise_person *person = &job->people.items[i];
        if (!person->agent.name.len)
            continue;
        bool same_phone = is_same(person->agent.phone_search, job->phone.search);
        bool same_id = is_same(person->agent.id_search, job->id.search);
        if (!is_revoked(person) && (same_phone || same_id))
            return refuse(job, TH_MSG_AGENT_EXISTS, same_phone ? "/phone" : "/id_number");
        if (same_phone && same_id)
            job->person.member.account_id = person->member.account_id;
    }
    return TH_OK;
}

/* The registry knows the legal person although he may never have signed in. */
static enum th_status check_registry(struct store_db *db, struct agent_job *job)
{
    struct registry_list list;
    enum th_status status = store_registry_of(db, job->arena, job->id.search, &list);
    for (size_t i = 0; status == TH_OK && i < list.count; i++)
        if (th_str_equal(list.items[i].enterprise_id, job->write->request.enterprise))
            return refuse(job, TH_MSG_AGENT_IS_LEGAL_PERSON, "/id_number");
    return status;
}

/* The account that has proved this phone or number; empty when nobody has. Refuses one who belongs
 * to this enterprise already, and tells of no other. */
static enum th_status owner_of(struct store_db *db, struct agent_job *job,
                               const struct identity_row *shown, struct th_str *out)
{
    struct identity_row found;
    const char *path = shown == &job->phone ? "/phone" : "/id_number";
    enum th_status status = store_identity_find(db, job->arena, shown, &found);
    *out = status ? TH_STR("") : found.account_id;
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    const struct enterprise_person *there = find(job, found.account_id);
    if (!there || is_revoked(there))
        return TH_OK;
    bool is_legal = has_role(there, ROLE_LEGAL_PERSON);
    return refuse(job, is_legal ? TH_MSG_AGENT_IS_LEGAL_PERSON : TH_MSG_AGENT_EXISTS, path);
}

/* A phone alone means its account only as long as that account has not proved to be another person.
 */
static enum th_status check_unproved(struct store_db *db, struct agent_job *job,
                                     struct th_str by_phone)
{
    const struct identity_row key = { .account_id = by_phone, .kind = job->id.kind };
    struct identity_row had;
    enum th_status status = store_identity_of(db, job->arena, &key, &had);
    if (status == TH_NOT_FOUND)
        job->person.member.account_id = by_phone;
    return status == TH_NOT_FOUND ? TH_OK : status;
}

static enum th_status find_account(struct store_db *db, struct agent_job *job)
{
    struct th_str by_phone = { "", 0 }, by_id = { "", 0 };
    enum th_status status = owner_of(db, job, &job->phone, &by_phone);
    if (status == TH_OK)
        status = owner_of(db, job, &job->id, &by_id);
    if (status)
        return status;
    if (by_id.len)
        job->person.member.account_id = by_id;
    return by_id.len || !by_phone.len ? TH_OK : check_unproved(db, job, by_phone);
}

/* Without a password or an identity: nobody can sign in to it until somebody proves the claim. */
static enum th_status make_account(struct store_db *db, struct agent_job *job)
{
    char *id = th_arena_alloc(job->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    clock_new_id(&auth_service(job->auth)->clock, 'u', id);
    job->person.member.account_id = th_str_of(id);
    const struct act_by by = { job->write->request.account_id, job->now_s };
    const struct account_row row = { .id = th_str_of(id),
                                     .account = th_str_of(id),
                                     .name = job->agent->name,
                                     .password_hash = TH_STR(""),
                                     .created_s = job->now_s };
    return acts_add_account(db, &by, &row);
}

/* Until he has signed in, his phone is nowhere else. */
static enum th_status seal_phone(struct agent_job *job, struct agent_row *note)
{
    const struct app_clock *clock = &auth_service(job->auth)->clock;
    char owner[SEARCH_TEXT_CAP];
    struct seal_value value = { .place = agent_phone_place(note, owner),
                                .text = th_str_of(job->agent->phone.text) };
    clock->random(clock->self, value.nonce, sizeof value.nonce);
    return seal_close(outside_seal(auth_outside(job->auth)), job->arena, &value,
                      &note->phone_sealed);
}

static enum th_status put_note(struct store_db *db, struct agent_job *job)
{
    char *masks = th_arena_alloc(job->arena, 2 * MASK_CAP);
    if (!masks)
        return TH_NO_MEMORY;
    const struct agent_new *agent = job->agent;
    const struct act_by by = { job->write->request.account_id, job->now_s };
    struct agent_row *note = &job->person.agent;
    *note = (struct agent_row){
        .account_id = job->person.member.account_id,
        .enterprise_id = job->write->request.enterprise,
        .name = agent->name,
        .phone_shown = mask_phone(th_str_of(agent->phone.text), masks),
        .id_type = th_str_of(person_type_id(agent->id.type)),
        .id_shown = mask_id(th_str_of(agent->id.number.text), masks + MASK_CAP),
    };
    memcpy(note->phone_search, job->phone.search, sizeof note->phone_search);
    memcpy(note->id_search, job->id.search, sizeof note->id_search);
    enum th_status status = seal_phone(job, note);
    return status ? status : acts_put_agent(db, &by, note);
}

/* He is told, but not again and again: whoever is added and revoked in turns is no victim. */
static enum th_status tell(struct store_db *db, struct agent_job *job)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(job->auth)), .now_s = job->now_s };
    limiter_add(&take, LIMIT_AGENT_TOLD, th_str_of(job->agent->phone.text));
    enum th_status status = limiter_take_in(db, &take);
    const struct notice_text text = { .account_id = job->person.member.account_id,
                                      .about = job->person.member.enterprise_id,
                                      .subject = job->person.agent.phone_shown,
                                      .remark = job->asker.enterprise_name,
                                      .at_s = job->now_s };
    if (status)
        return status == TH_RATE_LIMITED ? TH_OK : status;
    return outbox_add(db, job->arena, NOTICE_AGENT_ADDED, &text);
}

/* Known by this phone or number, under whatever account. */
static enum th_status check_audits(struct store_db *db, const struct agent_job *job)
{
    const struct newcomer newcomer = { .account_id = job->person.member.account_id,
                                       .enterprise_id = job->write->request.enterprise,
                                       .phone = job->phone.search,
                                       .person = job->id.search };
    return independence_of_member(db, &newcomer);
}

static enum th_status check_new(struct store_db *db, struct agent_job *job)
{
    enum th_status status = check_grant(job);
    if (status == TH_OK)
        status = check_notes(job);
    if (status == TH_OK)
        status = check_registry(db, job);
    if (status == TH_OK)
        status = find_account(db, job);
    if (status == TH_OK)
        status = check_audits(db, job);
    return status ? status : check_count(job);
}

static enum th_status add_job(struct store_db *db, void *data)
{
    struct agent_job *job = data;
    struct membership_row *member = &job->person.member;
    enum th_status status = begin(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    status = check_new(db, job);
    if (status == TH_OK)
        status = take_try(db, job);
    if (status == TH_OK && !member->account_id.len)
        status = make_account(db, job);
    member->enterprise_id = job->write->request.enterprise;
    member->role = role_row(ROLE_AGENT)->id;
    member->starts_s = job->now_s;
    if (status == TH_OK)
        status = put_note(db, job);
    if (status == TH_OK)
        status = put_grant(db, job, AGENT_ACTIVE);
    if (status == TH_OK)
        status = tell(db, job);
    return status ? status : finish(db, job);
}

/* Counted although it is refused: what a refusal tells of those who are here would let somebody
 * guess the hidden digits of their numbers. */
static enum th_status take_guess(struct auth *auth, const struct seal *seal,
                                 struct agent_write *write)
{
    struct limit_take take = { .seal = seal, .now_s = auth_now_s(auth) };
    limiter_add(&take, LIMIT_AGENTS_TRIED, write->request.enterprise);
    enum th_status status = limiter_take(auth_store(auth), &take);
    write->retry_after_s = take.retry_after_s;
    return status;
}

enum th_status agents_add(struct auth *auth, struct th_arena *arena, const struct agent_new *agent,
                          struct agent_write *write)
{
    char text[PERSON_TEXT_CAP];
    const struct seal *seal = outside_seal(auth_outside(auth));
    struct agent_job job = { .auth = auth,
                             .arena = arena,
                             .write = write,
                             .agent = agent,
                             .grant = &agent->grant,
                             .now_s = clock_now_s(&auth_service(auth)->clock),
                             .person = { .member = { .account_id = { "", 0 } } },
                             .phone = { .kind = TH_STR(IDENTITY_PHONE) },
                             .id = { .kind = TH_STR(IDENTITY_PERSON) } };
    if (!seal)
        return TH_SECRETS_OFF;
    bool is_made =
        identity_search(seal, IDENTITY_PHONE, th_str_of(agent->phone.text), job.phone.search) &&
        identity_search(seal, IDENTITY_PERSON, person_text(&agent->id, text), job.id.search);
    explicit_bzero(text, sizeof text);
    enum th_status status = is_made ? take_guess(auth, seal, write) : TH_INTERNAL;
    return status ? status : store_write(auth_store(auth), add_job, &job);
}

/* ---- changing ---- */

static enum th_status check_target(struct agent_job *job)
{
    const struct write_request *request = &job->write->request;
    const struct enterprise_person *there = find(job, request->target);
    if (!there)
        return TH_NOT_FOUND;
    job->person = *there;
    struct access access = access_of(there->member.role, there->member.modules);
    if (access.role != ROLE_AGENT || th_str_equal(request->target, request->account_id) ||
        !is_within(job, access.modules))
        return TH_FORBIDDEN;
    return is_revoked(there) ? TH_CONFLICT : check_grant(job);
}

static enum th_status change_job(struct store_db *db, void *data)
{
    struct agent_job *job = data;
    enum th_status status = begin(db, job);
    if (status || job->write->outcome.is_replay)
        return status;
    status = check_target(job);
    if (status == TH_OK && job->grant->state == AGENT_ACTIVE)
        status = check_count(job);
    if (status == TH_OK)
        status = put_grant(db, job, job->grant->state);
    return status ? status : finish(db, job);
}

enum th_status agents_change(struct auth *auth, struct th_arena *arena,
                             const struct agent_grant *grant, struct agent_write *write)
{
    struct agent_job job = { .auth = auth,
                             .arena = arena,
                             .write = write,
                             .grant = grant,
                             .now_s = clock_now_s(&auth_service(auth)->clock) };
    return store_write(auth_store(auth), change_job, &job);
}
