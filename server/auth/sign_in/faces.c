/* Faces under way, and the way in for whoever passed. */
#include "faces.h"

#include "enter.h"
#include "identities.h"
#include "limiter.h"
#include "outside.h"
#include "provider_wechat.h"

#include <string.h>

#define PERSON_KEY_CAP 160 /* of a number and an openid */

static const struct seal *seal_of(const struct auth *auth)
{
    return outside_seal(auth_outside(auth));
}

const struct face_provider *faces_provider(const struct auth *auth, struct th_str id)
{
    return outside_face(auth_outside(auth), id);
}

/* ---- beginning ---- */

static enum th_status take_limit(struct auth *auth, enum limit limit, struct th_str key,
                                 uint32_t *retry_after_s)
{
    struct limit_take take = { .seal = seal_of(auth), .now_s = auth_now_s(auth) };
    limiter_add(&take, limit, key);
    enum th_status status = limiter_take(auth_store(auth), &take);
    *retry_after_s = take.retry_after_s;
    return status;
}

/* A person and the WeChat that holds the camera are counted together: nobody else can use up what
 * somebody may try. */
static enum th_status take_person(struct auth *auth, const struct face_request *request,
                                  struct th_str openid, uint32_t *retry_after_s)
{
    char room[PERSON_KEY_CAP];
    struct th_buf key;
    if (!request->id_number.len)
        return TH_OK;
    th_buf_init(&key, room, sizeof room);
    th_buf_put(&key, request->id_number);
    th_buf_char(&key, ':');
    th_buf_put(&key, openid);
    enum th_status status = take_limit(auth, LIMIT_FACE_PERSON, th_buf_view(&key), retry_after_s);
    explicit_bzero(room, sizeof room);
    return key.overflow ? TH_PROOF_FAILED : status;
}

static enum th_status ask_provider(struct auth *auth, struct th_arena *arena,
                                   const struct face_provider *provider,
                                   const struct face_request *request, struct face_opened *out)
{
    struct wechat_proof wechat = { .person = { .openid = { "", 0 } } };
    unsigned char random[FACE_RANDOM_BYTES];
    if (provider->needs_wechat) {
        const struct credentials shown = { .code = request->wechat_code,
                                           .client = request->client };
        enum th_status status = wechat_prove(auth, arena, &shown, &wechat);
        out->retry_after_s = wechat.retry_after_s;
        if (status)
            return status;
    }
    enum th_status counted = take_person(auth, request, wechat.person.openid, &out->retry_after_s);
    if (counted)
        return counted;
    auth_clock(auth)->random(auth_clock(auth)->self, random, sizeof random);
    const struct face_start start = { .openid = wechat.person.openid,
                                      .name = request->name,
                                      .id_number = request->id_number,
                                      .random = random,
                                      .now_s = auth_now_s(auth) };
    enum th_status status = provider->begin(provider->self, arena, &start, &out->begun);
    explicit_bzero(random, sizeof random);
    return status;
}

static enum th_status insert_job(struct store_db *db, void *data)
{
    return store_face_insert(db, data);
}

static enum th_status keep(struct auth *auth, struct th_arena *arena,
                           const struct face_provider *provider, struct face_opened *out)
{
    const struct app_clock *clock = auth_clock(auth);
    char owner[SEARCH_TEXT_CAP];
    unsigned char random[TOKEN_RANDOM_BYTES];
    struct face_row row = { .provider = provider->id, .expires_s = auth_now_s(auth) + FACE_LIFE_S };
    clock->random(clock->self, random, sizeof random);
    token_write(random, out->token);
    explicit_bzero(random, sizeof random);
    if (!token_hash(th_str_of(out->token), row.id))
        return TH_INTERNAL;
    struct seal_value value = { .place = { TH_STR("face"), search_text(row.id, owner) },
                                .text = out->begun.memory };
    clock->random(clock->self, value.nonce, sizeof value.nonce);
    enum th_status status = seal_close(seal_of(auth), arena, &value, &row.sealed);
    return status ? status : store_write(auth_store(auth), insert_job, &row);
}

