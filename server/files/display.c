/* Two walkers over the segments of a JPEG and the chunks of a PNG, and what stays of each. */
#include "display.h"

#include <string.h>

#define PARTS_MAX    4096 /* segments of a JPEG */
#define CHUNKS_MAX   65536
#define ENTRIES_MAX  256 /* of an EXIF's first directory */
#define WINDOW       2048
#define HEADER_BYTES 18 /* of a segment or chunk: as much as is needed to know it */

struct walk {
    const struct sniff_source *source;
    struct display *out;
    uint64_t at;
    bool has_turn; /* the first EXIF counts, as for those who show it */
};

/* ---- the copy ---- */

static bool add(struct display *out, struct display_span span)
{
    struct display_span *last = out->count > 0 ? &out->spans[out->count - 1] : NULL;

    out->size += span.size;
    if (last != NULL && last->text.len == 0 && span.text.len == 0 &&
        last->at + last->size == span.at) {
        last->size += span.size;
        return true;
    }
    if (out->count == DISPLAY_SPANS_MAX) {
        return false;
    }
    out->spans[out->count++] = span;
    return true;
}

static bool add_bytes(struct walk *walk, uint64_t size)
{
    return add(walk->out, (struct display_span){ .at = walk->at, .size = size });
}

static bool add_text(struct walk *walk, struct th_str text)
{
    return add(walk->out, (struct display_span){ .text = text, .size = text.len });
}

/* ---- how it is turned ---- */

/* An EXIF of one entry: 0x0112, a short, one of them. The last argument is the sum over a PNG's
 * chunk. */
#define TURNS(TURN)                                                                                \
    TURN(2, "\2", "\x33\x02\x1f\xd3")                                                              \
    TURN(3, "\3", "\xff\xa8\x1f\x4d")                                                              \
    TURN(4, "\4", "\xf5\x6d\x16\x54")                                                              \
    TURN(5, "\5", "\x39\xc7\x16\xca")                                                              \
    TURN(6, "\6", "\xb7\x48\x11\x29")                                                              \
    TURN(7, "\7", "\x7b\xe2\x11\xb7")                                                              \
    TURN(8, "\10", "\xa2\xc2\x03\x1b")
#define TIFF(byte) "II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" byte "\0\0\0\0\0\0\0"
#define TIFF_BYTES 26
#define SEGMENT(n, byte, sum)                                                                      \
    [n] = "\xff\xe1\0\x22"                                                                         \
          "Exif\0\0" TIFF(byte),
#define CHUNK(n, byte, sum)                                                                        \
    [n] = "\0\0\0\x1a"                                                                             \
          "eXIf" TIFF(byte) sum,

static const char segments[9][4 + 6 + TIFF_BYTES + 1] = { TURNS(SEGMENT) };
static const char chunks[9][8 + TIFF_BYTES + 4 + 1] = { TURNS(CHUNK) };

struct tiff {
    const struct sniff_source *source;
    uint64_t at, size;
    bool is_little;
};

static uint32_t number(const struct tiff *tiff, const unsigned char *at, int bytes)
{
    uint32_t value = 0;

    for (int i = 0; i < bytes; i++) {
        value = value << 8 | at[tiff->is_little ? bytes - 1 - i : i];
    }
    return value;
}

static bool tiff_read(const struct tiff *tiff, uint64_t at, void *out, size_t size)
{
    return at <= tiff->size && size <= tiff->size - at &&
           sniff_read(tiff->source, tiff->at + at, out, size);
}

