/* The application behind the front: routes, dispatch, handlers. Knows neither sockets nor SQL. */
#pragma once
#include "core.h"
#include "http.h"

struct auth;
struct service;

struct api_setup {
    const struct th_core *core; /* packs at hand; read-only from now on */
    struct service *service;
    struct auth *auth;
    bool (*is_draining)(void *self); /* for /readyz; NULL = never */
    void *drain_self;
};

struct api;
/** Keeps `setup`'s pointers, which must outlive it. NULL when memory ran out. */
struct api *api_new(const struct api_setup *setup);
void api_free(struct api *api);

/** The two functions of struct http_app; `self` is the struct api. Thread-safe. */
struct http_route api_route(void *self, enum http_method method, struct th_str path);
struct http_answer api_handle(void *self, const struct http_request *request,
                              struct th_arena *arena);

/** Bytes of arena that a handler may need. */
#define API_ARENA_BYTES (TH_ARENA_MIN + 1024 * 1024)

/** `tanheng openapi DIR`: writes openapi.json and api.md into DIR. Exit status. */
int cmd_openapi(int argc, char **argv);
