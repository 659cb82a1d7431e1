/* The application behind the front: routes, dispatch, handlers. Knows neither sockets nor SQL. */
#pragma once
#include "buf.h"
#include "core.h"
#include "http.h"

struct auth;
struct service;

struct files;  /* service/files.h */
struct notary; /* notary.h */
struct report; /* report.h */

struct api_setup {
    const struct th_core *core; /* packs at hand; read-only from now on */
    struct service *service;
    struct auth *auth;
    struct files *files;
    struct notary *notary;           /* signs checkpoints; NULL = this server signs none */
    struct report *report;           /* makes PDFs; NULL = none are made */
    struct cities *cities;           /* names of places; NULL = none are told */
    bool (*is_draining)(void *self); /* for /readyz; NULL = never */
    void *drain_self;
    /** For /metrics: writes everything, api_write_metrics included; false = not yet. */
    bool (*write_metrics)(void *self, struct th_buf *out);
    void *metrics_self;
    struct th_str metrics_token; /* who shows it may read /metrics; empty = who asks directly */
};

struct api;
/** Keeps `setup`'s pointers, which must outlive it. NULL when memory ran out. */
struct api *api_new(const struct api_setup *setup);
void api_free(struct api *api);
/** What the API has counted, in Prometheus' text format. */
void api_write_metrics(const struct api *api, struct th_buf *out);

/** The two functions of struct http_app; `self` is the struct api. Thread-safe. */
struct http_route api_route(void *self, enum http_method method, struct th_str path);
struct http_answer api_handle(void *self, const struct http_request *request,
                              struct th_arena *arena);

/** Bytes of arena that a handler may need. */
#define API_ARENA_BYTES (TH_ARENA_MIN + 1024 * 1024)

/** `tanheng openapi DIR`: writes openapi.json and api.md into DIR. Exit status. */
int cmd_openapi(int argc, char **argv);
