/* A condition that nobody signals but the stop. */
#include "rest.h"

#include <errno.h>
#include <time.h>

void rest_init(struct rest *rest)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&rest->mutex, NULL);
    pthread_cond_init(&rest->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    rest->is_over = false;
}

void rest_free(struct rest *rest)
{
    pthread_cond_destroy(&rest->wake);
    pthread_mutex_destroy(&rest->mutex);
}

bool rest_for(struct rest *rest, uint64_t milliseconds)
{
    struct timespec until;
    int waited = 0;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&rest->mutex);
    while (!rest->is_over && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&rest->wake, &rest->mutex, &until);
    }
    const bool is_over = rest->is_over;
    pthread_mutex_unlock(&rest->mutex);
    return !is_over;
}

void rest_end(struct rest *rest)
{
    pthread_mutex_lock(&rest->mutex);
    rest->is_over = true;
    pthread_cond_signal(&rest->wake);
    pthread_mutex_unlock(&rest->mutex);
}
