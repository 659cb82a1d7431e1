/* The layout of a request's head, judged byte by byte as it is received and before any parser has
 * written into it: three words and headers, each line ended by CRLF, nothing else. Pure. */
#pragma once
#include "str.h"

enum head_state {
    HEAD_METHOD_FIRST, /* "first": the next byte must begin the word */
    HEAD_METHOD,
    HEAD_TARGET_FIRST,
    HEAD_TARGET,
    HEAD_VERSION_FIRST,
    HEAD_VERSION,
    HEAD_LF,
    HEAD_NAME_FIRST, /* or the CR of the empty line */
    HEAD_NAME,
    HEAD_VALUE,
    HEAD_LAST_LF,
    HEAD_DONE,
    HEAD_BAD
};

/** All zero = nothing received yet. */
struct head {
    enum head_state state;
    uint32_t headers; /* begun so far */
    size_t size;      /* bytes taken; with HEAD_DONE the length of the head with its empty line */
};

/** Takes bytes until they end, the head is complete or it is bad. */
void head_feed(struct head *head, struct th_str bytes);
