/* Sessions over the store, sign-in over the providers. */
#include "backoff.h"
#include "courier.h"
#include "membership.h"
#include "people.h"
#include "provider.h"
#include "scan_pace.h"
#include "service.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOUCH_S 60 /* last use is written at most this often */

struct auth {
    _Atomic int64_t ahead_ms; /* the most that the clock was ever ahead of the steady one */
    struct auth_setup setup;
    struct password_gate *gate;
    struct backoff *backoff;
    struct courier *courier; /* NULL = no text messages */
    struct scan_pace *pace;
};

static const struct auth_provider *const providers[] = {
    &auth_password_provider, &auth_demo_provider, &auth_wechat_provider,
    &auth_sms_provider,      &auth_face_provider,
};
_Static_assert(sizeof providers / sizeof providers[0] <= AUTH_WAYS_MOST, "auth_ways has no room");

static struct auth *fail(struct auth *auth, char error[256], const char *text)
{
    snprintf(error, 256, "%s", text);
    auth_free(auth);
    return NULL;
}

struct auth *auth_new(const struct auth_setup *setup, char error[256])
{
    struct auth *auth = calloc(1, sizeof *auth);
    if (!auth)
        return fail(NULL, error, "out of memory");
    auth->setup = *setup;
    if (setup->with_demo && !store_is_demo(setup->service->store))
        return fail(auth, error,
                    "demo: this database was not created by the demo; name another folder by "
                    "--data, or start without --demo");
    auth->gate = password_gate_new(setup->password_slots);
    auth->backoff = backoff_new(setup->service->store, outside_seal(setup->outside));
    auth->pace = scan_pace_new();
    if (!auth->gate || !auth->backoff || !auth->pace)
        return fail(auth, error, "out of memory for password checks (19 MiB each)");
    if (!outside_sms(setup->outside))
        return auth;
    auth->courier = courier_start(setup->outside, &setup->service->clock);
    return auth->courier ? auth : fail(auth, error, "out of memory or threads for text messages");
}

void auth_free(struct auth *auth)
{
    if (!auth)
        return;
    courier_stop(auth->courier);
    password_gate_free(auth->gate);
    backoff_free(auth->backoff);
    scan_pace_free(auth->pace);
    free(auth);
}

/* How long a session lasts unused, and at most. */
struct span_of_life {
    int64_t idle_s, absolute_s;
};

static struct span_of_life life_of(struct th_str kind)
{
    const bool is_console = th_str_equal(kind, TH_STR("console"));
    return is_console ? (struct span_of_life){ 30 * 60, 12 * 3600 }
                      : (struct span_of_life){ 7 * 86400, 30 * 86400 };
}

/* A clock that is set back makes nobody's ended session live again; and what was begun before it
 * was set back ends all the same: time goes on from the latest that was seen. */
int64_t auth_now_s(struct auth *auth)
{
    const struct app_clock *clock = auth_clock(auth);
    int64_t steady_ms = clock->steady_ms ? clock->steady_ms(clock->self) : 0;
    int64_t now_ahead_ms = clock->now_ms(clock->self) - steady_ms;
    int64_t ahead_ms = auth->ahead_ms;
    while (now_ahead_ms > ahead_ms &&
           !atomic_compare_exchange_weak(&auth->ahead_ms, &ahead_ms, now_ahead_ms))
        continue;
    return (steady_ms + (now_ahead_ms > ahead_ms ? now_ahead_ms : ahead_ms)) / 1000;
}

struct store *auth_store(const struct auth *auth)
{
    return auth->setup.service->store;
}

struct service *auth_service(const struct auth *auth)
{
    return auth->setup.service;
}

const struct calendar *auth_calendar(const struct auth *auth)
{
    return auth->setup.calendar;
}

const struct outside *auth_outside(const struct auth *auth)
{
    return auth->setup.outside;
}

struct courier *auth_courier(const struct auth *auth)
{
    return auth->courier;
}

const struct app_clock *auth_clock(const struct auth *auth)
{
    return &auth->setup.service->clock;
}

struct scan_pace *auth_scan_pace(const struct auth *auth)
{
    return auth->pace;
}

struct password_gate *auth_password_gate(const struct auth *auth)
{
    return auth->gate;
}

static const struct auth_provider *find_provider(const struct auth *auth, struct th_str id)
{
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
        if (th_str_equal(providers[i]->id, id) &&
            (!providers[i]->needs_demo || auth->setup.with_demo))
            return providers[i];
    return NULL;
}