/* 2 to 8; 0 when there is nothing to turn, or nothing that says so. */
static unsigned turn_of(struct tiff tiff)
{
    unsigned char bytes[12];

    if (!tiff_read(&tiff, 0, bytes, 8)) {
        return 0;
    }
    tiff.is_little = bytes[0] == 'I';
    uint64_t at = number(&tiff, bytes + 4, 4);
    const uint32_t count = tiff_read(&tiff, at, bytes, 2) ? number(&tiff, bytes, 2) : 0;
    at += 2;
    for (uint32_t i = 0; i < count && i < ENTRIES_MAX; i++, at += 12) {
        if (!tiff_read(&tiff, at, bytes, 12)) {
            return 0;
        }
        if (number(&tiff, bytes, 2) == 0x112 && number(&tiff, bytes + 2, 2) == 3) {
            const uint32_t turn = number(&tiff, bytes + 8, 2);
            return turn >= 2 && turn <= 8 ? turn : 0;
        }
    }
    return 0;
}

/* What stands for an EXIF of which the TIFF part lies at `at`. */
static bool add_turn(struct walk *walk, uint64_t at, uint64_t size, bool is_png)
{
    const unsigned turn =
        walk->has_turn ? 0 : turn_of((struct tiff){ walk->source, at, size, false });

    walk->has_turn = true;
    if (turn == 0) {
        return true;
    }
    return add_text(walk, is_png ? (struct th_str){ chunks[turn], sizeof(chunks[turn]) - 1 }
                                 : (struct th_str){ segments[turn], sizeof(segments[turn]) - 1 });
}

/* ---- JPEG ---- */

static bool is_table_or_frame(unsigned char marker)
{
    return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) ||
           (marker >= 0xda && marker <= 0xdd);
}

/* `head` holds a segment of `size` bytes from its marker. */
static bool is_kept(const unsigned char *head, uint64_t size)
{
    switch (head[1]) {
    case 0xe0: return size == 18 && memcmp(head + 4, "JFIF", 5) == 0 && !head[16] && !head[17];
    case 0xe2: return size >= 18 && memcmp(head + 4, "ICC_PROFILE", 12) == 0;
    case 0xee: return size == 16 && memcmp(head + 4, "Adobe", 5) == 0;
    default: return is_table_or_frame(head[1]);
    }
}

/* From `at` on: the next marker that is none of the data's own. */
static enum display_verdict find_marker(const struct sniff_source *source, uint64_t *at)
{
    unsigned char window[WINDOW];

    while (source->size - *at >= 2) {
        const uint64_t left = source->size - *at;
        const size_t size = left < WINDOW ? (size_t)left : WINDOW;
        if (!sniff_read(source, *at, window, size)) {
            return DISPLAY_UNREAD;
        }
        for (size_t i = 0; i + 1 < size; i++) {
            const unsigned char code = window[i + 1];
            const bool is_data = code == 0 || code == 0xff || (code >= 0xd0 && code <= 0xd7);
            if (window[i] == 0xff && !is_data) {
                *at += i;
                return DISPLAY_FINE;
            }
        }
        *at += size - 1;
    }
    return DISPLAY_NONE;
}

/* The scan's data behind its head. */
static enum display_verdict keep_scan(struct walk *walk)
{
    uint64_t end = walk->at;
    const enum display_verdict verdict = find_marker(walk->source, &end);

    if (verdict != DISPLAY_FINE) {
        return verdict;
    }
    const bool is_added = add_bytes(walk, end - walk->at);
    walk->at = end;
    return is_added ? DISPLAY_FINE : DISPLAY_NONE;
}

static bool is_exif(const unsigned char *head, uint64_t size)
{
    return head[1] == 0xe1 && size >= 10 && memcmp(head + 4, "Exif", 5) == 0;
}

static enum display_verdict keep_segment(struct walk *walk, const unsigned char *head)
{
    const uint64_t size = ((uint64_t)head[2] << 8 | head[3]) + 2;
    bool is_added = true;

