/* Checkpoints as files: written whole or not at all, read back with their signature judged. */
#pragma once
#include "signing.h"

#define CHECKPOINT_PATH_CAP 1024

/** Writes FILE.part, syncs, renames, syncs the folder; replaces nothing. False with one line. */
bool checkpoint_file_write(const char *path, const struct checkpoint *checkpoint,
                           char error[STORE_ERROR_CAP]);
/** Reads and parses; the signature must be by `public_key` (NULL: by the key that it names itself,
 * which proves only that nobody altered it by accident). checkpoint_free(out) in any case. */
bool checkpoint_file_read(const char *path, const unsigned char *public_key, struct checkpoint *out,
                          char error[STORE_ERROR_CAP]);
/** The newest checkpoint of a folder, by name ("checkpoint-<time>"): its path; empty = none. False
 * when the folder cannot be read. */
bool checkpoint_folder_newest(const char *folder, char path[CHECKPOINT_PATH_CAP],
                              char error[STORE_ERROR_CAP]);
/** `folder`/checkpoint-<time>. */
bool checkpoint_folder_name(const char *folder, int64_t at_s, char path[CHECKPOINT_PATH_CAP]);
