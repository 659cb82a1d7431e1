/* Reading a body of known length against an absolute deadline. */
#include "body.h"

#define PIECE_BYTES ((size_t)16 * 1024)

int64_t body_deadline(int64_t start_ms, size_t length)
{
    return start_ms + BODY_GRACE_MS + (int64_t)(length / BODY_BYTES_PER_MS);
}

enum gate_verdict body_read(const struct body_source *source, char *out, size_t length)
{
    const int64_t deadline_ms = body_deadline(source->now_ms(source->self), length);
    size_t done = 0;

    while (done < length) {
        const size_t left = length - done;
        const size_t piece = left < PIECE_BYTES ? left : PIECE_BYTES;
        const int got = source->read(source->self, out + done, piece, deadline_ms);
        if (source->now_ms(source->self) > deadline_ms) {
            return GATE_BODY_SLOW;
        }
        if (got <= 0) {
            return GATE_BODY_SHORT; /* never "the end": the length was declared */
        }
        done += (size_t)got;
    }
    return GATE_PASS;
}
