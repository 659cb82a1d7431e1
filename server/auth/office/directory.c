/* Four looks of one kind, and the mask over what they found. */
#include "directory.h"

#include "identities.h"
#include "outside.h"
#include "provider.h"

struct look {
    const struct seal *seal;
    struct th_arena *arena;
    int64_t now_s;
    const void *query; /* of the list, or a struct th_str: whose id it is */
    void *out;
};

static enum th_status run(struct auth *auth, struct th_arena *arena, const struct look *asked,
                          enum th_status (*job)(struct store_db *db, void *data))
{
    struct look look = *asked;
    look.seal = outside_seal(auth_outside(auth));
    look.arena = arena;
    look.now_s = auth_now_s(auth);
    return store_read(auth_store(auth), job, &look);
}

/* ---- enterprises ---- */

static enum th_status enterprises_job(struct store_db *db, void *data)
{
    const struct look *look = data;
    return store_directory_enterprises(db, look->arena, look->query, look->out);
}

enum th_status directory_list_enterprises(struct auth *auth, struct th_arena *arena,
                                          const struct directory_query *query,
                                          struct directory_enterprises *out)
{
    return run(auth, arena, &(struct look){ .query = query, .out = out }, enterprises_job);
}

static enum th_status enterprise_job(struct store_db *db, void *data)
{
    const struct look *look = data;
    const struct th_str *id = look->query;
    struct enterprise_view *out = look->out;
    enum th_status status = store_directory_enterprise(db, look->arena, *id, &out->one);
    return status ? status : store_enterprise_people(db, look->arena, *id, &out->people);
}

enum th_status directory_get_enterprise(struct auth *auth, struct th_arena *arena, struct th_str id,
                                        struct enterprise_view *out)
{
    return run(auth, arena, &(struct look){ .query = &id, .out = out }, enterprise_job);
}

/* ---- accounts ---- */

/* What a person proved comes before what an enterprise wrote down. A phone that does not open is
 * not shown: it is verify's business. */
static void mask(const struct look *look, struct directory_account *one)
{
    char masked[MASK_CAP];
    struct th_str phone;
    const struct seal_place place = { TH_STR(IDENTITY_PHONE), one->row.id };
    if (one->phone_sealed.len)
        one->phone_shown = TH_STR("");
    if (look->seal && one->phone_sealed.len &&
        seal_read(look->seal, look->arena, &place, one->phone_sealed, &phone) == TH_OK)
        one->phone_shown = th_arena_copy(look->arena, mask_phone(phone, masked));
    one->phone_sealed = TH_STR("");
}

static enum th_status accounts_job(struct store_db *db, void *data)
{
    const struct look *look = data;
    unsigned char search[STORE_SEARCH_BYTES];
    struct th_id mobile;
    struct directory_accounts *out = look->out;
    struct directory_account_query query = { .all = *(const struct directory_query *)look->query,
                                             .now_s = look->now_s };
    if (look->seal && th_mobile_check(query.all.part, &mobile) &&
        identity_search(look->seal, IDENTITY_PHONE, th_str_of(mobile.text), search))
        query.phone = search;
    enum th_status status = store_directory_accounts(db, look->arena, &query, out);
    for (size_t i = 0; status == TH_OK && i < out->count; i++)
        mask(look, &out->items[i]);
    return status;
}

enum th_status directory_list_accounts(struct auth *auth, struct th_arena *arena,
                                       const struct directory_query *query,
                                       struct directory_accounts *out)
{
    return run(auth, arena, &(struct look){ .query = query, .out = out }, accounts_job);
}

/* As mask(). */
static enum th_status mask_person(struct store_db *db, const struct look *look,
                                  struct account_view *out)
{
    char masked[MASK_CAP];
    struct th_str text;
    struct identity_row row;
    const struct identity_row key = { .account_id = out->one.row.id,
                                      .kind = TH_STR(IDENTITY_PERSON) };
    const struct seal_place place = { key.kind, key.account_id };
    enum th_status status = store_identity_of(db, look->arena, &key, &row);
    out->id_shown = TH_STR("");
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    if (!look->seal || seal_read(look->seal, look->arena, &place, row.sealed, &text) != TH_OK)
        return TH_OK;
    th_str_cut(&text, ':');
    out->id_shown = th_arena_copy(look->arena, mask_id(text, masked));
    return TH_OK;
}

static enum th_status account_job(struct store_db *db, void *data)
{
    const struct look *look = data;
    struct account_view *out = look->out;
    out->one.row.id = *(const struct th_str *)look->query;
    enum th_status status = store_directory_account(db, look->arena, look->now_s, &out->one);
    if (status)
        return status;
    mask(look, &out->one);
    status = mask_person(db, look, out);
    if (status == TH_OK)
        status = store_auditor_institution(db, look->arena, out->one.row.id, &out->institution);
    if (status)
        return status;
    status = store_bank_manager_get(db, look->arena, out->one.row.id, &out->bank);
    if (status == TH_NOT_FOUND || (status == TH_OK && out->bank.ended_s)) {
        out->bank = (struct bank_manager_row){ .bank = { "", 0 } };
        status = TH_OK;
    }
    return status ? status : store_memberships_of(db, look->arena, out->one.row.id, &out->places);
}

enum th_status directory_get_account(struct auth *auth, struct th_arena *arena, struct th_str id,
                                     struct account_view *out)
{
    return run(auth, arena, &(struct look){ .query = &id, .out = out }, account_job);
}
