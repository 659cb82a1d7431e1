/* Loaded in front of the C library (LD_PRELOAD): makes the disk, the memory and the clock of one
 * real server fail as a shared page of numbers says, and writes down what reached the disk.
 * Concerns only files below TANHENG_SHIM_DATA. Part of the tests; the product knows nothing of it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum sync_mode { SYNC_FULL, SYNC_NORMAL, SYNC_OFF };

/* One kind of call: after `skip` more calls, `times` calls fail with `error` (0 = none). */
struct fault {
    _Atomic int32_t error, skip, times;
};

/* The page that shim.mjs writes and reads: its order is that of `slots` there. */
struct control {
    _Atomic int32_t sync_mode;
    struct fault write, sync;
    _Atomic int32_t short_per_mille, interrupt_per_mille;
    _Atomic int32_t alloc_skip;        /* < 0: none; else after so many allocations one fails */
    _Atomic int32_t alloc_per_million; /* of the allocations fail */
    _Atomic int32_t writes, syncs, allocs, faults; /* counted */
    _Atomic int32_t log_bytes;
    _Atomic int32_t clock_s; /* how far the machine's clock is off; the monotonic one never is */
};

static struct control *control;
static const char *data_dir;
static int log_file = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int delayed_log = -1; /* SYNC_NORMAL: the descriptor whose sync was put off */

__attribute__((constructor)) static void start(void)
{
    const char *page = getenv("TANHENG_SHIM"), *log = getenv("TANHENG_SHIM_LOG");
    data_dir = getenv("TANHENG_SHIM_DATA");
    int file = page && data_dir ? open(page, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (log)
        log_file = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    close(file);
    control = memory == MAP_FAILED ? NULL : memory;
}

static uint32_t dice(uint32_t sides)
{
    static _Atomic uint32_t state = 0x9E3779B9;
    uint32_t mixed = atomic_fetch_add(&state, 0x6D2B79F5);
    mixed = (mixed ^ (mixed >> 15)) * (mixed | 1);
    mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61);
    return (mixed ^ (mixed >> 14)) % sides;
}

static bool fails(struct fault *fault)
{
    int32_t error = atomic_load(&fault->error);
    if (!error || atomic_fetch_sub(&fault->skip, 1) > 0)
        return false;
    atomic_store(&fault->skip, 0);
    int32_t left = atomic_load(&fault->times);
    if (left == 0)
        return false;
    if (left > 0)
        atomic_fetch_sub(&fault->times, 1);
    atomic_fetch_add(&control->faults, 1);
    errno = error;
    return true;
}

/* The name of the file below the data folder; false for all others. */
static bool is_ours(int file, char name[256])
{
    char link[64], path[1024];
    if (!control)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    size_t length = strlen(data_dir);
    if (size <= 0 || strncmp(path, data_dir, length) != 0)
        return false;
    path[size] = '\0';
    snprintf(name, 256, "%.255s", path + length);
    return true;
}

static bool ends(const char *name, const char *ending)
{
    size_t a = strlen(name), b = strlen(ending);
    return a >= b && strcmp(name + a - b, ending) == 0;
}

/* ---- what reached the disk ---- */

struct record {
    uint32_t kind; /* W write, T truncate, S sync */
    uint32_t name_bytes, bytes;
    uint32_t unused;
    uint64_t at;
};

static void put(const void *bytes, size_t size)
{
    for (const char *next = bytes; size > 0;) {
        ssize_t done = syscall(SYS_write, log_file, next, size);
        if (done <= 0)
            _exit(99); /* a history with holes proves nothing */
        next += done;
        size -= (size_t)done;
    }
}

static void note(struct record record, const char *name, const void *bytes)
{
    if (log_file < 0)
        return;
    record.name_bytes = (uint32_t)strlen(name);
    put(&record, sizeof record);
    put(name, record.name_bytes);
    put(bytes, record.bytes);
    atomic_fetch_add(&control->log_bytes,
                     (int32_t)(sizeof record + record.name_bytes + record.bytes));
}

/* ---- calls ---- */

static int real_sync(int file, const char *name)
{
    int status = (int)syscall(SYS_fdatasync, file);
    if (status == 0)
        note((struct record){ .kind = 'S' }, name, NULL);
    return status;
}

