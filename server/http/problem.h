/* RFC 9457 problem documents: one writer for the gate, dispatch and handlers.
 *
 * {"type":"urn:tanheng:problem:<code>","title":<en of the
 * kind>,"status":422,"code":"<slug>","detail":<= en>,"zh":…,"en":…, "request_id":…,"issues":[…]}
 * and then whatever `extra` holds. */
#pragma once
#include "buf.h"
#include "http.h"

struct problem {
    int status;         /* HTTP status */
    struct th_str code; /* slug of the kind */
    struct th_str title;
    struct th_str zh, en; /* what happened and what to do */
    struct th_str issues; /* raw JSON array from the core; empty = member left out */
    struct th_str extra;  /* raw JSON members `"a":1,"b":2`, written as they are; empty = none */
    uint32_t retry_after_s;
};

/** The row of status.def as a problem; change zh, en, issues, extra afterwards as needed.
 * Retry-After is 1 s for 429 and 503. */
struct problem problem_of(enum th_status status);
/** The answer with its body in `arena`. When the arena is full, a short constant problem of status
 * 503. */
struct http_answer problem_answer(struct th_arena *arena, struct th_str request_id,
                                  const struct problem *problem);
/** problem_answer(problem_of(status)). */
struct http_answer problem_status(struct th_arena *arena, struct th_str request_id,
                                  enum th_status status);
