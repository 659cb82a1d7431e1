/* A few places for children at once, and what their ends mean to a caller. */
#include "report.h"

#include "child.h"
#include "log.h"
#include "room.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "tanheng-render"
#define WAIT_MS 3000

struct report {
    char program[1024];
    uint32_t deadline_ms, wait_ms;
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    unsigned running;
};

/* Beside the program that runs: installed, or in a build folder. */
static bool beside_us(char *path, size_t cap)
{
    ssize_t length = readlink("/proc/self/exe", path, cap - sizeof PROGRAM);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    memcpy(slash + 1, PROGRAM, sizeof PROGRAM);
    return true;
}

struct report *report_new(const struct report_setup *setup)
{
    struct report *report = calloc(1, sizeof *report);
    pthread_condattr_t clock;
    if (!report)
        return NULL;
    report->deadline_ms = setup->deadline_ms ? setup->deadline_ms : REPORT_DEADLINE_MS;
    report->wait_ms = setup->wait_ms ? setup->wait_ms : WAIT_MS;
    if (setup->program[0] != '\0')
        (void)snprintf(report->program, sizeof report->program, "%s", setup->program);
    else if (!beside_us(report->program, sizeof report->program)) {
        free(report);
        return NULL;
    }
    (void)pthread_mutex_init(&report->lock, NULL);
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&report->is_free, &clock);
    (void)pthread_condattr_destroy(&clock);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    (void)pthread_cond_destroy(&report->is_free);
    (void)pthread_mutex_destroy(&report->lock);
    free(report);
}

/* ---- places ---- */

static bool enter(struct report *report)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += report->wait_ms / 1000;
    end.tv_nsec += (long)(report->wait_ms % 1000) * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    int waited = 0;
    (void)pthread_mutex_lock(&report->lock);
    while (report->running == REPORT_AT_ONCE && waited == 0)
        waited = pthread_cond_timedwait(&report->is_free, &report->lock, &end);
    const bool is_in = report->running < REPORT_AT_ONCE;
    report->running += is_in;
    (void)pthread_mutex_unlock(&report->lock);
    return is_in;
}

static void leave(struct report *report)
{
    (void)pthread_mutex_lock(&report->lock);
    report->running--;
    (void)pthread_cond_signal(&report->is_free);
    (void)pthread_mutex_unlock(&report->lock);
}

/* ---- what its end means ---- */

static enum th_status judge(const struct child_run *run, enum child_end end)
{
    const struct th_str mark = TH_STR("%PDF-");
    if (end == CHILD_LATE)
        return TH_OVERLOADED;
    if (end == CHILD_TOO_LONG)
        return TH_NO_SPACE;
    if (end == CHILD_ENDED && run->code == EX_DATAERR)
        return TH_INVALID;
    if (end == CHILD_ENDED && run->code == EX_OK && th_str_starts(th_buf_view(run->out), mark))
        return TH_OK;
    return TH_INTERNAL;
}

static void tell(const struct child_run *run, enum child_end end)
{
    static const char *const ends[] = { "ended", "crashed", "late", "too long", "not started" };
    const struct log_field fields[] = {
        LOG_TEXT("end", th_str_of(ends[end])),
        LOG_NUMBER("code", run->code),
        LOG_TEXT("message", th_str_of(run->line)),
        LOG_TEXT("program", th_str_of(run->program)),
    };
    log_event(LOG_ERROR, "report", fields, sizeof fields / sizeof fields[0]);
}

static enum th_status run_child(struct report *report, struct th_arena *arena, struct th_str json,
                                struct th_str *pdf)
{
    struct th_buf out = th_room(arena);
    if (out.cap > REPORT_OUTPUT_MAX)
        out.cap = REPORT_OUTPUT_MAX;
    struct child_run run = {
        .program = report->program, .deadline_ms = report->deadline_ms, .in = json, .out = &out
    };
    enum child_end end = child_run(&run);
    enum th_status status = judge(&run, end);
    if (status != TH_OK) {
        tell(&run, end);
        return status;
    }
    *pdf = th_room_keep(arena, &out);
    return pdf->ptr ? TH_OK : TH_NO_SPACE;
}

enum th_status report_render(struct report *report, struct th_arena *arena, struct th_str json,
                             struct th_str *pdf)
{
    *pdf = (struct th_str){ NULL, 0 };
    if (!report)
        return TH_INTERNAL;
    if (json.len > REPORT_INPUT_MAX)
        return TH_TOO_LARGE;
    if (!enter(report))
        return TH_OVERLOADED;
    enum th_status status = run_child(report, arena, json, pdf);
    leave(report);
    return status;
}
