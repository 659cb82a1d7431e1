/* Jobs over store_people.h. */
#include "people.h"

#include "store_filings.h"

#include <string.h>

struct account_search {
    struct th_arena *arena;
    struct th_str account;
    struct account_row *out;
};

static enum th_status find_account(struct store_db *db, void *data)
{
    struct account_search *search = data;
    return store_account_by_name(db, search->arena, search->account, search->out);
}

enum th_status people_account(struct store *store, struct th_arena *arena, struct th_str account,
                              struct account_row *out)
{
    return store_read(store, find_account, &(struct account_search){ arena, account, out });
}

struct membership_search {
    struct th_arena *arena;
    struct th_str account_id;
    struct membership_list *out;
};

static enum th_status find_memberships(struct store_db *db, void *data)
{
    struct membership_search *search = data;
    return store_memberships_of(db, search->arena, search->account_id, search->out);
}

enum th_status people_memberships(struct store *store, struct th_arena *arena,
                                  struct th_str account_id, struct membership_list *out)
{
    return store_read(store, find_memberships,
                      &(struct membership_search){ arena, account_id, out });
}

/* Sign-ins are rare enough to sweep out dead sessions with them. */
static enum th_status open_session(struct store_db *db, void *data)
{
    const struct session_row *session = data;
    enum th_status status = store_sessions_expire(db, session->created_s);
    return status ? status : store_session_insert(db, session);
}

enum th_status people_session_open(struct store *store, const struct session_row *session)
{
    struct session_row copy = *session;
    return store_write(store, open_session, &copy);
}

static enum th_status close_session(struct store_db *db, void *data)
{
    return store_session_delete(db, data);
}

enum th_status people_session_close(struct store *store, const unsigned char token_hash[32])
{
    unsigned char copy[32];
    memcpy(copy, token_hash, sizeof copy);
    return store_write(store, close_session, copy);
}

static enum th_status touch_session(struct store_db *db, void *data)
{
    return store_session_touch(db, data);
}

void people_session_touch(struct store *store, const struct session_row *session)
{
    struct session_row row = { .last_seen_s = session->last_seen_s,
                               .idle_expiry_s = session->idle_expiry_s };
    memcpy(row.token_hash, session->token_hash, sizeof row.token_hash);
    store_post(store, touch_session, &row, sizeof row); /* without the views, which would dangle */
}

static enum th_status look(struct store_db *db, void *data)
{
    struct people_visit *visit = data;
    enum th_status status =
        store_session_find(db, visit->arena, visit->token_hash, &visit->session);
    if (!status && visit->filing.ptr)
        status = store_filing_owner(db, visit->arena, visit->filing, &visit->enterprise);
    if (status || !visit->enterprise.ptr)
        return status;
    struct membership_row key = { .account_id = visit->session.account_id,
                                  .enterprise_id = visit->enterprise };
    return store_membership_role(db, visit->arena, &key, &visit->role);
}

enum th_status people_visit(struct store *store, struct people_visit *visit)
{
    return store_read(store, look, visit);
}

static enum th_status deny(struct store_db *db, void *data)
{
    return store_denial_insert(db, data);
}

void people_denied(struct store *store, const struct denial_row *row)
{
    store_post(store, deny, row, sizeof *row);
}

struct addition {
    const struct app_clock *clock;
    const struct people_new *person;
    struct people_ids *ids;
    struct th_arena arena;
};

static void keep_id(char out[CLOCK_ID_CAP], struct th_str id)
{
    size_t length = id.len < CLOCK_ID_CAP - 1 ? id.len : CLOCK_ID_CAP - 1;
    memcpy(out, id.ptr, length);
    out[length] = '\0';
}

static enum th_status add_enterprise(struct store_db *db, struct addition *add)
{
    struct enterprise_row row;
    enum th_status status =
        store_enterprise_by_name(db, &add->arena, add->person->enterprise, &row);
    if (!status)
        keep_id(add->ids->enterprise_id, row.id);
    if (status != TH_NOT_FOUND)
        return status;
    add->ids->is_new_enterprise = true;
    clock_new_id(add->clock, 'e', add->ids->enterprise_id);
    row = (struct enterprise_row){ th_str_of(add->ids->enterprise_id), add->person->enterprise,
                                   clock_now_s(add->clock) };
    return store_enterprise_insert(db, &row);
}

static enum th_status add_account(struct store_db *db, struct addition *add)
{
    struct account_row row;
    enum th_status status = store_account_by_name(db, &add->arena, add->person->account, &row);
    if (!status)
        keep_id(add->ids->account_id, row.id);
    if (status != TH_NOT_FOUND)
        return status;
    add->ids->is_new_account = true;
    clock_new_id(add->clock, 'u', add->ids->account_id);
    row = (struct account_row){
        .id = th_str_of(add->ids->account_id),
        .account = add->person->account,
        .name = add->person->name,
        .password_hash = add->person->password_hash,
        .created_s = clock_now_s(add->clock),
    };
    return store_account_insert(db, &row);
}

static enum th_status add_person(struct store_db *db, void *data)
{
    struct addition *add = data;
    *add->ids = (struct people_ids){ .is_new_account = false };
    enum th_status status = add_enterprise(db, add);
    if (!status)
        status = add_account(db, add);
    if (status)
        return status;
    struct membership_row row = {
        .account_id = th_str_of(add->ids->account_id),
        .enterprise_id = th_str_of(add->ids->enterprise_id),
        .role = add->person->role,
    };
    return store_membership_put(db, &row);
}

enum th_status people_add(struct store *store, const struct app_clock *clock,
                          const struct people_new *person, struct people_ids *out)
{
    char block[2048];
    struct addition add = { clock, person, out, { 0 } };
    th_arena_init(&add.arena, block, sizeof block);
    return store_write(store, add_person, &add);
}
