/* The folder of uploaded contents, each under the name of its SHA-256, so that a content stands
 * there once and is never changed. Not here: who owns it, and what it is called (the database says
 * that).
 *
 *   FOLDER/tmp/N        being written; nothing of a file that was cut off survives the next start
 *   FOLDER/ab/abcd…     kept: whole, synced, and named only then */
#pragma once
#include "sha256.h"
#include "sniff.h"
#include "status.h"

#define BLOBS_ERROR_CAP 256

struct blobs;

/** Opens `data_dir`/files, made when missing (0700), and empties its tmp. NULL with one line. */
struct blobs *blobs_open(const char *data_dir, char error[BLOBS_ERROR_CAP]);
/** The folder for reading only, beside a running server; one that is not there holds nothing. NULL
 * when memory ran out. */
struct blobs *blobs_look(const char *data_dir);
void blobs_close(struct blobs *blobs);

/** One content on its way in. */
struct blob_draft {
    struct blobs *blobs;
    int descriptor;
    char path[64]; /* below the folder */
    struct th_sha256 sha;
    uint64_t size;
};
/** False when the disk does not let us; then there is nothing to drop. */
bool blobs_begin(struct blobs *blobs, struct blob_draft *draft) TH_MUST_USE;
bool blob_write(struct blob_draft *draft, struct th_str bytes) TH_MUST_USE;
/** What has been written so far, for sniff(); `draft` must outlive it. */
struct sniff_source blob_source(struct blob_draft *draft);
/** Syncs the content, gives it its name and syncs that; the draft is over. `sha256` gets the name.
 * False: nothing of it stays. */
bool blob_keep(struct blob_draft *draft, char sha256[TH_HEX_CAP]) TH_MUST_USE;
/** Removes the draft. */
void blob_drop(struct blob_draft *draft);

/** The content for reading from its beginning: descriptor, or -1 when it is not there, has another
 * size, or (after reading all of it) another hash. */
int blobs_read(const struct blobs *blobs, struct th_str sha256, uint64_t size);
/** Exactly `size` bytes of an open content from `at`. */
bool blob_read_at(int descriptor, uint64_t at, void *out, size_t size) TH_MUST_USE;
/** Waits for removals under way; until blobs_close nothing is removed, by any process. */
bool blobs_hold(const struct blobs *blobs) TH_MUST_USE;
/** Leaves it there when somebody holds the folder. */
void blobs_remove(struct blobs *blobs, struct th_str sha256);
/** Removes what `is_wanted` does not want; only while nothing is written. Number of those removed.
 * The folder stays as it is where it cannot be read, and while somebody holds it. */
uint64_t blobs_collect(struct blobs *blobs, bool (*is_wanted)(void *self, struct th_str sha256),
                       void *self);
