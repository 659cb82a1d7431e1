/* The copy of a picture that is looked at, part by part. */
#include "display.h"
#include "unit.h"

#include <stdbool.h>

static unsigned char file[1 << 20], copy[1 << 20];
static size_t size, copy_size;
static size_t broken_from; /* reads behind it fail; 0 = none */

static bool read_at(void *self, uint64_t at, void *out, size_t length)
{
    assert_true(at <= size && length <= size - at);
    memcpy(out, file + at, length);
    return broken_from == 0 || at + length <= broken_from;
}

static enum display_verdict show(enum file_type type)
{
    const struct sniff_source source = { NULL, size, read_at };
    struct display display;
    const enum display_verdict verdict = display_of(&source, type, &display);

    copy_size = 0;
    for (size_t i = 0; verdict == DISPLAY_FINE && i < display.count; i++) {
        const struct display_span *span = &display.spans[i];
        memcpy(copy + copy_size, span->text.len ? (const void *)span->text.ptr : file + span->at,
               span->size);
        copy_size += span->size;
    }
    return verdict;
}

static void put(const void *bytes, size_t length)
{
    assert_true(size + length < sizeof file);
    memcpy(file + size, bytes, length);
    size += length;
}
#define PUT(literal) put((literal), sizeof(literal) - 1)

/* Its length in bytes of content. */
static void segment(unsigned char marker, const void *content, size_t length)
{
    const unsigned char head[] = { 0xff, marker, (unsigned char)((length + 2) >> 8),
                                   (unsigned char)(length + 2) };
    put(head, sizeof head);
    put(content, length);
}
#define SEGMENT(marker, literal) segment((marker), (literal), sizeof(literal) - 1)

static bool copy_is(const char *bytes, size_t length)
{
    return copy_size == length && memcmp(copy, bytes, length) == 0;
}
#define COPY_IS(literal) copy_is((literal), sizeof(literal) - 1)

static void begin_jpg(void)
{
    size = 0;
    PUT("\xff\xd8");
}
#define SCAN "\xff\xda\0\4xyda\xff\0ta\xff\xd0more"
#define END  "\xff\xd9"

static void every_other_segment_goes(void **state)
{
    for (unsigned marker = 0xe0; marker < 0xff; marker++) {
        begin_jpg();
        SEGMENT((unsigned char)marker, "where and when, by whom");
        PUT(SCAN END);
        assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
        assert_true(COPY_IS("\xff\xd8" SCAN END));
    }
    for (unsigned marker = 0; marker < 0x100; marker++) {
        if ((marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) ||
            (marker >= 0xd9 && marker <= 0xdd) || (marker >= 0xe0 && marker < 0xff))
            continue;
        begin_jpg();
        SEGMENT((unsigned char)marker, "no segment");
        PUT(SCAN END);
        assert_int_equal(show(FILE_JPG), DISPLAY_NONE);
    }
}

