/* The server put together: core, store, service, auth, api and front from one configuration. */
#pragma once
#include "config.h"

struct app;

#define APP_ERROR_CAP 768

/** What the service manager told by the environment. */
struct app_manager {
    const char *notify_socket; /* NULL or "" = none */
    uint64_t watchdog_us;      /* 0 = none */
};

/** Opens everything and listens. NULL with one line in `error` when something is in the way; then
 * nothing keeps running. */
struct app *app_start(const struct config *config, const struct app_manager *manager,
                      char error[APP_ERROR_CAP]);
const char *app_url(const struct app *app);
/** Stops accepting, lets running requests finish for config.drain_s, checkpoints and closes. True
 * when all of them finished. */
bool app_stop(struct app *app);
