/* A small world for tests of store and service: a real SQLite database in a temporary folder, the
 * real core, a clock that the test sets, one enterprise with one author. */
#pragma once
#include "acts.h"
#include "drafts.h"
#include "filings.h"
#include "unit.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define WORLD_ARENA (6 * 1024 * 1024)

struct world {
    char folder[64];
    struct store *store;
    struct th_core core;
    struct th_arena core_arena, arena;
    int64_t now_ms;
    atomic_ullong random;
    struct service service;
    char receipt_body[32 * 1024];
};

static int64_t world_now(void *self)
{
    return ((struct world *)self)->now_ms;
}

/* Ids that differ and are the same in every run. */
static void world_random(void *self, unsigned char *out, size_t count)
{
    struct world *world = self;
    for (size_t i = 0; i < count; i++) {
        uint64_t mixed = atomic_fetch_add(&world->random, 1) * 0x9e3779b97f4a7c15u;
        out[i] = (unsigned char)((mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9u >> 56);
    }
}
static inline void world_open_store(struct world *world)
{
    char error[STORE_ERROR_CAP] = "";
    struct store_setup setup = { .data_dir = world->folder, .mode = STORE_WRITER };
    world->store = store_open(&setup, error);
    if (!world->store)
        fail_msg("store_open: %s", error);
    world->service.store = world->store;
}

static enum th_status world_people(struct store_db *db, void *data)
{
    (void)data;
    struct enterprise_row first = { .id = TH_STR("e1"), .name = TH_STR("第一厂"), .created_s = 1 },
                          second = { .id = TH_STR("e2"), .name = TH_STR("第二厂"), .created_s = 1 };
    struct account_row author = {
        .id = TH_STR("u1"),
        .account = TH_STR("wang"),
        .name = TH_STR("王"),
        .created_s = 1,
    };
    struct membership_row member = { .account_id = TH_STR("u1"),
                                     .enterprise_id = TH_STR("e1"),
                                     .role = TH_STR("agent") };
    const struct act_by by = { TH_STR("test"), 1 };
    enum th_status status = acts_add_enterprise(db, &by, &first);
    status = status ? status : acts_add_enterprise(db, &by, &second);
    status = status ? status : acts_add_account(db, &by, &author);
    return status ? status : acts_put_membership(db, &by, &member);
}

static inline struct world *world_new(void)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    strcpy(world->folder, "/tmp/tanheng-test-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    th_arena_init(&world->core_arena, malloc(WORLD_ARENA), WORLD_ARENA);
    th_arena_init(&world->arena, malloc(WORLD_ARENA), WORLD_ARENA);
    assert_int_equal(th_core_init(&world->core, &world->core_arena), TH_OK);
    world->now_ms = 1795250000000; /* 2026-11-21 in Asia/Shanghai */
    world->service.core = &world->core;
    world->service.clock = (struct app_clock){ world_now, world_random, world, NULL };
    world_open_store(world);
    assert_int_equal(store_write(world->store, world_people, NULL), TH_OK);
    return world;
}

static inline void world_remove_folder(const char *folder)
{
    char path[512];
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static inline void world_free(struct world *world)
{
    store_close(world->store);
    world_remove_folder(world->folder);
    free(world->core_arena.base ? (void *)world->core_arena.base : NULL);
    free(world->arena.base ? (void *)world->arena.base : NULL);
    free(world);
}

/* ---- filings ---- */

static inline struct th_str world_template(void)
{
    return TH_STR("{\"site\":\"all\",\"form\":\"energy_template\",\"form_version\":1,\"period\":{"
                  "\"start\":\"2025-01\",\"end\":"
                  "\"2025-12\"},\"doc\":{\"grid_area\":\"guangdong\",\"carriers\":[{\"carrier\":"
                  "\"electricity\",\"unit\":"
                  "\"10k_kWh\"},{\"carrier\":\"diesel\",\"unit\":\"t\"}]}}");
}

/* A month of electricity; `format` has room for the month twice as text. */
static inline struct th_str world_month(struct world *world, int month, const char *quantity)
{
    static char text[600];
    (void)world;
    snprintf(text, sizeof text,
             "{\"site\":\"all\",\"form\":\"energy_report\",\"form_version\":1,\"period\":{"
             "\"start\":\"2025-%02d\",\"end\":\"2025-%02d\"},"
             "\"pack\":\"CN-2025\",\"doc\":{\"grid_area\":\"guangdong\",\"energy\":[{\"carrier\":"
             "\"electricity\",\"unit\":"
             "\"10k_kWh\",\"m%02d\":\"%s\"}]}}",
             month, month, month, quantity);
    return th_str_of(text);
}

/* What the device does: calculate, then add its own receipt to the body. */
static inline struct th_str world_with_receipt(struct world *world, struct th_str enterprise,
                                               struct th_str body)
{
    struct th_context nothing = { .enterprise = enterprise };
    struct th_evaluation evaluation;
    struct th_buf text;
    size_t mark = th_arena_mark(&world->arena);
    assert_int_equal(th_evaluate(&world->core, &world->arena, body, &nothing, &evaluation), TH_OK);
    if (!evaluation.has_receipt)
        fail_msg("no receipt: %.*s", (int)evaluation.issues.len, evaluation.issues.ptr);
    th_buf_init(&text, world->receipt_body, sizeof world->receipt_body);
    th_buf_put(&text, (struct th_str){ body.ptr, body.len - 1 });
    th_buf_put(&text, TH_STR(",\"receipt\":"));
    th_receipt_write(&text, &evaluation.receipt);
    th_buf_char(&text, '}');
    assert_false(text.overflow);
    th_arena_rewind(&world->arena, mark);
    return th_buf_view(&text);
}

static void world_render(void *self, const struct filing_view *view, struct th_buf *out)
{
    (void)self;
    th_buf_put(out, view->id);
    th_buf_char(out, '/');
    th_buf_u64(out, view->revision);
    th_buf_char(out, '/');
    th_buf_put(out, th_str_of(view->chain_hash));
}
static const struct filing_renderer world_renderer = { world_render, NULL };

static inline struct write_request world_request(const char *key, struct th_str body)
{
    return (struct write_request){ .account_id = TH_STR("u1"),
                                   .enterprise = TH_STR("e1"),
                                   .role = TH_STR("agent"),
                                   .idempotency_key = th_str_of(key),
                                   .route = TH_STR("submit"),
                                   .body = body };
}

static inline enum th_status world_submit(struct world *world, const struct write_request *request,
                                          struct write_outcome *out)
{
    return filings_submit(&world->service, &world->arena, request, &world_renderer, out);
}

/* Template and nothing else: most tests begin here. */
static inline void world_file_template(struct world *world)
{
    struct write_outcome out;
    struct write_request request = world_request(
        "template-key-0001", world_with_receipt(world, TH_STR("e1"), world_template()));
    enum th_status status = world_submit(world, &request, &out);
    if (status)
        fail_msg("template: %s %.*s", th_status_row(status)->name, (int)out.issues.len,
                 out.issues.ptr);
}

static inline enum th_status world_file_month(struct world *world, int month, const char *quantity,
                                              struct write_outcome *out)
{
    char key[40];
    snprintf(key, sizeof key, "month-key-%02d-%.16s", month, quantity);
    struct write_request request = world_request(
        key, world_with_receipt(world, TH_STR("e1"), world_month(world, month, quantity)));
    return world_submit(world, &request, out);
}
