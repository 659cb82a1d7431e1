/* Accounts of proved openids and phones. A phone alone, and a phone from another WeChat than
 * before, may belong to somebody new: an account that has an openid wants that openid or its
 * password. */
#include "enter.h"

#include "claims.h"
#include "identities.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"

#include <string.h>

struct entering {
    struct auth *auth;
    struct th_arena *arena;
    const struct proof *proof;
    struct identity_row openid, phone; /* as they shall stand; kind.ptr NULL = not shown */
    struct wechat_key_row key;
    struct th_str proved; /* the hash of the password that was right; empty = none was */
    struct th_str account_id;
    struct account_row account; /* out; also with TH_SECOND_PROOF */
    int64_t now_s;
};

static struct act_by by_of(const struct entering *entering)
{
    return (struct act_by){ entering->account_id, entering->now_s };
}

/* The account behind a proof; empty when there is none. */
static enum th_status owner_of(struct store_db *db, const struct entering *entering,
                               const struct identity_row *shown, struct identity_row *out)
{
    *out = (struct identity_row){ .account_id = { "", 0 } };
    if (!shown->kind.ptr)
        return TH_OK;
    enum th_status status = store_identity_find(db, entering->arena, shown, out);
    return status == TH_NOT_FOUND ? TH_OK : status;
}

/* Gives an account what was proved. The value is sealed for its account, so it is filled here. */
static enum th_status keep(struct store_db *db, struct entering *entering,
                           const struct identity_row *shown, struct th_str value)
{
    const struct app_clock *clock = &auth_service(entering->auth)->clock;
    const struct act_by by = by_of(entering);
    struct identity_row row = { .account_id = entering->account_id,
                                .kind = shown->kind,
                                .verified_s = entering->now_s };
    enum th_status status = identity_fill(outside_seal(auth_outside(entering->auth)), clock,
                                          entering->arena, value, &row);
    return status ? status : acts_put_identity(db, entering->arena, &by, &row);
}

static enum th_status keep_phone(struct store_db *db, struct entering *entering,
                                 const struct identity_row *owner)
{
    if (!entering->phone.kind.ptr)
        return TH_OK;
    if (th_str_equal(owner->account_id, entering->account_id))
        return TH_OK;
    return keep(db, entering, &entering->phone, entering->proof->phone);
}

enum th_status enter_is_bare(struct store_db *db, struct th_arena *arena, struct th_str account_id,
                             bool *out)
{
    struct account_row account;
    struct membership_list places;
    struct application_list applications;
    enum th_status status = store_account_get(db, arena, account_id, &account);
    if (status == TH_OK)
        status = store_memberships_of(db, arena, account_id, &places);
    if (status == TH_OK)
        status = store_applications_of(db, arena, account_id, 1, &applications);
    *out = status == TH_OK && !places.count && !applications.count && !account.platform_role.len &&
           !account.password_hash.len && !account.is_disabled;
    return status;
}

/* An openid leaves an account only when nothing hangs on that account. */
static enum th_status free_openid(struct store_db *db, struct entering *entering,
                                  const struct identity_row *owner)
{
    bool is_bare = false;
    if (!owner->account_id.len)
        return TH_OK;
    enum th_status status = enter_is_bare(db, entering->arena, owner->account_id, &is_bare);
    if (status)
        return status;
    if (!is_bare)
        return TH_SECOND_PROOF;
    const struct act_by by = by_of(entering);
    return acts_end_identity(db, &by, owner);
}

/* By a password that is still the account's. */
static bool is_proved(const struct entering *entering)
{
    return entering->proved.len > 0 &&
           th_str_equal(entering->proved, entering->account.password_hash);
}

/* The owner of the phone signs in. */
static enum th_status enter_by_phone(struct store_db *db, struct entering *entering,
                                     const struct identity_row *by_openid)
{
    struct identity_row key = { .account_id = entering->account_id,
                                .kind = TH_STR(IDENTITY_WECHAT) };
    struct identity_row had;
    enum th_status status = store_identity_of(db, entering->arena, &key, &had);
    if (status && status != TH_NOT_FOUND)
        return status;
    bool has_openid = status == TH_OK;
    bool is_same = has_openid && entering->openid.kind.ptr &&
                   memcmp(had.search, entering->openid.search, sizeof had.search) == 0;
    if (is_same)
        return TH_OK;
    if (has_openid && !is_proved(entering))
        return TH_SECOND_PROOF;
    if (!entering->openid.kind.ptr)
        return TH_OK;
    status = free_openid(db, entering, by_openid);
    return status ? status : keep(db, entering, &entering->openid, entering->proof->openid);
}

static enum th_status make_account(struct store_db *db, struct entering *entering)
{
    char *id = th_arena_alloc(entering->arena, CLOCK_ID_CAP + MASK_CAP);
    if (!id)
        return TH_NO_MEMORY;
    clock_new_id(&auth_service(entering->auth)->clock, 'u', id);
    entering->account_id = th_str_of(id);
    const struct act_by by = by_of(entering);
    struct account_row row = { .id = entering->account_id,
                               .account = entering->account_id,
                               .name = mask_phone(entering->proof->phone, id + CLOCK_ID_CAP),
                               .password_hash = TH_STR(""),
                               .created_s = entering->now_s };
    enum th_status status = acts_add_account(db, &by, &row);
    return status ? status : keep(db, entering, &entering->openid, entering->proof->openid);
}

