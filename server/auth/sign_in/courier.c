/* A ring of messages and one thread. */
#include "courier.h"

#include "log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_MOST 64
#define ARENA_BYTES  ((size_t)1024 * 1024)

struct courier {
    const struct outside *outside;
    const struct app_clock *clock;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct courier_message ring[WAITING_MOST];
    size_t first, count;
    bool is_ending;
    struct th_arena arena;
    unsigned char memory[ARENA_BYTES];
};

static void deliver(struct courier *courier, const struct courier_message *message)
{
    const struct th_str params[] = { th_str_of(message->params[0]), th_str_of(message->params[1]) };
    const struct sms_message sms = { .phone = th_str_of(message->phone),
                                     .template_id = outside_sms_template(courier->outside),
                                     .params = params,
                                     .param_count = 2,
                                     .now_s = clock_now_s(courier->clock) };
    enum sms_outcome outcome = SMS_WRONG;
    th_arena_init(&courier->arena, courier->memory, sizeof courier->memory);
    enum th_status status =
        sms_send(outside_sms(courier->outside), &courier->arena, &sms, &outcome);
    if (status)
        log_message(LOG_WARN, "sms_failed", th_str_of(th_status_row(status)->slug));
}

static bool take(struct courier *courier, struct courier_message *out)
{
    pthread_mutex_lock(&courier->lock);
    while (!courier->count && !courier->is_ending)
        pthread_cond_wait(&courier->wake, &courier->lock);
    bool goes_on = !courier->is_ending;
    if (goes_on) {
        *out = courier->ring[courier->first];
        explicit_bzero(&courier->ring[courier->first], sizeof *out);
        courier->first = (courier->first + 1) % WAITING_MOST;
        courier->count--;
    }
    pthread_mutex_unlock(&courier->lock);
    return goes_on;
}

static void *run(void *data)
{
    struct courier *courier = data;
    struct courier_message message;
    while (take(courier, &message))
        deliver(courier, &message);
    explicit_bzero(&message, sizeof message);
    return NULL;
}

struct courier *courier_start(const struct outside *outside, const struct app_clock *clock)
{
    struct courier *courier = calloc(1, sizeof *courier);
    if (!courier)
        return NULL;
    courier->outside = outside;
    courier->clock = clock;
    pthread_mutex_init(&courier->lock, NULL);
    pthread_cond_init(&courier->wake, NULL);
    if (pthread_create(&courier->thread, NULL, run, courier) == 0)
        return courier;
    pthread_cond_destroy(&courier->wake);
    pthread_mutex_destroy(&courier->lock);
    free(courier);
    return NULL;
}

void courier_stop(struct courier *courier)
{
    if (!courier)
        return;
    pthread_mutex_lock(&courier->lock);
    courier->is_ending = true;
    pthread_cond_signal(&courier->wake);
    pthread_mutex_unlock(&courier->lock);
    pthread_join(courier->thread, NULL);
    pthread_cond_destroy(&courier->wake);
    pthread_mutex_destroy(&courier->lock);
    explicit_bzero(courier, sizeof *courier);
    free(courier);
}

void courier_post(struct courier *courier, const struct courier_message *message)
{
    pthread_mutex_lock(&courier->lock);
    bool has_room = courier->count < WAITING_MOST;
    if (has_room) {
        courier->ring[(courier->first + courier->count++) % WAITING_MOST] = *message;
        pthread_cond_signal(&courier->wake);
    }
    pthread_mutex_unlock(&courier->lock);
    if (!has_room)
        log_message(LOG_WARN, "sms_dropped", TH_STR("too many text messages are waiting"));
}
