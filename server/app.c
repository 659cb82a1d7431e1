/* The server put together. Opened from the inside out, closed in the opposite order; what a part
 * needs it gets by pointer. */
#include "app.h"

#include "admin.h"
#include "api.h"
#include "auth.h"
#include "calendar.h"
#include "cities.h"
#include "consent_json.h"
#include "deliver.h"
#include "demo.h"
#include "demo_bank.h"
#include "files.h"
#include "front.h"
#include "listen.h"
#include "log.h"
#include "notary.h"
#include "ops.h"
#include "outside.h"
#include "probe.h"
#include "report.h"
#include "service.h"
#include "store.h"
#include "virus.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Parsed packs, and the texts of those read from a folder; touched only as far as they reach. */
#define CORE_BYTES ((size_t)48 * 1024 * 1024)
#define PACK_BYTES (4 * 1024 * 1024)
#define MB         ((uint64_t)1024 * 1024)

#define HOLIDAY_BYTES (256 * 1024)
#define TOKEN_LEAST   32
#define TOKEN_MOST    256

struct app {
    struct config config;
    void *core_memory;
    struct th_arena core_arena;
    struct th_core core;
    struct store *store;
    struct service service;
    struct calendar *calendar;
    struct outside *outside;
    char secret_key_file[CONFIG_TEXT_CAP + 16]; /* the setting, or the demo's own */
    struct files *files;
    struct auth *auth;
    struct deliver *deliver;
    struct virus *virus; /* NULL: no virus scanner */
    struct admin *admin;
    struct notary *notary; /* NULL: no checkpoints */
    struct report *report;
    struct cities *cities;
    struct api *api;
    struct assets *assets;
    struct front *_Atomic front; /* the first requests may come before these are known here */
    struct ops *_Atomic ops;
    char metrics_token[TOKEN_MOST + 2];
    char probe_host[256];
};

static bool fail(char error[APP_ERROR_CAP], const char *what, const char *detail)
{
    (void)snprintf(error, APP_ERROR_CAP, "%.200s%.500s", what, detail);
    return false;
}

/* ---- factor packs ---- */

/* The whole file in the core's arena, because a loaded pack refers to its text. */
static bool read_text(struct app *app, FILE *file, struct th_str *out)
{
    struct stat info;

    if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > PACK_BYTES) {
        return false;
    }
    const size_t size = (size_t)info.st_size;
    char *text = th_arena_alloc(&app->core_arena, size);
    *out = (struct th_str){ text, size };
    return text != NULL && fread(text, 1, size, file) == size;
}

static bool read_pack(struct app *app, const char *path, char error[APP_ERROR_CAP])
{
    struct th_str text;
    FILE *file = fopen(path, "re");

    if (file == NULL) {
        return fail(error, "factor pack cannot be read: ", path);
    }
    const bool is_whole = read_text(app, file, &text);
    (void)fclose(file);
    if (!is_whole) {
        return fail(error, "factor pack is unreadable or larger than 4 MB: ", path);
    }
    return th_core_load_pack(&app->core, &app->core_arena, text) == TH_OK ||
           fail(error, "not a factor pack (or its id is taken): ", path);
}

static int is_pack_name(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 5 &&
           strcmp(entry->d_name + length - 5, ".pack") == 0;
}

static bool load_packs(struct app *app, char error[APP_ERROR_CAP])
{
    struct dirent **names = NULL;
    const char *folder = app->config.packs;
    bool is_good = true;

    if (folder[0] == '\0') {
        return true;
    }
    const int count = scandir(folder, &names, is_pack_name, alphasort);
    if (count < 0) {
        return fail(error, "packs: cannot read the folder ", folder);
    }
    for (int i = 0; i < count; i++) {
        char path[CONFIG_TEXT_CAP + 260];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        is_good = is_good && read_pack(app, path, error);
        free(names[i]);
    }
    free(names);
    return is_good;
}

static bool open_core(struct app *app, char error[APP_ERROR_CAP])
{
    app->core_memory = malloc(CORE_BYTES);
    if (app->core_memory == NULL) {
        return fail(error, "out of memory", "");
    }
    th_arena_init(&app->core_arena, app->core_memory, CORE_BYTES);
    if (th_core_init(&app->core, &app->core_arena) != TH_OK) {
        return fail(error, "the built-in factor packs cannot be loaded", "");
    }
    return load_packs(app, error);
}

/* ---- data ---- */

