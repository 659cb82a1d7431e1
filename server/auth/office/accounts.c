/* Each write in the frame of office.h. */
#include "accounts.h"

#include "agents.h"
#include "consents.h"
#include "founding.h"
#include "identities.h"
#include "independence.h"
#include "membership.h"
#include "outside.h"
#include "password.h"
#include "people.h"
#include "provider.h"
#include "room.h"
#include "store_directory.h"

#include <string.h>

/* ---- an initial password ---- */

#define INITIAL_PASSWORD_S (7 * 86400)

/* Four groups of four signs that are not taken for each other: 80 random bits. */
static void make_password(struct auth *auth, char out[ACCOUNT_PASSWORD_CAP])
{
    static const char signs[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    unsigned char random[16];
    const struct app_clock *clock = auth_clock(auth);
    size_t at = 0;
    clock->random(clock->self, random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % 4 == 0)
            out[at++] = '-';
        out[at++] = signs[random[i] % 32];
    }
    out[at] = '\0';
    explicit_bzero(random, sizeof random);
}

static enum th_status hash_new(struct auth *auth, char password[ACCOUNT_PASSWORD_CAP],
                               char hash[PASSWORD_HASH_CAP])
{
    make_password(auth, password);
    return password_hash(auth_password_gate(auth), th_str_of(password), hash);
}

/* Only the answer to the request that set it knows it. */
static enum th_status tell_once(const struct office *office, enum th_status status,
                                char password[ACCOUNT_PASSWORD_CAP])
{
    if (status || office->outcome.is_replay)
        explicit_bzero(password, ACCOUNT_PASSWORD_CAP);
    return status;
}

/* ---- making one ---- */

struct adding {
    const struct account_new *made;
    const char *hash;
};

/* Active agents besides the one whose place it is. */
static enum th_status check_agents(struct store_db *db, struct office *office,
                                   const struct membership_row *place)
{
    struct enterprise_people people;
    size_t agents = 0;
    enum th_status status =
        store_enterprise_people(db, office->arena, place->enterprise_id, &people);
    for (size_t i = 0; status == TH_OK && i < people.count; i++)
        agents += th_str_equal(people.items[i].member.role, role_row(ROLE_AGENT)->id) &&
                  !th_str_equal(people.items[i].member.account_id, place->account_id) &&
                  membership_is_live(&people.items[i].member, office->by.at_s);
    if (status == TH_OK && agents >= AGENTS_ACTIVE_MOST)
        return office_fault(office, TH_MSG_AGENTS_FULL, "/role");
    return status;
}

static enum th_status check_place(struct store_db *db, struct office *office, enum role role,
                                  const struct membership_row *place)
{
    struct enterprise_row there;
    const struct founding founding = { office->auth, office->arena, office->by };
    enum th_status status = store_enterprise_get(db, office->arena, place->enterprise_id, &there);
    if (status == TH_NOT_FOUND)
        return office_fault(office, TH_MSG_ENTERPRISE_UNKNOWN, "/enterprise");
    if (status == TH_OK)
        status = independence_of_place(db, place);
    if (status)
        return status;
    if (role == ROLE_LEGAL_PERSON)
        return founding_check_legal(db, &founding, place);
    return role == ROLE_AGENT ? check_agents(db, office, place) : TH_OK;
}

static struct membership_row place_of(const struct office *office, struct th_str account_id,
                                      struct th_str enterprise, enum role role)
{
    return (struct membership_row){ .account_id = account_id,
                                    .enterprise_id = enterprise,
                                    .role = role_row(role)->id,
                                    .modules = TH_STR(""),
                                    .state = TH_STR(MEMBERSHIP_ACTIVE),
                                    .starts_s = office->by.at_s };
}

