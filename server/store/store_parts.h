/* The inside of struct store: the writer's queue and the pool of read connections. Included by
 * store.c, writer.c and read.c only. */
#pragma once
#include "counters.h"
#include "engine.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define STORE_READERS_MAX 16
#define STORE_PATH_CAP    1024

/** A job in the writer's queue. It lives on the stack of the caller, who waits, or in a heap block
 * of its own when posted. */
struct write_job {
    store_job run;
    void *data;
    enum th_status status;
    bool is_posted;
    sem_t done;
    struct write_job *next;
};

struct writer {
    struct store_db *db;
    pthread_t thread;
    bool is_running;
    pthread_mutex_t mutex; /* the rest: */
    pthread_cond_t wake;
    struct write_job *first, *last;
    uint32_t waiting, limit;
    bool is_closing,
        is_dead; /* dead: an I/O error happened, nothing may be acknowledged any more */
};

struct readers {
    struct store_db *free[STORE_READERS_MAX];
    uint32_t count, free_count;
    pthread_mutex_t mutex;
    pthread_cond_t returned;
};

struct store {
    struct writer writer;
    struct readers readers;
    bool is_demo, has_writer;
    int lock_file; /* keeps a second writing process out; -1 = none */
    uint32_t schema;
    char path[STORE_PATH_CAP]; /* of the database file */
    struct meter *meter;
    atomic_uint jobs_waiting; /* the writer's own number, for who has no lock */
    atomic_bool has_trouble;
    void (*on_fatal)(void *self, const char *line);
    void *fatal_self;
};

bool writer_start(struct store *store, uint32_t queue_limit);
void writer_stop(struct store *store);

struct store_files {
    const char *path;
    uint32_t readers;
};
bool readers_open(struct store *store, const struct store_files *files,
                  char error[STORE_ERROR_CAP]);
void readers_close(struct store *store);
/** A read connection, NULL when none came free in time. */
struct store_db *readers_take(struct store *store);
void readers_return(struct store *store, struct store_db *db);