/* synchronous = NORMAL syncs the log only before its pages go to the database. */
static void catch_up(const char *name)
{
    char log_name[256];
    if (delayed_log >= 0 && ends(name, ".db") && is_ours(delayed_log, log_name))
        real_sync(delayed_log, log_name);
    if (ends(name, ".db"))
        delayed_log = -1;
}

static ssize_t write_part(int file, const void *bytes, size_t size, off64_t at)
{
    if (size > 1 && dice(1000) < (uint32_t)atomic_load(&control->short_per_mille)) {
        atomic_fetch_add(&control->faults, 1);
        size = 1 + dice((uint32_t)size - 1);
    }
    return syscall(SYS_pwrite64, file, bytes, size, at);
}

struct part {
    const void *bytes;
    size_t size;
    off64_t at;
};

static ssize_t locked_write(int file, const char *name, struct part part)
{
    atomic_fetch_add(&control->writes, 1);
    if (fails(&control->write))
        return -1;
    if (dice(1000) < (uint32_t)atomic_load(&control->interrupt_per_mille)) {
        atomic_fetch_add(&control->faults, 1);
        errno = EINTR;
        return -1;
    }
    catch_up(name);
    ssize_t done = write_part(file, part.bytes, part.size, part.at);
    if (done > 0)
        note((struct record){ .kind = 'W', .bytes = (uint32_t)done, .at = (uint64_t)part.at }, name,
             part.bytes);
    return done;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    char name[256];
    if (!is_ours(file, name))
        return syscall(SYS_pwrite64, file, bytes, size, at);
    pthread_mutex_lock(&mutex);
    ssize_t done = locked_write(file, name, (struct part){ bytes, size, at });
    int error = errno;
    pthread_mutex_unlock(&mutex);
    errno = error;
    return done;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    return pwrite64(file, bytes, size, at);
}

static int locked_sync(int file, const char *name)
{
    enum sync_mode mode = (enum sync_mode)atomic_load(&control->sync_mode);
    atomic_fetch_add(&control->syncs, 1);
    if (fails(&control->sync))
        return -1;
    if (mode == SYNC_OFF)
        return 0;
    if (mode == SYNC_NORMAL && ends(name, "-wal")) {
        delayed_log = file;
        return 0;
    }
    return real_sync(file, name);
}

int fdatasync(int file)
{
    char name[256];
    if (!is_ours(file, name))
        return (int)syscall(SYS_fdatasync, file);
    pthread_mutex_lock(&mutex);
    int status = locked_sync(file, name);
    int error = errno;
    pthread_mutex_unlock(&mutex);
    errno = error;
    return status;
}

int fsync(int file)
{
    return fdatasync(file);
}

int ftruncate64(int file, off64_t size)
{
    char name[256];
    if (!is_ours(file, name))
        return (int)syscall(SYS_ftruncate, file, size);
    pthread_mutex_lock(&mutex);
    int status = fails(&control->write) ? -1 : (int)syscall(SYS_ftruncate, file, size);
    int error = errno;
    if (status == 0)
        note((struct record){ .kind = 'T', .at = (uint64_t)size }, name, NULL);
    pthread_mutex_unlock(&mutex);
    errno = error;
    return status;
}

int ftruncate(int file, off_t size)
{
    return ftruncate64(file, size);
}

/* ---- the clock ---- */

int clock_gettime(clockid_t id, struct timespec *now)
{
    int status = (int)syscall(SYS_clock_gettime, id, now);
    if (status == 0 && control && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        now->tv_sec += atomic_load(&control->clock_s);
    return status;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *out, void *zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
    return 0;
}

/* ---- memory: glibc's own names lead past us ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

static bool has_no_memory(void)
{
    if (!control)
        return false;
    atomic_fetch_add(&control->allocs, 1);
    int32_t rate = atomic_load(&control->alloc_per_million);
    bool is_turn =
        atomic_load(&control->alloc_skip) >= 0 && atomic_fetch_sub(&control->alloc_skip, 1) == 0;
    if (!is_turn && (rate == 0 || dice(1000000) >= (uint32_t)rate))
        return false;
    atomic_fetch_add(&control->faults, 1);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return has_no_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return has_no_memory() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return has_no_memory() ? NULL : __libc_realloc(block, size);
}
