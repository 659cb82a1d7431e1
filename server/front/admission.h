/* Admission: how many handlers run at once, how many requests may wait, and how many body bytes are
 * held. What is over a limit is told at once; nobody waits longer than ADMISSION_WAIT_MS. */
#pragma once
#include "arena.h"

#include <stdint.h>

struct admission;

#define ADMISSION_WAIT_MS 2000
#define ADMISSION_KEEP    ((size_t)256 * 1024) /* of an arena stays resident between requests */
#define ADMISSION_URGENT  ((size_t)512 * 1024) /* arena of a health check, and of the metrics */
/* Of streams: whoever is slower than this (bytes a millisecond) for so long gives way to others. */
#define ADMISSION_STREAM_RATE  64
#define ADMISSION_STREAM_GRACE 3000
#define ADMISSION_STREAM_PACE  1000 /* one is sent away in so many milliseconds */

struct admission_setup {
    uint32_t concurrency; /* arenas */
    uint32_t queue;       /* waiting requests */
    size_t arena_bytes;
    size_t body_bytes; /* sum of bodies in memory */
    uint32_t streams;  /* handlers at once that pull their body; not counted in concurrency */
};

/** NULL when memory cannot be had. */
struct admission *admission_new(const struct admission_setup *setup);
void admission_free(struct admission *admission);

struct admission_ticket {
    struct th_arena arena;
    size_t slot;                   /* its block; meaningless for the other two kinds */
    void *urgent;                  /* heap block of a health check or a stream, else NULL */
    bool is_stream;                /* counts among the streams */
    struct admission_ticket *next; /* of the streams */
    int64_t since_ms;              /* of a stream: when it first read; 0 = not yet */
    uint64_t bytes;
    bool must_leave;
};

/** Takes an arena, waiting its turn when the queue has room. False = overloaded: answer 503. */
bool admission_enter(struct admission *admission, struct admission_ticket *ticket);
/** An arena outside the limits, for health checks. False when memory cannot be had. */
bool admission_enter_urgent(struct admission_ticket *ticket);
/** An arena of ADMISSION_URGENT bytes for a handler that pulls its body, and so may take as long as
 * its client does. False = as many run already, at once; then the slowest of those that are slow
 * gives way, one a second, so that whoever asks again finds a place. */
bool admission_enter_stream(struct admission *admission, struct admission_ticket *ticket,
                            int64_t now_ms);
/** A stream has read so much more. False = it has to end, for others. */
bool admission_stream_read(struct admission *admission, struct admission_ticket *ticket,
                           uint64_t bytes, int64_t now_ms);
void admission_leave(struct admission *admission, struct admission_ticket *ticket);

/** Reserves `bytes` of the body budget. False = overloaded. */
bool admission_reserve_body(struct admission *admission, size_t bytes);
void admission_release_body(struct admission *admission, size_t bytes);

struct admission_state {
    uint32_t busy, waiting, streams;
    size_t body_bytes;
};
struct admission_state admission_state(struct admission *admission);