    if (head[0] != 0xff || size < 4 || size > walk->source->size - walk->at) {
        return DISPLAY_NONE;
    }
    if (is_kept(head, size)) {
        is_added = add_bytes(walk, size);
    } else if (is_exif(head, size)) {
        is_added = add_turn(walk, walk->at + 10, size - 10, false);
    } else if (head[1] < 0xe0 || head[1] == 0xff) {
        return DISPLAY_NONE; /* no segment at all, or none that pictures in use have */
    }
    walk->at += size;
    return is_added && head[1] == 0xda ? keep_scan(walk) : is_added ? DISPLAY_FINE : DISPLAY_NONE;
}

/* What follows the end of the first picture (more pictures, a film) is not shown. */
static enum display_verdict walk_jpg(struct walk *walk)
{
    walk->at = 0;
    if (!add_bytes(walk, 2)) {
        return DISPLAY_NONE;
    }
    walk->at = 2;
    for (int i = 0; i < PARTS_MAX && walk->source->size - walk->at >= 2; i++) {
        unsigned char head[HEADER_BYTES] = { 0 };
        const uint64_t left = walk->source->size - walk->at;
        if (!sniff_read(walk->source, walk->at, head,
                        left < sizeof(head) ? (size_t)left : sizeof(head))) {
            return DISPLAY_UNREAD;
        }
        if (head[0] == 0xff && head[1] == 0xd9) {
            return add_bytes(walk, 2) ? DISPLAY_FINE : DISPLAY_NONE;
        }
        const enum display_verdict verdict = keep_segment(walk, head);
        if (verdict != DISPLAY_FINE) {
            return verdict;
        }
    }
    return DISPLAY_NONE;
}

/* ---- PNG ---- */

static bool is_shown_chunk(const unsigned char *name)
{
    static const char shown[] = "IHDRPLTEIDATIENDtRNSgAMAcHRMsRGBiCCPsBITcICPmDCVcLLIpHYsbKGD";

    for (size_t i = 0; i + 4 < sizeof(shown); i += 4) {
        if (memcmp(name, shown + i, 4) == 0) {
            return true;
        }
    }
    return false;
}

static bool keep_chunk(struct walk *walk, const unsigned char *name, uint64_t size)
{
    bool is_added = true;

    if (is_shown_chunk(name)) {
        is_added = add_bytes(walk, size);
    } else if (memcmp(name, "eXIf", 4) == 0) {
        is_added = add_turn(walk, walk->at + 8, size - 12, true);
    }
    walk->at += size;
    return is_added;
}

static enum display_verdict walk_png(struct walk *walk)
{
    walk->at = 0;
    bool is_added = add_bytes(walk, 8);

    walk->at = 8;
    for (int i = 0; i < CHUNKS_MAX && is_added && walk->source->size - walk->at >= 12; i++) {
        unsigned char head[8];
        if (!sniff_read(walk->source, walk->at, head, sizeof(head))) {
            return DISPLAY_UNREAD;
        }
        const uint64_t size =
            ((uint64_t)head[0] << 24 | (uint64_t)head[1] << 16 | (uint64_t)head[2] << 8 | head[3]) +
            12;
        if (size > walk->source->size - walk->at) {
            return DISPLAY_NONE;
        }
        is_added = keep_chunk(walk, head + 4, size);
        if (memcmp(head + 4, "IEND", 4) == 0) {
            return is_added ? DISPLAY_FINE : DISPLAY_NONE;
        }
    }
    return DISPLAY_NONE;
}

enum display_verdict display_of(const struct sniff_source *source, enum file_type type,
                                struct display *out)
{
    struct walk walk = { .source = source, .out = out };

    *out = (struct display){ .count = 0 };
    switch (type) {
    case FILE_JPG: return source->size >= 2 ? walk_jpg(&walk) : DISPLAY_NONE;
    case FILE_PNG: return source->size >= 8 ? walk_png(&walk) : DISPLAY_NONE;
    case FILE_PDF:
    case FILE_XLSX:
    case FILE_TYPE_COUNT: break;
    }
    return add_bytes(&walk, source->size) ? DISPLAY_FINE : DISPLAY_NONE;
}