enum th_status faces_begin(struct auth *auth, struct th_arena *arena,
                           const struct face_request *request, struct face_opened *out)
{
    const struct face_provider *provider = faces_provider(auth, request->provider);
    *out = (struct face_opened){ .retry_after_s = 0 };
    if (!provider)
        return TH_NOT_FOUND;
    enum th_status status =
        take_limit(auth, LIMIT_FACE_ADDRESS, request->client, &out->retry_after_s);
    if (status == TH_OK)
        status = ask_provider(auth, arena, provider, request, out);
    return status ? status : keep(auth, arena, provider, out);
}

/* ---- ending ---- */

struct ending {
    struct th_arena *arena;
    unsigned char id[STORE_SEARCH_BYTES];
    struct face_row row;
};

static enum th_status read_job(struct store_db *db, void *data)
{
    struct ending *ending = data;
    return store_face_get(db, ending->arena, ending->id, &ending->row);
}

/* Of those who come with one face at once, one is the first. */
static enum th_status take_job(struct store_db *db, void *data)
{
    const struct ending *ending = data;
    return store_face_delete(db, ending->id);
}

static enum th_status take_tries(struct auth *auth, const struct credentials *shown,
                                 struct sign_in *out)
{
    struct limit_take take = { .seal = seal_of(auth), .now_s = auth_now_s(auth) };
    limiter_add(&take, LIMIT_PROOF_ADDRESS, shown->client);
    limiter_add(&take, LIMIT_FACE_ASKED, shown->face);
    enum th_status status = limiter_take(auth_store(auth), &take);
    out->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status find(struct auth *auth, struct ending *ending)
{
    enum th_status status = store_read(auth_store(auth), read_job, ending);
    if (status)
        return status == TH_NOT_FOUND ? TH_PROOF_FAILED : status;
    return auth_now_s(auth) < ending->row.expires_s ? TH_OK : TH_PROOF_FAILED;
}

static enum th_status ask_outcome(struct auth *auth, const struct ending *ending,
                                  const struct credentials *shown, struct face_person *person)
{
    const struct face_provider *provider = faces_provider(auth, ending->row.provider);
    char owner[SEARCH_TEXT_CAP];
    const struct seal_place place = { TH_STR("face"), search_text(ending->id, owner) };
    struct face_end end = { .code = shown->code, .state = shown->state, .now_s = auth_now_s(auth) };
    if (!provider)
        return TH_PROOF_FAILED;
    enum th_status status =
        seal_read(seal_of(auth), ending->arena, &place, ending->row.sealed, &end.memory);
    return status ? status : provider->end(provider->self, ending->arena, &end, person);
}

/* A provider that does not answer decides nothing: the face may be shown again. */
static bool is_decided(enum th_status status)
{
    return status == TH_OK || status == TH_PROOF_FAILED;
}

static bool is_on(const struct auth *auth)
{
    struct th_str ids[OUTSIDE_FACES_MOST];
    return outside_faces(auth_outside(auth), ids) > 0;
}

static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out)
{
    struct ending ending = { .arena = arena };
    struct face_person person = { .openid = { "", 0 } };
    struct person_id id;
    if (!is_on(auth))
        return TH_NOT_FOUND;
    if (!token_hash(shown->face, ending.id))
        return TH_PROOF_FAILED;
    enum th_status status = take_tries(auth, shown, out);
    if (status == TH_OK)
        status = find(auth, &ending);
    if (status)
        return status;
    status = ask_outcome(auth, &ending, shown, &person);
    if (!is_decided(status))
        return status;
    enum th_status taken = store_write(auth_store(auth), take_job, &ending);
    if (taken || status)
        return taken == TH_NOT_FOUND || !taken ? TH_PROOF_FAILED : taken;
    th_day today = clock_today(auth_clock(auth));
    if (person_id_read(PERSON_RESIDENT, person.id_number, today, &id) != TH_MSG_NONE)
        return TH_PROVIDER_FAILED;
    const struct person_proof proof = { .openid = person.openid, .name = person.name, .id = &id };
    return enter_by_person(auth, arena, &proof, &out->who);
}

const struct auth_provider auth_face_provider = {
    .id = { "face", 4 },
    .verify = verify,
    .is_on = is_on,
};
