/* The thread: what is pending first, then what nobody has judged, else half a second's rest. */
#include "virus.h"

#include "clamd.h"
#include "log.h"
#include "rest.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define IDLE_MS     500
#define PAUSE_FIRST 200
#define PAUSE_MOST  60000 /* while the scanner is in trouble */
#define LIMIT_MS    60000
#define ARENA_BYTES ((size_t)16 * 1024)

struct virus {
    struct virus_setup setup;
    struct rest rest;
    pthread_t thread;
    int64_t seen_no;    /* the last one that was looked at, of those that were before the scanner */
    int64_t pending_no; /* and of those that wait for it: one that fails holds no other up */
    bool is_in_trouble;
    atomic_bool is_over;
    atomic_ullong clean, infected, failed;
    char memory[ARENA_BYTES];
};

static void tell(const struct file_row *file, enum log_level level, const char *line)
{
    const struct log_field fields[] = { LOG_TEXT("file", file->id),
                                        LOG_TEXT("message", th_str_of(line)) };
    log_event(level, "virus_scan", fields, sizeof fields / sizeof fields[0]);
}

/* Once when trouble begins and once when it ends; the counter shows how often. */
static void tell_trouble(struct virus *virus, const struct file_row *file, const char *line)
{
    if (!virus->is_in_trouble)
        tell(file, LOG_ERROR, line);
    virus->is_in_trouble = true;
    atomic_fetch_add(&virus->failed, 1);
}

static bool write_down(struct virus *virus, const struct file_row *file, bool is_infected)
{
    struct th_str state = is_infected ? TH_STR(FILE_INFECTED) : TH_STR(FILE_CLEAN);
    if (files_judge(virus->setup.files, file->id, state))
        return false;
    atomic_fetch_add(is_infected ? &virus->infected : &virus->clean, 1);
    return true;
}

/* False: try again later. */
static bool judge(struct virus *virus, const struct file_row *file)
{
    char line[CLAMD_LINE_CAP];
    int content = files_content(virus->setup.files, file);
    if (content < 0) {
        tell_trouble(virus, file, "its content is missing or not as it was stored");
        return false;
    }
    const struct clamd_call call = { virus->setup.socket, content, LIMIT_MS, &virus->is_over };
    enum clamd_verdict verdict = clamd_scan(&call, line);
    close(content);
    if (verdict == CLAMD_TROUBLE) {
        tell_trouble(virus, file, line);
        return false;
    }
    if (virus->is_in_trouble)
        tell(file, LOG_INFO, "the scanner answers again");
    virus->is_in_trouble = false;
    if (verdict == CLAMD_FOUND)
        tell(file, LOG_WARN, line);
    return write_down(virus, file, verdict == CLAMD_FOUND);
}

enum step { STEP_NOTHING, STEP_DONE, STEP_FAILED };

static enum step next(struct virus *virus)
{
    struct th_arena arena;
    struct file_row file;
    th_arena_init(&arena, virus->memory, sizeof virus->memory);
    struct file_search search = { TH_STR(FILE_PENDING), virus->pending_no };
    int64_t *last = &virus->pending_no;
    enum th_status status = files_find(virus->setup.files, &arena, &search, &file);
    if (status == TH_NOT_FOUND) {
        virus->pending_no = 0;
        last = &virus->seen_no;
        search = (struct file_search){ TH_STR(FILE_UNSCANNED), virus->seen_no };
        status = files_find(virus->setup.files, &arena, &search, &file);
    }
    if (status == TH_OK)
        *last = file.no;
    else
        return status == TH_NOT_FOUND ? STEP_NOTHING : STEP_FAILED;
    return judge(virus, &file) ? STEP_DONE : STEP_FAILED;
}

static void *run(void *self)
{
    struct virus *virus = self;
    uint64_t pause_ms = 0;
    while (rest_for(&virus->rest, pause_ms)) {
        enum step step = next(virus);
        uint64_t longer = pause_ms ? pause_ms * 2 : PAUSE_FIRST;
        if (step == STEP_FAILED)
            pause_ms = longer < PAUSE_MOST ? longer : PAUSE_MOST;
        else if (step == STEP_DONE)
            pause_ms = 0;
        else if (!virus->is_in_trouble)
            pause_ms = IDLE_MS;
    }
    return NULL;
}

struct virus *virus_start(const struct virus_setup *setup, char error[256])
{
    struct virus *virus = calloc(1, sizeof *virus);
    if (!virus) {
        snprintf(error, 256, "clamd_socket: out of memory");
        return NULL;
    }
    virus->setup = *setup;
    rest_init(&virus->rest);
    files_expect_scanner(setup->files);
    if (pthread_create(&virus->thread, NULL, run, virus) == 0)
        return virus;
    snprintf(error, 256, "clamd_socket: no thread can be started");
    rest_free(&virus->rest);
    free(virus);
    return NULL;
}

void virus_stop(struct virus *virus)
{
    if (!virus)
        return;
    atomic_store(&virus->is_over, true);
    rest_end(&virus->rest);
    pthread_join(virus->thread, NULL);
    rest_free(&virus->rest);
    free(virus);
}

struct virus_counters virus_counters(const struct virus *virus)
{
    if (!virus)
        return (struct virus_counters){ 0 };
    return (struct virus_counters){ atomic_load(&virus->clean), atomic_load(&virus->infected),
                                    atomic_load(&virus->failed) };
}
