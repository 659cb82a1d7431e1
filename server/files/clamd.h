/* One question to clamd, ClamAV's daemon, over its unix socket: what is in this file? The bytes are
 * sent (INSTREAM), so that clamd needs no right to our folder. Not here: when to ask, and what to
 * do about the answer. */
#pragma once
#include "str.h"

#include <stdatomic.h>

#define CLAMD_LINE_CAP 256

enum clamd_verdict {
    CLAMD_CLEAN,
    CLAMD_FOUND,
    CLAMD_TROUBLE, /* no connection, no answer in time, or none that we understand: ask again */
};

struct clamd_call {
    const char *socket;         /* path */
    int descriptor;             /* of the file, read from its beginning to its end */
    uint32_t limit_ms;          /* for all of it */
    const atomic_bool *is_over; /* set by another thread: give up within a second; NULL = never */
};
/** `line` says what was found, or what went wrong; printable ASCII. */
enum clamd_verdict clamd_scan(const struct clamd_call *call, char line[CLAMD_LINE_CAP]);
/** What an answer without its NUL means: "stream: OK", "stream: NAME FOUND", all else is trouble.
 * Pure. */
enum clamd_verdict clamd_read(struct th_str answer, char line[CLAMD_LINE_CAP]);
