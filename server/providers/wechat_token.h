/* One access token for the whole process (getStableAccessToken): fetched by one caller while the
 * others wait or keep using the one that still holds. */
#pragma once
#include "wechat.h"

struct wechat_token;

struct wechat_token *wechat_token_new(const struct wechat_setup *setup);
void wechat_token_free(struct wechat_token *token);
/** A copy of the token in the arena. TH_PROVIDER_FAILED, TH_OVERLOADED, TH_NO_MEMORY. */
enum th_status wechat_token_get(struct wechat_token *token, struct th_arena *arena,
                                struct th_str *out) TH_MUST_USE;
/** WeChat refused `stale`: fetch anew at the next get, unless somebody did already. */
void wechat_token_drop(struct wechat_token *token, struct th_str stale);
