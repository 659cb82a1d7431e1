#include "wechat_token.h"

#include "wechat_calls.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TOKEN_MOST     1024
#define RENEW_BEFORE_S 300 /* WeChat keeps the old token valid in the last five minutes */

struct wechat_token {
    struct wechat_setup setup;
    pthread_mutex_t lock;     /* of the token */
    pthread_mutex_t fetching; /* held while one caller is out to fetch it */
    char text[TOKEN_MOST];
    size_t length;   /* 0 = none */
    int64_t renew_s; /* monotonic */
};

struct wechat_token *wechat_token_new(const struct wechat_setup *setup)
{
    struct wechat_token *token = calloc(1, sizeof *token);
    if (!token)
        return NULL;
    token->setup = *setup;
    pthread_mutex_init(&token->lock, NULL);
    pthread_mutex_init(&token->fetching, NULL);
    return token;
}

void wechat_token_free(struct wechat_token *token)
{
    if (!token)
        return;
    explicit_bzero(token->text, sizeof token->text);
    pthread_mutex_destroy(&token->fetching);
    pthread_mutex_destroy(&token->lock);
    free(token);
}

static int64_t now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* True when a token is there; `*is_fresh` tells whether it needs no renewal. */
static bool look(struct wechat_token *token, struct th_arena *arena, struct th_str *out,
                 bool *is_fresh)
{
    pthread_mutex_lock(&token->lock);
    *is_fresh = token->length > 0 && now_s() < token->renew_s;
    *out = th_arena_copy(arena, (struct th_str){ token->text, token->length });
    pthread_mutex_unlock(&token->lock);
    return out->ptr && out->len > 0;
}

static void keep(struct wechat_token *token, struct th_str text, int64_t expires_in_s)
{
    pthread_mutex_lock(&token->lock);
    memcpy(token->text, text.ptr, text.len);
    token->length = text.len;
    token->renew_s = now_s() + (expires_in_s > 2 * RENEW_BEFORE_S ? expires_in_s - RENEW_BEFORE_S
                                                                  : expires_in_s / 2);
    pthread_mutex_unlock(&token->lock);
}

static enum th_status fetch(struct wechat_token *token, struct th_arena *arena)
{
    const struct wechat_member members[] = { { "grant_type", TH_STR("client_credential") },
                                             { "appid", th_str_of(token->setup.appid) },
                                             { "secret", th_str_of(token->setup.secret) } };
    struct https_request request = { .host = wechat_host,
                                     .target = TH_STR("/cgi-bin/stable_token"),
                                     .body = wechat_object(arena, members, 3),
                                     .type = TH_STR("application/json") };
    struct https_answer answer;
    struct json_answer json;
    struct wechat_reply reply;
    if (!request.body.ptr)
        return TH_NO_MEMORY;
    enum th_status status = https_call(token->setup.https, arena, &request, &answer);
    if (!status)
        status = wechat_read_reply(arena, &answer, &json, &reply);
    if (status)
        return status;
    struct th_str text;
    int64_t expires_in_s;
    if (reply.outcome != WECHAT_DONE || !json_answer_text(&json, "access_token", &text) ||
        text.len > TOKEN_MOST || !json_answer_number(&json, "expires_in", &expires_in_s) ||
        expires_in_s <= 0)
        return TH_PROVIDER_FAILED;
    keep(token, text, expires_in_s);
    return TH_OK;
}

/* Who comes while another is out takes the old token when there is one, else waits for the new. */
enum th_status wechat_token_get(struct wechat_token *token, struct th_arena *arena,
                                struct th_str *out)
{
    bool is_fresh, is_there = look(token, arena, out, &is_fresh);
    if (is_there && is_fresh)
        return TH_OK;
    if (is_there && pthread_mutex_trylock(&token->fetching) != 0)
        return TH_OK;
    if (!is_there)
        pthread_mutex_lock(&token->fetching);
    enum th_status status = TH_OK;
    if (!look(token, arena, out, &is_fresh) || !is_fresh)
        status = fetch(token, arena);
    pthread_mutex_unlock(&token->fetching);
    if (look(token, arena, out, &is_fresh))
        return TH_OK; /* a renewal that failed leaves the old one, which may still be good */
    return status ? status : TH_NO_MEMORY;
}

void wechat_token_drop(struct wechat_token *token, struct th_str stale)
{
    pthread_mutex_lock(&token->lock);
    if (th_str_equal(stale, (struct th_str){ token->text, token->length }))
        token->length = 0;
    pthread_mutex_unlock(&token->lock);
}
