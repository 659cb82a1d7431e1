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
    uint64_t key;     /* 0 = free */
    int64_t opened_s; /* of the window: the first failure in it */
    uint32_t failures, undecided;
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

/* A full set forgets the counter with the oldest window that nobody is waiting on. */
static struct counter *find_or_claim(struct backoff *backoff, uint64_t key)
{
    struct counter *found = find(backoff, key);
    if (found)
        return found;
    struct counter *set = backoff->counters[key % SETS], *oldest = set;
    for (size_t i = 1; i < WAYS; i++) {
        bool is_freer = set[i].undecided < oldest->undecided;
        if (is_freer ||
            (set[i].undecided == oldest->undecided && set[i].opened_s < oldest->opened_s))
            oldest = &set[i];
    }
    *oldest = (struct counter){ .key = key };
    return oldest;
}

static uint32_t wait_of(struct backoff *backoff, uint64_t key, uint32_t tries, int64_t now_s)
{
    const struct counter *counter = find(backoff, key);
    if (!counter)
        return 0;
    uint32_t failures = is_over(counter, now_s) ? 0 : counter->failures;
    if (failures >= tries)
        return (uint32_t)(counter->opened_s + BACKOFF_WINDOW_S - now_s);
    return failures + counter->undecided >= tries ? BACKOFF_BUSY_S : 0;
}

uint32_t backoff_begin(struct backoff *backoff, const struct backoff_try *attempt)
{
    uint64_t account = key_of('a', attempt->account), address = key_of('i', attempt->address);
    pthread_mutex_lock(&backoff->lock);
    uint32_t account_s = wait_of(backoff, account, BACKOFF_ACCOUNT_TRIES, attempt->now_s);
    uint32_t address_s = wait_of(backoff, address, BACKOFF_ADDRESS_TRIES, attempt->now_s);
    uint32_t wait_s = account_s > address_s ? account_s : address_s;
    if (wait_s == 0) {
        find_or_claim(backoff, account)->undecided++;
        find_or_claim(backoff, address)->undecided++;
    }
    pthread_mutex_unlock(&backoff->lock);
    return wait_s;
}

static void settle(struct counter *counter, bool failed, int64_t now_s)
{
    if (counter->undecided > 0)
        counter->undecided--;
    if (!failed)
        return;
    if (counter->failures == 0 || is_over(counter, now_s)) {
        counter->opened_s = now_s;
        counter->failures = 0;
    }
    counter->failures++;
}

void backoff_end(struct backoff *backoff, const struct backoff_try *attempt,
                 enum backoff_outcome outcome)
{
    uint64_t account = key_of('a', attempt->account), address = key_of('i', attempt->address);
    bool failed = outcome == BACKOFF_WRONG;
    pthread_mutex_lock(&backoff->lock);
    struct counter *of_account = find_or_claim(backoff, account);
    settle(of_account, failed, attempt->now_s);
    if (outcome == BACKOFF_RIGHT)
        of_account->failures = 0;
    settle(find_or_claim(backoff, address), failed, attempt->now_s);
    pthread_mutex_unlock(&backoff->lock);
}
