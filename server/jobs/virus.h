/* Asks the virus scanner about each uploaded file, one after another, and writes down what it said.
 * A file that is pending is handed out to nobody; those of before there was a scanner are judged,
 * too, and stay reachable meanwhile. */
#pragma once
#include "files.h"

struct virus_setup {
    struct files *files;
    const char *socket; /* clamd's; must outlive it */
};
/** Since the start. */
struct virus_counters {
    uint64_t clean, infected, failed;
};

struct virus;
/** From now on new files are pending. NULL with one line in `error` (256 bytes). */
struct virus *virus_start(const struct virus_setup *setup, char error[256]);
/** Lets a running question end. NULL is fine. */
void virus_stop(struct virus *virus);
/** Zeros for NULL. */
struct virus_counters virus_counters(const struct virus *virus);
