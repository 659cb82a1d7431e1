/* The folder of contents, over descriptors of its directories: no path comes from outside. */
#include "blobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER   "files"
#define TEMP     "tmp"
#define HEX_LEN  (TH_HEX_CAP - 1)
#define NAME_CAP (3 + TH_HEX_CAP) /* ab/abcd… */
#define PIECE    3072

struct blobs {
    int folder;
    atomic_ullong drafts;
};

static bool is_name(struct th_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const bool is_hex = (text.ptr[i] >= '0' && text.ptr[i] <= '9') ||
                            (text.ptr[i] >= 'a' && text.ptr[i] <= 'f');
        if (!is_hex) {
            return false;
        }
    }
    return text.len == HEX_LEN;
}

static void name_of(struct th_str sha256, char out[NAME_CAP])
{
    (void)snprintf(out, NAME_CAP, "%.2s/%.*s", sha256.ptr, (int)HEX_LEN, sha256.ptr);
}

/* ---- the folder ---- */

static int open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static int make_folder(int at, const char *name)
{
    if (mkdirat(at, name, 0700) == 0) {
        (void)fsync(at); /* the name of the new folder */
    }
    return open_folder(at, name);
}

/* Calls `each` for the names in a folder that do not begin with a dot. */
static void walk(int at, const char *name, void (*each)(void *self, int folder, const char *name),
                 void *self)
{
    const int folder = open_folder(at, name);
    DIR *list = folder >= 0 ? fdopendir(folder) : NULL;

    if (list == NULL) {
        if (folder >= 0) {
            (void)close(folder);
        }
        return;
    }
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (entry->d_name[0] != '.') {
            each(self, folder, entry->d_name);
        }
    }
    (void)closedir(list);
}

static void remove_draft(void *self, int folder, const char *name)
{
    (void)self;
    (void)unlinkat(folder, name, 0);
}

struct blobs *blobs_open(const char *data_dir, char error[BLOBS_ERROR_CAP])
{
    struct blobs *blobs = calloc(1, sizeof(*blobs));
    const int data = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int folder = data >= 0 ? make_folder(data, FOLDER) : -1;
    const int temp = folder >= 0 ? make_folder(folder, TEMP) : -1;

    if (data >= 0) {
        (void)close(data);
    }
    if (temp >= 0) {
        (void)close(temp);
    }
    if (blobs == NULL || temp < 0) {
        (void)snprintf(error, BLOBS_ERROR_CAP, "%.150s/" FOLDER ": cannot be made or opened: %s",
                       data_dir, strerror(errno));
        if (folder >= 0) {
            (void)close(folder);
        }
        free(blobs);
        return NULL;
    }
    blobs->folder = folder;
    walk(folder, TEMP, remove_draft, NULL);
    return blobs;
}

struct blobs *blobs_look(const char *data_dir)
{
    struct blobs *blobs = calloc(1, sizeof(*blobs));
    const int data = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (blobs != NULL) {
        blobs->folder = data >= 0 ? open_folder(data, FOLDER) : -1;
    }
    if (data >= 0) {
        (void)close(data);
    }
    return blobs;
}

void blobs_close(struct blobs *blobs)
{
    if (blobs != NULL && blobs->folder >= 0) {
        (void)close(blobs->folder);
    }
    free(blobs);
}

/* ---- in ---- */

