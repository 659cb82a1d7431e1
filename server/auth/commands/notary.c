/* A thread that signs checkpoints. */
#include "notary.h"

#include "buf.h"
#include "checkpoint_file.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct notary {
    struct notary_setup setup;
    struct signing_key key;
    char root[65]; /* of the last one that was written */
    pthread_t thread;
    bool is_running;
    pthread_mutex_t mutex; /* the rest: */
    pthread_cond_t wake;
    bool is_closing;
    char text[NOTARY_TEXT_CAP];
    size_t text_size;
};

static void tell(const struct notary_setup *setup, bool is_trouble, const char *line)
{
    if (setup->tell)
        setup->tell(setup->tell_self, is_trouble, th_str_of(line));
}

/* ---- at start: is everything still there? ---- */

static void note_first(void *self, const struct checkpoint_fault *fault)
{
    struct th_buf *line = self;
    if (line->len)
        return;
    th_buf_put(line, fault->chain);
    th_buf_put(line, fault->is_behind ? TH_STR(" is behind") : TH_STR(" has another history"));
}

static bool judge(const struct notary_setup *setup, const struct checkpoint *newest,
                  const char *path, char error[256])
{
    char chain[96];
    struct th_buf first;
    th_buf_init(&first, chain, sizeof chain);
    struct checkpoint_check check = { .checkpoint = newest,
                                      .on_fault = note_first,
                                      .self = &first };
    enum th_status status = checkpoint_compare(setup->store, &check);
    if (status == TH_OK && check.faults == 0)
        return true;
    snprintf(error, 256, "the data are not those of the newest checkpoint %.70s: %.*s%s", path,
             (int)first.len, chain,
             status ? th_status_row(status)->en : "; --accept-behind starts all the same");
    if (status || !setup->accepts_behind)
        return false;
    tell(setup, true, error);
    return true;
}

static bool judge_folder(const struct notary *notary, char error[256])
{
    char path[CHECKPOINT_PATH_CAP];
    struct checkpoint newest;
    if (!notary->setup.folder[0])
        return true;
    if (!checkpoint_folder_newest(notary->setup.folder, path, error))
        return false;
    if (!path[0])
        return true;
    bool is_good = checkpoint_file_read(path, notary->key.public_key, &newest, error) &&
                   judge(&notary->setup, &newest, path, error);
    checkpoint_free(&newest);
    return is_good;
}

/* ---- while it runs ---- */

/* A checkpoint that says nothing new is shown, and not written again. */
static bool keep(struct notary *notary, const struct checkpoint *taken, char error[256])
{
    char path[CHECKPOINT_PATH_CAP];
    size_t size = taken->text.len - taken->heads.len;
    pthread_mutex_lock(&notary->mutex);
    memcpy(notary->text, taken->text.ptr, size < NOTARY_TEXT_CAP ? size : 0);
    notary->text_size = size;
    pthread_mutex_unlock(&notary->mutex);
    if (!notary->setup.folder[0] || strcmp(notary->root, taken->root) == 0)
        return true;
    if (!checkpoint_folder_name(notary->setup.folder, taken->at_s, path) ||
        !checkpoint_file_write(path, taken, error))
        return false;
    memcpy(notary->root, taken->root, sizeof notary->root);
    tell(&notary->setup, false, path);
    return true;
}

static void sign_once(struct notary *notary)
{
    char error[STORE_ERROR_CAP] = "";
    struct checkpoint taken;
    const struct notary_setup *setup = &notary->setup;
    const struct checkpoint_signer signer = signing_signer(&notary->key);
    enum th_status status =
        checkpoint_take(setup->store, &signer, clock_now_s(setup->clock), &taken);
    if (status)
        tell(setup, true, th_status_row(status)->en);
    else if (!keep(notary, &taken, error))
        tell(setup, true, error);
    checkpoint_free(&taken);
}

static bool wait_for_next(struct notary *notary)
{
    struct timespec until;
    int code = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)notary->setup.minutes * 60;
    pthread_mutex_lock(&notary->mutex);
    while (!notary->is_closing && code == 0)
        code = pthread_cond_timedwait(&notary->wake, &notary->mutex, &until);
    bool goes_on = !notary->is_closing;
    pthread_mutex_unlock(&notary->mutex);
    return goes_on;
}

static void *work(void *data)
{
    do
        sign_once(data);
    while (wait_for_next(data));
    return NULL;
}

struct notary *notary_start(const struct notary_setup *setup, char error[256])
{
    struct notary *notary = calloc(1, sizeof *notary);
    if (!notary) {
        snprintf(error, 256, "out of memory");
        return NULL;
    }
    pthread_condattr_t attributes;
    notary->setup = *setup;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&notary->mutex, NULL);
    pthread_cond_init(&notary->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    if (signing_key_read(setup->key_file, &notary->key, error) && judge_folder(notary, error)) {
        notary->is_running = pthread_create(&notary->thread, NULL, work, notary) == 0;
        if (notary->is_running)
            return notary;
        snprintf(error, 256, "no thread for checkpoints");
    }
    notary_stop(notary);
    return NULL;
}

void notary_stop(struct notary *notary)
{
    if (!notary)
        return;
    if (notary->is_running) {
        pthread_mutex_lock(&notary->mutex);
        notary->is_closing = true;
        pthread_cond_signal(&notary->wake);
        pthread_mutex_unlock(&notary->mutex);
        pthread_join(notary->thread, NULL);
    }
    pthread_cond_destroy(&notary->wake);
    pthread_mutex_destroy(&notary->mutex);
    explicit_bzero(&notary->key, sizeof notary->key);
    free(notary);
}

size_t notary_text(struct notary *notary, char out[NOTARY_TEXT_CAP])
{
    pthread_mutex_lock(&notary->mutex);
    size_t size = notary->text_size < NOTARY_TEXT_CAP ? notary->text_size : 0;
    memcpy(out, notary->text, size);
    pthread_mutex_unlock(&notary->mutex);
    return size;
}
