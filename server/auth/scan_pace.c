/* A table of the last question of each secret; a collision forgets the older one. */
#include "scan_pace.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS    1024
#define LEAST_MS 900 /* a client that waits a second is never refused */

struct scan_pace {
    pthread_mutex_t mutex;
    struct {
        unsigned char key[8];
        int64_t at_ms;
    } slots[SLOTS];
};

struct scan_pace *scan_pace_new(void)
{
    struct scan_pace *pace = calloc(1, sizeof *pace);
    if (pace)
        pthread_mutex_init(&pace->mutex, NULL);
    return pace;
}

void scan_pace_free(struct scan_pace *pace)
{
    if (pace)
        pthread_mutex_destroy(&pace->mutex);
    free(pace);
}

bool scan_pace_allows(struct scan_pace *pace, const unsigned char secret_hash[32], int64_t now_ms)
{
    size_t slot = (size_t)(secret_hash[8] << 8 | secret_hash[9]) % SLOTS;
    pthread_mutex_lock(&pace->mutex);
    int64_t since_ms = now_ms - pace->slots[slot].at_ms;
    bool is_same = memcmp(pace->slots[slot].key, secret_hash, sizeof pace->slots[slot].key) == 0;
    bool allows = !is_same || since_ms < 0 || since_ms >= LEAST_MS;
    if (allows) {
        memcpy(pace->slots[slot].key, secret_hash, sizeof pace->slots[slot].key);
        pace->slots[slot].at_ms = now_ms;
    }
    pthread_mutex_unlock(&pace->mutex);
    return allows;
}
