/* The thread: what is due, one after another, then a second's rest. */
#include "deliver.h"

#include "deliver_parts.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_MS     1000
#define LOOK_EVERY  5 /* idle rounds between two looks at how much waits */
#define SWEEP_EVERY 3600
#define ARENA_BYTES ((size_t)1024 * 1024)

int64_t deliver_pause(uint32_t pause_s, uint32_t tries)
{
    int64_t pause = pause_s;
    for (uint32_t i = 1; i < tries && pause < DELIVER_PAUSE_MOST; i++)
        pause *= 2;
    return pause < DELIVER_PAUSE_MOST ? pause : DELIVER_PAUSE_MOST;
}

/* ---- one row ---- */

struct taking {
    struct deliver *deliver;
    struct outbox_row row;
    int64_t now_s;
};

static enum th_status due_job(struct store_db *db, void *data)
{
    struct taking *taking = data;
    const struct outbox_due due = { taking->now_s, DELIVER_PAUSE_MOST };
    return store_outbox_due(db, &taking->deliver->arena, &due, &taking->row);
}

/* The try stands in the database before the provider hears of it. */
static enum th_status claim_job(struct store_db *db, void *data)
{
    struct taking *taking = data;
    struct outbox_row *row = &taking->row;
    row->tries++;
    row->next_s = taking->now_s + deliver_pause(taking->deliver->setup.pause_s, row->tries);
    row->outcome = TH_STR("no answer");
    return store_outbox_update(db, row);
}

static enum th_status close_job(struct store_db *db, void *data)
{
    struct taking *taking = data;
    struct outbox_row *row = &taking->row;
    enum th_status status = store_outbox_update(db, row);
    bool falls_back = row->falls_back && !th_str_equal(row->state, TH_STR("sent")) &&
                      !th_str_equal(row->state, TH_STR("waiting"));
    if (status || !falls_back)
        return status;
    struct outbox_row other = *row;
    other.channel = TH_STR("sms");
    other.falls_back = false;
    other.at_s = other.next_s = taking->now_s;
    return store_outbox_insert(db, &other);
}

static struct th_str state_of(const struct outbox_row *row, enum deliver_end end)
{
    static const char *const states[] = { [END_SENT] = "sent",
                                          [END_REFUSED] = "refused",
                                          [END_SKIPPED] = "skipped",
                                          [END_HOPELESS] = "given_up",
                                          [END_AGAIN] = "waiting" };
    uint32_t most = row->falls_back ? DELIVER_TRIES_ELSE : DELIVER_TRIES;
    return end == END_AGAIN && row->tries >= most ? TH_STR("given_up") : th_str_of(states[end]);
}

static void count(struct deliver *deliver, enum deliver_channel channel, struct th_str state)
{
    static const char *const names[] = { "sent", "refused", "waiting", "given_up", "skipped" };
    for (size_t i = 0; i < DELIVER_RESULTS; i++)
        if (th_str_equal(state, th_str_of(names[i])))
            atomic_fetch_add(&deliver->counts[channel][i], 1);
}

static void tell(const struct outbox_row *row)
{
    const struct log_field fields[] = {
        LOG_NUMBER("notice", row->no),     LOG_TEXT("kind", row->kind),
        LOG_TEXT("channel", row->channel), LOG_TEXT("state", row->state),
        LOG_TEXT("outcome", row->outcome), LOG_NUMBER("tries", row->tries)
    };
    bool is_bad = th_str_equal(row->state, TH_STR("given_up"));
    log_event(is_bad ? LOG_ERROR : LOG_INFO, "notice", fields, sizeof fields / sizeof fields[0]);
}

/* True when there was something to do. */
static bool deliver_one(struct deliver *deliver)
{
    struct store *store = deliver->setup.service->store;
    struct taking taking = { .deliver = deliver,
                             .now_s = clock_now_s(&deliver->setup.service->clock) };
    th_arena_init(&deliver->arena, deliver->memory, ARENA_BYTES);
    if (store_read(store, due_job, &taking) || store_write(store, claim_job, &taking))
        return false;
    enum deliver_channel channel =
        th_str_equal(taking.row.channel, TH_STR("sms")) ? DELIVER_SMS : DELIVER_WECHAT;
    enum deliver_end end = channel == DELIVER_SMS ? deliver_by_sms(deliver, &taking.row)
                                                  : deliver_by_wechat(deliver, &taking.row);
    taking.row.state = state_of(&taking.row, end);
    taking.now_s = clock_now_s(&deliver->setup.service->clock);
    taking.row.ended_s = th_str_equal(taking.row.state, TH_STR("waiting")) ? 0 : taking.now_s;
    count(deliver, channel, taking.row.state);
    tell(&taking.row);
    return store_write(store, close_job, &taking) == TH_OK;
}

