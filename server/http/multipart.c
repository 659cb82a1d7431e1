/* The states of the reader. A delimiter begins with the only CR that it holds, so that after a
 * mismatch no shorter match can be under way: what had matched was content. */
#include "multipart.h"

#include <string.h>

enum state {
    FIRST,      /* inside the first delimiter, which has no line end before it */
    AFTER,      /* behind a delimiter: CR or - */
    AFTER_CR,   /* LF */
    AFTER_DASH, /* the second - */
    HEAD,
    DATA,
    ENDED, /* behind the last delimiter: nothing, or CR */
    ENDED_CR,
    ENDED_LF, /* nothing at all */
};

void multipart_init(struct multipart *reader, struct th_str boundary,
                    const struct multipart_sink *sink)
{
    reader->sink = *sink;
    reader->verdict = MULTIPART_MORE;
    reader->state = FIRST;
    memcpy(reader->delimiter, "\r\n--", 4);
    memcpy(reader->delimiter + 4, boundary.ptr, boundary.len);
    reader->delimiter_len = 4 + boundary.len;
    reader->matched = 2;
    reader->parts = 0;
    reader->left = 0;
    reader->head_len = 0;
}

static bool fail(struct multipart *reader, enum multipart_verdict verdict)
{
    reader->verdict = verdict;
    return false;
}

/* ---- content ---- */

static bool give(struct multipart *reader, struct th_str bytes)
{
    if (bytes.len == 0) {
        return true;
    }
    if (bytes.len > reader->left) {
        return fail(reader, MULTIPART_LARGE);
    }
    reader->left -= bytes.len;
    return reader->sink.data(reader->sink.self, bytes) || fail(reader, MULTIPART_STOPPED);
}

/* What looked like a delimiter was content. */
static bool give_matched(struct multipart *reader)
{
    const struct th_str bytes = { reader->delimiter, reader->matched };
    reader->matched = 0;
    return give(reader, bytes);
}

static bool end_part(struct multipart *reader)
{
    reader->state = AFTER;
    reader->matched = 0;
    return reader->sink.end(reader->sink.self) || fail(reader, MULTIPART_STOPPED);
}

/* One byte of the delimiter, or the bytes up to the next CR. */
static bool take_data(struct multipart *reader, struct th_str *rest)
{
    if (rest->ptr[0] == reader->delimiter[reader->matched]) {
        rest->ptr++;
        rest->len--;
        reader->matched++;
        return reader->matched < reader->delimiter_len || end_part(reader);
    }
    if (reader->matched > 0) {
        return give_matched(reader);
    }
    const char *next = memchr(rest->ptr, '\r', rest->len);
    const struct th_str run = { rest->ptr, next != NULL ? (size_t)(next - rest->ptr) : rest->len };
    rest->ptr += run.len;
    rest->len -= run.len;
    return give(reader, run);
}

/* ---- head ---- */

static bool begin_part(struct multipart *reader)
{
    struct multipart_part part;
    const struct th_str head = { reader->head, reader->head_len - 4 };

    if (!multipart_read_head(head, &part)) {
        return fail(reader, MULTIPART_MALFORMED);
    }
    reader->state = DATA;
    reader->matched = 0;
    reader->left = part.is_file ? MULTIPART_FILE_MAX : MULTIPART_FIELD_MAX;
    return reader->sink.begin(reader->sink.self, &part) || fail(reader, MULTIPART_STOPPED);
}

static bool take_head(struct multipart *reader, char byte)
{
    if (reader->head_len == MULTIPART_HEAD_MAX) {
        return fail(reader, MULTIPART_HEAD);
    }
    reader->head[reader->head_len++] = byte;
    if (reader->head_len < 4 || memcmp(reader->head + reader->head_len - 4, "\r\n\r\n", 4) != 0) {
        return true;
    }
    return begin_part(reader);
}

static bool expect(struct multipart *reader, bool is_expected, enum state next)
{
    reader->state = (int)next;
    return is_expected || fail(reader, MULTIPART_MALFORMED);
}

static bool enter_head(struct multipart *reader, char byte)
{
    reader->head_len = 0;
    if (++reader->parts > MULTIPART_PARTS_MAX) {
        return fail(reader, MULTIPART_PARTS);
    }
    return expect(reader, byte == '\n', HEAD);
}

static bool take_first(struct multipart *reader, char byte)
{
    if (byte != reader->delimiter[reader->matched]) {
        return fail(reader, MULTIPART_MALFORMED);
    }
    reader->matched++;
    reader->state = reader->matched == reader->delimiter_len ? AFTER : FIRST;
    return true;
}

static bool take_byte(struct multipart *reader, char byte)
{
    switch ((enum state)reader->state) {
    case FIRST: return take_first(reader, byte);
    case AFTER:
        return expect(reader, byte == '\r' || byte == '-', byte == '\r' ? AFTER_CR : AFTER_DASH);
    case AFTER_CR: return enter_head(reader, byte);
    case AFTER_DASH: /* an empty form is none */
        return expect(reader, byte == '-' && reader->parts > 0, ENDED);
    case HEAD: return take_head(reader, byte);
    case ENDED: return expect(reader, byte == '\r', ENDED_CR);
    case ENDED_CR: return expect(reader, byte == '\n', ENDED_LF);
    case ENDED_LF:
    case DATA: break;
    }
    return fail(reader, MULTIPART_MALFORMED);
}

/* ---- the two calls ---- */

enum multipart_verdict multipart_feed(struct multipart *reader, struct th_str bytes)
{
    bool is_good = reader->verdict == MULTIPART_MORE;

    while (is_good && bytes.len > 0) {
        if (reader->state == DATA) {
            is_good = take_data(reader, &bytes);
        } else {
            is_good = take_byte(reader, bytes.ptr[0]);
            bytes.ptr++;
            bytes.len--;
        }
    }
    const bool is_end = reader->state == ENDED || reader->state == ENDED_LF;
    return reader->verdict == MULTIPART_MORE && is_end ? MULTIPART_DONE : reader->verdict;
}

enum multipart_verdict multipart_end(struct multipart *reader)
{
    const enum multipart_verdict verdict = multipart_feed(reader, (struct th_str){ "", 0 });

    if (verdict == MULTIPART_MORE) {
        reader->verdict = MULTIPART_MALFORMED;
    }
    return verdict == MULTIPART_MORE ? MULTIPART_MALFORMED : verdict;
}
