/* The copy of a picture that is looked at, of any bytes taken as JPEG and as PNG: it ends, stays
 * inside the file, and by another reading of the copy nothing is in it that says where or when. */
#include "display.h"
#include "fuzz_bytes.h"

static enum display_verdict take(const uint8_t *data, size_t size, enum file_type type,
                                 struct display *out)
{
    struct bytes bytes = { data, size, 0 };
    const struct sniff_source source = bytes_source(&bytes);
    const enum display_verdict verdict = display_of(&source, type, out);
    PROMISE(verdict != DISPLAY_UNREAD);
    PROMISE(bytes.read <= (uint64_t)size + 9 * 1024 * 1024);
    return verdict;
}

/* As the server sends it. */
static uint8_t *send(const uint8_t *data, size_t size, const struct display *display)
{
    uint8_t *copy = malloc(display->size > 0 ? display->size : 1);
    uint64_t at = 0;

    PROMISE(copy != NULL && display->count <= DISPLAY_SPANS_MAX);
    for (size_t i = 0; i < display->count; i++) {
        const struct display_span *span = &display->spans[i];
        PROMISE(span->text.len > 0 ? span->text.len == span->size
                                   : span->at <= size && span->size <= size - span->at);
        PROMISE(span->size <= display->size - at);
        memcpy(copy + at, span->text.len > 0 ? (const uint8_t *)span->text.ptr : data + span->at,
               span->size);
        at += span->size;
    }
    PROMISE(at == display->size);
    return copy;
}

/* The only EXIF that may stand in a copy: 34 bytes that hold one value. */
static bool is_turn(const uint8_t *tiff)
{
    static const uint8_t start[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0 };
    return memcmp(tiff, start, sizeof start) == 0 && tiff[18] >= 2 && tiff[18] <= 8;
}

static void judge_jpg(const uint8_t *copy, size_t size)
{
    PROMISE(size >= 4 && copy[size - 2] == 0xff && copy[size - 1] == 0xd9);
    for (size_t at = 2; at + 4 <= size && copy[at] == 0xff && copy[at + 1] != 0xd9;) {
        const uint8_t marker = copy[at + 1];
        const size_t length = 2 + ((size_t)copy[at + 2] << 8 | copy[at + 3]);
        PROMISE(marker != 0xfe && marker < 0xef && length <= size - at);
        if (marker == 0xe0)
            PROMISE(length == 18 && memcmp(copy + at + 4, "JFIF", 5) == 0);
        else if (marker == 0xe1)
            PROMISE(length == 36 && is_turn(copy + at + 10));
        else if (marker >= 0xe0)
            PROMISE((marker == 0xe2 && memcmp(copy + at + 4, "ICC_PROFILE", 12) == 0) ||
                    (marker == 0xee && memcmp(copy + at + 4, "Adobe", 5) == 0));
        at += length;
        if (marker == 0xda) /* the data, byte by byte */
            while (at + 1 < size && (copy[at] != 0xff || copy[at + 1] == 0 ||
                                     copy[at + 1] == 0xff || (copy[at + 1] & 0xf8) == 0xd0))
                at++;
    }
}

static void judge_png(const uint8_t *copy, size_t size)
{
    size_t at = 8;
    bool is_over = false;

    while (size - at >= 12) {
        PROMISE(!is_over);
        const size_t length = (size_t)copy[at] << 24 | (size_t)copy[at + 1] << 16 |
                              (size_t)copy[at + 2] << 8 | copy[at + 3];
        const uint8_t *name = copy + at + 4;
        PROMISE(length <= size - at - 12);
        PROMISE(memcmp(name + 1, "EXt", 3) != 0 && memcmp(name + 1, "TXt", 3) != 0 &&
                memcmp(name, "tIME", 4) != 0);
        PROMISE(memcmp(name, "eXIf", 4) != 0 || (length == 26 && is_turn(name + 4)));
        is_over = memcmp(name, "IEND", 4) == 0;
        at += length + 12;
    }
    PROMISE(at == size && is_over);
}

static void look(const uint8_t *data, size_t size, enum file_type type)
{
    struct display display, again;
    if (take(data, size, type, &display) != DISPLAY_FINE)
        return;
    uint8_t *copy = send(data, size, &display);
    const size_t length = (size_t)display.size;
    PROMISE(length <= size + 38); /* of a note of few bytes, one that says the same */
    type == FILE_JPG ? judge_jpg(copy, length) : judge_png(copy, length);
    PROMISE(take(copy, length, type, &again) == DISPLAY_FINE); /* of a copy, the copy is itself */
    uint8_t *second = send(copy, length, &again);
    PROMISE(again.size == display.size && memcmp(copy, second, length) == 0);
    free(second);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    look(data, size, FILE_JPG);
    look(data, size, FILE_PNG);
    return 0;
}
