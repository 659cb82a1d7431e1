/* The database behind everything that must last: opening, closing, reading in a snapshot and
 * writing in groups. What the tables hold stands in store_people.h, store_filings.h and
 * store_drafts.h; nothing outside this folder knows SQL or which engine runs. */
#pragma once
#include "arena.h"
#include "status.h"

struct store;    /* one open database */
struct store_db; /* a connection inside a running read or write job */

#define STORE_ERROR_CAP 256
#define STORE_EXIT_IO                                                                              \
    75 /* EX_TEMPFAIL: the service manager starts the process again, the database recovers */

enum store_mode {
    STORE_WRITER, /* the one process that writes: creates and migrates; a second one is refused */
    STORE_READER, /* reads only, also beside a running server; write jobs answer TH_STORE_FAILED */
};

struct store_setup {
    const char *data_dir; /* holds tanheng.db; created (0700) when missing in mode STORE_WRITER */
    const char *file; /* STORE_READER: this database file instead of the folder's; NULL = none */
    enum store_mode mode;
    bool create_as_demo;  /* a database that is created now gets the demo mark for ever */
    bool must_exist;      /* refuse instead of creating */
    uint32_t readers;     /* read connections; 0 = number of processors, at most 16 */
    uint32_t queue_limit; /* waiting write jobs before TH_OVERLOADED; 0 = 1024 */
    /** Called once by the writer thread on an I/O error, after which nothing is acknowledged any
     * more; must end the process with STORE_EXIT_IO. NULL = one line on stderr, then
     * _exit(STORE_EXIT_IO). */
    void (*on_fatal)(void *self, const char *line);
    void *fatal_self;
};

/** NULL when it cannot be opened; `error` then holds one line that says why and what to do. */
struct store *store_open(const struct store_setup *setup, char error[STORE_ERROR_CAP]);
/** Lets waiting jobs finish, writes the log back into the database and closes it. NULL is fine. */
void store_close(struct store *store);

/** A piece of work on the database. Must not wait for anything else. */
typedef enum th_status (*store_job)(struct store_db *db, void *data);

/** Runs `job` on a read connection, in one snapshot, on this thread. The job's status;
 * TH_OVERLOADED when no connection came free in time or the job ran too long, TH_STORE_FAILED when
 * the database could not be read. */
enum th_status store_read(struct store *store, store_job job, void *data) TH_MUST_USE;

/** Runs `job` on the writer thread, in a savepoint of a transaction that several jobs share, and
 * returns after the commit is on disk. Another status than TH_OK undoes what the job did and is
 * returned. TH_OVERLOADED: queue full or closing, not run. TH_STORE_FAILED: nothing of it was
 * stored (no space, …). */
enum th_status store_write(struct store *store, store_job job, void *data) TH_MUST_USE;

/** Like store_write for records that may be lost: copies `size` bytes of `data` (at most 1024,
 * without pointers), returns at once, drops the record when a quarter of the queue is taken. */
void store_post(struct store *store, store_job job, const void *data, size_t size);

/** True when the database was created by demo. */
bool store_is_demo(const struct store *store);
/** Schema number of the open database, and the newest that this program knows. */
uint32_t store_schema(const struct store *store);
uint32_t store_schema_newest(void);

/** Engine check of the whole database (pages, indexes, foreign keys): TH_OK, or TH_STORE_FAILED
 * with one line. */
enum th_status store_check(struct store *store, char error[STORE_ERROR_CAP]) TH_MUST_USE;
/** A consistent copy of the open database into the new file `path`, also while it is written to. */
enum th_status store_copy(struct store *store, const char *path,
                          char error[STORE_ERROR_CAP]) TH_MUST_USE;
#define STORE_FILE_NAME "tanheng.db" /* in the data folder */
