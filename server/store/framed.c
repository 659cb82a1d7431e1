/* The framing of hashed parts. */
#include "framed.h"

#include "buf.h"

void framed_text(struct th_sha256 *sha, struct th_str text)
{
    char digits[24];
    struct th_buf size;
    th_buf_init(&size, digits, sizeof digits);
    th_buf_u64(&size, text.len);
    th_buf_char(&size, ':');
    th_sha256_add(sha, th_buf_view(&size));
    th_sha256_add(sha, text);
}

void framed_number(struct th_sha256 *sha, int64_t number)
{
    char digits[24];
    struct th_buf text;
    th_buf_init(&text, digits, sizeof digits);
    th_buf_i64(&text, number);
    framed_text(sha, th_buf_view(&text));
}

void framed_end(struct th_sha256 *sha, char out[TH_HEX_CAP])
{
    unsigned char bytes[32];
    th_sha256_end(sha, bytes);
    th_hex(bytes, sizeof bytes, out);
    out[TH_HEX_CAP - 1] = '\0';
}
