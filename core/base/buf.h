/* Bounded output buffer over memory of the caller: writes past the end set `overflow` and are
 * dropped. */
#pragma once
#include "str.h"

struct th_buf {
    char *ptr;
    size_t cap, len;
    bool overflow;
};

void th_buf_init(struct th_buf *buf, char *ptr, size_t cap);
void th_buf_put(struct th_buf *buf, struct th_str text);
void th_buf_char(struct th_buf *buf, char c);
void th_buf_u64(struct th_buf *buf, uint64_t value);
void th_buf_i64(struct th_buf *buf, int64_t value);
struct th_str th_buf_view(const struct th_buf *buf);
