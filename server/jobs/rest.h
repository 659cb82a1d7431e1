/* A thread's rest between two pieces of work, which a stop ends at once. */
#pragma once
#include "str.h"

#include <pthread.h>

struct rest {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool is_over;
};

void rest_init(struct rest *rest);
void rest_free(struct rest *rest);
/** False when the rest was ended: the thread must return. */
bool rest_for(struct rest *rest, uint64_t milliseconds);
void rest_end(struct rest *rest);