static enum th_status add_step(struct store_db *db, struct office *office, void *data)
{
    const struct adding *adding = data;
    const struct account_new *made = adding->made;
    struct account_row row;
    char *id = th_arena_alloc(office->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    enum th_status status = store_account_by_name(db, office->arena, made->account, &row);
    if (status != TH_NOT_FOUND)
        return status ? status : TH_ACCOUNT_EXISTS;
    clock_new_id(auth_clock(office->auth), 'u', id);
    office->outcome.id = th_str_of(id);
    row = (struct account_row){ .id = th_str_of(id),
                                .account = made->account,
                                .name = made->name,
                                .password_hash = th_str_of(adding->hash),
                                .initial_until_s = office->by.at_s + INITIAL_PASSWORD_S,
                                .created_s = office->by.at_s };
    status = acts_add_account(db, &office->by, &row);
    if (status || !made->enterprise.len)
        return status;
    const struct membership_row place = place_of(office, row.id, made->enterprise, made->role);
    status = check_place(db, office, made->role, &place);
    return status ? status : acts_put_membership(db, &office->by, &place);
}

static enum th_status check_role(struct office *office, enum role role)
{
    if (role_row(role)->scope != SCOPE_ENTERPRISE || role_row(role)->standing == STANDING_OUTSIDER)
        return office_fault(office, TH_MSG_ACCOUNT_ROLE, "/role");
    return TH_OK;
}

static enum th_status check_new(struct office *office, const struct account_new *made)
{
    if (!people_account_fits(made->account))
        return office_fault(office, TH_MSG_ACCOUNT_SIGNS, "/account");
    return made->enterprise.len ? check_role(office, made->role) : TH_OK;
}

enum th_status accounts_add(struct office *office, struct account_new *made)
{
    char hash[PASSWORD_HASH_CAP];
    struct adding adding = { made, hash };
    enum th_status status = check_new(office, made);
    if (status == TH_OK)
        status = hash_new(office->auth, made->password, hash);
    if (status == TH_OK)
        status = office_write(office, &(struct office_step){ add_step, &adding });
    return tell_once(office, status, made->password);
}

/* ---- changing one ---- */

enum th_status accounts_find_other(struct store_db *db, struct office *office,
                                   struct directory_account *out)
{
    out->row.id = office->outcome.id = office->request.target;
    enum th_status status = store_directory_account(db, office->arena, office->by.at_s, out);
    if (status)
        return status;
    if (th_str_equal(office->request.target, office->request.account_id))
        return TH_OWN_ACCOUNT;
    return TH_OK;
}

static enum th_status turn_step(struct store_db *db, struct office *office, void *data)
{
    const struct office_turn *turn = data;
    struct directory_account one;
    enum th_status status = accounts_find_other(db, office, &one);
    if (status)
        return status;
    if (one.row.is_disabled == turn->is_closing)
        return TH_CONFLICT;
    one.row.is_disabled = turn->is_closing;
    return acts_change_account_for(db, &office->by, turn->is_closing ? ACT_DISABLE : ACT_ENABLE,
                                   &one.row, turn->reason);
}

enum th_status accounts_turn(struct office *office, const struct office_turn *turn)
{
    struct office_turn copy = *turn;
    return office_write(office, &(struct office_step){ turn_step, &copy });
}

enum th_status accounts_find_client(struct store_db *db, struct office *office,
                                    struct directory_account *out)
{
    const struct account_row *row = &out->row;
    enum th_status status = accounts_find_other(db, office, out);
    if (status)
        return status;
    if (row->platform_role.len)
        return TH_PLATFORM_ACCOUNT;
    if (!row->password_hash.len && !out->has_identity)
        return TH_ACCOUNT_WAITS;
    return TH_OK;
}

struct resetting {
    const struct account_reset *reset;
    const char *hash;
};

static enum th_status reset_step(struct store_db *db, struct office *office, void *data)
{
    const struct resetting *resetting = data;
    struct directory_account one;
    struct account_row *row = &one.row;
    enum th_status status = accounts_find_client(db, office, &one);
    if (status)
        return status;
    row->password_hash = th_str_of(resetting->hash);
    row->initial_until_s = office->by.at_s + INITIAL_PASSWORD_S;
    return acts_change_account_for(db, &office->by, ACT_PASSWORD, row, resetting->reset->reason);
}

enum th_status accounts_reset(struct office *office, struct account_reset *reset)
{
    char hash[PASSWORD_HASH_CAP];
    struct resetting resetting = { reset, hash };
    enum th_status status = hash_new(office->auth, reset->password, hash);
    if (status == TH_OK)
        status = office_write(office, &(struct office_step){ reset_step, &resetting });
    return tell_once(office, status, reset->password);
}

/* ---- places ---- */

/* "viewer: why" */
static struct th_str detail_of(const struct office *office, struct th_str role,
                               struct th_str reason)
{
    struct th_buf text = th_room(office->arena);
    th_buf_put(&text, role);
    th_buf_put(&text, TH_STR(": "));
    th_buf_put(&text, reason);
    return th_room_keep(office->arena, &text);
}

/* What the account has there; state empty = nothing. */
static enum th_status find_place(struct store_db *db, struct office *office,
                                 const struct account_place *asked, struct membership_row *out)
{
    struct membership_list list;
    *out = (struct membership_row){ .state = { "", 0 } };
    enum th_status status = store_memberships_of(db, office->arena, office->request.target, &list);
    for (size_t i = 0; status == TH_OK && i < list.count; i++)
        if (th_str_equal(list.items[i].enterprise_id, asked->enterprise))
            *out = list.items[i];
    return status;
}

/* A bank manager's place is what consents make it: they end with it. */
static enum th_status end_shown(struct store_db *db, struct office *office,
                                const struct membership_row *had)
{
    const struct consent_query query = { had->enterprise_id, had->account_id, office->by.at_s };
    const bool is_bank = had->state.len && th_str_equal(had->role, role_row(ROLE_BANK)->id);
    return is_bank ? consents_end_all(db, office->arena, &office->by, &query) : TH_OK;
}

static enum th_status end_place(struct store_db *db, struct office *office,
                                const struct account_place *asked, const struct membership_row *had)
{
    struct th_str detail = detail_of(office, had->role, asked->reason);
    if (!had->state.len)
        return TH_NOT_FOUND;
    return detail.ptr ? acts_end_membership_for(db, &office->by, had, detail) : TH_NO_MEMORY;
}

static bool is_held(const struct office *office, const struct membership_row *had, enum role role)
{
    return th_str_equal(had->role, role_row(role)->id) && membership_is_live(had, office->by.at_s);
}

static enum th_status put_institution(struct store_db *db, struct office *office,
                                      const struct account_place *asked, bool *is_other)
{
    struct th_str had;
    if (!asked->institution.len)
        return TH_OK;
    enum th_status status =
        store_auditor_institution(db, office->arena, office->request.target, &had);
    *is_other = !status && !th_str_equal(had, asked->institution);
    if (status || !*is_other)
        return status;
    return acts_put_auditor(db, &office->by, office->request.target, asked->institution);
}

static enum th_status put_place(struct store_db *db, struct office *office,
                                const struct account_place *asked, const struct membership_row *had)
{
    const struct membership_row place =
        place_of(office, office->request.target, asked->enterprise, asked->role);
    struct th_str detail = detail_of(office, place.role, asked->reason);
    bool is_other = false; /* institution */
    enum th_status status = put_institution(db, office, asked, &is_other);
    if (status || (is_other && is_held(office, had, asked->role)))
        return status;
    if (is_held(office, had, asked->role))
        return TH_CONFLICT;
    status = check_place(db, office, asked->role, &place);
    if (status)
        return status;
    return detail.ptr ? acts_put_membership_for(db, &office->by, &place, detail) : TH_NO_MEMORY;
}

static enum th_status place_step(struct store_db *db, struct office *office, void *data)
{
    const struct account_place *asked = data;
    struct directory_account one;
    struct membership_row had;
    const bool is_end = asked->role == ROLE_COUNT;
    enum th_status status = accounts_find_client(db, office, &one);
    if (is_end && status == TH_ACCOUNT_WAITS)
        status = TH_OK; /* a place may be freed before somebody comes for it */
    if (status == TH_OK)
        status = find_place(db, office, asked, &had);
    if (status == TH_OK)
        status = end_shown(db, office, &had);
    if (status)
        return status;
    return is_end ? end_place(db, office, asked, &had) : put_place(db, office, asked, &had);
}

enum th_status accounts_place(struct office *office, const struct account_place *place)
{
    struct account_place copy = *place;
    enum th_status status = place->role == ROLE_COUNT ? TH_OK : check_role(office, place->role);
    if (status == TH_OK && place->institution.len && place->role != ROLE_AUDITOR)
        status = office_fault(office, TH_MSG_AUDITOR_INSTITUTION, "/institution");
    return status ? status : office_write(office, &(struct office_step){ place_step, &copy });
}

static enum th_status end_step(struct store_db *db, struct office *office, void *data)
{
    const struct th_str *reason = data;
    struct account_row row;
    office->outcome.id = office->request.target;
    enum th_status status = store_account_get(db, office->arena, office->request.target, &row);
    return status ? status : acts_end_sessions(db, &office->by, row.id, *reason);
}

enum th_status accounts_end_sessions(struct office *office, struct th_str reason)
{
    return office_write(office, &(struct office_step){ end_step, &reason });
}