static bool seed_demo(struct app *app, char error[APP_ERROR_CAP])
{
    struct th_arena arena;
    void *memory = malloc(API_ARENA_BYTES);

    if (memory == NULL) {
        return fail(error, "out of memory", "");
    }
    th_arena_init(&arena, memory, API_ARENA_BYTES);
    struct th_str roles[ROLE_COUNT];
    size_t platform = 0;
    for (int i = 0; i < ROLE_COUNT; i++) {
        roles[i] = role_row((enum role)i)->id;
        platform += role_row((enum role)i)->scope == SCOPE_PLATFORM;
    }
    const struct demo_cast cast = { roles, ROLE_COUNT, ROLE_AGENT, platform,
                                    role_row(ROLE_BANK)->id };
    const enum th_status status = demo_seed(&app->service, &arena, &cast, error);
    free(memory);
    return status == TH_OK;
}

static bool open_data(struct app *app, char error[APP_ERROR_CAP])
{
    const struct store_setup setup = {
        .data_dir = app->config.data,
        .mode = STORE_WRITER,
        .create_as_demo = app->config.demo,
    };

    app->store = store_open(&setup, error);
    if (app->store == NULL) {
        return false;
    }
    app->service = (struct service){ app->store, &app->core, clock_system() };
    app->files = files_new(&app->service, app->config.data, error);
    return app->files != NULL && (!app->config.demo || seed_demo(app, error));
}

/* The demo's people that need more than a role: once the ways to write are open. */
static bool seed_demo_bank(struct app *app, char error[APP_ERROR_CAP])
{
    struct th_arena arena;
    const struct report_writer writer = { consent_report, NULL };
    void *memory = malloc(API_ARENA_BYTES);

    if (memory == NULL) {
        return fail(error, "out of memory", "");
    }
    th_arena_init(&arena, memory, API_ARENA_BYTES);
    const enum th_status status = demo_bank_seed(app->auth, &arena, writer);
    free(memory);
    return status == TH_OK ||
           fail(error, "the sample consent cannot be given: ", th_status_row(status)->en);
}

/* ---- requests ---- */

static bool is_draining(void *self)
{
    struct app *app = self;
    const struct front *front = app->front;
    return front != NULL && front_counters(front).is_draining;
}

static void tell_checkpoint(void *self, bool is_trouble, struct th_str line)
{
    (void)self;
    log_message(is_trouble ? LOG_ERROR : LOG_INFO, "checkpoint", line);
}

static bool open_notary(struct app *app, char error[APP_ERROR_CAP])
{
    const struct config *config = &app->config;
    const struct notary_setup setup = {
        .store = app->store,
        .clock = &app->service.clock,
        .key_file = config->checkpoint_key,
        .folder = config->checkpoint_folder,
        .minutes = config->checkpoint_minutes,
        .accepts_behind = config->accept_behind,
        .tell = tell_checkpoint,
    };

    if (config->checkpoint_key[0] == '\0') {
        return config->checkpoint_folder[0] == '\0' ||
               fail(error, "checkpoint_folder: needs checkpoint_key, too", "");
    }
    app->notary = notary_start(&setup, error);
    return app->notary != NULL;
}

static bool open_admin(struct app *app, char error[APP_ERROR_CAP])
{
    const struct admin_setup setup = { app->store, &app->service.clock, app->config.data };

    app->admin = admin_start(&setup, error);
    return app->admin != NULL;
}

static bool write_metrics(void *self, struct th_buf *out)
{
    struct app *app = self;
    const struct ops *ops = app->ops;

    if (ops != NULL) {
        ops_write_metrics(ops, out);
    }
    return ops != NULL;
}

/* A short token, or one with blanks, is a mistake and no secret. */
static bool read_token(struct app *app, char error[APP_ERROR_CAP])
{
    const char *path = app->config.metrics_token_file;
    char *token = app->metrics_token;

    if (path[0] == '\0') {
        return true;
    }
    FILE *file = fopen(path, "re");
    const bool is_read = file != NULL && fgets(token, sizeof(app->metrics_token), file) != NULL;
    if (file != NULL) {
        (void)fclose(file);
    }
    token[strcspn(token, "\r\n")] = '\0';
    const size_t length = strlen(token);
    for (size_t i = 0; is_read && i < length; i++) {
        if (token[i] <= ' ' || token[i] > '~') {
            return fail(error, "metrics_token_file: the token holds blanks or other signs: ", path);
        }
    }
    return (is_read && length >= TOKEN_LEAST && length <= TOKEN_MOST) ||
           fail(error, "metrics_token_file: needs one line of 32 to 256 characters: ", path);
}