static void what_colours_and_pixels_need_stays(void **state)
{
    begin_jpg();
    SEGMENT(0xe0, "JFIF\0\1\2\0\0\1\0\1\0\0");
    SEGMENT(0xe2, "ICC_PROFILE\0\1\1profile");
    SEGMENT(0xee, "Adobe\0d\0\0\0\0\1");
    SEGMENT(0xdb, "tables");
    SEGMENT(0xc2, "frame");
    SEGMENT(0xc4, "codes");
    SEGMENT(0xdd, "\0\4");
    PUT(SCAN);
    SEGMENT(0xc4, "codes");
    PUT(SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
    assert_true(copy_is((const char *)file, size));
    begin_jpg();
    SEGMENT(0xe0, "JFIF\0\1\2\0\0\1\0\1\1\1RGB"); /* a small picture, perhaps of what was cut off */
    SEGMENT(0xe0, "JFXX\0\x10picture");
    SEGMENT(0xe2, "MPF\0index of pictures");
    SEGMENT(0xe2, "ICC");
    SEGMENT(0xee, "Adobe\0d\0\0\0\0\1 and a note");
    PUT(SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
    assert_true(COPY_IS("\xff\xd8" SCAN END));
}

static void notes_between_and_behind_the_scans_go(void **state)
{
    begin_jpg();
    PUT(SCAN);
    SEGMENT(0xfe, "note");
    PUT(SCAN "\xff"); /* one that fills up to the marker */
    SEGMENT(0xe1, "http://ns.adobe.com/xap/1.0/");
    PUT(END "\xff\xd8\xff\xe1\0\4xx" SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
    assert_true(COPY_IS("\xff\xd8" SCAN SCAN "\xff" END));
}

static void what_ends_early_has_no_copy(void **state)
{
    begin_jpg();
    SEGMENT(0xe1, "Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0");
    SEGMENT(0xdb, "tables");
    PUT(SCAN END);
    for (const size_t whole = size; size > 0; size--)
        assert_int_equal(show(FILE_JPG), size == whole ? DISPLAY_FINE : DISPLAY_NONE);
    begin_jpg();
    PUT("x");
    PUT(SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_NONE);
    begin_jpg();
    for (int i = 0; i < DISPLAY_SPANS_MAX; i++) {
        SEGMENT(0xdb, "tables");
        SEGMENT(0xfe, "note");
    }
    PUT(END); /* one part too many */
    assert_int_equal(show(FILE_JPG), DISPLAY_NONE);
    begin_jpg();
    for (int i = 0; i < 5000; i++)
        SEGMENT(0xdb, "");
    PUT(END);
    assert_int_equal(show(FILE_JPG), DISPLAY_NONE);
}

#define TURN_6                                                                                     \
    "\xff\xe1\0\x22"                                                                               \
    "Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"

static void how_it_is_turned_is_kept(void **state)
{
    begin_jpg(); /* little-endian, behind another entry */
    SEGMENT(0xe1,
            "Exif\0\0II\x2a\0\x08\0\0\0\2\0\x0f\1\2\0\4\0\0\0abc\0\x12\1\3\0\1\0\0\0\6\0\0\0");
    PUT(SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
    assert_true(COPY_IS("\xff\xd8" TURN_6 SCAN END));
    begin_jpg(); /* big-endian; the first of two counts */
    SEGMENT(0xe1, "Exif\0\0MM\0\x2a\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0");
    SEGMENT(0xe1, "Exif\0\0MM\0\x2a\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\3\0\0");
    PUT(SCAN END);
    assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
    assert_true(COPY_IS("\xff\xd8" TURN_6 SCAN END));
    static const struct {
        const char *tiff;
        size_t length;
    } none[] = {
#define NONE(literal) { literal, sizeof(literal) - 1 }
        NONE("Exif\0\0"),
        NONE("Exif\0\0II\x2a\0"),
        NONE("Exif\0\0II\x2a\0\xff\xff\xff\xff"),
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\xff\xff"),
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\1\0\0\0"), /* as it lies */
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x09\0\0\0"),
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\0\0\0\0"),
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\2\0\1\0\0\0\6\0\0\0"), /* no number */
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\0\0\x12\1\3\0\1\0\0\0\6\0\0\0"), /* no entry */
        NONE("Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0"),   /* cut */
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        begin_jpg();
        segment(0xe1, none[i].tiff, none[i].length);
        PUT(SCAN END);
        assert_int_equal(show(FILE_JPG), DISPLAY_FINE);
        assert_true(COPY_IS("\xff\xd8" SCAN END));
    }
}

/* ---- PNG ---- */

static void chunk(const char *name, const void *content, size_t length)
{
    const unsigned char head[] = { 0, 0, (unsigned char)(length >> 8), (unsigned char)length };
    put(head, sizeof head);
    put(name, 4);
    put(content, length);
    PUT("SUM_");
}

static const char *const shown[] = { "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                                     "cICP", "mDCV", "cLLI", "pHYs", "bKGD", "IDAT" };

static void begin_png(void)
{
    size = 0;
    PUT("\x89PNG\r\n\x1a\n");
    chunk("IHDR", "thirteen_byte", 13);
}

static void chunks_that_show_nothing_go(void **state)
{
    static const char *const others[] = { "tEXt", "zTXt", "iTXt", "tIME", "eXIf", "dSIG",
                                          "acTL", "prVt", "vpAg", "CgBI", "IEXT" };
    begin_png();
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        chunk(shown[i], "shown", 5);
    chunk("IEND", "", 0);
    const size_t whole = size;
    assert_int_equal(show(FILE_PNG), DISPLAY_FINE);
    assert_true(copy_is((const char *)file, whole));
    unsigned char kept[1024];
    memcpy(kept, file, whole);
    begin_png();
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        chunk(shown[i], "shown", 5);
        if (i < sizeof others / sizeof others[0])
            chunk(others[i], "where and when", 14);
    }
    chunk("IEND", "", 0);
    PUT("and more");
    assert_int_equal(show(FILE_PNG), DISPLAY_FINE);
    assert_true(copy_is((const char *)kept, whole));
}

/* The sum that PNG wants, by its own definition. */
static uint32_t sum_of(const unsigned char *bytes, size_t length)
{
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < length; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
    }
    return ~sum;
}

static void a_png_is_turned_with_a_right_sum(void **state)
{
    for (unsigned char turn = 1; turn <= 8; turn++) {
        char note[] = "MM\0\x2a\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0t\0\0";
        note[19] = (char)turn;
        begin_png();
        const size_t start = size;
        chunk("eXIf", note, sizeof note - 1);
        chunk("IDAT", "data", 4);
        chunk("IEND", "", 0);
        assert_int_equal(show(FILE_PNG), DISPLAY_FINE);
        if (turn == 1) {
            assert_memory_equal(copy + start + 4, "IDAT", 4);
            continue;
        }
        assert_memory_equal(copy + start,
                            "\0\0\0\x1a"
                            "eXIf",
                            8);
        assert_int_equal(copy[start + 8 + 18], turn);
        const unsigned char *sum = copy + start + 8 + 26;
        assert_int_equal((uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 |
                             sum[3],
                         sum_of(copy + start + 4, 30));
        assert_memory_equal(sum + 8, "IDAT", 4);
    }
}

static void a_png_that_ends_early_has_no_copy(void **state)
{
    begin_png();
    chunk("IDAT", "data", 4);
    chunk("IEND", "", 0);
    for (const size_t whole = size; size > 0; size--)
        assert_int_equal(show(FILE_PNG), size == whole ? DISPLAY_FINE : DISPLAY_NONE);
    begin_png();
    for (int i = 0; i < DISPLAY_SPANS_MAX; i++) {
        chunk("tEXt", "note", 4);
        chunk("IDAT", "data", 4);
    }
    chunk("IEND", "", 0);
    assert_int_equal(show(FILE_PNG), DISPLAY_NONE);
}

static void other_files_are_their_own_copy(void **state)
{
    size = 0;
    PUT("%PDF-1.4 and whatever it holds");
    assert_int_equal(show(FILE_PDF), DISPLAY_FINE);
    assert_true(copy_is((const char *)file, size));
    assert_int_equal(show(FILE_XLSX), DISPLAY_FINE);
    assert_true(copy_is((const char *)file, size));
}

static void a_source_that_fails_is_told(void **state)
{
    begin_jpg();
    SEGMENT(0xe1, "http://ns.adobe.com/xap/1.0/");
    PUT(SCAN END);
    for (broken_from = 3; broken_from < size; broken_from++)
        assert_int_equal(show(FILE_JPG), DISPLAY_UNREAD);
    begin_png();
    chunk("IEND", "", 0);
    for (broken_from = 9; broken_from < size - 4; broken_from++)
        assert_int_equal(show(FILE_PNG), DISPLAY_UNREAD);
    broken_from = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_other_segment_goes),
        cmocka_unit_test(what_colours_and_pixels_need_stays),
        cmocka_unit_test(notes_between_and_behind_the_scans_go),
        cmocka_unit_test(what_ends_early_has_no_copy),
        cmocka_unit_test(how_it_is_turned_is_kept),
        cmocka_unit_test(chunks_that_show_nothing_go),
        cmocka_unit_test(a_png_is_turned_with_a_right_sum),
        cmocka_unit_test(a_png_that_ends_early_has_no_copy),
        cmocka_unit_test(other_files_are_their_own_copy),
        cmocka_unit_test(a_source_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
