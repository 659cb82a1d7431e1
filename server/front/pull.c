/* Reading on demand, a piece at a time, to the declared length and no further. */
#include "pull.h"

#include "body.h"
#include "hooks.h"

#define PIECE_BYTES ((size_t)16 * 1024)

/* Until all has come it is the client's turn, as with any body. */
static bool begin_pull(struct pull *pull)
{
    const struct serve_transport *transport = pull->transport;
    const int64_t now = hooks_now_ms();

    pull->deadline_ms = body_deadline(now, pull->left);
    (void)admission_stream_read(pull->admission, pull->ticket, 0, now);
    hooks_work_ends();
    return !pull->expects_continue ||
           transport->write(transport->self, TH_STR("HTTP/1.1 100 Continue\r\n\r\n"),
                            now + WRITE_GRACE_MS);
}

static int pull_some(struct pull *pull, char *out, size_t size)
{
    const struct serve_transport *transport = pull->transport;
    const size_t room = size < pull->left ? size : pull->left;
    const size_t piece = room < PIECE_BYTES ? room : PIECE_BYTES;

    if (pull->deadline_ms == 0 && !begin_pull(pull)) {
        pull->verdict = GATE_BODY_SHORT;
        return -1;
    }
    const int got = transport->read(transport->self, out, piece, pull->deadline_ms);
    const int64_t now = hooks_now_ms();
    if (now > pull->deadline_ms) {
        pull->verdict = GATE_BODY_SLOW;
    } else if (got <= 0) {
        pull->verdict = GATE_BODY_SHORT;
    } else if (!admission_stream_read(pull->admission, pull->ticket, (uint64_t)got, now) &&
               (size_t)got < pull->left) {
        pull->verdict = GATE_BODY_SLOW;
    }
    return pull->verdict == GATE_PASS ? got : -1;
}

int pull_read(void *self, char *out, size_t size)
{
    struct pull *pull = self;

    if (pull->left == 0 || size == 0) {
        return 0;
    }
    const int got = pull->verdict == GATE_PASS ? pull_some(pull, out, size) : -1;
    pull->left -= got > 0 ? (size_t)got : 0;
    if (pull->left == 0) {
        hooks_work_begins();
    }
    return got;
}
