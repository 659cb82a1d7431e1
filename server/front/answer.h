/* An answer as bytes: status line and checked headers. Pure; the body follows separately. */
#pragma once
#include "buf.h"
#include "http.h"

#define ANSWER_HEAD_MAX 4096
/* How long an idle connection stays open. It is told with every answer: a client that believed in
 * more would send its next request into a connection that is just being closed. */
#define ANSWER_KEEP_ALIVE_S "1"

struct answer_frame {
    struct th_str request_id;
    struct th_str date; /* "Sat, 21 Nov 2026 09:00:00 GMT" */
    bool is_secure;     /* adds Strict-Transport-Security */
    bool keeps_alive;   /* states Connection and Keep-Alive */
};

/** False when a value holds a byte outside printable ASCII or is longer than 1 024 bytes. */
bool answer_headers_ok(const struct http_answer *answer);
/** Status line, headers and the empty line. Call only after answer_headers_ok(); overflow cannot
 * happen in ANSWER_HEAD_MAX bytes then. */
void answer_write_head(struct th_buf *out, const struct http_answer *answer,
                       const struct answer_frame *frame);
