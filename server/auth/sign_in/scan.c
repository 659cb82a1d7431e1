/* Sign-in of a PC by scan. Each step is one write job that reads the row, judges it and moves it
 * from the state it was judged in. */
#include "scan.h"

#include "network.h"
#include "people.h"
#include "provider.h"
#include "scan_pace.h"
#include "store_people.h"
#include "store_scan.h"

#include <stdio.h>
#include <string.h>

/* ---- begin ---- */

static enum th_status begin(struct store_db *db, void *data)
{
    const struct scan_row *row = data;
    int64_t count = 0;
    enum th_status status = store_scans_sweep(db, row->created_s - SCAN_LIFE_S);
    if (!status)
        status = store_scans_from(db, row->address, row->created_s - SCAN_LIFE_S, &count);
    if (!status && count >= SCAN_PER_ADDRESS)
        status = TH_RATE_LIMITED;
    return status ? status : store_scan_insert(db, row);
}

enum th_status scan_begin(struct auth *auth, const struct scan_place *place, struct scan_made *out)
{
    const struct app_clock *clock = auth_clock(auth);
    unsigned char random[TOKEN_RANDOM_BYTES];
    char network[NETWORK_CAP];
    clock_new_id(clock, 'q', out->id);
    clock->random(clock->self, random, sizeof random);
    token_write(random, out->secret);
    clock->random(clock->self, random, sizeof random);
    ticket_write(random, out->ticket);
    explicit_bzero(random, sizeof random);
    struct scan_row row = {
        .id = th_str_of(out->id),
        .kind = place->kind,
        .device = place->device,
        .address = network_counted(place->address, network),
        .created_s = auth_now_s(auth),
    };
    row.expires_s = row.created_s + SCAN_LIFE_S;
    if (!token_hash(th_str_of(out->secret), row.secret_hash) ||
        !ticket_hash(th_str_of(out->ticket), row.ticket_hash))
        return TH_INTERNAL;
    return store_write(auth_store(auth), begin, &row);
}

/* ---- the PC ---- */

struct pc_step {
    struct auth *auth;
    struct th_arena *arena;
    const struct scan_claim *claim;
    unsigned char secret_hash[32];
    int64_t now_s;
    struct scan_row row;
    struct session_row session; /* to be inserted */
    struct sign_in *opened;
    char session_id[CLOCK_ID_CAP];
};

static enum th_status find_mine(struct store_db *db, void *data)
{
    struct pc_step *step = data;
    enum th_status status = store_scan_get(db, step->arena, step->claim->id, &step->row);
    if (!status && memcmp(step->row.secret_hash, step->secret_hash, 32) != 0)
        status = TH_NOT_FOUND;
    return status;
}

static bool is_in(const struct scan_row *row, const char *state)
{
    return th_str_equal(row->state, th_str_of(state));
}

static void show(const struct scan_row *row, int64_t now_s, struct scan_view *out)
{
    bool is_over = now_s >= row->expires_s;
    *out = (struct scan_view){
        .state = is_over && !is_in(row, "consumed") ? TH_STR("expired") : row->state,
        .device = row->device,
        .address = row->address,
        .created_s = row->created_s,
        .expires_in_s = is_over ? 0 : (uint32_t)(row->expires_s - now_s),
    };
}

enum th_status scan_poll(struct auth *auth, struct th_arena *arena, const struct scan_claim *claim,
                         struct scan_view *out)
{
    struct pc_step step = { .arena = arena, .claim = claim };
    if (!token_hash(claim->secret, step.secret_hash))
        return TH_NOT_FOUND;
    enum th_status status = store_read(auth_store(auth), find_mine, &step);
    if (status)
        return status;
    const struct app_clock *clock = auth_clock(auth);
    if (!scan_pace_allows(auth_scan_pace(auth), step.secret_hash, clock->now_ms(clock->self)))
        return TH_RATE_LIMITED;
    show(&step.row, auth_now_s(auth), out);
    return TH_OK;
}

/* The phone that said yes is still signed in: signing out, being disabled and ending all sessions
 * take the PC along. */
static enum th_status check_approver(struct store_db *db, struct pc_step *step)
{
    struct session_row phone;
    enum th_status status = store_session_find(db, step->arena, step->row.approver, &phone);
    if (status)
        return status == TH_NOT_FOUND ? TH_SCAN_DONE : status;
    if (phone.is_disabled || step->now_s >= phone.expires_s || step->now_s >= phone.idle_expiry_s)
        return TH_SCAN_DONE;
    step->opened->who.user_id = phone.account_id;
    step->opened->who.account = phone.account;
    step->opened->who.name = phone.name;
    step->opened->who.enterprise = step->row.enterprise_id;
    return TH_OK;
}

