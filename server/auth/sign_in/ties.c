/* Each change is one write job: the asker's session is still there, the change with its act, and
 * the session that takes its place. */
#include "ties.h"

#include "claims.h"
#include "enter.h"
#include "limiter.h"
#include "outside.h"
#include "people.h"
#include "provider_wechat.h"
#include "sms_code.h"

#include <string.h>

static const char *const kinds[TIE_COUNT] = { IDENTITY_PHONE, IDENTITY_WECHAT, IDENTITY_PERSON };

struct th_str tie_id(enum tie tie)
{
    return th_str_of(kinds[tie]);
}

bool tie_find(struct th_str id, enum tie *out)
{
    for (unsigned i = 0; i < TIE_PERSON; i++)
        if (th_str_equal(id, th_str_of(kinds[i]))) {
            *out = (enum tie)i;
            return true;
        }
    return false;
}

/* ---- what there is ---- */

struct ways {
    struct identity_row ties[TIE_COUNT]; /* kind.ptr NULL = not there */
    struct account_row account;
};

static enum th_status read_ways(struct store_db *db, struct th_arena *arena,
                                struct th_str account_id, struct ways *out)
{
    enum th_status status = store_account_get(db, arena, account_id, &out->account);
    for (unsigned i = 0; status == TH_OK && i < TIE_COUNT; i++) {
        const struct identity_row key = { .account_id = account_id, .kind = th_str_of(kinds[i]) };
        status = store_identity_of(db, arena, &key, &out->ties[i]);
        if (status != TH_NOT_FOUND)
            continue;
        out->ties[i] = (struct identity_row){ .kind = { NULL, 0 } };
        status = TH_OK;
    }
    return status;
}

/* Whether this server lets somebody in by it. */
static bool is_way(const struct auth *auth, enum tie tie)
{
    struct th_str faces[OUTSIDE_FACES_MOST];
    const struct outside *outside = auth_outside(auth);
    switch (tie) {
    case TIE_WECHAT: return outside_wechat(outside) != NULL;
    case TIE_PHONE: return outside_wechat(outside) || outside_sms(outside);
    case TIE_PERSON: return outside_faces(outside, faces) > 0;
    case TIE_COUNT: break;
    }
    return false;
}

static bool has_other_way(const struct auth *auth, const struct ways *ways, enum tie without)
{
    bool has = ways->account.password_hash.len > 0 && !ways->account.initial_until_s;
    for (unsigned i = 0; i < TIE_COUNT; i++)
        has |= i != without && ways->ties[i].kind.ptr && is_way(auth, (enum tie)i);
    return has;
}

/* Nobody is shown his openid: it says nothing to people. */
static enum th_status show(const struct auth *auth, struct th_arena *arena,
                           const struct identity_row *row, struct tie_view *out)
{
    const struct seal *seal = outside_seal(auth_outside(auth));
    const struct seal_place place = { row->kind, row->account_id };
    struct th_str value;
    if (!seal || th_str_equal(row->kind, TH_STR(IDENTITY_WECHAT)))
        return TH_OK;
    enum th_status status = seal_read(seal, arena, &place, row->sealed, &value);
    if (status)
        return status;
    if (th_str_equal(row->kind, TH_STR(IDENTITY_PHONE))) {
        mask_phone(value, out->shown);
        return TH_OK;
    }
    th_str_cut(&value, ':'); /* which document it is */
    mask_id(value, out->shown);
    return TH_OK;
}

struct listing {
    struct auth *auth;
    struct th_arena *arena;
    const struct identity *who;
    struct ways ways;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct listing *listing = data;
    return read_ways(db, listing->arena, listing->who->user_id, &listing->ways);
}

enum th_status ties_list(struct auth *auth, struct th_arena *arena, const struct identity *who,
                         struct ties_view *out)
{
    struct listing listing = { .auth = auth, .arena = arena, .who = who };
    enum th_status status = store_read(auth_store(auth), list_job, &listing);
    *out = (struct ties_view){ .has_password = listing.ways.account.password_hash.len > 0,
                               .offers_wechat = outside_wechat(auth_outside(auth)) != NULL,
                               .offers_text = outside_sms(auth_outside(auth)) != NULL };
    for (unsigned i = 0; status == TH_OK && i < TIE_COUNT; i++) {
        const struct identity_row *row = &listing.ways.ties[i];
        struct tie_view *to = &out->ties[i];
        to->is_there = row->kind.ptr != NULL;
        if (!to->is_there)
            continue;
        to->verified_s = row->verified_s;
        to->may_end = i != TIE_PERSON && has_other_way(auth, &listing.ways, (enum tie)i);
        status = show(auth, arena, row, to);
    }
    return status;
}

/* ---- a change ---- */

struct change {
    struct auth *auth;
    struct th_arena *arena;
    const struct identity *who;
    enum tie tie;
    struct identity_row row;          /* to be tied; sealed */
    struct th_str old_hash, new_hash; /* of passwords */
    struct people_opening opening;
    int64_t now_s;
};

