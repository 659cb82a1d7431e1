/* Structures of PDF, JPEG and PNG, as far as they tell where a file ends and how large it gets. */
#include "sniff.h"

#include <string.h>

#define TAIL         1024
#define SEGMENTS_MAX 4096
#define CHUNKS_MAX   65536

static bool is_white(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

/* ---- PDF ---- */

/* "startxref", blanks, an offset inside the file, blanks, and so to the end. */
static bool is_pdf_tail(const unsigned char *tail, size_t size, uint64_t file_size)
{
    uint64_t offset = 0;
    size_t digits = 0;

    for (size_t i = 9; i < size; i++) {
        if (tail[i] >= '0' && tail[i] <= '9') {
            offset = offset * 10 + (uint64_t)(tail[i] - '0');
            if (++digits > 10) {
                return false;
            }
        } else if (!is_white(tail[i])) {
            return false;
        }
    }
    return digits > 0 && offset < file_size;
}

/* The last "startxref" of the tail leads to its end. */
static bool ends_as_pdf(const unsigned char *tail, size_t size, uint64_t file_size)
{
    size_t end = size;

    while (end > 0 && is_white(tail[end - 1])) {
        end--;
    }
    if (end < 14 || memcmp(tail + end - 5, "%%EOF", 5) != 0) {
        return false;
    }
    for (size_t i = end - 5 - 9 + 1; i-- > 0;) {
        if (memcmp(tail + i, "startxref", 9) == 0) {
            return is_pdf_tail(tail + i, end - 5 - i, file_size);
        }
    }
    return false;
}

enum sniff_verdict sniff_pdf(const struct sniff_source *source)
{
    unsigned char tail[TAIL], head[8];
    const size_t size = source->size < TAIL ? (size_t)source->size : TAIL;

    if (source->size < 32) {
        return SNIFF_DAMAGED;
    }
    if (!sniff_read(source, 0, head, sizeof(head)) ||
        !sniff_read(source, source->size - size, tail, size)) {
        return SNIFF_UNREAD;
    }
    const bool is_known = (head[5] == '1' || head[5] == '2') && head[6] == '.';
    return is_known && ends_as_pdf(tail, size, source->size) ? SNIFF_FINE : SNIFF_DAMAGED;
}

/* ---- pictures ---- */

static uint32_t big16(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t big32(const unsigned char *at)
{
    return big16(at) << 16 | big16(at + 2);
}

static enum sniff_verdict judge_size(uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0) {
        return SNIFF_DAMAGED;
    }
    return width * height <= SNIFF_PIXELS_MAX ? SNIFF_FINE : SNIFF_UNSAFE;
}

static bool is_frame(unsigned char marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* A segment's head, as it stands before the picture's data. */
static bool is_segment(const unsigned char *head, uint64_t left)
{
    const uint32_t length = big16(head + 2);
    const bool is_alone = head[1] < 0xc0 || (head[1] >= 0xd0 && head[1] <= 0xd9);

    return head[0] == 0xff && !is_alone && length >= 2 && length + 2 <= left;
}

/* Segments up to the picture itself; the last frame header before it says how large it is. */
static enum sniff_verdict walk_jpg(const struct sniff_source *source)
{
    enum sniff_verdict frame = SNIFF_DAMAGED; /* none yet */
    uint64_t at = 2;

    for (int i = 0; i < SEGMENTS_MAX; i++) {
        unsigned char head[9];
        if (source->size - at < sizeof(head)) {
            return SNIFF_DAMAGED;
        }
        if (!sniff_read(source, at, head, sizeof(head))) {
            return SNIFF_UNREAD;
        }
        if (!is_segment(head, source->size - at)) {
            return SNIFF_DAMAGED;
        }
        if (head[1] == 0xda) {
            return frame;
        }
        if (is_frame(head[1])) {
            frame = judge_size(big16(head + 7), big16(head + 5));
        }
        if (frame == SNIFF_UNSAFE) {
            return frame;
        }
        at += big16(head + 2) + 2;
    }
    return SNIFF_DAMAGED;
}

enum sniff_verdict sniff_jpg(const struct sniff_source *source)
{
    unsigned char end[2];

    if (source->size < 32) {
        return SNIFF_DAMAGED;
    }
    if (!sniff_read(source, source->size - 2, end, 2)) {
        return SNIFF_UNREAD;
    }
    return end[0] == 0xff && end[1] == 0xd9 ? walk_jpg(source) : SNIFF_DAMAGED;
}

static bool is_chunk_name(const unsigned char *name)
{
    for (int i = 0; i < 4; i++) {
        const unsigned char c = name[i] | 0x20;
        if (c < 'a' || c > 'z') {
            return false;
        }
    }
    return true;
}

/* Chunks from behind the header to the one that ends the picture and the file. */
static enum sniff_verdict walk_png(const struct sniff_source *source)
{
    uint64_t at = 33;
    bool has_data = false;

    for (int i = 0; i < CHUNKS_MAX && source->size - at >= 12; i++) {
        unsigned char head[8];
        if (!sniff_read(source, at, head, sizeof(head))) {
            return SNIFF_UNREAD;
        }
        const uint64_t length = big32(head);
        if (!is_chunk_name(head + 4) || length > source->size - at - 12) {
            return SNIFF_DAMAGED;
        }
        at += length + 12;
        has_data = has_data || memcmp(head + 4, "IDAT", 4) == 0;
        if (memcmp(head + 4, "IEND", 4) == 0) {
            return has_data && length == 0 && at == source->size ? SNIFF_FINE : SNIFF_DAMAGED;
        }
    }
    return SNIFF_DAMAGED;
}

enum sniff_verdict sniff_png(const struct sniff_source *source)
{
    unsigned char head[33];

    if (source->size < sizeof(head)) {
        return SNIFF_DAMAGED;
    }
    if (!sniff_read(source, 0, head, sizeof(head))) {
        return SNIFF_UNREAD;
    }
    if (big32(head + 8) != 13 || memcmp(head + 12, "IHDR", 4) != 0) {
        return SNIFF_DAMAGED;
    }
    const enum sniff_verdict verdict = judge_size(big32(head + 16), big32(head + 20));
    return verdict == SNIFF_FINE ? walk_png(source) : verdict;
}