/* Nobody has this openid or phone: an agent whom an enterprise has added, or somebody new. */
static enum th_status find_place(struct store_db *db, struct entering *entering)
{
    if (!entering->phone.kind.ptr)
        return TH_PHONE_NEEDED;
    enum th_status status =
        claims_account(db, entering->arena, &entering->phone, &entering->account_id);
    if (status)
        return status;
    if (!entering->openid.kind.ptr)
        return entering->account_id.len ? TH_OK : TH_SIGN_IN_UNKNOWN;
    if (!entering->account_id.len)
        return make_account(db, entering);
    return keep(db, entering, &entering->openid, entering->proof->openid);
}

static enum th_status find_account(struct store_db *db, struct entering *entering,
                                   const struct identity_row *by_openid,
                                   const struct identity_row *by_phone)
{
    entering->account_id = by_phone->account_id.len ? by_phone->account_id : by_openid->account_id;
    if (!entering->account_id.len)
        return find_place(db, entering);
    enum th_status status =
        store_account_get(db, entering->arena, entering->account_id, &entering->account);
    if (!status && entering->account.is_disabled)
        status = TH_SIGN_IN_FAILED;
    return status || !by_phone->account_id.len ? status : enter_by_phone(db, entering, by_openid);
}

/* The places of agents that waited for this phone. */
static enum th_status take_places(struct store_db *db, struct entering *entering)
{
    const struct act_by by = by_of(entering);
    const struct claimant claimant = { .account_id = entering->account_id,
                                       .phone = &entering->phone };
    return claims_adopt(db, entering->arena, &by, &claimant);
}

static enum th_status enter_job(struct store_db *db, void *data)
{
    struct entering *entering = data;
    struct identity_row by_openid, by_phone;
    enum th_status status = owner_of(db, entering, &entering->openid, &by_openid);
    if (status == TH_OK)
        status = owner_of(db, entering, &entering->phone, &by_phone);
    if (status == TH_OK)
        status = find_account(db, entering, &by_openid, &by_phone);
    if (status == TH_OK)
        status = keep_phone(db, entering, &by_phone);
    if (status == TH_OK)
        status = take_places(db, entering);
    if (status == TH_OK && entering->key.sealed.ptr)
        status = store_wechat_key_put(db, &entering->key);
    if (status)
        return status;
    return store_account_get(db, entering->arena, entering->account_id, &entering->account);
}

/* The session key is of no use here yet, and must never be readable: it is sealed for its openid.
 */
static enum th_status seal_session_key(struct entering *entering, const struct seal *seal)
{
    char owner[SEARCH_TEXT_CAP];
    struct seal_value value = { .place = { TH_STR("session_key"),
                                           search_text(entering->openid.search, owner) },
                                .text = entering->proof->session_key };
    const struct app_clock *clock = &auth_service(entering->auth)->clock;
    clock->random(clock->self, value.nonce, sizeof value.nonce);
    memcpy(entering->key.openid, entering->openid.search, sizeof entering->key.openid);
    entering->key.at_s = entering->now_s;
    return seal_close(seal, entering->arena, &value, &entering->key.sealed);
}

static enum th_status prepare(struct entering *entering)
{
    const struct seal *seal = outside_seal(auth_outside(entering->auth));
    const struct proof *proof = entering->proof;
    if (!seal)
        return TH_SECRETS_OFF;
    if (proof->phone.len) {
        entering->phone.kind = TH_STR(IDENTITY_PHONE);
        if (!identity_search(seal, IDENTITY_PHONE, proof->phone, entering->phone.search))
            return TH_INTERNAL;
    }
    if (!proof->openid.len)
        return TH_OK;
    entering->openid.kind = TH_STR(IDENTITY_WECHAT);
    if (!identity_search(seal, IDENTITY_WECHAT, proof->openid, entering->openid.search))
        return TH_INTERNAL;
    return proof->session_key.len ? seal_session_key(entering, seal) : TH_OK;
}

/* The password, checked outside of the writer; then the job decides once more. */
static enum th_status enter_with_password(struct entering *entering, uint32_t *retry_after_s)
{
    bool matches = false;
    struct limit_take guess = { .seal = outside_seal(auth_outside(entering->auth)),
                                .now_s = auth_now_s(entering->auth) };
    if (entering->account.initial_until_s)
        return TH_SECOND_PROOF; /* one that an administrator made proves nobody but for its change
                                 */
    limiter_add(&guess, LIMIT_SECOND_PROOF, entering->account.id);
    enum th_status status = limiter_take(auth_store(entering->auth), &guess);
    *retry_after_s = guess.retry_after_s;
    if (status)
        return status;
    status = password_verify(auth_password_gate(entering->auth), entering->proof->password,
                             entering->account.password_hash, &matches);
    if (status || !matches)
        return status ? status : TH_SECOND_PROOF;
    entering->proved = entering->account.password_hash;
    return store_write(auth_store(entering->auth), enter_job, entering);
}

enum th_status enter_by_proof(struct auth *auth, struct th_arena *arena, const struct proof *proof,
                              struct sign_in *out)
{
    struct entering entering = { .auth = auth,
                                 .arena = arena,
                                 .proof = proof,
                                 .proved = { "", 0 },
                                 .now_s = clock_now_s(&auth_service(auth)->clock) };
    enum th_status status = prepare(&entering);
    if (status == TH_OK)
        status = store_write(auth_store(auth), enter_job, &entering);
    if (status == TH_SECOND_PROOF && proof->password.len && entering.account.id.len)
        status = enter_with_password(&entering, &out->retry_after_s);
    if (status)
        return status;
    out->who.user_id = entering.account.id;
    out->who.account = entering.account.account;
    out->who.name = entering.account.name;
    out->who.platform_role = entering.account.platform_role;
    out->password_hash = entering.proved;
    return TH_OK;
}
