/* The checking thread: a step, a pause of twenty times as long, and after a round a rest. */
#include "checker.h"

#include "ledger.h"
#include "log.h"
#include "meter.h"
#include "rest.h"

#include <pthread.h>
#include <stdlib.h>

#define STEP_ROWS      200
#define STEP_REST_MS   50
#define SHARE          20 /* of the time: one part work, twenty rest */
#define FAILED_REST_MS 1000

struct checker {
    struct checker_setup setup;
    struct rest rest;
    pthread_t thread;
    void *memory;
    struct ledger_cursor cursor;
    uint64_t faults_in_round;
    atomic_bool has_fault;
    atomic_ullong rounds, entries, faults, failures;
    atomic_llong round_ended_s;
};

static void on_fault(void *self, const struct ledger_fault *fault)
{
    struct checker *checker = self;
    char text[512];
    struct th_buf line;

    th_buf_init(&line, text, sizeof(text));
    ledger_fault_write(&line, fault);
    checker->faults_in_round++;
    atomic_fetch_add(&checker->faults, 1);
    atomic_store(&checker->has_fault, true);
    log_message(LOG_ERROR, "chain_fault", th_buf_view(&line));
}

static void end_round(struct checker *checker)
{
    atomic_store(&checker->has_fault, checker->faults_in_round > 0);
    checker->faults_in_round = 0;
    atomic_fetch_add(&checker->rounds, 1);
    atomic_store(&checker->round_ended_s, checker->setup.now_s());
}

/* Milliseconds to rest after this step. */
static uint64_t step(struct checker *checker)
{
    struct th_arena arena;
    struct ledger_step step = { .cursor = &checker->cursor, .rows = STEP_ROWS };
    struct ledger_report report = { .on_fault = on_fault, .self = checker };
    const uint64_t start_us = meter_now_us();

    th_arena_init(&arena, checker->memory, LEDGER_ARENA_BYTES);
    const enum th_status status = ledger_verify_some(checker->setup.store, &arena, &step, &report);
    atomic_fetch_add(&checker->entries, report.entries);
    if (status != TH_OK) {
        atomic_fetch_add(&checker->failures, 1);
        return FAILED_REST_MS;
    }
    if (step.is_round_over) {
        end_round(checker);
        return (uint64_t)checker->setup.pause_s * 1000;
    }
    return STEP_REST_MS + (meter_now_us() - start_us) * SHARE / 1000;
}

static void *run(void *self)
{
    struct checker *checker = self;

    while (rest_for(&checker->rest, step(checker))) {
    }
    return NULL;
}

struct checker *checker_start(const struct checker_setup *setup)
{
    struct checker *checker = calloc(1, sizeof(*checker));

    if (checker == NULL) {
        return NULL;
    }
    checker->setup = *setup;
    checker->memory = malloc(LEDGER_ARENA_BYTES);
    rest_init(&checker->rest);
    if (checker->memory == NULL || pthread_create(&checker->thread, NULL, run, checker) != 0) {
        rest_free(&checker->rest);
        free(checker->memory);
        free(checker);
        return NULL;
    }
    return checker;
}

void checker_stop(struct checker *checker)
{
    if (checker != NULL) {
        rest_end(&checker->rest);
        (void)pthread_join(checker->thread, NULL);
        rest_free(&checker->rest);
        free(checker->memory);
        free(checker);
    }
}

struct checker_state checker_state(const struct checker *checker)
{
    return (struct checker_state){
        .has_fault = atomic_load(&checker->has_fault),
        .rounds = atomic_load(&checker->rounds),
        .entries = atomic_load(&checker->entries),
        .faults = atomic_load(&checker->faults),
        .failures = atomic_load(&checker->failures),
        .round_ended_s = atomic_load(&checker->round_ended_s),
    };
}
