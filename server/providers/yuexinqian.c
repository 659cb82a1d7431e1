/* OpenID Connect with PKCE and a nonce. Where its interfaces stand is asked at the issuer each time
 * (discovery): faces are rare, and nothing gets stale. All of them must be of the issuer's host. */
#include "yuexinqian.h"

#include "digest.h"
#include "id_token.h"
#include "sha256.h"

#include <stdlib.h>
#include <string.h>

enum { STATE, NONCE, VERIFIER, MEMORY_COUNT };

#define STATE_BYTES    16
#define NONCE_BYTES    16
#define VERIFIER_BYTES 32
#define RANDOM_TEXT    48 /* base64url of VERIFIER_BYTES */
#define SCHEME         "https://"
_Static_assert(STATE_BYTES + NONCE_BYTES + VERIFIER_BYTES <= FACE_RANDOM_BYTES, "not enough");

/* Assumed names of claims: */
#define CLAIM_NAME   "name"
#define CLAIM_NUMBER "id_number" /* resident id */
#define METHOD_FACE  "face"      /* in "amr", RFC 8176 */
#define METHODS_MOST 8

struct yuexinqian {
    struct yuexinqian_setup setup;
    char host[HTTPS_HOST_CAP];
};

bool yuexinqian_host(const char *issuer, char out[HTTPS_HOST_CAP])
{
    struct th_str rest = th_str_of(issuer);
    if (!th_str_starts(rest, TH_STR(SCHEME)) || rest.ptr[rest.len - 1] == '/')
        return false;
    rest.ptr += sizeof SCHEME - 1;
    rest.len -= sizeof SCHEME - 1;
    struct th_str host = th_str_cut(&rest, '/');
    if (host.len == 0 || host.len >= HTTPS_HOST_CAP)
        return false;
    memcpy(out, host.ptr, host.len);
    out[host.len] = '\0';
    return strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789.-") == host.len;
}

struct yuexinqian *yuexinqian_new(const struct yuexinqian_setup *setup)
{
    struct yuexinqian *yuexinqian = calloc(1, sizeof *yuexinqian);
    if (!yuexinqian || !yuexinqian_host(setup->issuer, yuexinqian->host)) {
        free(yuexinqian);
        return NULL;
    }
    yuexinqian->setup = *setup;
    return yuexinqian;
}

void yuexinqian_free(struct yuexinqian *yuexinqian)
{
    free(yuexinqian);
}

/* ---- calls ---- */

static enum th_status get_json(const struct yuexinqian *yuexinqian, struct th_arena *arena,
                               struct th_str target, struct https_answer *answer,
                               struct json_answer *json)
{
    const struct https_request request = { .host = th_str_of(yuexinqian->host), .target = target };
    enum th_status status = https_call(yuexinqian->setup.https, arena, &request, answer);
    if (status)
        return status;
    return answer->status == 200 ? json_answer_read(arena, answer->body, json) : TH_PROVIDER_FAILED;
}

/* "/path" of an address at the issuer's host. */
static bool target_of(const struct yuexinqian *yuexinqian, const struct json_answer *about,
                      const char *name, struct th_str *out)
{
    size_t host = sizeof SCHEME - 1, path = host + strlen(yuexinqian->host);
    if (!json_answer_text(about, name, out) || out->len <= path || out->ptr[path] != '/' ||
        !th_str_starts(*out, TH_STR(SCHEME)) ||
        memcmp(out->ptr + host, yuexinqian->host, path - host) != 0)
        return false;
    *out = (struct th_str){ out->ptr + path, out->len - path };
    return true;
}

struct about {
    struct th_str authorize, token, jwks; /* targets at the host */
};

