/* Route → authenticate → authorise → headers → parse and check → handler → write. The only place
 * that decides who may do what. */
#include "accept.h"
#include "console.h"
#include "input.h"
#include "json_write.h"
#include "log.h"
#include "session.h"

#include <stdlib.h>

#define ALLOW_CAP 48 /* "GET, HEAD, POST, PUT, PATCH, DELETE" and NUL */

struct api {
    struct api_setup setup;
    struct api_texts texts;
    struct meter *meter;
    char allow[][ALLOW_CAP]; /* per route: the methods of its path */
};

struct api *api_new(const struct api_setup *setup)
{
    struct api *api = calloc(1, sizeof *api + api_route_count * ALLOW_CAP);
    if (!api)
        return NULL;
    api->setup = *setup;
    api->meter = counts_new();
    if (!api->meter || !api_texts_make(&api->texts)) {
        api_free(api);
        return NULL;
    }
    for (size_t i = 0; i < api_route_count; i++) {
        struct th_buf text;
        th_buf_init(&text, api->allow[i], ALLOW_CAP - 1);
        route_methods(api_routes[i].path, &text);
    }
    return api;
}

void api_free(struct api *api)
{
    if (api) {
        api_texts_free(&api->texts);
        meter_free(api->meter);
    }
    free(api);
}

/* A route of the same path under another method; NULL when the path is unknown. */
static const struct route *any_method(struct th_str path)
{
    for (unsigned method = 0; method < HTTP_METHOD_COUNT; method++) {
        const struct route *route = route_find((enum http_method)method, path, NULL);
        if (route)
            return route;
    }
    return NULL;
}

struct http_route api_route(void *self, enum http_method method, struct th_str path)
{
    const struct api *api = self;
    const struct route *exact = route_find(method, path, NULL);
    const struct route *route = exact ? exact : any_method(path);
    if (!route)
        return (struct http_route){ 0 };
    return (struct http_route){
        .path_known = true,
        .method_known = exact != NULL,
        .skips_admission = (route->flags & URGENT) != 0,
        .allow = th_str_of(api->allow[route - api_routes]),
        .body_cap = route->body_cap,
        .body_type = route->body_cap ? api_media_type(route->input) : (struct th_str){ NULL, 0 },
        .streams = (route->flags & STREAMED) != 0,
    };
}

static void record_denial(const struct call *call, enum th_status status)
{
    auth_record_denial(call->app->auth, &(struct auth_denial){
                                            .user_id = call->who.user_id,
                                            .enterprise = call->enterprise,
                                            .route = th_str_of(call->route->id),
                                            .client = call->request->client,
                                            .request_id = call->request->request_id,
                                            .status = status,
                                        });
}

/* Until an initial password is changed, its session is good for little else. */
static bool has_to_change(const struct call *call)
{
    return call->who.must_change_password && !(call->route->flags & INITIAL);
}

/* Unknown and foreign are the same answer: TH_NOT_FOUND; so is what an outsider may not do. A route
 * with a permission that names no enterprise lets nobody in. */
static enum th_status authorise(struct call *call, enum th_status status)
{
    if (access_is_outsider(&call->access) && !access_may(&call->access, call->route->permission))
        status = TH_NOT_FOUND; /* chosen or not */
    bool is_at_the_door = status == TH_NOT_FOUND || status == TH_ENTERPRISE_SUSPENDED;
    if (status && !is_at_the_door)
        return status;
    if (call->route->permission == PERMISSION_SIGNED_IN)
        return TH_OK;
    if (permission_row(call->route->permission)->scope == SCOPE_PLATFORM)
        call->access = access_of_platform(call->who.platform_role);
    if (!status && !access_may(&call->access, call->route->permission))
        status = TH_FORBIDDEN;
    if (status)
        record_denial(call, status);
    return status;
}

static enum th_status admit(struct call *call)
{
    struct shown_token shown;
    enum th_status status = console_read(call->request, &shown);
    if (status)
        return status;
    call->is_console = shown.is_console;
    if (th_str_equal(shown.kind, TH_STR("console")))
        call->cookie = shown.token;
    if (call->route->permission == PERMISSION_ANYONE)
        return TH_OK;
    struct auth_question question = { .token = shown.token, .kind = shown.kind };
    if (permission_row(call->route->permission)->scope == SCOPE_ENTERPRISE) {
        question.enterprise = call->path.enterprise;
        question.filing = call->path.filing;
        question.file = call->path.file;
    }
    struct auth_answer answer;
    status = auth_ask(call->app->auth, call->arena, &question, &answer);
    call->who = answer.who;
    call->enterprise = answer.enterprise;
    call->access = answer.access;
    call->modules = answer.modules;
    if (has_to_change(call))
        return TH_PASSWORD_MUST_CHANGE;
    if (status == TH_ENTERPRISE_SUSPENDED)
        session_tell_suspended(call, answer.suspended_for);
    return authorise(call, status);
}