static struct act_by by_of(const struct change *change)
{
    return (struct act_by){ change->who->user_id, change->now_s };
}

static enum th_status run(struct change *change, store_job job, struct sign_in *out)
{
    char id[CLOCK_ID_CAP];
    struct people_visit visit = { .enterprise = { NULL, 0 } };
    out->who = *change->who;
    change->now_s = auth_now_s(change->auth);
    enum th_status status = auth_reopen(change->auth, change->arena, change->who, &visit);
    if (status)
        return status;
    change->opening.row = visit.session;
    status = auth_prepare_session(change->auth, &change->opening.row, id, out);
    if (status == TH_OK)
        status = store_write(auth_store(change->auth), job, change);
    out->who.enterprise = change->opening.row.enterprise_id;
    return status;
}

/* The sessions that the change has ended are over; this one is opened anew behind them. */
static enum th_status open_anew(struct store_db *db, struct change *change)
{
    return people_session_open_in(db, change->arena, &change->opening);
}

static enum th_status take_try(struct auth *auth, const struct identity *who,
                               const struct tie_proof *proof, uint32_t *retry_after_s)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(auth)),
                               .now_s = auth_now_s(auth) };
    limiter_add(&take, LIMIT_TIES, who->user_id);
    limiter_add(&take, LIMIT_PROOF_ADDRESS, proof->client);
    enum th_status status = limiter_take(auth_store(auth), &take);
    *retry_after_s = take.retry_after_s;
    return status;
}

/* ---- tying ---- */

/* Whoever proves what another account has takes it along only when nothing hangs on that one. */
static enum th_status free_owner(struct store_db *db, struct change *change, bool *is_mine)
{
    struct identity_row owner;
    bool is_bare = false;
    enum th_status status = store_identity_find(db, change->arena, &change->row, &owner);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    *is_mine = th_str_equal(owner.account_id, change->who->user_id);
    if (*is_mine)
        return TH_OK;
    status = enter_is_bare(db, change->arena, owner.account_id, &is_bare);
    if (status)
        return status;
    if (!is_bare)
        return TH_IDENTITY_TAKEN;
    const struct act_by by = by_of(change);
    status = acts_end_identity(db, &by, &owner);
    return status ? status : store_sessions_end(db, owner.account_id);
}

static enum th_status put_identity(struct store_db *db, struct change *change)
{
    bool is_mine = false;
    const struct act_by by = by_of(change);
    enum th_status status = free_owner(db, change, &is_mine);
    if (status || is_mine)
        return status;
    status = acts_put_identity(db, change->arena, &by, &change->row);
    const struct claimant claimant = { .account_id = change->who->user_id, .phone = &change->row };
    return status || change->tie != TIE_PHONE ? status
                                              : claims_adopt(db, change->arena, &by, &claimant);
}

static enum th_status tie_job(struct store_db *db, void *data)
{
    struct change *change = data;
    enum th_status status = people_session_replace(db, change->who->session);
    if (status == TH_OK)
        status = put_identity(db, change);
    return status ? status : open_anew(db, change);
}

/* What the proof proves: an openid or a phone, in the arena. */
static enum th_status prove(struct change *change, const struct tie_proof *proof,
                            struct th_str *value)
{
    struct th_id phone;
    struct wechat_proof wechat;
    const struct credentials shown = { .code = proof->code, .client = proof->client };
    const struct code_request text = { .phone = proof->phone, .account = change->who->user_id };
    enum th_status status;
    if (proof->tie == TIE_WECHAT) {
        status = wechat_prove(change->auth, change->arena, &shown, &wechat);
        *value = wechat.person.openid;
    } else if (proof->phone.len) {
        status = sms_code_check(change->auth, &text, proof->code);
        *value = proof->phone;
    } else {
        status = wechat_prove_phone(change->auth, change->arena, proof->code, &phone);
        *value = status ? TH_STR("") : th_arena_copy(change->arena, th_str_of(phone.text));
    }
    return status;
}

static bool can_prove(const struct auth *auth, const struct tie_proof *proof)
{
    return proof->phone.len ? outside_sms(auth_outside(auth)) != NULL
                            : outside_wechat(auth_outside(auth)) != NULL;
}

enum th_status ties_tie(struct auth *auth, struct th_arena *arena, const struct identity *who,
                        const struct tie_proof *proof, struct sign_in *out)
{
    struct th_str value = { "", 0 };
    struct change change = { .auth = auth, .arena = arena, .who = who, .tie = proof->tie };
    const struct seal *seal = outside_seal(auth_outside(auth));
    *out = (struct sign_in){ .retry_after_s = 0 };
    if (!can_prove(auth, proof))
        return TH_NOT_FOUND;
    if (!auth_fresh_for_s(auth, who))
        return TH_SIGN_IN_AGAIN;
    if (!seal)
        return TH_SECRETS_OFF;
    enum th_status status = take_try(auth, who, proof, &out->retry_after_s);
    if (status == TH_OK)
        status = prove(&change, proof, &value);
    if (status)
        return status;
    change.row = (struct identity_row){ .account_id = who->user_id,
                                        .kind = tie_id(proof->tie),
                                        .verified_s = auth_now_s(auth) };
    status = identity_fill(seal, auth_clock(auth), arena, value, &change.row);
    return status ? status : run(&change, tie_job, out);
}

