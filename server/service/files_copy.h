/* Contents of uploaded files inside a copy of the database, so that a backup is one file and whole.
 * Not here: when a copy is made, and where it goes. */
#pragma once
#include "blobs.h"
#include "store.h"

/** The data folder's contents, none of which is removed until blobs_close; taken before the copy is
 * made. NULL with one line. */
struct blobs *files_hold(const char *data_dir, char error[STORE_ERROR_CAP]);
/** Puts every content that a row of `copy` names into it. False with one line: one is missing or
 * not as it was stored, or there is no space. */
bool files_pack(const struct blobs *held, const char *copy, char error[STORE_ERROR_CAP]);
/** Writes what `copy` carries into `data_dir` and takes it out of the copy. False with one line. */
bool files_unpack(const char *copy, const char *data_dir, char error[STORE_ERROR_CAP]);
