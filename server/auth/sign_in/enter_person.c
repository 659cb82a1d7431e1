/* Accounts of people whose face was proved, and the enterprises that the registry says are theirs.
 * The proof of a person opens an account that is known to be his, or that nobody is yet; whose
 * WeChat held the camera opens nothing by itself. */
#include "claims.h"
#include "enter.h"
#include "founding.h"
#include "identities.h"
#include "independence.h"
#include "log.h"
#include "membership.h"
#include "outside.h"

#include <string.h>

struct arriving {
    struct auth *auth;
    struct th_arena *arena;
    const struct person_proof *proof;
    struct th_str number;               /* as it is sealed */
    struct identity_row person, openid; /* what is searched for; openid.kind.ptr NULL = not shown */
    struct registry_list theirs;        /* enterprises of this person */
    struct th_str account_id;
    struct account_row account; /* out */
    size_t refused;             /* enterprises that another legal person holds */
    int64_t now_s;
};

static struct act_by by_of(const struct arriving *arriving)
{
    return (struct act_by){ arriving->account_id, arriving->now_s };
}

/* ---- whose account ---- */

/* Signed in by this WeChat, as an agent of whom an enterprise said that he is this person. */
static enum th_status find_by_openid(struct store_db *db, struct arriving *arriving)
{
    struct identity_row found, had;
    bool is_vouched = false;
    enum th_status status = store_identity_find(db, arriving->arena, &arriving->openid, &found);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    const struct identity_row key = { .account_id = found.account_id,
                                      .kind = arriving->person.kind };
    status = store_identity_of(db, arriving->arena, &key, &had);
    if (status != TH_NOT_FOUND)
        return status; /* known as somebody else */
    status = store_agent_is_person(db, found.account_id, arriving->person.search, &is_vouched);
    if (status == TH_OK && is_vouched)
        arriving->account_id = found.account_id;
    return status;
}

