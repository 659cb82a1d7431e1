/* A fixed table of counters, keyed by a hash of what is counted: full sets forget their oldest
 * window, memory never grows. */
#include "backoff.h"

#include "sha256.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SETS 1024
#define WAYS 8

struct counter {
    uint64_t key; /* 0 = free */
    int64_t opened_s;
    uint32_t failures;
};

struct backoff {
    pthread_mutex_t lock;
    struct counter counters[SETS][WAYS];
};

struct backoff *backoff_new(void)
{
    struct backoff *backoff = calloc(1, sizeof *backoff);
    if (backoff)
        pthread_mutex_init(&backoff->lock, NULL);
    return backoff;
}

void backoff_free(struct backoff *backoff)
{
    if (!backoff)
        return;
    pthread_mutex_destroy(&backoff->lock);
    free(backoff);
}

static uint64_t key_of(char kind, struct th_str text)
{
    struct th_sha256 sha;
    unsigned char digest[32];
    th_sha256_init(&sha);
    th_sha256_add(&sha, (struct th_str){ &kind, 1 });
    th_sha256_add(&sha, text);
    th_sha256_end(&sha, digest);
    uint64_t key;
    memcpy(&key, digest, sizeof key);
    return key ? key : 1;
}

static bool is_over(const struct counter *counter, int64_t now_s)
{
    return now_s - counter->opened_s >= BACKOFF_WINDOW_S || now_s < counter->opened_s;
}

/* The key's counter; NULL when it has none. */
static struct counter *find(struct backoff *backoff, uint64_t key)
{
    struct counter *set = backoff->counters[key % SETS];
    for (size_t i = 0; i < WAYS; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

static struct counter *find_or_claim(struct backoff *backoff, uint64_t key)
{
    struct counter *found = find(backoff, key);
    if (found)
        return found;
    struct counter *set = backoff->counters[key % SETS], *oldest = set;
    for (size_t i = 1; i < WAYS; i++)
        if (set[i].opened_s < oldest->opened_s)
            oldest = &set[i];
    *oldest = (struct counter){ .key = key };
    return oldest;
}

static uint32_t wait_of(struct backoff *backoff, uint64_t key, uint32_t tries, int64_t now_s)
{
    const struct counter *counter = find(backoff, key);
    if (!counter || counter->failures < tries || is_over(counter, now_s))
        return 0;
    return (uint32_t)(counter->opened_s + BACKOFF_WINDOW_S - now_s);
}

static void count(struct backoff *backoff, uint64_t key, int64_t now_s)
{
    struct counter *counter = find_or_claim(backoff, key);
    if (counter->failures == 0 || is_over(counter, now_s))
        *counter = (struct counter){ .key = key, .opened_s = now_s };
    counter->failures++;
}

uint32_t backoff_begin(struct backoff *backoff, struct th_str account, struct th_str address,
                       int64_t now_s)
{
    uint64_t account_key = key_of('a', account), address_key = key_of('i', address);
    pthread_mutex_lock(&backoff->lock);
    uint32_t account_s = wait_of(backoff, account_key, BACKOFF_ACCOUNT_TRIES, now_s);
    uint32_t address_s = wait_of(backoff, address_key, BACKOFF_ADDRESS_TRIES, now_s);
    uint32_t wait_s = account_s > address_s ? account_s : address_s;
    if (wait_s == 0) {
        count(backoff, account_key, now_s);
        count(backoff, address_key, now_s);
    }
    pthread_mutex_unlock(&backoff->lock);
    return wait_s;
}

static void take_back(struct backoff *backoff, uint64_t key, bool clears)
{
    struct counter *counter = find(backoff, key);
    if (counter && clears)
        *counter = (struct counter){ 0 };
    else if (counter && counter->failures > 0)
        counter->failures--;
}

void backoff_take_back(struct backoff *backoff, struct th_str account, struct th_str address,
                       bool clears)
{
    uint64_t account_key = key_of('a', account), address_key = key_of('i', address);
    pthread_mutex_lock(&backoff->lock);
    take_back(backoff, account_key, clears);
    take_back(backoff, address_key, false);
    pthread_mutex_unlock(&backoff->lock);
}