static void tell_outside(void *self, struct th_str line)
{
    (void)self;
    log_message(LOG_INFO, "sign_in", line);
}

static bool open_outside(struct app *app, char error[APP_ERROR_CAP])
{
    const struct config *config = &app->config;
    const bool makes_key = config->demo && config->secret_key_file[0] == '\0';
    const struct outside_setup setup = {
        .secret_key_file = app->secret_key_file,
        .makes_key = makes_key,
        .is_demo = config->demo,
        .wechat_appid = config->wechat_appid,
        .wechat_secret_file = config->wechat_secret_file,
        .sms_secret_id = config->sms_secret_id,
        .sms_secret_key_file = config->sms_secret_key_file,
        .sms_region = config->sms_region,
        .sms_app_id = config->sms_app_id,
        .sms_sign_name = config->sms_sign_name,
        .sms_template = config->sms_template,
        .yuexinqian_issuer = config->yuexinqian_issuer,
        .yuexinqian_client = config->yuexinqian_client,
        .yuexinqian_secret_file = config->yuexinqian_secret_file,
        .yuexinqian_redirect = config->yuexinqian_redirect,
        .stand_in = config->provider_stand_in,
        .stand_in_ca = config->provider_ca,
        .tell = tell_outside,
    };

    (void)snprintf(app->secret_key_file, sizeof(app->secret_key_file), "%s%s",
                   makes_key ? config->data : config->secret_key_file,
                   makes_key ? "/secret.key" : "");
    app->outside = outside_new(&setup, error);
    return app->outside != NULL;
}

static bool open_calendar(struct app *app, char error[APP_ERROR_CAP])
{
    const char *path = app->config.holidays_file;
    static char text[HOLIDAY_BYTES];
    size_t length = 0;

    if (path[0] != '\0') {
        FILE *file = fopen(path, "re");
        if (file == NULL) {
            return fail(error, "holidays_file cannot be read: ", path);
        }
        length = fread(text, 1, sizeof(text), file);
        (void)fclose(file);
        if (length == sizeof(text)) {
            return fail(error, "holidays_file is too large: ", path);
        }
    }
    app->calendar = calendar_new((struct th_str){ text, length }, error);
    return app->calendar != NULL;
}

static bool open_deliver(struct app *app, char error[APP_ERROR_CAP])
{
    const struct deliver_setup setup = {
        .service = &app->service,
        .outside = app->outside,
        .wechat_notice = app->config.wechat_notice,
        .wechat_page = app->config.wechat_notice_page,
        .sms_notice = app->config.sms_notice,
        .pause_s = app->config.notice_retry_s,
    };

    app->deliver = deliver_start(&setup, error);
    return app->deliver != NULL;
}

static bool open_virus(struct app *app, char error[APP_ERROR_CAP])
{
    const struct virus_setup setup = { app->files, app->config.clamd_socket };

    if (setup.socket[0] == '\0') {
        return true;
    }
    app->virus = virus_start(&setup, error);
    return app->virus != NULL;
}

static bool open_cities(struct app *app, char error[APP_ERROR_CAP])
{
    const char *path = app->config.city_file;

    if (path[0] == '\0') {
        return true;
    }
    app->cities = cities_open(path, error);
    return app->cities != NULL;
}

static bool open_api(struct app *app, char error[APP_ERROR_CAP])
{
    const struct auth_setup auth = {
        .service = &app->service,
        .outside = app->outside,
        .calendar = app->calendar,
        .with_demo = app->config.demo,
    };

    app->auth = auth_new(&auth, error);
    if (app->auth == NULL || !read_token(app, error)) {
        return false;
    }
    if (app->config.demo && !seed_demo_bank(app, error)) {
        return false;
    }
    const struct report_setup report = { .program = app->config.render_program };
    app->report = report_new(&report);
    if (app->report == NULL) {
        return fail(error, "out of memory", "");
    }
    const struct api_setup setup = {
        .core = &app->core,
        .service = &app->service,
        .auth = app->auth,
        .files = app->files,
        .notary = app->notary,
        .report = app->report,
        .cities = app->cities,
        .is_draining = is_draining,
        .drain_self = app,
        .write_metrics = write_metrics,
        .metrics_self = app,
        .metrics_token = th_str_of(app->metrics_token),
    };
    app->api = api_new(&setup);
    return app->api != NULL || fail(error, "out of memory", "");
}

