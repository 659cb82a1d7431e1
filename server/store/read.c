/* Reading: a small pool of connections, twice as many as processors (many more only slow the
 * writer down), each job in one snapshot and with a time limit, so that no reader keeps the log
 * from shrinking. */
#include "store_parts.h"

#include <errno.h>
#include <time.h>

#define READ_LIMIT_MS 5000

bool readers_open(struct store *store, const struct store_files *files, char error[STORE_ERROR_CAP])
{
    struct readers *readers = &store->readers;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&readers->mutex, NULL);
    pthread_cond_init(&readers->returned, &attributes);
    pthread_condattr_destroy(&attributes);
    struct engine_path where = { .path = files->path, .role = ENGINE_READER };
    for (uint32_t i = 0; i < files->readers; i++) {
        struct store_db *db = engine_open(&where, error);
        if (!db)
            return false;
        readers->free[readers->free_count++] = db;
        readers->count++;
    }
    return true;
}

void readers_close(struct store *store)
{
    struct readers *readers = &store->readers;
    for (uint32_t i = 0; i < readers->free_count; i++)
        engine_close(readers->free[i]);
    readers->free_count = readers->count = 0;
}

struct store_db *readers_take(struct store *store)
{
    struct readers *readers = &store->readers;
    struct store_db *db = NULL;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += READ_LIMIT_MS / 1000;
    pthread_mutex_lock(&readers->mutex);
    int waited = 0;
    while (!readers->free_count && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&readers->returned, &readers->mutex, &until);
    if (readers->free_count)
        db = readers->free[--readers->free_count];
    pthread_mutex_unlock(&readers->mutex);
    return db;
}

void readers_return(struct store *store, struct store_db *db)
{
    struct readers *readers = &store->readers;
    pthread_mutex_lock(&readers->mutex);
    readers->free[readers->free_count++] = db;
    pthread_cond_signal(&readers->returned);
    pthread_mutex_unlock(&readers->mutex);
}

static enum th_status run(struct store_db *db, store_job job, void *data)
{
    if (!engine_begin(db))
        return TH_STORE_FAILED;
    enum th_status status = job(db, data);
    engine_rollback(db); /* nothing to keep: query_only */
    if (engine_trouble(db) == ENGINE_TIMEOUT)
        return TH_OVERLOADED;
    return engine_trouble(db) == ENGINE_FINE ? status : TH_STORE_FAILED;
}

enum th_status store_read(struct store *store, store_job job, void *data)
{
    struct store_db *db = readers_take(store);
    if (!db) {
        meter_add(store->meter, STORE_READS_WITHOUT_CONNECTION, 1);
        return TH_OVERLOADED;
    }
    engine_clear_trouble(db);
    engine_time_limit(db, store->has_writer ? READ_LIMIT_MS : 0); /* commands may take their time */
    enum th_status status = run(db, job, data);
    if (engine_trouble(db) == ENGINE_TIMEOUT)
        meter_add(store->meter, STORE_READS_CUT, 1);
    readers_return(store, db);
    return status;
}
