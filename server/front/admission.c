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
    struct admission_ticket *first; /* of the streams */
    int64_t sent_away_ms;           /* the last of them */
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

/* ---- streams ---- */

static bool is_slow(const struct admission_ticket *stream, int64_t now_ms)
{
    const int64_t spent_ms = now_ms - stream->since_ms;
    return stream->since_ms > 0 && !stream->must_leave && spent_ms >= ADMISSION_STREAM_GRACE &&
           stream->bytes < (uint64_t)spent_ms * ADMISSION_STREAM_RATE;
}

/* a/b < c/d of bytes and time */
static bool is_slower(const struct admission_ticket *one, const struct admission_ticket *other,
                      int64_t now_ms)
{
    return one->bytes * (uint64_t)(now_ms - other->since_ms) <
           other->bytes * (uint64_t)(now_ms - one->since_ms);
}

static void send_away_slowest(struct admission *admission, int64_t now_ms)
{
    struct admission_ticket *slowest = NULL;

    if (now_ms < admission->sent_away_ms + ADMISSION_STREAM_PACE) {
        return;
    }
    for (struct admission_ticket *at = admission->first; at != NULL; at = at->next) {
        if (is_slow(at, now_ms) && (slowest == NULL || is_slower(at, slowest, now_ms))) {
            slowest = at;
        }
    }
    if (slowest != NULL) {
        slowest->must_leave = true;
        admission->sent_away_ms = now_ms;
    }
}

static bool take_stream(struct admission *admission, struct admission_ticket *ticket,
                        int64_t now_ms)
{
    pthread_mutex_lock(&admission->lock);
    const bool is_free = admission->streams < admission->setup.streams;
    if (is_free) {
        admission->streams++;
        ticket->next = admission->first;
        admission->first = ticket;
    } else {
        send_away_slowest(admission, now_ms);
    }
    pthread_mutex_unlock(&admission->lock);
    return is_free;
}

static void leave_stream(struct admission *admission, const struct admission_ticket *ticket)
{
    pthread_mutex_lock(&admission->lock);
    for (struct admission_ticket **at = &admission->first; *at != NULL; at = &(*at)->next) {
        if (*at == ticket) {
            *at = ticket->next;
            break;
        }
    }
    admission->streams--;
    pthread_mutex_unlock(&admission->lock);
}

bool admission_enter_stream(struct admission *admission, struct admission_ticket *ticket,
                            int64_t now_ms)
{
    *ticket = (struct admission_ticket){ .is_stream = false };
    if (!take_stream(admission, ticket, now_ms)) {
        return false;
    }
    if (!admission_enter_urgent(ticket)) {
        leave_stream(admission, ticket);
        return false;
    }
    ticket->is_stream = true;
    return true;
}

bool admission_stream_read(struct admission *admission, struct admission_ticket *ticket,
                           uint64_t bytes, int64_t now_ms)
{
    pthread_mutex_lock(&admission->lock);
    if (ticket->since_ms == 0) {
        ticket->since_ms = now_ms;
    }
    ticket->bytes += bytes;
    const bool may_stay = !ticket->must_leave;
    pthread_mutex_unlock(&admission->lock);
    return may_stay;
}

void admission_leave(struct admission *admission, struct admission_ticket *ticket)
{
    if (ticket->urgent != NULL) {
        free(ticket->urgent);
        if (ticket->is_stream) {
            leave_stream(admission, ticket);
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
