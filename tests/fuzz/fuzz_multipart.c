/* The multipart reader: any split gives the same verdict and the same parts. The first byte of an
 * input chooses the split; the rest is a body with the boundary b1, and a Content-Type. */
#include "fuzz.h"
#include "multipart.h"

static char written[1 << 16];
static size_t written_len;

static bool put(const char *text, size_t length)
{
    if (length > sizeof written - written_len)
        length = sizeof written - written_len;
    memcpy(written + written_len, text, length);
    written_len += length;
    return true;
}

static bool on_begin(void *self, const struct multipart_part *part)
{
    PROMISE(part->name.len > 0 && part->name.len <= MULTIPART_HEAD_MAX);
    PROMISE(part->filename.len == 0 || part->is_file);
    ++*(uint32_t *)self;
    return put("<", 1) && put(part->name.ptr, part->name.len) && put("|", 1) &&
           (!part->filename.len || put(part->filename.ptr, part->filename.len)) && put(">", 1);
}

static bool on_data(void *self, struct th_str bytes)
{
    (void)self;
    PROMISE(bytes.len > 0);
    return put(bytes.ptr, bytes.len);
}

static bool on_end(void *self)
{
    (void)self;
    return put("</>", 3);
}

static struct multipart reader;

static enum multipart_verdict read_body(struct th_str body, size_t step)
{
    uint32_t parts = 0;
    const struct multipart_sink sink = { &parts, on_begin, on_data, on_end };
    written_len = 0;
    multipart_init(&reader, TH_STR("b1"), &sink);
    for (size_t at = 0; at < body.len; at += step)
        multipart_feed(
            &reader, (struct th_str){ body.ptr + at, body.len - at < step ? body.len - at : step });
    const enum multipart_verdict verdict = multipart_end(&reader);
    PROMISE(verdict != MULTIPART_MORE && verdict != MULTIPART_STOPPED);
    PROMISE(parts <= MULTIPART_PARTS_MAX && (verdict != MULTIPART_DONE || parts > 0));
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char whole[sizeof written];
    if (size == 0)
        return 0;
    const struct th_str body = { (const char *)data + 1, size - 1 };
    const enum multipart_verdict verdict = read_body(body, body.len ? body.len : 1);
    const size_t length = written_len;
    memcpy(whole, written, length);
    PROMISE(read_body(body, data[0] % 97 + 1u) == verdict);
    PROMISE(written_len == length && memcmp(whole, written, length) == 0);
    struct th_str boundary;
    if (multipart_boundary(body, &boundary))
        PROMISE(boundary.len >= 1 && boundary.len <= MULTIPART_BOUNDARY_MAX);
    return 0;
}