size_t auth_ways(const struct auth *auth, struct th_str out[AUTH_WAYS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
        if ((!providers[i]->needs_demo || auth->setup.with_demo) &&
            (!providers[i]->is_on || providers[i]->is_on(auth)))
            out[count++] = providers[i]->id;
    return count;
}

static enum backoff_outcome outcome_of(enum th_status status)
{
    if (status == TH_OK)
        return BACKOFF_RIGHT;
    return status == TH_SIGN_IN_FAILED ? BACKOFF_WRONG : BACKOFF_NEITHER;
}

static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct auth_provider *provider, const struct credentials *shown,
                             struct sign_in *out)
{
    if (!provider->subject)
        return provider->verify(auth, arena, shown, out);
    struct backoff_try attempt = { .account = provider->subject(shown),
                                   .address = shown->client,
                                   .now_s = auth_now_s(auth) };
    enum th_status status = backoff_begin(auth->backoff, &attempt);
    out->retry_after_s = attempt.retry_after_s;
    if (status)
        return status;
    status = provider->verify(auth, arena, shown, out);
    enum th_status counted = backoff_end(auth->backoff, &attempt, outcome_of(status));
    return counted ? counted : status;
}

/* ---- opening ---- */

/* A new token for every session: one that was known before cannot be made to mean somebody. */
enum th_status auth_prepare_session(struct auth *auth, struct session_row *row,
                                    char id[CLOCK_ID_CAP], struct sign_in *out)
{
    const struct app_clock *clock = auth_clock(auth);
    unsigned char random[TOKEN_RANDOM_BYTES];
    clock->random(clock->self, random, sizeof random);
    token_write(random, out->token);
    explicit_bzero(random, sizeof random);
    if (!token_hash(th_str_of(out->token), out->who.session))
        return TH_INTERNAL;
    clock_new_id(clock, 's', id);
    row->id = th_str_of(id);
    row->last_seen_s = auth_now_s(auth);
    if (!row->created_s) /* not one that takes the place of another */
        row->created_s = row->last_seen_s;
    struct span_of_life life = life_of(row->kind);
    row->idle_expiry_s = row->last_seen_s + life.idle_s;
    if (!row->expires_s)
        row->expires_s = row->created_s + life.absolute_s;
    out->who.kind = row->kind;
    out->who.expires_s = row->expires_s;
    memcpy(row->token_hash, out->who.session, sizeof row->token_hash);
    return TH_OK;
}

static enum th_status open_session(struct auth *auth, struct th_arena *arena,
                                   struct people_opening *opening, struct sign_in *out)
{
    char id[CLOCK_ID_CAP];
    enum th_status status = auth_prepare_session(auth, &opening->row, id, out);
    if (status == TH_OK)
        status = people_session_open(auth_store(auth), arena, opening);
    out->who.enterprise = opening->row.enterprise_id;
    return status;
}

enum th_status auth_sign_in(struct auth *auth, struct th_arena *arena, struct th_str provider,
                            const struct credentials *shown, struct sign_in *out)
{
    *out = (struct sign_in){ .retry_after_s = 0 };
    const struct auth_provider *found = find_provider(auth, provider);
    if (!found)
        return TH_NOT_FOUND;
    enum th_status status = verify(auth, arena, found, shown, out);
    if (status)
        return status;
    struct people_opening opening = { .row = { .account_id = out->who.user_id,
                                               .provider = found->id,
                                               .enterprise_id = TH_STR(""),
                                               .kind = shown->kind,
                                               .device = shown->device },
                                      .superseded = shown->superseded,
                                      .password_hash = out->password_hash };
    out->who.provider = found->id;
    return open_session(auth, arena, &opening, out);
}

static bool is_live(const struct session_row *session, int64_t now_s)
{
    return !session->is_disabled && now_s < session->expires_s && now_s < session->idle_expiry_s;
}

static void touch(struct auth *auth, const struct session_row *session, int64_t now_s)
{
    if (now_s < session->last_seen_s + TOUCH_S)
        return;
    struct session_row row = *session;
    row.last_seen_s = now_s;
    row.idle_expiry_s = now_s + life_of(session->kind).idle_s;
    people_session_touch(auth_store(auth), &row);
}

static struct identity identity_of(const struct session_row *session)
{
    struct identity who = {
        .user_id = session->account_id,
        .account = session->account,
        .name = session->name,
        .provider = session->provider,
        .enterprise = session->enterprise_id,
        .kind = session->kind,
        .session_id = session->id,
        .platform_role = session->platform_role,
        .must_change_password = session->is_password_initial &&
                                th_str_equal(session->provider, auth_password_provider.id),
        .signed_in_s = session->created_s,
        .expires_s = session->expires_s,
    };
    memcpy(who.session, session->token_hash, sizeof who.session);
    return who;
}

/* A visit that found no session: not there, or not readable. */
static enum th_status without_session(enum th_status status)
{
    return status && status != TH_NOT_FOUND ? status : TH_UNAUTHENTICATED;
}

/* An outsider is not told that an enterprise is suspended, or why. */
static enum th_status judge_member(const struct membership_row *member, int64_t now_s,
                                   struct access *access)
{
    *access = access_of(member->role, member->modules);
    enum th_status status = membership_judge(member, now_s);
    return status == TH_ENTERPRISE_SUSPENDED && access_is_outsider(access) ? TH_NOT_FOUND : status;
}