static bool open_web(struct app *app, char error[APP_ERROR_CAP])
{
    if (app->config.web[0] == '\0') {
        return true;
    }
    app->assets = assets_new(app->config.web, error);
    return app->assets != NULL;
}

static bool open_front(struct app *app, char error[APP_ERROR_CAP])
{
    const struct config *config = &app->config;
    const struct front_setup setup = {
        .listen = config->listen,
        .tls_cert = config->tls_cert,
        .proxy = config->behind_proxy,
        .hosts = config->hosts,
        .threads = config->threads,
        .concurrency = config->concurrency,
        .queue = config->queue,
        .connections_per_address = config->connections_per_address,
        .body_bytes_max = config->body_memory_mb * 1024u * 1024u,
        .streams = config->uploads,
        .arena_bytes = API_ARENA_BYTES,
        .assets = app->assets,
        .app = { app->api, api_route, api_handle },
    };
    app->front = front_start(&setup, error);
    return app->front != NULL;
}

static bool open_ops(struct app *app, const struct app_manager *manager, char error[APP_ERROR_CAP])
{
    const struct config *config = &app->config;
    const struct ops_setup setup = {
        .front = app->front,
        .api = app->api,
        .store = app->store,
        .deliver = app->deliver,
        .virus = app->virus,
        .connections = config->threads,
        .concurrency = config->concurrency,
        .queue = config->queue,
        .uploads = config->uploads,
        .log_alarm_bytes = config->wal_alarm_mb * MB,
        .disk_alarm_bytes = config->disk_alarm_mb * MB,
        .check_pause_s = config->check_pause_s,
        .probe_host = app->probe_host,
        .notify_socket = manager->notify_socket,
        .watchdog_us = manager->watchdog_us,
    };
    probe_host(config->hosts, app->probe_host);
    app->ops = ops_start(&setup);
    return app->ops != NULL || fail(error, "out of memory or threads", "");
}

/* Demo sign-in lets anybody in: never on an address that others can reach. */
static bool check_demo(const struct config *config, char error[APP_ERROR_CAP])
{
    struct listen_address address;

    if (!config->demo) {
        return true;
    }
    if (!listen_parse(config->listen, &address, error)) {
        return false;
    }
    if (!address.is_loopback || config->behind_proxy[0] != '\0') {
        return fail(error, "demo: only on a loopback address and without a proxy; ",
                    "listen on 127.0.0.1, or start without --demo");
    }
    return true;
}

static void close_all(struct app *app)
{
    deliver_stop(app->deliver);
    virus_stop(app->virus);
    admin_stop(app->admin);
    notary_stop(app->notary);
    api_free(app->api);
    report_free(app->report);
    cities_close(app->cities);
    auth_free(app->auth);
    outside_free(app->outside);
    files_free(app->files);
    calendar_free(app->calendar);
    store_close(app->store);
    assets_free(app->assets);
    free(app->core_memory);
    free(app);
}

/* From the inside out. */
static bool open_inside(struct app *app, char error[APP_ERROR_CAP])
{
    return open_core(app, error) && open_web(app, error) && open_data(app, error) &&
           open_notary(app, error) && open_outside(app, error) && open_calendar(app, error) &&
           open_cities(app, error) && open_api(app, error) && open_deliver(app, error) &&
           open_virus(app, error) && open_admin(app, error) && open_front(app, error);
}

struct app *app_start(const struct config *config, const struct app_manager *manager,
                      char error[APP_ERROR_CAP])
{
    struct app *app = calloc(1, sizeof(*app));

    if (app == NULL) {
        (void)fail(error, "out of memory", "");
        return NULL;
    }
    app->config = *config;
    if (!check_demo(config, error) || !open_inside(app, error)) {
        close_all(app);
        return NULL;
    }
    if (!open_ops(app, manager, error)) {
        (void)app_stop(app);
        return NULL;
    }
    return app;
}

const char *app_url(const struct app *app)
{
    return front_url(app->front);
}

bool app_stop(struct app *app)
{
    struct ops *ops = app->ops;

    ops_stop(ops);
    const bool is_clean = front_stop(app->front, app->config.drain_s * 1000);
    app->front = NULL;
    ops_free(ops);
    close_all(app);
    return is_clean;
}