enum th_status ties_send_code(struct auth *auth, const struct identity *who,
                              const struct tie_proof *proof, uint32_t *retry_after_s)
{
    struct code_request request = { .phone = proof->phone,
                                    .account = who->user_id,
                                    .client = proof->client };
    if (!outside_sms(auth_outside(auth)))
        return TH_NOT_FOUND;
    if (!auth_fresh_for_s(auth, who))
        return TH_SIGN_IN_AGAIN;
    enum th_status status = sms_code_send(auth, &request);
    *retry_after_s = request.retry_after_s;
    return status;
}

/* ---- untying ---- */

static enum th_status end_tie(struct store_db *db, struct change *change)
{
    struct ways ways;
    const struct act_by by = by_of(change);
    enum th_status status = read_ways(db, change->arena, change->who->user_id, &ways);
    if (status)
        return status;
    if (!ways.ties[change->tie].kind.ptr)
        return TH_NOT_FOUND;
    if (!auth_fresh_for_s(change->auth, change->who))
        return TH_SIGN_IN_AGAIN;
    if (!has_other_way(change->auth, &ways, change->tie))
        return TH_LAST_WAY;
    status = acts_end_identity(db, &by, &ways.ties[change->tie]);
    return status ? status : store_sessions_end(db, change->who->user_id);
}

static enum th_status untie_job(struct store_db *db, void *data)
{
    struct change *change = data;
    enum th_status status = people_session_replace(db, change->who->session);
    if (status == TH_OK)
        status = end_tie(db, change);
    return status ? status : open_anew(db, change);
}

enum th_status ties_untie(struct auth *auth, struct th_arena *arena, const struct identity *who,
                          enum tie tie, struct sign_in *out)
{
    struct change change = { .auth = auth, .arena = arena, .who = who, .tie = tie };
    *out = (struct sign_in){ .retry_after_s = 0 };
    return run(&change, untie_job, out);
}

/* ---- the password ---- */

static enum th_status password_job(struct store_db *db, void *data)
{
    struct change *change = data;
    struct account_row account;
    const struct act_by by = by_of(change);
    enum th_status status = people_session_replace(db, change->who->session);
    if (status == TH_OK)
        status = store_account_get(db, change->arena, change->who->user_id, &account);
    if (status)
        return status;
    if (!th_str_equal(account.password_hash, change->old_hash))
        return TH_PROOF_FAILED; /* somebody has changed it meanwhile */
    account.password_hash = change->new_hash;
    account.initial_until_s = 0;
    status = acts_change_account(db, &by, ACT_PASSWORD, &account);
    return status ? status : open_anew(db, change);
}

static enum th_status check_old(struct change *change, struct th_str old, uint32_t *retry_after_s)
{
    bool matches = false;
    struct listing listing = { .auth = change->auth, .arena = change->arena, .who = change->who };
    struct limit_take guess = { .seal = outside_seal(auth_outside(change->auth)),
                                .now_s = auth_now_s(change->auth) };
    enum th_status status = store_read(auth_store(change->auth), list_job, &listing);
    change->old_hash = listing.ways.account.password_hash;
    if (status)
        return status;
    if (!change->old_hash.len)
        return TH_NO_PASSWORD;
    const int64_t until_s = listing.ways.account.initial_until_s;
    if (until_s && guess.now_s >= until_s)
        return TH_INITIAL_ENDED;
    limiter_add(&guess, LIMIT_SECOND_PROOF, change->who->user_id);
    status = limiter_take(auth_store(change->auth), &guess);
    *retry_after_s = guess.retry_after_s;
    if (status == TH_OK)
        status = password_verify(auth_password_gate(change->auth), old, change->old_hash, &matches);
    return status || matches ? status : TH_PROOF_FAILED;
}

enum th_status ties_change_password(struct auth *auth, struct th_arena *arena,
                                    const struct identity *who, const struct password_change *asked,
                                    struct sign_in *out)
{
    char hash[PASSWORD_HASH_CAP];
    struct change change = { .auth = auth, .arena = arena, .who = who };
    *out = (struct sign_in){ .retry_after_s = 0 };
    if (asked->password.len < PASSWORD_BYTES_MIN || asked->password.len > PASSWORD_BYTES_MAX)
        return TH_INVALID;
    if (th_str_equal(asked->password, asked->old))
        return TH_CONFLICT;
    enum th_status status = check_old(&change, asked->old, &out->retry_after_s);
    if (status == TH_OK)
        status = password_hash(auth_password_gate(auth), asked->password, hash);
    if (status)
        return status;
    change.new_hash = th_str_of(hash);
    status = run(&change, password_job, out);
    out->who.must_change_password = false;
    return status;
}
