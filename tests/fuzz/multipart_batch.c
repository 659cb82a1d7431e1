/* The server's multipart reader for multipart.mjs: length-prefixed bodies (uint32, host order; the
 * boundary is b1) on stdin; on stdout, for each, its verdict (uint32), and the parts as the sink
 * saw them: a length-prefixed text of name, NUL, filename, NUL, type, NUL, content, LF. */
#include "multipart.h"

#include <stdio.h>

#define CAP (1 << 20)

static char body[CAP], seen[CAP];
static uint32_t seen_len;

static bool put(struct th_str text)
{
    for (size_t i = 0; i < text.len && seen_len < CAP; i++)
        seen[seen_len++] = text.ptr[i];
    return true;
}

static bool on_begin(void *self, const struct multipart_part *part)
{
    const struct th_str nul = { "", 1 };
    (void)self;
    return put(part->name) && put(nul) && put(part->filename) && put(nul) && put(part->type) &&
           put(nul);
}

static bool on_data(void *self, struct th_str bytes)
{
    (void)self;
    return put(bytes);
}

static bool on_end(void *self)
{
    (void)self;
    return put(TH_STR("\n"));
}

static uint32_t judge(uint32_t length)
{
    static struct multipart reader;
    const struct multipart_sink sink = { NULL, on_begin, on_data, on_end };
    const uint32_t step = length % 13 + 1;
    seen_len = 0;
    multipart_init(&reader, TH_STR("b1"), &sink);
    for (uint32_t at = 0; at < length; at += step)
        multipart_feed(&reader,
                       (struct th_str){ body + at, length - at < step ? length - at : step });
    return (uint32_t)multipart_end(&reader);
}

int main(void)
{
    uint32_t length;
    while (fread(&length, sizeof length, 1, stdin) == 1) {
        if (length > CAP || fread(body, 1, length, stdin) != length)
            return 1;
        const uint32_t verdict = judge(length);
        fwrite(&verdict, sizeof verdict, 1, stdout);
        fwrite(&seen_len, sizeof seen_len, 1, stdout);
        fwrite(seen, 1, seen_len, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