bool blobs_begin(struct blobs *blobs, struct blob_draft *draft)
{
    *draft = (struct blob_draft){ .blobs = blobs };
    th_sha256_init(&draft->sha);
    (void)snprintf(draft->path, sizeof(draft->path), TEMP "/%llu",
                   (unsigned long long)atomic_fetch_add(&blobs->drafts, 1));
    draft->descriptor =
        openat(blobs->folder, draft->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return draft->descriptor >= 0;
}

bool blob_write(struct blob_draft *draft, struct th_str bytes)
{
    th_sha256_add(&draft->sha, bytes);
    draft->size += bytes.len;
    while (bytes.len > 0) {
        const ssize_t put = write(draft->descriptor, bytes.ptr, bytes.len);
        if (put <= 0 && errno != EINTR) {
            return false;
        }
        bytes.ptr += put > 0 ? put : 0;
        bytes.len -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

bool blob_read_at(int descriptor, uint64_t at, void *out, size_t size)
{
    char *to = out;

    while (size > 0) {
        const ssize_t got = pread(descriptor, to, size, (off_t)at);
        if (got <= 0) {
            return false;
        }
        to += got;
        at += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

static bool read_draft(void *self, uint64_t at, void *out, size_t size)
{
    const struct blob_draft *draft = self;
    return blob_read_at(draft->descriptor, at, out, size);
}

struct sniff_source blob_source(struct blob_draft *draft)
{
    return (struct sniff_source){ draft, draft->size, read_draft };
}

void blob_drop(struct blob_draft *draft)
{
    (void)unlinkat(draft->blobs->folder, draft->path, 0);
    (void)close(draft->descriptor);
}

/* The same content may stand there already; then it is replaced by itself. */
static bool publish(const struct blob_draft *draft, const char *name)
{
    char place[3] = { name[0], name[1], '\0' };
    const int folder = make_folder(draft->blobs->folder, place);
    const bool is_there =
        folder >= 0 &&
        renameat(draft->blobs->folder, draft->path, draft->blobs->folder, name) == 0 &&
        fsync(folder) == 0;

    if (folder >= 0) {
        (void)close(folder);
    }
    return is_there;
}

bool blob_keep(struct blob_draft *draft, char sha256[TH_HEX_CAP])
{
    unsigned char bytes[32];
    char name[NAME_CAP];

    th_sha256_end(&draft->sha, bytes);
    th_hex(bytes, sizeof(bytes), sha256);
    sha256[HEX_LEN] = '\0';
    name_of(th_str_of(sha256), name);
    const bool is_kept = fsync(draft->descriptor) == 0 && publish(draft, name);
    blob_drop(draft);
    return is_kept;
}

/* ---- out ---- */

static bool has_hash(int descriptor, uint64_t size, struct th_str sha256)
{
    struct th_sha256 sha;
    unsigned char bytes[32];
    char piece[PIECE], hex[TH_HEX_CAP] = "";

    th_sha256_init(&sha);
    for (uint64_t at = 0; at < size;) {
        const size_t length = size - at < PIECE ? (size_t)(size - at) : PIECE;
        if (!blob_read_at(descriptor, at, piece, length)) {
            return false;
        }
        th_sha256_add(&sha, (struct th_str){ piece, length });
        at += length;
    }
    th_sha256_end(&sha, bytes);
    th_hex(bytes, sizeof(bytes), hex);
    return th_str_equal((struct th_str){ hex, HEX_LEN }, sha256);
}

int blobs_read(const struct blobs *blobs, struct th_str sha256, uint64_t size)
{
    char name[NAME_CAP];
    struct stat info;

    if (blobs == NULL || !is_name(sha256)) {
        return -1;
    }
    name_of(sha256, name);
    const int descriptor = openat(blobs->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) {
        return -1;
    }
    if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || (uint64_t)info.st_size != size ||
        !has_hash(descriptor, size, sha256)) {
        (void)close(descriptor);
        return -1;
    }
    return descriptor;
}

/* ---- removing ---- */

bool blobs_hold(const struct blobs *blobs)
{
    return blobs->folder < 0 || flock(blobs->folder, LOCK_SH) == 0;
}

static bool may_remove(const struct blobs *blobs)
{
    return flock(blobs->folder, LOCK_EX | LOCK_NB) == 0;
}

void blobs_remove(struct blobs *blobs, struct th_str sha256)
{
    char name[NAME_CAP];

    if (is_name(sha256) && may_remove(blobs)) {
        name_of(sha256, name);
        (void)unlinkat(blobs->folder, name, 0);
        (void)flock(blobs->folder, LOCK_UN);
    }
}

struct collection {
    bool (*is_wanted)(void *self, struct th_str sha256);
    void *self;
    uint64_t removed;
};

static void judge_blob(void *self, int folder, const char *name)
{
    struct collection *collection = self;

    if (is_name(th_str_of(name)) && !collection->is_wanted(collection->self, th_str_of(name))) {
        collection->removed += unlinkat(folder, name, 0) == 0 ? 1 : 0;
    }
}

static void walk_place(void *self, int folder, const char *name)
{
    if (strlen(name) == 2) {
        walk(folder, name, judge_blob, self);
    }
}

uint64_t blobs_collect(struct blobs *blobs, bool (*is_wanted)(void *self, struct th_str sha256),
                       void *self)
{
    struct collection collection = { is_wanted, self, 0 };

    if (may_remove(blobs)) {
        walk(blobs->folder, ".", walk_place, &collection);
        (void)flock(blobs->folder, LOCK_UN);
    }
    return collection.removed;
}
