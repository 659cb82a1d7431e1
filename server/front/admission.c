/* Admission over one mutex: arenas are mapped once, touched only as far as requests need them, and
 * trimmed after a large one, so that hundreds of idle threads cost no memory. */
#include "admission.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

struct admission {
    struct admission_setup setup;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    unsigned char *memory; /* concurrency × arena_bytes */
    size_t *idle;          /* stack of free slots: the last used, still warm one first */
    size_t idle_count;
    uint32_t waiting, streams;
    size_t body_bytes;
};

static void init_lock(struct admission *admission)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&admission->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&admission->freed, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct admission *admission_new(const struct admission_setup *setup)
{
    struct admission *admission = calloc(1, sizeof(*admission));
    size_t bytes;

    if (admission == NULL ||
        __builtin_mul_overflow((size_t)setup->concurrency, setup->arena_bytes, &bytes)) {
        free(admission);
        return NULL;
    }
    admission->setup = *setup;
    admission->idle = calloc(setup->concurrency, sizeof(admission->idle[0]));
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (admission->idle == NULL || memory == MAP_FAILED) {
        if (memory != MAP_FAILED) {
            munmap(memory, bytes);
        }
        free(admission->idle);
        free(admission);
        return NULL;
    }
    admission->memory = memory;
    for (size_t i = 0; i < setup->concurrency; i++) {
        admission->idle[admission->idle_count++] = setup->concurrency - 1 - i;
    }
    init_lock(admission);
    return admission;
}

void admission_free(struct admission *admission)
{
    if (admission == NULL) {
        return;
    }
    munmap(admission->memory, admission->setup.concurrency * admission->setup.arena_bytes);
    pthread_cond_destroy(&admission->freed);
    pthread_mutex_destroy(&admission->lock);
    free(admission->idle);
    free(admission);
}

static struct timespec wait_limit(void)
{
    struct timespec limit;
    clock_gettime(CLOCK_MONOTONIC, &limit);
    limit.tv_sec += ADMISSION_WAIT_MS / 1000;
    return limit;
}

/* Under the lock. */
static bool take_slot(struct admission *admission, size_t *slot)
{
    if (admission->idle_count == 0 && admission->waiting >= admission->setup.queue) {
        return false;
    }
    if (admission->idle_count == 0) {
        const struct timespec limit = wait_limit();
        int error = 0;
        admission->waiting++;
        while (admission->idle_count == 0 && error == 0) {
            error = pthread_cond_timedwait(&admission->freed, &admission->lock, &limit);
        }
        admission->waiting--;
    }
    if (admission->idle_count == 0) {
        return false;
    }
    *slot = admission->idle[--admission->idle_count];
    return true;
}

bool admission_enter(struct admission *admission, struct admission_ticket *ticket)
{
    pthread_mutex_lock(&admission->lock);
    const bool taken = take_slot(admission, &ticket->slot);
    pthread_mutex_unlock(&admission->lock);
    if (taken) {
        const size_t size = admission->setup.arena_bytes;
        ticket->urgent = NULL;
        ticket->is_stream = false;
        th_arena_init(&ticket->arena, admission->memory + ticket->slot * size, size);
    }
    return taken;
}

bool admission_enter_urgent(struct admission_ticket *ticket)
{
    ticket->is_stream = false;
    ticket->urgent = malloc(ADMISSION_URGENT);
    if (ticket->urgent == NULL) {
        return false;
    }
    th_arena_init(&ticket->arena, ticket->urgent, ADMISSION_URGENT);
    return true;
}

static bool take_stream(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    const bool is_free = admission->streams < admission->setup.streams;
    admission->streams += is_free ? 1 : 0;
    pthread_mutex_unlock(&admission->lock);
    return is_free;
}

static void leave_stream(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    admission->streams--;
    pthread_mutex_unlock(&admission->lock);
}

bool admission_enter_stream(struct admission *admission, struct admission_ticket *ticket)
{
    if (!take_stream(admission)) {
        return false;
    }
    if (!admission_enter_urgent(ticket)) {
        leave_stream(admission);
        return false;
    }
    ticket->is_stream = true;
    return true;
}

void admission_leave(struct admission *admission, struct admission_ticket *ticket)
{
    if (ticket->urgent != NULL) {
        free(ticket->urgent);
        if (ticket->is_stream) {
            leave_stream(admission);
        }
        return;
    }
    if (ticket->arena.peak > ADMISSION_KEEP) {
        madvise(ticket->arena.base + ADMISSION_KEEP, ticket->arena.cap - ADMISSION_KEEP,
                MADV_DONTNEED);
    }
    pthread_mutex_lock(&admission->lock);
    admission->idle[admission->idle_count++] = ticket->slot;
    pthread_cond_signal(&admission->freed);
    pthread_mutex_unlock(&admission->lock);
}

bool admission_reserve_body(struct admission *admission, size_t bytes)
{
    pthread_mutex_lock(&admission->lock);
    const bool fits = bytes <= admission->setup.body_bytes - admission->body_bytes;
    if (fits) {
        admission->body_bytes += bytes;
    }
    pthread_mutex_unlock(&admission->lock);
    return fits;
}

void admission_release_body(struct admission *admission, size_t bytes)
{
    pthread_mutex_lock(&admission->lock);
    admission->body_bytes -= bytes;
    pthread_mutex_unlock(&admission->lock);
}

struct admission_state admission_state(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    const struct admission_state state = {
        .busy = admission->setup.concurrency - (uint32_t)admission->idle_count,
        .waiting = admission->waiting,
        .streams = admission->streams,
        .body_bytes = admission->body_bytes,
    };
    pthread_mutex_unlock(&admission->lock);
    return state;
}
