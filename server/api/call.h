/* One request on its way through dispatch: who asks for what, and what a handler may add to its
 * answer or its problem. */
#pragma once
#include "api.h"
#include "auth.h"
#include "counts.h"
#include "issue.h"
#include "problem.h"
#include "route.h"
#include "text.h"
#include "texts.h"

struct call {
    const struct api_setup *app;
    const struct api_texts *texts;
    struct meter *meter;
    const struct http_request *request;
    const struct route *route;
    struct th_arena *arena;
    struct path_params path;
    struct identity who;           /* empty when the route is for anyone */
    struct th_str enterprise;      /* authorised: the path's, or the filing's owner */
    struct access access;          /* there */
    struct th_str modules;         /* of the membership, as stored */
    bool is_console;               /* sent by a page of the console of this server */
    struct th_str cookie;          /* the token in the console's cookie; empty = none */
    struct th_str idempotency_key; /* KEYED routes */
    uint32_t if_match;             /* 0 = none */
    struct th_issues issues;       /* of the input; a handler may add */

    /* What a handler sets besides its answer: */
    struct http_answer answer; /* etag, cache_control …; status and body are dispatch's */
    struct th_str verbatim;    /* a body to send as it is instead of the written answer model */
    struct th_str issues_json; /* the core's issue list, instead of `issues` */
    struct api_problem_extra extra; /* further members of a problem */
    uint32_t retry_after_s;
};
