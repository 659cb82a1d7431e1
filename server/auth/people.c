/* Jobs over store_people.h. */
#include "people.h"

#include "membership.h"
#include "store_files.h"
#include "store_filings.h"
#include "token.h"

#include <stdio.h>
#include <stdlib.h>
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

struct opening {
    struct th_arena *arena;
    struct people_opening *asked;
};

/* The enterprise that needs no choice. */
static enum th_status bind_to_only_one(struct store_db *db, const struct opening *opening)
{
    struct membership_list list;
    struct session_row *session = &opening->asked->row;
    enum th_status status = store_memberships_of(db, opening->arena, session->account_id, &list);
    size_t live = 0;
    for (size_t i = 0; status == TH_OK && i < list.count; i++)
        if (membership_is_live(&list.items[i], session->last_seen_s)) {
            live++;
            session->enterprise_id = list.items[i].enterprise_id;
        }
    if (live != 1)
        session->enterprise_id = TH_STR("");
    return status;
}

/* A session that was ended since it was looked at is not replaced: whoever ended all of them left
 * none. */
enum th_status people_session_replace(struct store_db *db, const unsigned char *token_hash)
{
    enum th_status status = store_session_delete(db, token_hash);
    return status == TH_NOT_FOUND ? TH_UNAUTHENTICATED : status;
}

enum th_status people_session_supersede(struct store_db *db, struct th_str token)
{
    unsigned char hash[32];
    if (!token.len || !token_hash(token, hash))
        return TH_OK;
    enum th_status status = store_session_delete(db, hash);
    return status == TH_NOT_FOUND ? TH_OK : status;
}

/* Whoever changed the password meanwhile ended all sessions, and means this one, too. */
static enum th_status check_password(struct store_db *db, const struct opening *opening)
{
    const struct people_opening *asked = opening->asked;
    struct account_row now;
    if (!asked->password_hash.len)
        return TH_OK;
    enum th_status status = store_account_get(db, opening->arena, asked->row.account_id, &now);
    if (status)
        return status;
    return th_str_equal(now.password_hash, asked->password_hash) ? TH_OK : TH_SIGN_IN_FAILED;
}

/* Sign-ins are rare enough to sweep out dead sessions with them. */
static enum th_status open_session(struct store_db *db, void *data)
{
    const struct opening *opening = data;
    const struct people_opening *asked = opening->asked;
    enum th_status status = store_sessions_expire(db, asked->row.last_seen_s);
    if (status == TH_OK)
        status = check_password(db, opening);
    if (status == TH_OK && asked->replaced)
        status = people_session_replace(db, asked->replaced);
    if (status == TH_OK)
        status = people_session_supersede(db, asked->superseded);
    if (status == TH_OK && !asked->row.enterprise_id.len)
        status = bind_to_only_one(db, opening);
    return status ? status : store_session_insert(db, &asked->row);
}

enum th_status people_session_open_in(struct store_db *db, struct th_arena *arena,
                                      struct people_opening *opening)
{
    return open_session(db, &(struct opening){ arena, opening });
}

enum th_status people_session_open(struct store *store, struct th_arena *arena,
                                   struct people_opening *opening)
{
    return store_write(store, open_session, &(struct opening){ arena, opening });
}

struct session_search {
    struct th_arena *arena;
    struct th_str account_id, id;
    struct session_list *out;
};

static enum th_status find_sessions(struct store_db *db, void *data)
{
    struct session_search *search = data;
    return store_sessions_of(db, search->arena, search->account_id, search->out);
}

enum th_status people_sessions(struct store *store, struct th_arena *arena,
                               struct th_str account_id, struct session_list *out)
{
    struct session_search search = { .arena = arena, .account_id = account_id, .out = out };
    return store_read(store, find_sessions, &search);
}

static enum th_status end_sessions(struct store_db *db, void *data)
{
    const struct session_search *search = data;
    return search->id.len ? store_session_end(db, search->account_id, search->id)
                          : store_sessions_end(db, search->account_id);
}

enum th_status people_sessions_end(struct store *store, struct th_str account_id, struct th_str id)
{
    struct session_search search = { .account_id = account_id, .id = id };
    return store_write(store, end_sessions, &search);
}

static enum th_status close_session(struct store_db *db, void *data)
{
    enum th_status status = store_session_delete(db, data);
    return status == TH_NOT_FOUND ? TH_OK : status;
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
    if (!status && visit->file.ptr)
        status = store_file_owner(db, visit->arena, visit->file, &visit->enterprise);
    if (status || !visit->enterprise.ptr)
        return status;
    struct membership_row key = { .account_id = visit->session.account_id,
                                  .enterprise_id = visit->enterprise };
    return store_membership_find(db, visit->arena, &key, &visit->member);
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

/* ---- listing ---- */

#define PAGE 50

static enum th_status list_page(struct store_db *db, struct people_listing *listing,
                                struct th_str *after, size_t *count)
{
    struct account_list page;
    struct membership_list memberships;
    enum th_status status = store_accounts(db, listing->arena, *after, PAGE, &page);
    *count = page.count;
    for (size_t i = 0; status == TH_OK && i < page.count; i++) {
        status = store_memberships_of(db, listing->arena, page.items[i].id, &memberships);
        if (status == TH_OK)
            listing->take(listing->self, &page.items[i], &memberships);
        *after = page.items[i].account;
    }
    return status;
}

static enum th_status list_all(struct store_db *db, void *data)
{
    struct people_listing *listing = data;
    char behind[128] = "";
    size_t count = 0, mark = th_arena_mark(listing->arena);
    enum th_status status;
    do {
        struct th_str after = th_str_of(behind);
        status = list_page(db, listing, &after, &count);
        if (count)
            snprintf(behind, sizeof behind, "%.*s", (int)after.len, after.ptr);
        th_arena_rewind(listing->arena, mark);
    } while (status == TH_OK && count == PAGE);
    return status;
}

enum th_status people_list(struct store *store, struct people_listing *listing)
{
    return store_read(store, list_all, listing);
}
