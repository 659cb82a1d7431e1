/* The one JSON string writer of problem documents and log lines. */
#include "json_quote.h"

#include "utf8.h"

static void put_control(struct th_buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char shorts[] = "btn.fr"; /* 0x08 .. 0x0d */

    th_buf_char(out, '\\');
    if (c >= 0x08 && c <= 0x0d && c != 0x0b) {
        th_buf_char(out, shorts[c - 0x08]);
        return;
    }
    th_buf_put(out, TH_STR("u00"));
    th_buf_char(out, hex[c >> 4]);
    th_buf_char(out, hex[c & 15]);
}

void json_quote(struct th_buf *out, struct th_str text)
{
    th_buf_char(out, '"');
    for (size_t i = 0; i < text.len;) {
        uint32_t point;
        size_t length = th_utf8_next((struct th_str){ text.ptr + i, text.len - i }, &point);
        if (length == 0) {
            th_buf_put(out, TH_STR("\xEF\xBF\xBD"));
            length = 1;
        } else if (point == '"' || point == '\\') {
            th_buf_char(out, '\\');
            th_buf_char(out, (char)point);
        } else if (point < 0x20 || point == 0x7f) {
            put_control(out, (unsigned char)point);
        } else {
            th_buf_put(out, (struct th_str){ text.ptr + i, length });
        }
        i += length;
    }
    th_buf_char(out, '"');
}
