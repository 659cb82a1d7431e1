/* The last question of each secret, in sets of a few places: only who finds a set full of newer
 * ones makes it forget its oldest. */
#include "scan_pace.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SETS     1024
#define PLACES   4
#define LEAST_MS 900 /* a client that waits a second is never refused */

struct place {
    unsigned char key[8];
    int64_t at_ms;
};
struct scan_pace {
    pthread_mutex_t mutex;
    struct place sets[SETS][PLACES];
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

/* Where this secret stands, else the oldest place of its set. */
static struct place *find(struct place set[PLACES], const unsigned char key[8])
{
    struct place *oldest = &set[0];
    for (size_t i = 0; i < PLACES; i++) {
        if (memcmp(set[i].key, key, sizeof set[i].key) == 0)
            return &set[i];
        if (set[i].at_ms < oldest->at_ms)
            oldest = &set[i];
    }
    return oldest;
}

/* Threads that read the clock in one order come here in another: a little before is too soon, too.
 */
static bool is_too_soon(int64_t now_ms, int64_t before_ms)
{
    return now_ms - before_ms > -LEAST_MS && now_ms - before_ms < LEAST_MS;
}

bool scan_pace_allows(struct scan_pace *pace, const unsigned char secret_hash[32], int64_t now_ms)
{
    struct place *set = pace->sets[(size_t)(secret_hash[8] << 8 | secret_hash[9]) % SETS];
    pthread_mutex_lock(&pace->mutex);
    struct place *place = find(set, secret_hash);
    bool is_known = memcmp(place->key, secret_hash, sizeof place->key) == 0;
    bool allows = !is_known || !is_too_soon(now_ms, place->at_ms);
    if (allows) {
        memcpy(place->key, secret_hash, sizeof place->key);
        place->at_ms = now_ms;
    }
    pthread_mutex_unlock(&pace->mutex);
    return allows;
}
