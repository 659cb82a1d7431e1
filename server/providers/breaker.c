#include "breaker.h"

#include <pthread.h>
#include <stdlib.h>

struct record {
    uint32_t failures;
    int64_t rests_until_ms;
    bool is_tried; /* one caller is out to see whether it works again */
};
struct breaker {
    pthread_mutex_t lock;
    size_t count;
    struct record records[];
};

struct breaker *breaker_new(size_t hosts)
{
    struct breaker *breaker = calloc(1, sizeof *breaker + hosts * sizeof breaker->records[0]);
    if (!breaker)
        return NULL;
    breaker->count = hosts;
    pthread_mutex_init(&breaker->lock, NULL);
    return breaker;
}

void breaker_free(struct breaker *breaker)
{
    if (!breaker)
        return;
    pthread_mutex_destroy(&breaker->lock);
    free(breaker);
}

bool breaker_ask(struct breaker *breaker, size_t host, int64_t now_ms)
{
    pthread_mutex_lock(&breaker->lock);
    struct record *record = &breaker->records[host];
    bool may = record->failures < BREAKER_FAILURES;
    if (!may && now_ms >= record->rests_until_ms && !record->is_tried)
        may = record->is_tried = true;
    pthread_mutex_unlock(&breaker->lock);
    return may;
}

void breaker_tell(struct breaker *breaker, size_t host, int64_t now_ms, bool worked)
{
    pthread_mutex_lock(&breaker->lock);
    struct record *record = &breaker->records[host];
    record->is_tried = false;
    record->failures = worked ? 0 : record->failures + 1;
    if (record->failures >= BREAKER_FAILURES)
        record->rests_until_ms = now_ms + BREAKER_REST_MS;
    pthread_mutex_unlock(&breaker->lock);
}
