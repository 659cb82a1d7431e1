/* The bytes of SQLite's log before SQLite sees them. SQLite takes the first frame that does not add
 * up for the end of the log; after a power cut it is, but a bit that rotted there would drop every
 * later commit in silence. Reads only; knows the log's file format. */
#include "engine.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_HEADER   32
#define FRAME_HEADER 24
#define PAGE_DEFAULT 4096
#define SALT_AT      16 /* in the log's header; 8 in a frame's */
#define SUM_AT       24 /* in the log's header; 16 in a frame's */

struct sums {
    uint32_t a, b;
};

struct log {
    int file;
    uint32_t page;
    off_t at;
    unsigned char salts[8];
    unsigned char *frame; /* header and page of the frame at `at` */
};

static uint32_t big(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* SQLite's checksum, in the byte order of the machine that wrote the log: ours. */
static struct sums add(struct sums sums, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i + 8 <= size; i += 8) {
        uint32_t pair[2];
        memcpy(pair, bytes + i, sizeof pair);
        sums.a += pair[0] + sums.b;
        sums.b += pair[1] + sums.a;
    }
    return sums;
}

static struct sums stored(const unsigned char *bytes)
{
    return (struct sums){ big(bytes), big(bytes + 4) };
}

static bool equal(struct sums a, struct sums b)
{
    return a.a == b.a && a.b == b.b;
}

static bool read_frame(struct log *log)
{
    size_t size = FRAME_HEADER + log->page;
    return pread(log->file, log->frame, size, log->at) == (ssize_t)size;
}

static struct sums sums_of(const struct log *log, struct sums before)
{
    return add(add(before, log->frame, 8), log->frame + FRAME_HEADER, log->page);
}

static bool has_salts(const struct log *log)
{
    return memcmp(log->frame + 8, log->salts, sizeof log->salts) == 0;
}

static bool is_commit(const struct log *log)
{
    return big(log->frame + 4) != 0;
}

static bool continues(struct log *log, struct sums before)
{
    return read_frame(log) && has_salts(log) &&
           equal(sums_of(log, before), stored(log->frame + 16));
}

static void step(struct log *log, struct sums *sums)
{
    *sums = stored(log->frame + 16);
    log->at += FRAME_HEADER + (off_t)log->page;
}

/* From a damaged frame on: true when good frames follow a commit that is at it or behind it. A
 * commit is synced before the next frame is written, so a power cut leaves no such log. */
static bool has_more(struct log *log, struct sums sums, bool is_committed)
{
    off_t start = log->at;
    while (continues(log, sums)) {
        if (is_committed) {
            log->at = start;
            return true;
        }
        is_committed = is_commit(log);
        step(log, &sums);
    }
    log->at = start;
    return false;
}

/* The frame at `at` is the first that does not continue `before`. What comes behind it hangs on its
 * checksum: the stored one, if its bytes were altered, or the true one, if the checksum was. */
static bool is_damaged(struct log *log, struct sums before)
{
    if (!read_frame(log))
        return false;
    bool is_committed = is_commit(log), is_salted = has_salts(log);
    struct sums kept = stored(log->frame + 16), right = sums_of(log, before);
    off_t start = log->at;
    log->at += FRAME_HEADER + (off_t)log->page;
    bool found =
        (is_salted && has_more(log, kept, is_committed)) || has_more(log, right, is_committed);
    log->at = start;
    return found;
}

/* A header that does not add up makes SQLite drop the whole log. The frames tell what it was. */
static bool is_headless(struct log *log, const unsigned char *header)
{
    struct sums right = add((struct sums){ 0, 0 }, header, SUM_AT);
    log->page = PAGE_DEFAULT;
    if (!read_frame(log))
        return false;
    memcpy(log->salts, log->frame + 8, sizeof log->salts);
    return has_more(log, stored(header + SUM_AT), false) || has_more(log, right, false);
}

static bool is_whole(struct log *log, const unsigned char *header)
{
    struct sums sums = add((struct sums){ 0, 0 }, header, SUM_AT);
    if (!equal(sums, stored(header + SUM_AT)))
        return !is_headless(log, header);
    log->page = big(header + 8);
    if (log->page < 512 || log->page > 65536)
        return true; /* SQLite drops it, too; and it adds up, so nobody damaged it */
    memcpy(log->salts, header + SALT_AT, sizeof log->salts);
    while (continues(log, sums))
        step(log, &sums);
    return !is_damaged(log, sums);
}

bool engine_log_is_whole(const char *path, char error[STORE_ERROR_CAP])
{
    char name[1100];
    unsigned char header[LOG_HEADER];
    snprintf(name, sizeof name, "%.1090s-wal", path);
    struct log log = { .file = open(name, O_RDONLY | O_CLOEXEC), .at = LOG_HEADER };
    if (log.file < 0)
        return true;
    bool is_good = true;
    log.frame = malloc(FRAME_HEADER + 65536);
    if (log.frame && pread(log.file, header, sizeof header, 0) == (ssize_t)sizeof header)
        is_good = is_whole(&log, header);
    else if (!log.frame)
        is_good = false;
    if (!is_good)
        snprintf(error, STORE_ERROR_CAP,
                 "%.80s is damaged at byte %lld and whole commits stand behind; restore a backup, "
                 "or move "
                 "this file away to go on without them",
                 name, log.frame ? (long long)log.at : 0);
    free(log.frame);
    close(log.file);
    return is_good;
}