static enum th_status discover(const struct yuexinqian *yuexinqian, struct th_arena *arena,
                               struct about *out)
{
    const char *issuer = yuexinqian->setup.issuer;
    struct https_answer answer;
    struct json_answer json;
    struct th_str said;
    struct th_buf target = th_room(arena);
    th_buf_put(&target, th_str_of(issuer + sizeof SCHEME - 1 + strlen(yuexinqian->host)));
    th_buf_put(&target, TH_STR("/.well-known/openid-configuration"));
    struct th_str kept = th_room_keep(arena, &target);
    if (!kept.ptr)
        return TH_NO_MEMORY;
    enum th_status status = get_json(yuexinqian, arena, kept, &answer, &json);
    if (status)
        return status;
    bool is_whole = json_answer_text(&json, "issuer", &said) &&
                    th_str_equal(said, th_str_of(issuer)) &&
                    target_of(yuexinqian, &json, "authorization_endpoint", &out->authorize) &&
                    target_of(yuexinqian, &json, "token_endpoint", &out->token) &&
                    target_of(yuexinqian, &json, "jwks_uri", &out->jwks);
    return is_whole ? TH_OK : TH_PROVIDER_FAILED;
}

/* ---- beginning ---- */

static struct th_str text_of(char room[RANDOM_TEXT], const unsigned char *bytes, size_t count)
{
    struct th_buf out;
    th_buf_init(&out, room, RANDOM_TEXT);
    digest_base64url_put(&out, (struct th_str){ (const char *)bytes, count });
    return th_buf_view(&out);
}

static struct th_str challenge_of(char room[RANDOM_TEXT], struct th_str verifier)
{
    unsigned char hash[32];
    struct th_sha256 sha;
    th_sha256_init(&sha);
    th_sha256_add(&sha, verifier);
    th_sha256_end(&sha, hash);
    return text_of(room, hash, sizeof hash);
}

static struct th_str page_of(const struct yuexinqian *yuexinqian, struct th_arena *arena,
                             const struct about *about, const struct th_str *texts)
{
    char challenge[RANDOM_TEXT];
    struct th_buf page = th_room(arena);
    th_buf_put(&page, TH_STR(SCHEME));
    th_buf_put(&page, th_str_of(yuexinqian->host));
    th_buf_put(&page, about->authorize);
    https_put_param(&page, "response_type", TH_STR("code"));
    https_put_param(&page, "client_id", th_str_of(yuexinqian->setup.client_id));
    https_put_param(&page, "redirect_uri", th_str_of(yuexinqian->setup.redirect));
    https_put_param(&page, "scope", TH_STR("openid profile"));
    https_put_param(&page, "prompt", TH_STR("login"));
    https_put_param(&page, "state", texts[STATE]);
    https_put_param(&page, "nonce", texts[NONCE]);
    https_put_param(&page, "code_challenge", challenge_of(challenge, texts[VERIFIER]));
    https_put_param(&page, "code_challenge_method", TH_STR("S256"));
    return th_room_keep(arena, &page);
}

static enum th_status begin(void *self, struct th_arena *arena, const struct face_start *start,
                            struct face_begun *out)
{
    struct about about;
    char rooms[MEMORY_COUNT][RANDOM_TEXT];
    const unsigned char *random = start->random;
    const struct th_str texts[MEMORY_COUNT] = {
        [STATE] = text_of(rooms[STATE], random, STATE_BYTES),
        [NONCE] = text_of(rooms[NONCE], random + STATE_BYTES, NONCE_BYTES),
        [VERIFIER] = text_of(rooms[VERIFIER], random + STATE_BYTES + NONCE_BYTES, VERIFIER_BYTES)
    };
    enum th_status status = discover(self, arena, &about);
    if (status)
        return status;
    *out = (struct face_begun){ .page = page_of(self, arena, &about, texts),
                                .memory = face_remember(arena, texts, MEMORY_COUNT) };
    explicit_bzero(rooms, sizeof rooms);
    return out->page.ptr && out->memory.ptr ? TH_OK : TH_NO_MEMORY;
}

/* ---- ending ---- */

