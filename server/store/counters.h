/* What the store counts while it works, for /metrics. Cells of a meter; any thread reads them. */
#pragma once
#include "meter.h"
#include "store.h"

/** Since the store was opened, and how it stands now. */
struct store_counters {
    struct meter_histogram group;              /* jobs per commit */
    struct meter_histogram commits;            /* microseconds from BEGIN to the end of COMMIT */
    uint64_t groups_lost;                      /* transactions that could not be committed */
    uint64_t checkpoints, checkpoints_blocked; /* blocked: a reader kept the log from shrinking */
    uint64_t reads_cut, reads_without_connection;
    uint64_t jobs_waiting;
    bool has_trouble; /* the last transaction was lost, or an I/O error ended all writing */
    uint64_t database_bytes, log_bytes, free_bytes; /* of the files, and of their file system */
};
/** Costs two stat() and a statvfs(). */
struct store_counters store_counters(const struct store *store);

/* Inside this folder: */
enum store_cell {
    STORE_GROUPS_LOST,
    STORE_CHECKPOINTS,
    STORE_CHECKPOINTS_BLOCKED,
    STORE_READS_CUT,
    STORE_READS_WITHOUT_CONNECTION,
    STORE_HISTOGRAMS
};
struct meter *store_meter_new(void);
void store_meter_group(struct meter *meter, uint64_t jobs, uint64_t microseconds);