static enum th_status consume(struct store_db *db, struct pc_step *step)
{
    enum th_status status = store_scan_move(db, &step->row, "confirmed", "consumed");
    if (status)
        return status == TH_CONFLICT ? TH_SCAN_DONE : status;
    step->session = (struct session_row){ .account_id = step->row.account_id,
                                          .provider = TH_STR("scan"),
                                          .enterprise_id = step->row.enterprise_id,
                                          .kind = step->row.kind,
                                          .device = step->row.device };
    status = auth_prepare_session(step->auth, &step->session, step->session_id, step->opened);
    step->opened->who.provider = TH_STR("scan");
    if (status == TH_OK)
        status = people_session_supersede(db, step->claim->superseded);
    return status ? status : store_session_insert(db, &step->session);
}

static enum th_status open_mine(struct store_db *db, void *data)
{
    struct pc_step *step = data;
    enum th_status status = find_mine(db, step);
    if (status)
        return status;
    if (step->now_s >= step->row.expires_s)
        return TH_SCAN_EXPIRED;
    if (!is_in(&step->row, "confirmed"))
        return TH_SCAN_DONE;
    status = check_approver(db, step);
    return status ? status : consume(db, step);
}

enum th_status scan_open(struct auth *auth, struct th_arena *arena, const struct scan_claim *claim,
                         struct sign_in *out)
{
    *out = (struct sign_in){ .retry_after_s = 0 };
    struct pc_step step = {
        .auth = auth, .arena = arena, .claim = claim, .now_s = auth_now_s(auth), .opened = out
    };
    if (!token_hash(claim->secret, step.secret_hash))
        return TH_NOT_FOUND;
    return store_write(auth_store(auth), open_mine, &step);
}

/* ---- the phone ---- */

struct phone_step {
    struct th_arena *arena;
    const struct scan_phone *phone;
    unsigned char ticket_hash[32];
    int64_t now_s;
    const char *decision; /* NULL = only looks */
    struct scan_row row;
};

bool scan_is_elsewhere(struct th_str pc, struct th_str phone)
{
    char one[NETWORK_CAP], other[NETWORK_CAP];
    return !th_str_equal(network_of(pc, one), network_of(phone, other));
}

static enum th_status look(struct store_db *db, struct phone_step *step)
{
    if (!is_in(&step->row, "new"))
        return is_in(&step->row, "scanned") &&
                       th_str_equal(step->row.account_id, step->phone->who->user_id)
                   ? TH_OK
                   : TH_SCAN_DONE;
    step->row.account_id = step->phone->who->user_id;
    return store_scan_move(db, &step->row, "new", "scanned");
}

static enum th_status decide(struct store_db *db, struct phone_step *step, bool is_yes)
{
    const struct scan_phone *phone = step->phone;
    if (!is_in(&step->row, "scanned") || !th_str_equal(step->row.account_id, phone->who->user_id))
        return TH_SCAN_DONE;
    if (is_yes && !phone->knows_other_network &&
        scan_is_elsewhere(step->row.address, phone->address))
        return TH_SCAN_NETWORK;
    step->row.enterprise_id = phone->who->enterprise.ptr ? phone->who->enterprise : TH_STR("");
    memcpy(step->row.approver, phone->who->session, sizeof step->row.approver);
    return store_scan_move(db, &step->row, "scanned", step->decision);
}

static enum th_status on_phone(struct store_db *db, void *data)
{
    struct phone_step *step = data;
    enum th_status status = store_scan_by_ticket(db, step->arena, step->ticket_hash, &step->row);
    if (status)
        return status;
    if (step->now_s >= step->row.expires_s)
        return TH_SCAN_EXPIRED;
    status = step->decision ? decide(db, step, strcmp(step->decision, "confirmed") == 0)
                            : look(db, step);
    return status == TH_CONFLICT ? TH_SCAN_DONE : status;
}

/* A session that was itself approved by a phone approves no other. */
static bool may_approve(const struct identity *who)
{
    return th_str_equal(who->kind, TH_STR("mini")) && !th_str_equal(who->provider, TH_STR("scan"));
}

static enum th_status step_on_phone(struct auth *auth, struct phone_step *step)
{
    step->now_s = auth_now_s(auth);
    if (!may_approve(step->phone->who))
        return TH_FORBIDDEN;
    if (!ticket_hash(step->phone->ticket, step->ticket_hash))
        return TH_NOT_FOUND;
    return store_write(auth_store(auth), on_phone, step);
}

enum th_status scan_look(struct auth *auth, struct th_arena *arena, const struct scan_phone *phone,
                         struct scan_view *out)
{
    struct phone_step step = { .arena = arena, .phone = phone };
    enum th_status status = step_on_phone(auth, &step);
    if (!status)
        show(&step.row, step.now_s, out);
    return status;
}

enum th_status scan_confirm(struct auth *auth, struct th_arena *arena,
                            const struct scan_phone *phone)
{
    struct phone_step step = { .arena = arena, .phone = phone, .decision = "confirmed" };
    return step_on_phone(auth, &step);
}

enum th_status scan_deny(struct auth *auth, struct th_arena *arena, const struct scan_phone *phone)
{
    struct phone_step step = { .arena = arena, .phone = phone, .decision = "denied" };
    return step_on_phone(auth, &step);
}