/* What a member may do in this session. */
static enum th_status grant(const struct people_visit *visit, int64_t now_s,
                            struct auth_answer *out)
{
    const struct membership_row *member = &visit->member;
    struct th_str bound = visit->session.enterprise_id;
    if (bound.len && !th_str_equal(bound, member->enterprise_id))
        return TH_NOT_FOUND;
    struct access access;
    enum th_status status = judge_member(member, now_s, &access);
    out->suspended_for = member->suspended_for;
    if (status)
        return status;
    out->access = access;
    if (!bound.len)
        return TH_ENTERPRISE_UNCHOSEN;
    out->modules = member->modules;
    return TH_OK;
}

enum th_status auth_ask(struct auth *auth, struct th_arena *arena,
                        const struct auth_question *question, struct auth_answer *out)
{
    *out = (struct auth_answer){ .access = { ROLE_COUNT, 0 } };
    struct people_visit visit = { .arena = arena,
                                  .enterprise = question->enterprise,
                                  .filing = question->filing,
                                  .file = question->file };
    if (!token_hash(question->token, visit.token_hash))
        return TH_UNAUTHENTICATED;
    enum th_status status = people_visit(auth_store(auth), &visit);
    const struct session_row *session = &visit.session;
    if (!session->account_id.ptr)
        return without_session(status);
    int64_t now_s = auth_now_s(auth);
    if (!is_live(session, now_s) || !th_str_equal(session->kind, question->kind))
        return TH_UNAUTHENTICATED;
    touch(auth, session, now_s);
    out->who = identity_of(session);
    out->enterprise = visit.enterprise;
    return status || !visit.member.role.ptr ? status : grant(&visit, now_s, out);
}

enum th_status auth_sign_out(struct auth *auth, const struct identity *who)
{
    return people_session_close(auth_store(auth), who->session);
}

/* ---- a user's own sessions ---- */

#define FRESH_S 600

int64_t auth_fresh_for_s(struct auth *auth, const struct identity *who)
{
    int64_t age_s = auth_now_s(auth) - who->signed_in_s;
    bool is_own_proof = !th_str_equal(who->provider, TH_STR("scan"));
    return is_own_proof && age_s >= 0 && age_s < FRESH_S ? FRESH_S - age_s : 0;
}

enum th_status auth_reopen(struct auth *auth, struct th_arena *arena, const struct identity *who,
                           struct people_visit *visit)
{
    visit->arena = arena;
    memcpy(visit->token_hash, who->session, sizeof visit->token_hash);
    enum th_status status = people_visit(auth_store(auth), visit);
    return visit->session.account_id.ptr ? status : without_session(status);
}

enum th_status auth_switch(struct auth *auth, struct th_arena *arena, const struct identity *who,
                           struct th_str enterprise, struct sign_in *out)
{
    *out = (struct sign_in){ .who = *who };
    struct people_visit visit = { .enterprise = enterprise };
    enum th_status status = auth_reopen(auth, arena, who, &visit);
    if (status)
        return status;
    struct access access;
    status = judge_member(&visit.member, auth_now_s(auth), &access);
    out->suspended_for = visit.member.suspended_for;
    if (status)
        return status;
    struct people_opening opening = { .row = visit.session, .replaced = who->session };
    opening.row.enterprise_id = out->who.enterprise = enterprise;
    return open_session(auth, arena, &opening, out);
}

enum th_status auth_sessions(struct auth *auth, struct th_arena *arena, const struct identity *who,
                             struct session_list *out)
{
    enum th_status status = people_sessions(auth_store(auth), arena, who->user_id, out);
    int64_t now_s = auth_now_s(auth);
    size_t live = 0;
    for (size_t i = 0; status == TH_OK && i < out->count; i++)
        if (is_live(&out->items[i], now_s))
            out->items[live++] = out->items[i];
    out->count = status ? 0 : live;
    return status;
}

enum th_status auth_end_sessions(struct auth *auth, const struct identity *who, struct th_str id)
{
    return people_sessions_end(auth_store(auth), who->user_id, id);
}

enum th_status auth_memberships(struct auth *auth, struct th_arena *arena, struct th_str user_id,
                                struct membership_list *out)
{
    return people_memberships(auth_store(auth), arena, user_id, out);
}

static void copy_text(char *out, size_t cap, struct th_str text)
{
    size_t length = text.len < cap - 1 ? text.len : cap - 1;
    if (length > 0)
        memcpy(out, text.ptr, length);
}

void auth_record_denial(struct auth *auth, const struct auth_denial *denial)
{
    struct denial_row row = { .at_s = auth_now_s(auth), .status = denial->status };
    copy_text(row.account_id, sizeof row.account_id, denial->user_id);
    copy_text(row.route, sizeof row.route, denial->route);
    copy_text(row.enterprise_id, sizeof row.enterprise_id, denial->enterprise);
    copy_text(row.client, sizeof row.client, denial->client);
    copy_text(row.request_id, sizeof row.request_id, denial->request_id);
    people_denied(auth_store(auth), &row);
}
