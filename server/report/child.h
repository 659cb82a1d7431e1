/* One run of a program: bytes in, bytes out, its line of complaint, its end. No shell, no
 * environment, no descriptor of ours. */
#pragma once
#include "buf.h"

enum child_end {
    CHILD_ENDED,    /* by itself: `code` */
    CHILD_CRASHED,  /* by a signal: `code` */
    CHILD_LATE,     /* killed at the deadline */
    CHILD_TOO_LONG, /* killed: its output did not fit */
    CHILD_MISSING   /* could not be started: errno in `code` */
};
struct child_run {
    const char *program; /* path */
    uint32_t deadline_ms;
    struct th_str in;
    struct th_buf *out;
    char line[200]; /* what it said on standard error, at most its first line */
    int code;
};

/** Runs it to its end; the child is gone and reaped when this returns. */
enum child_end child_run(struct child_run *run);
