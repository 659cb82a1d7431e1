/* The one thread that writes: takes what is waiting, runs each job in a savepoint of one
 * transaction, commits once, then acknowledges. */
#include "store_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUP_MAX  256
#define POST_BYTES 1024

struct posted_job {
    struct write_job job;
    _Alignas(16) unsigned char data[POST_BYTES];
};

/* ---- the queue ---- */

static struct write_job *take_group(struct store *store)
{
    struct writer *writer = &store->writer;
    pthread_mutex_lock(&writer->mutex);
    while (!writer->first && !writer->is_closing)
        pthread_cond_wait(&writer->wake, &writer->mutex);
    struct write_job *group = writer->first, *last = group;
    uint32_t count = group ? 1 : 0;
    while (last && last->next && count < GROUP_MAX) {
        last = last->next;
        count++;
    }
    if (last) {
        writer->first = last->next;
        last->next = NULL;
    }
    if (!writer->first)
        writer->last = NULL;
    writer->waiting -= count;
    atomic_store(&store->jobs_waiting, writer->waiting);
    pthread_mutex_unlock(&writer->mutex);
    return group;
}

/* Records that may be lost leave most of the queue to writes that somebody waits for. */
static uint32_t limit_for(const struct writer *writer, const struct write_job *job)
{
    return job->is_posted ? (writer->limit + 3) / 4 : writer->limit;
}

static enum th_status enqueue(struct store *store, struct write_job *job)
{
    struct writer *writer = &store->writer;
    enum th_status status = TH_OK;
    pthread_mutex_lock(&writer->mutex);
    if (writer->is_dead)
        status = TH_STORE_FAILED;
    else if (writer->is_closing || writer->waiting >= limit_for(writer, job))
        status = TH_OVERLOADED;
    else {
        if (writer->last)
            writer->last->next = job;
        else
            writer->first = job;
        writer->last = job;
        atomic_store(&store->jobs_waiting, ++writer->waiting);
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->mutex);
    return status;
}

/* ---- running a group ---- */

/* False when the whole transaction is lost. */
static bool run_job(struct store_db *db, struct write_job *job)
{
    if (!engine_save(db))
        return false;
    job->status = job->run(db, job->data);
    if (engine_trouble(db) != ENGINE_FINE)
        return false;
    return job->status == TH_OK ? engine_keep(db) : engine_undo(db);
}

static bool run_group(struct store_db *db, struct write_job *group)
{
    if (!engine_begin(db))
        return false;
    for (struct write_job *job = group; job; job = job->next)
        if (!run_job(db, job))
            return false;
    return engine_commit(db);
}

static void fail_group(struct write_job *group)
{
    for (struct write_job *job = group; job; job = job->next)
        if (job->status == TH_OK)
            job->status = TH_STORE_FAILED;
}

static void acknowledge(struct write_job *group)
{
    while (group) {
        struct write_job *job = group;
        group = job->next; /* after the post the job may be gone */
        if (job->is_posted)
            free(job);
        else
            sem_post(&job->done);
    }
}

/* After an I/O error nobody knows what is on disk: no word to anybody, out, and let the next start
 * recover. */
static void die(struct store *store)
{
    pthread_mutex_lock(&store->writer.mutex);
    store->writer.is_dead = true;
    pthread_mutex_unlock(&store->writer.mutex);
    const char *line = engine_trouble_line(store->writer.db);
    if (store->on_fatal) {
        store->on_fatal(store->fatal_self, line);
        return;
    }
    fprintf(stderr, "tanheng: %s; stopping, the next start recovers\n", line);
    _exit(STORE_EXIT_IO);
}

static bool run_counted(struct store *store, struct write_job *group)
{
    uint64_t start_us = meter_now_us(), jobs = 0;
    for (const struct write_job *job = group; job; job = job->next)
        jobs++;
    bool is_stored = !store->writer.is_dead && run_group(store->writer.db, group);
    if (is_stored)
        store_meter_group(store->meter, jobs, meter_now_us() - start_us);
    else
        meter_add(store->meter, STORE_GROUPS_LOST, 1);
    atomic_store(&store->has_trouble, !is_stored);
    return is_stored;
}

static bool checkpoint(struct store *store)
{
    bool is_due = engine_log_is_due(store->writer.db);
    bool is_good = engine_checkpoint(store->writer.db, false);
    bool is_blocked = engine_log_is_due(store->writer.db);
    if (is_due)
        meter_add(store->meter, is_blocked ? STORE_CHECKPOINTS_BLOCKED : STORE_CHECKPOINTS, 1);
    return is_good;
}

static void serve_group(struct store *store, struct write_job *group)
{
    struct store_db *db = store->writer.db;
    if (!run_counted(store, group)) {
        bool is_fatal = engine_trouble(db) == ENGINE_FATAL;
        if (is_fatal && !store->writer.is_dead)
            die(store);
        if (!is_fatal)
            engine_rollback(db);
        fail_group(group);
    }
    engine_clear_trouble(db);
    acknowledge(group);
    if (!store->writer.is_dead && !checkpoint(store))
        die(store);
    engine_clear_trouble(db);
}

static void *serve(void *data)
{
    struct store *store = data;
    for (;;) {
        struct write_job *group = take_group(store);
        if (!group)
            return NULL;
        serve_group(store, group);
    }
}

/* ---- for the rest of the folder ---- */

bool writer_start(struct store *store, uint32_t queue_limit)
{
    struct writer *writer = &store->writer;
    writer->limit = queue_limit ? queue_limit : 1024;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->wake, NULL);
    writer->is_running = pthread_create(&writer->thread, NULL, serve, store) == 0;
    return writer->is_running;
}

void writer_stop(struct store *store)
{
    struct writer *writer = &store->writer;
    if (!writer->is_running)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->is_closing = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    writer->is_running = false;
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->mutex);
}

enum th_status store_write(struct store *store, store_job job, void *data)
{
    if (!store->has_writer)
        return TH_STORE_FAILED;
    struct write_job entry = { .run = job, .data = data, .status = TH_OK };
    sem_init(&entry.done, 0, 0);
    enum th_status status = enqueue(store, &entry);
    if (status == TH_OK) {
        while (sem_wait(&entry.done) != 0 && errno == EINTR)
            ;
        status = entry.status;
    }
    sem_destroy(&entry.done);
    return status;
}

void store_post(struct store *store, store_job job, const void *data, size_t size)
{
    if (!store->has_writer || size > POST_BYTES)
        return;
    struct posted_job *entry = calloc(1, sizeof *entry);
    if (!entry)
        return;
    memcpy(entry->data, data, size);
    entry->job =
        (struct write_job){ .run = job, .data = entry->data, .status = TH_OK, .is_posted = true };
    if (enqueue(store, &entry->job) != TH_OK)
        free(entry);
}
