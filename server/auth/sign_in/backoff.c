/* What was decided stands in the store, what is being decided in a list of the tries under way. A
 * try joins the list before it reads the store, and leaves it after it has written: whoever reads
 * finds it in one of them at least. */
#include "backoff.h"

#include <pthread.h>
#include <stdlib.h>

enum { ACCOUNT, ADDRESS };

struct backoff {
    struct store *store;
    const struct seal *seal;
    pthread_mutex_t lock;
    struct backoff_try *under_way;
};

struct backoff *backoff_new(struct store *store, const struct seal *seal)
{
    struct backoff *backoff = calloc(1, sizeof *backoff);
    if (!backoff)
        return NULL;
    backoff->store = store;
    backoff->seal = seal;
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

static struct limit_take take_of(const struct backoff *backoff, const struct backoff_try *attempt)
{
    struct limit_take take = { .seal = backoff->seal, .now_s = attempt->now_s };
    limiter_add(&take, LIMIT_PASSWORD_ACCOUNT, attempt->account);
    limiter_add(&take, LIMIT_PASSWORD_ADDRESS, attempt->address);
    return take;
}

static void join(struct backoff *backoff, struct backoff_try *attempt, uint32_t others[2])
{
    pthread_mutex_lock(&backoff->lock);
    for (const struct backoff_try *other = backoff->under_way; other; other = other->next) {
        others[ACCOUNT] += th_str_equal(other->account, attempt->account);
        others[ADDRESS] += th_str_equal(other->address, attempt->address);
    }
    attempt->next = backoff->under_way;
    backoff->under_way = attempt;
    pthread_mutex_unlock(&backoff->lock);
}

static void leave(struct backoff *backoff, const struct backoff_try *attempt)
{
    pthread_mutex_lock(&backoff->lock);
    struct backoff_try **at = &backoff->under_way;
    while (*at && *at != attempt)
        at = &(*at)->next;
    if (*at)
        *at = attempt->next;
    pthread_mutex_unlock(&backoff->lock);
}

static uint32_t wait_of(const struct limit_state *state, uint32_t others)
{
    if (!state->left)
        return state->ends_in_s;
    return others >= state->left ? BACKOFF_BUSY_S : 0;
}

enum th_status backoff_begin(struct backoff *backoff, struct backoff_try *attempt)
{
    uint32_t others[2] = { 0, 0 };
    struct limit_state states[LIMITS_AT_ONCE];
    const struct limit_take take = take_of(backoff, attempt);
    join(backoff, attempt, others);
    enum th_status status = limiter_look(backoff->store, &take, states);
    if (status == TH_OK) {
        uint32_t account_s = wait_of(&states[ACCOUNT], others[ACCOUNT]);
        uint32_t address_s = wait_of(&states[ADDRESS], others[ADDRESS]);
        attempt->is_spotted = states[ACCOUNT].used > 0;
        attempt->retry_after_s = account_s > address_s ? account_s : address_s;
        status = attempt->retry_after_s ? TH_RATE_LIMITED : TH_OK;
    }
    if (status)
        leave(backoff, attempt);
    return status;
}

enum th_status backoff_end(struct backoff *backoff, struct backoff_try *attempt,
                           enum backoff_outcome outcome)
{
    enum th_status status = TH_OK;
    struct limit_take take = take_of(backoff, attempt);
    if (outcome == BACKOFF_WRONG)
        status = limiter_count(backoff->store, &take);
    take.count = 1; /* the account's */
    if (outcome == BACKOFF_RIGHT && attempt->is_spotted)
        status = limiter_forget(backoff->store, &take);
    leave(backoff, attempt);
    return status;
}