static enum th_status make_account(struct store_db *db, struct arriving *arriving)
{
    char *id = th_arena_alloc(arriving->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    clock_new_id(&auth_service(arriving->auth)->clock, 'u', id);
    arriving->account_id = th_str_of(id);
    const struct act_by by = by_of(arriving);
    const struct account_row row = { .id = arriving->account_id,
                                     .account = arriving->account_id,
                                     .name = arriving->proof->name,
                                     .password_hash = TH_STR(""),
                                     .created_s = arriving->now_s };
    return acts_add_account(db, &by, &row);
}

/* The first proof of this person on this account. */
static enum th_status keep_person(struct store_db *db, struct arriving *arriving)
{
    const struct act_by by = by_of(arriving);
    struct identity_row row = { .account_id = arriving->account_id,
                                .kind = arriving->person.kind,
                                .verified_s = arriving->now_s };
    enum th_status status = identity_fill(outside_seal(auth_outside(arriving->auth)),
                                          &auth_service(arriving->auth)->clock, arriving->arena,
                                          arriving->number, &row);
    return status ? status : acts_put_identity(db, arriving->arena, &by, &row);
}

static enum th_status find_new(struct store_db *db, struct arriving *arriving)
{
    enum th_status status = TH_OK;
    if (arriving->openid.kind.ptr)
        status = find_by_openid(db, arriving);
    if (status == TH_OK && !arriving->account_id.len)
        status = claims_account(db, arriving->arena, &arriving->person, &arriving->account_id);
    if (status == TH_OK && !arriving->account_id.len)
        status = arriving->theirs.count ? make_account(db, arriving) : TH_SIGN_IN_UNKNOWN;
    return status ? status : keep_person(db, arriving);
}

static enum th_status find_account(struct store_db *db, struct arriving *arriving)
{
    struct identity_row found;
    enum th_status status = store_identity_find(db, arriving->arena, &arriving->person, &found);
    if (status == TH_NOT_FOUND)
        return find_new(db, arriving);
    arriving->account_id = found.account_id;
    return status;
}

/* ---- whose enterprises ---- */

/* An enterprise of this name that the registry does not know as its own is somebody's: people have
 * to look at it. */
static enum th_status make_enterprise(struct store_db *db, const struct arriving *arriving,
                                      struct registry_row *row)
{
    const struct founding founding = { arriving->auth, arriving->arena, by_of(arriving) };
    enum th_status status = founding_make(db, &founding, row);
    return status == TH_ENTERPRISE_NAME ? TH_LEGAL_PERSON_TAKEN : status;
}

/* Whose right was taken away by people does not get it back from the registry. */
static enum th_status take_place(struct store_db *db, const struct arriving *arriving,
                                 struct th_str enterprise)
{
    const struct act_by by = by_of(arriving);
    struct membership_row had;
    const struct membership_row key = { .account_id = arriving->account_id,
                                        .enterprise_id = enterprise };
    const struct membership_row place = { .account_id = arriving->account_id,
                                          .enterprise_id = enterprise,
                                          .role = role_row(ROLE_LEGAL_PERSON)->id,
                                          .modules = TH_STR(""),
                                          .state = TH_STR(MEMBERSHIP_ACTIVE) };
    enum th_status status = store_membership_find(db, arriving->arena, &key, &had);
    if (status == TH_OK && th_str_equal(had.role, place.role))
        return TH_OK;
    if (status && status != TH_NOT_FOUND)
        return status;
    const struct founding founding = { arriving->auth, arriving->arena, by };
    status = independence_of_place(db, &place); /* the auditor's place is ended by people first */
    if (status == TH_OK)
        status = founding_check_legal(db, &founding, &place);
    return status ? status : acts_put_membership(db, &by, &place);
}

static enum th_status take_enterprises(struct store_db *db, struct arriving *arriving)
{
    for (size_t i = 0; i < arriving->theirs.count; i++) {
        struct registry_row *row = &arriving->theirs.items[i];
        enum th_status status = row->enterprise_id.len ? TH_OK : make_enterprise(db, arriving, row);
        if (status == TH_OK)
            status = take_place(db, arriving, row->enterprise_id);
        if (status == TH_LEGAL_PERSON_TAKEN || status == TH_PERSON_AUDITS)
            arriving->refused++;
        else if (status)
            return status;
    }
    return TH_OK;
}

/* All that he might be let into is another's: that is said, and nothing is kept. */
static enum th_status check_refused(struct store_db *db, const struct arriving *arriving)
{
    struct membership_list list;
    if (!arriving->refused)
        return TH_OK;
    enum th_status status = store_memberships_of(db, arriving->arena, arriving->account_id, &list);
    return status || list.count ? status : TH_LEGAL_PERSON_TAKEN;
}

/* ---- the job ---- */

static enum th_status arrive_job(struct store_db *db, void *data)
{
    struct arriving *arriving = data;
    enum th_status status =
        store_registry_of(db, arriving->arena, arriving->person.search, &arriving->theirs);
    if (status == TH_OK)
        status = find_account(db, arriving);
    if (status == TH_OK)
        status = store_account_get(db, arriving->arena, arriving->account_id, &arriving->account);
    if (status)
        return status;
    if (arriving->account.is_disabled)
        return TH_PROOF_FAILED;
    const struct act_by by = by_of(arriving);
    const struct claimant claimant = { .account_id = arriving->account_id,
                                       .person = &arriving->person };
    status = claims_adopt(db, arriving->arena, &by, &claimant);
    if (status == TH_OK)
        status = take_enterprises(db, arriving);
    return status ? status : check_refused(db, arriving);
}

enum th_status enter_by_person(struct auth *auth, struct th_arena *arena,
                               const struct person_proof *proof, struct identity *who)
{
    char text[PERSON_TEXT_CAP];
    const struct seal *seal = outside_seal(auth_outside(auth));
    struct arriving arriving = { .auth = auth,
                                 .arena = arena,
                                 .proof = proof,
                                 .number = person_text(proof->id, text),
                                 .person = { .kind = TH_STR(IDENTITY_PERSON) },
                                 .account_id = { "", 0 },
                                 .now_s = clock_now_s(&auth_service(auth)->clock) };
    bool is_made = identity_search(seal, IDENTITY_PERSON, arriving.number, arriving.person.search);
    if (proof->openid.len) {
        arriving.openid.kind = TH_STR(IDENTITY_WECHAT);
        is_made &= identity_search(seal, IDENTITY_WECHAT, proof->openid, arriving.openid.search);
    }
    enum th_status status =
        is_made ? store_write(auth_store(auth), arrive_job, &arriving) : TH_INTERNAL;
    explicit_bzero(text, sizeof text);
    if (arriving.refused)
        log_message(LOG_WARN, "legal_person_taken",
                    TH_STR("the registry names a legal person for an enterprise that has another"));
    who->user_id = arriving.account.id;
    who->account = arriving.account.account;
    who->name = arriving.account.name;
    who->platform_role = arriving.account.platform_role;
    return status;
}
