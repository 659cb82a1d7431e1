/* The store's cells, and the snapshot of them and of its files. */
#include "counters.h"

#include "store_parts.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static const struct meter_scale group_sizes = {
    .count = 9,
    .bounds = { 1, 2, 4, 8, 16, 32, 64, 128, 256 },
};

static size_t commit_cells(void)
{
    return STORE_HISTOGRAMS + meter_scale_cells(&group_sizes);
}

struct meter *store_meter_new(void)
{
    return meter_new(commit_cells() + meter_scale_cells(&meter_durations));
}

void store_meter_group(struct meter *meter, uint64_t jobs, uint64_t microseconds)
{
    meter_observe(meter, STORE_HISTOGRAMS, &group_sizes, jobs);
    meter_observe(meter, commit_cells(), &meter_durations, microseconds);
}

static uint64_t size_of(const struct store *store, const char *ending)
{
    char path[STORE_PATH_CAP + 8];
    struct stat about;
    snprintf(path, sizeof path, "%s%s", store->path, ending);
    return stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
}

static uint64_t free_bytes(const struct store *store)
{
    struct statvfs about;
    return statvfs(store->path, &about) == 0 ? (uint64_t)about.f_bavail * about.f_frsize : 0;
}

struct store_counters store_counters(const struct store *store)
{
    const struct meter *meter = store->meter;
    return (struct store_counters){
        .group = meter_histogram(meter, STORE_HISTOGRAMS, &group_sizes),
        .commits = meter_histogram(meter, commit_cells(), &meter_durations),
        .groups_lost = meter_read(meter, STORE_GROUPS_LOST),
        .checkpoints = meter_read(meter, STORE_CHECKPOINTS),
        .checkpoints_blocked = meter_read(meter, STORE_CHECKPOINTS_BLOCKED),
        .reads_cut = meter_read(meter, STORE_READS_CUT),
        .reads_without_connection = meter_read(meter, STORE_READS_WITHOUT_CONNECTION),
        .jobs_waiting = atomic_load(&store->jobs_waiting),
        .has_trouble = atomic_load(&store->has_trouble),
        .database_bytes = size_of(store, ""),
        .log_bytes = size_of(store, "-wal"),
        .free_bytes = free_bytes(store),
    };
}