/* ---- the thread ---- */

static enum th_status state_job(struct store_db *db, void *data)
{
    return store_outbox_state(db, data);
}

static enum th_status sweep_job(struct store_db *db, void *data)
{
    return store_outbox_sweep(db, *(int64_t *)data);
}

static void look(struct deliver *deliver)
{
    struct outbox_state state = { 0 };
    struct service *service = deliver->setup.service;
    int64_t now_s = clock_now_s(&service->clock);
    int64_t before_s = now_s - (int64_t)DELIVER_KEPT_DAYS * 86400;
    if (store_read(service->store, state_job, &state))
        return;
    atomic_store(&deliver->waiting, state.waiting);
    atomic_store(&deliver->oldest_age_s,
                 state.oldest_s && now_s > state.oldest_s ? (uint64_t)(now_s - state.oldest_s) : 0);
    if (deliver->looks++ % (SWEEP_EVERY / LOOK_EVERY) == 0 &&
        store_write(service->store, sweep_job, &before_s))
        log_message(LOG_WARN, "notice", TH_STR("old notices could not be deleted"));
}

static void *run(void *self)
{
    struct deliver *deliver = self;
    uint32_t idle = 0;
    do {
        while (deliver_one(deliver) && rest_for(&deliver->rest, 0))
            idle = 0;
        if (idle++ % LOOK_EVERY == 0)
            look(deliver);
    } while (rest_for(&deliver->rest, IDLE_MS));
    return NULL;
}

/* ---- set up ---- */

static bool read_template(struct deliver *deliver, char error[256])
{
    struct th_str rest = th_str_of(deliver->setup.wechat_notice);
    deliver->template_id = th_str_cut(&rest, ' ');
    for (size_t i = 0; i < DELIVER_MEMBERS; i++) {
        struct th_str name = th_str_cut(&rest, ' ');
        if (deliver->template_id.len && (!name.len || name.len >= sizeof deliver->members[i])) {
            snprintf(error, 256,
                     "wechat_notice: needs a template and the names of three members, such as "
                     "\"AbC character_string1 phrase2 thing3\"");
            return false;
        }
        memcpy(deliver->members[i], name.ptr ? name.ptr : "", name.len);
    }
    return true;
}

struct deliver *deliver_start(const struct deliver_setup *setup, char error[256])
{
    struct deliver *deliver = calloc(1, sizeof *deliver + ARENA_BYTES);
    if (!deliver) {
        snprintf(error, 256, "notices: out of memory");
        return NULL;
    }
    deliver->setup = *setup;
    deliver->memory = deliver + 1;
    rest_init(&deliver->rest);
    if (!read_template(deliver, error)) {
        rest_free(&deliver->rest);
        free(deliver);
        return NULL;
    }
    if (pthread_create(&deliver->thread, NULL, run, deliver) == 0)
        return deliver;
    snprintf(error, 256, "notices: no thread can be started");
    rest_free(&deliver->rest);
    free(deliver);
    return NULL;
}

void deliver_stop(struct deliver *deliver)
{
    if (!deliver)
        return;
    rest_end(&deliver->rest);
    pthread_join(deliver->thread, NULL);
    rest_free(&deliver->rest);
    explicit_bzero(deliver->memory, ARENA_BYTES);
    free(deliver);
}

struct deliver_counters deliver_counters(const struct deliver *deliver)
{
    struct deliver_counters out = { .waiting = atomic_load(&deliver->waiting),
                                    .oldest_age_s = atomic_load(&deliver->oldest_age_s) };
    for (size_t i = 0; i < DELIVER_CHANNELS; i++) {
        out.sent[i] = atomic_load(&deliver->counts[i][0]);
        out.refused[i] = atomic_load(&deliver->counts[i][1]);
        out.failed[i] = atomic_load(&deliver->counts[i][2]);
        out.given_up[i] = atomic_load(&deliver->counts[i][3]);
        out.skipped[i] = atomic_load(&deliver->counts[i][4]);
    }
    return out;
}