static struct th_str form_of(const struct yuexinqian *yuexinqian, struct th_arena *arena,
                             const struct face_end *end, struct th_str verifier)
{
    struct th_buf form = th_room(arena);
    https_put_param(&form, "grant_type", TH_STR("authorization_code"));
    https_put_param(&form, "code", end->code);
    https_put_param(&form, "redirect_uri", th_str_of(yuexinqian->setup.redirect));
    https_put_param(&form, "client_id", th_str_of(yuexinqian->setup.client_id));
    https_put_param(&form, "client_secret", th_str_of(yuexinqian->setup.secret));
    https_put_param(&form, "code_verifier", verifier);
    struct th_str kept = th_room_keep(arena, &form);
    return kept.ptr ? (struct th_str){ kept.ptr + 1, kept.len - 1 } : kept; /* without '?' */
}

/* The code for an ID token. invalid_grant: the code is wrong, old or was used. */
static enum th_status trade(const struct yuexinqian *yuexinqian, struct th_arena *arena,
                            struct th_str target, struct th_str form, struct th_str *id_token)
{
    struct https_answer answer;
    struct json_answer json;
    struct th_str error;
    const struct https_request request = { .host = th_str_of(yuexinqian->host),
                                           .target = target,
                                           .body = form,
                                           .type = TH_STR("application/x-www-form-urlencoded") };
    if (!form.ptr)
        return TH_NO_MEMORY;
    enum th_status status = https_call(yuexinqian->setup.https, arena, &request, &answer);
    if (status == TH_OK)
        status = json_answer_read(arena, answer.body, &json);
    if (status)
        return status;
    if (answer.status == 400 && json_answer_text(&json, "error", &error) &&
        th_str_equal(error, TH_STR("invalid_grant")))
        return TH_PROOF_FAILED;
    return answer.status == 200 && json_answer_text(&json, "id_token", id_token)
               ? TH_OK
               : TH_PROVIDER_FAILED;
}

static bool is_by_face(const struct json_answer *claims)
{
    char path[] = "amr.0";
    struct th_str method;
    for (int i = 0; i < METHODS_MOST; i++) {
        path[4] = (char)('0' + i);
        if (json_answer_text(claims, path, &method) && th_str_equal(method, TH_STR(METHOD_FACE)))
            return true;
    }
    return false;
}

static enum th_status read_person(struct th_arena *arena, struct th_str id_token,
                                  struct th_str jwks, const struct id_token_rules *rules,
                                  struct face_person *out)
{
    struct json_answer claims;
    enum th_status status = id_token_read(arena, id_token, jwks, rules, &claims);
    *out = (struct face_person){ .openid = { "", 0 } };
    if (status)
        return status;
    bool is_whole = is_by_face(&claims) && json_answer_text(&claims, CLAIM_NAME, &out->name) &&
                    json_answer_text(&claims, CLAIM_NUMBER, &out->id_number);
    return is_whole ? TH_OK : TH_PROOF_FAILED;
}

static enum th_status end(void *self, struct th_arena *arena, const struct face_end *end,
                          struct face_person *out)
{
    const struct yuexinqian *yuexinqian = self;
    struct th_str texts[MEMORY_COUNT], id_token;
    struct about about;
    struct https_answer keys;
    struct json_answer json;
    if (!face_recall(end->memory, texts, MEMORY_COUNT))
        return TH_INTERNAL;
    if (!end->code.len || !digest_equal(end->state, texts[STATE]))
        return TH_PROOF_FAILED;
    enum th_status status = discover(yuexinqian, arena, &about);
    if (status == TH_OK)
        status = trade(yuexinqian, arena, about.token,
                       form_of(yuexinqian, arena, end, texts[VERIFIER]), &id_token);
    if (status == TH_OK)
        status = get_json(yuexinqian, arena, about.jwks, &keys, &json);
    if (status)
        return status;
    const struct id_token_rules rules = { .issuer = th_str_of(yuexinqian->setup.issuer),
                                          .client_id = th_str_of(yuexinqian->setup.client_id),
                                          .nonce = texts[NONCE],
                                          .now_s = end->now_s };
    return read_person(arena, id_token, keys.body, &rules, out);
}

struct face_provider face_by_yuexinqian(struct yuexinqian *yuexinqian)
{
    return (struct face_provider){
        .id = TH_STR("yuexinqian"), .self = yuexinqian, .begin = begin, .end = end
    };
}
