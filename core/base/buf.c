/* Bounded output buffer: what does not fit is dropped and remembered. */
#include "buf.h"

#include <string.h>

void th_buf_init(struct th_buf *buf, char *ptr, size_t cap)
{
    *buf = (struct th_buf){ .ptr = ptr, .cap = cap };
}

void th_buf_put(struct th_buf *buf, struct th_str text)
{
    if (buf->overflow || text.len > buf->cap - buf->len) {
        buf->overflow = true;
        return;
    }
    if (text.len)
        memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void th_buf_char(struct th_buf *buf, char c)
{
    if (buf->overflow || buf->len == buf->cap)
        buf->overflow = true;
    else
        buf->ptr[buf->len++] = c;
}

void th_buf_u64(struct th_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    th_buf_put(buf, (struct th_str){ digits + at, sizeof digits - at });
}

void th_buf_i64(struct th_buf *buf, int64_t value)
{
    if (value < 0)
        th_buf_char(buf, '-');
    th_buf_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

struct th_str th_buf_view(const struct th_buf *buf)
{
    return (struct th_str){ buf->ptr, buf->len };
}