static enum th_status run(struct call *call, void **answer)
{
    enum th_status status = admit(call);
    if (!status)
        status = input_headers(call);
    if (status)
        return status;
    void *input = th_arena_alloc(call->arena, call->route->input->size);
    *answer = th_arena_alloc(call->arena, call->route->answer->size);
    if (!input || !*answer)
        return TH_NO_MEMORY;
    status = input_read(call, input);
    return status ? status : call->route->run(call, input, *answer);
}

static struct th_str write_model(const struct call *call, const struct th_model *model,
                                 const void *row)
{
    struct th_buf text = th_room(call->arena);
    th_json_write(&text, model, row);
    return th_room_keep(call->arena, &text);
}

/* The members of api_problem_extra without their braces. */
static struct th_str write_extra(const struct call *call)
{
    struct th_str text = write_model(call, &api_problem_extra_model, &call->extra);
    return text.len > 2 ? (struct th_str){ text.ptr + 1, text.len - 2 }
                        : (struct th_str){ NULL, 0 };
}

static struct th_str write_issues(const struct call *call)
{
    if (call->issues_json.len > 0 || call->issues.count == 0)
        return call->issues_json;
    struct th_buf text = th_room(call->arena);
    th_json_put_issues(&text, &call->issues);
    return th_room_keep(call->arena, &text);
}

/* What an operator must see beside the request's own line: our failures, and refused sign-ins. */
static void log_refusal(const struct call *call, enum th_status status)
{
    bool is_ours = th_status_row(status)->http >= 500 && status != TH_OVERLOADED;
    bool is_guess = status == TH_SIGN_IN_FAILED || status == TH_PROOF_FAILED;
    if (!is_ours && !is_guess && status != TH_RATE_LIMITED)
        return;
    const struct log_field fields[] = {
        LOG_TEXT("request_id", call->request->request_id),
        LOG_TEXT("route", th_str_of(call->route->id)),
        LOG_TEXT("code", th_str_of(th_status_row(status)->slug)),
    };
    log_event(is_ours ? LOG_ERROR : LOG_WARN, "refused", fields, sizeof fields / sizeof fields[0]);
}

static struct http_answer refuse(struct call *call, enum th_status status)
{
    log_refusal(call, status);
    count_refusal(call->meter, status);
    struct problem problem = problem_of(status);
    problem.issues = write_issues(call);
    problem.extra = write_extra(call);
    if (call->retry_after_s)
        problem.retry_after_s = call->retry_after_s;
    struct http_answer answer = problem_answer(call->arena, call->request->request_id, &problem);
    if (answer.status == 401)
        answer.www_authenticate = TH_STR("Bearer realm=\"tanheng\"");
    return answer;
}

/* A client that holds this very version gets its headers only. Answers that must not be kept carry
 * no cache_control. */
static bool is_unchanged(const struct call *call)
{
    return call->route->method == HTTP_GET && call->answer.cache_control.ptr &&
           call->answer.etag.ptr &&
           accept_matches_etag(call->request->headers.if_none_match, call->answer.etag);
}

static struct http_answer accept(struct call *call, const void *row)
{
    const struct th_model *model = call->route->answer;
    struct http_answer answer = call->answer;
    answer.content_type = api_media_type(model);
    answer.status = call->route->flags & CREATED ? 201 : answer.content_type.ptr ? 200 : 204;
    if (is_unchanged(call)) {
        answer.status = 304;
        answer.content_type = (struct th_str){ NULL, 0 };
    }
    if (!answer.content_type.ptr || answer.file.is_open)
        return answer;
    if (call->verbatim.ptr)
        answer.body = call->verbatim;
    else if (api_is_verbatim(model))
        answer.body = *(const struct th_str *)row;
    else
        answer.body = write_model(call, model, row);
    return answer.body.ptr ? answer : refuse(call, TH_NO_SPACE);
}

struct http_answer api_handle(void *self, const struct http_request *request,
                              struct th_arena *arena)
{
    const struct api *api = self;
    uint64_t start_us = meter_now_us();
    struct call call = {
        .app = &api->setup,
        .texts = &api->texts,
        .meter = api->meter,
        .request = request,
        .arena = arena,
    };
    call.route = route_find(request->method, request->path, &call.path);
    if (!call.route)
        return problem_status(arena, request->request_id, TH_NOT_FOUND);
    th_issues_init(&call.issues, arena);
    void *answer = NULL;
    enum th_status status = run(&call, &answer);
    struct http_answer sent = status ? refuse(&call, status) : accept(&call, answer);
    count_request(api->meter, call.route, sent.status, meter_now_us() - start_us);
    return sent;
}

void api_write_metrics(const struct api *api, struct th_buf *out)
{
    counts_write(api->meter, out);
}
