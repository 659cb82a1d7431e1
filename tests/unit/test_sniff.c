/* What a file is by its bytes: the four types at their limits, and what only looks like them. */
#include "sniff.h"
#include "unit.h"

#include <stdbool.h>

static unsigned char file[1 << 20];
static size_t size;
static size_t broken_from; /* reads behind it fail */

static bool read_at(void *self, uint64_t at, void *out, size_t length)
{
    assert_true(at <= size && length <= size - at);
    memcpy(out, file + at, length);
    return at + length <= broken_from;
}

static enum file_type type;
static enum sniff_verdict look(void)
{
    const struct sniff_source source = { NULL, size, read_at };
    return sniff(&source, &type);
}

static void put(const void *bytes, size_t length)
{
    assert_true(size + length < sizeof file);
    memcpy(file + size, bytes, length);
    size += length;
}

static void put_text(const char *text)
{
    put(text, strlen(text));
}

static void put_little(uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        file[size++] = (unsigned char)(i < 8 ? value >> (8 * i) : 0);
}

static void put_big(uint64_t value, int bytes)
{
    for (int i = bytes; i-- > 0;)
        file[size++] = (unsigned char)(value >> (8 * i));
}

/* ---- PDF ---- */

static void pdf(const char *start, const char *end)
{
    size = 0;
    put_text(start);
    put_text("1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n");
    put_text(end);
}

static void a_pdf_begins_and_ends_as_one(void **state)
{
    pdf("%PDF-1.4\n", "startxref\n9\n%%EOF");
    assert_int_equal(look(), SNIFF_FINE);
    assert_int_equal(type, FILE_PDF);
    pdf("%PDF-2.0\r\n", "startxref\r\n9\r\n%%EOF\r\n\r\n");
    assert_int_equal(look(), SNIFF_FINE);
    static const char *const ends[] = { "",
                                        "%%EOF",
                                        "startxref\n99999\n%%EOF",
                                        "startxref\n%%EOF",
                                        "startxref\nx\n%%EOF",
                                        "startxref\n9\n%%EOF\nmore",
                                        "startxref\n9\n%%EO",
                                        "startxref\n99999999999\n%%EOF" };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        pdf("%PDF-1.4\n", ends[i]);
        assert_int_equal(look(), SNIFF_DAMAGED);
    }
    pdf("%PDF-9.4\n", "startxref\n9\n%%EOF");
    assert_int_equal(look(), SNIFF_DAMAGED);
    pdf("\n%PDF-1.4\n", "startxref\n9\n%%EOF"); /* a viewer would take it; we do not */
    assert_int_equal(look(), SNIFF_FOREIGN);
}

static void two_formats_in_one_are_unsafe(void **state)
{
    pdf("%PDF-1.4\n%<html><script>alert(1)</script>\n", "startxref\n9\n%%EOF");
    assert_int_equal(look(), SNIFF_UNSAFE);
    pdf("%PDF-1.4\n%<SVG onload=x>\n", "startxref\n9\n%%EOF");
    assert_int_equal(look(), SNIFF_UNSAFE);
    pdf("%PDF-1.4\n", ""); /* the PDF's end is the comment of an archive */
    put_text("PK\5\6");
    for (int i = 0; i < 16; i++)
        file[size++] = 0;
    put_little(strlen("startxref\n9\n%%EOF"), 2);
    put_text("startxref\n9\n%%EOF");
    assert_int_equal(look(), SNIFF_UNSAFE);
    file[size - 19]++; /* a comment that does not end with the file: no archive */
    assert_int_equal(look(), SNIFF_FINE);
}

/* ---- pictures ---- */

static void jpg(uint32_t width, uint32_t height, const char *end)
{
    size = 0;
    put("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20);
    put("\xff\xc0\0\x0b\x08", 5);
    put_big(height, 2);
    put_big(width, 2);
    put("\1\1\x11\0", 4);
    put("\xff\xda\0\x08\1\1\0\0\x3f\0", 10);
    put_text("data");
    put_text(end);
}

static void a_jpg_tells_its_size_before_its_data(void **state)
{
    jpg(10000, 5000, "\xff\xd9");
    assert_int_equal(look(), SNIFF_FINE);
    assert_int_equal(type, FILE_JPG);
    jpg(10000, 5001, "\xff\xd9");
    assert_int_equal(look(), SNIFF_UNSAFE);
    jpg(65535, 65535, "\xff\xd9");
    assert_int_equal(look(), SNIFF_UNSAFE);
    jpg(0, 5, "\xff\xd9");
    assert_int_equal(look(), SNIFF_DAMAGED);
    jpg(5, 5, "");
    assert_int_equal(look(), SNIFF_DAMAGED);
    jpg(5, 5, "\xff\xd9 and more");
    assert_int_equal(look(), SNIFF_DAMAGED);
    jpg(5, 5, "\xff\xd9");
    file[22] = 0xff; /* a segment longer than the file */
    assert_int_equal(look(), SNIFF_DAMAGED);
    jpg(5, 5, "\xff\xd9");
    file[21] = 0xfe; /* no frame: a comment in its place */
    assert_int_equal(look(), SNIFF_DAMAGED);
}

static void png(uint32_t width, uint32_t height)
{
    size = 0;
    put("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16);
    put_big(width, 4);
    put_big(height, 4);
    put("\x08\x02\0\0\0CRC_", 9);
    put("\0\0\0\4IDATdataCRC_", 16);
    put("\0\0\0\0IENDCRC_", 12);
}

static void a_png_ends_with_its_last_chunk(void **state)
{
    png(10000, 5000);
    assert_int_equal(look(), SNIFF_FINE);
    assert_int_equal(type, FILE_PNG);
    put_text("x");
    assert_int_equal(look(), SNIFF_DAMAGED);
    png(50000, 50000);
    assert_int_equal(look(), SNIFF_UNSAFE);
    png(0xffffffff, 0xffffffff);
    assert_int_equal(look(), SNIFF_UNSAFE);
    png(0, 1);
    assert_int_equal(look(), SNIFF_DAMAGED);
    for (size_t cut = 8; cut < 61; cut++) {
        png(5, 5);
        size = cut;
        assert_int_equal(look(), SNIFF_DAMAGED);
    }
    png(5, 5);
    file[33] = 0xff; /* a chunk longer than the file */
    assert_int_equal(look(), SNIFF_DAMAGED);
}

/* ---- spreadsheets ---- */

struct item {
    const char *name;
    uint32_t packed, unpacked, method, flags;
};
static struct {
    size_t at;
    struct item item;
} places[1200];
static size_t place_count;

static void add(struct item item)
{
    places[place_count].at = size;
    places[place_count++].item = item;
    put("PK\3\4\x14\0", 6);
    put_little(item.flags, 2);
    put_little(item.method, 2);
    put_little(0, 8);
    put_little(item.packed, 4);
    put_little(item.unpacked, 4);
    put_little(strlen(item.name), 2);
    put_little(0, 2);
    put_text(item.name);
    assert_true(size + item.packed < sizeof file);
    memset(file + size, 'x', item.packed);
    size += item.packed;
}

static void begin_archive(void)
{
    size = place_count = 0;
    add((struct item){ .name = "[Content_Types].xml", .packed = 10, .unpacked = 20, .method = 8 });
    add((struct item){ .name = "xl/workbook.xml", .packed = 10, .unpacked = 20, .method = 8 });
}

static void end_archive(void)
{
    const size_t directory = size;
    for (size_t i = 0; i < place_count; i++) {
        const struct item *item = &places[i].item;
        put("PK\1\2\x14\0\x14\0", 8);
        put_little(item->flags, 2);
        put_little(item->method, 2);
        put_little(0, 8);
        put_little(item->packed, 4);
        put_little(item->unpacked, 4);
        put_little(strlen(item->name), 2);
        put_little(0, 12);
        put_little(places[i].at, 4);
        put_text(item->name);
    }
    const size_t length = size - directory;
    put("PK\5\6\0\0\0\0", 8);
    put_little(place_count, 2);
    put_little(place_count, 2);
    put_little(length, 4);
    put_little(directory, 4);
    put_little(0, 2);
}

static enum sniff_verdict with(struct item item)
{
    begin_archive();
    add(item);
    end_archive();
    return look();
}

static void a_spreadsheet_is_an_archive_of_its_parts(void **state)
{
    begin_archive();
    end_archive();
    assert_int_equal(look(), SNIFF_FINE);
    assert_int_equal(type, FILE_XLSX);
    const size_t whole = size;
    for (size_t cut = 4; cut < whole; cut++) {
        size = cut;
        assert_int_equal(look(), SNIFF_DAMAGED);
    }
    size = place_count = 0;
    add((struct item){ .name = "AndroidManifest.xml", .packed = 5, .unpacked = 5 });
    end_archive();
    assert_int_equal(look(), SNIFF_FOREIGN);
}

static void macros_and_objects_are_unsafe(void **state)
{
    static const char *const bad[] = { "xl/vbaProject.bin",    "XL/VBAPROJECT.BIN",
                                       "xl/macrosheets/s.xml", "xl/activeX/a.bin",
                                       "xl/embeddings/o.bin",  "../../etc/cron",
                                       "/etc/passwd" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(with((struct item){ .name = bad[i], .packed = 1, .unpacked = 1 }),
                         SNIFF_UNSAFE);
    const struct item fine = { .name = "xl/printerSettings1.bin", .packed = 1, .unpacked = 1 };
    assert_int_equal(with(fine), SNIFF_FINE);
    assert_int_equal(with((struct item){ .name = "a\\b", .packed = 1, .unpacked = 1 }),
                     SNIFF_DAMAGED);
    assert_int_equal(with((struct item){ .name = "a", .packed = 1, .unpacked = 1, .flags = 1 }),
                     SNIFF_UNSAFE);
    assert_int_equal(with((struct item){ .name = "a", .packed = 1, .unpacked = 1, .method = 12 }),
                     SNIFF_UNSAFE);
}

static void bombs_are_seen_in_the_directory(void **state)
{
    const uint32_t mb = 1024 * 1024;
    struct item item = { .name = "a", .packed = 1000, .unpacked = 100000, .method = 8 };
    assert_int_equal(with(item), SNIFF_FINE);
    item.unpacked++;
    assert_int_equal(with(item), SNIFF_UNSAFE);
    item = (struct item){
        .name = "a", .packed = 64 * mb / 100 + 1, .unpacked = 64 * mb - 40, .method = 8
    };
    assert_int_equal(with(item), SNIFF_FINE);
    item.unpacked++;
    assert_int_equal(with(item), SNIFF_UNSAFE);
    item.unpacked = 0xffffffff;
    assert_int_equal(with(item), SNIFF_UNSAFE);
    for (size_t more = 0; more < 2; more++) {
        begin_archive();
        while (place_count < SNIFF_ENTRIES_MAX + more)
            add((struct item){ .name = "a" });
        end_archive();
        assert_int_equal(look(), more ? SNIFF_UNSAFE : SNIFF_FINE);
    }
}

static void entries_lie_one_behind_another(void **state)
{
    begin_archive();
    add((struct item){ .name = "a", .packed = 100, .unpacked = 100 });
    places[place_count].at = places[place_count - 1].at; /* the same bytes twice */
    places[place_count] = places[place_count - 1];
    place_count++;
    end_archive();
    assert_int_equal(look(), SNIFF_UNSAFE);

    begin_archive();
    put_text("0123456789012345678901234"); /* more than a data descriptor between two */
    add((struct item){ .name = "a", .packed = 1, .unpacked = 1 });
    end_archive();
    assert_int_equal(look(), SNIFF_DAMAGED);

    begin_archive();
    put_text("012345678901");
    add((struct item){ .name = "a", .packed = 1, .unpacked = 1 });
    put_text("012345678901");
    end_archive();
    assert_int_equal(look(), SNIFF_FINE);

    begin_archive();
    add((struct item){ .name = "a", .packed = 1, .unpacked = 1 });
    file[places[2].at + 30] = 'b'; /* two names for one entry */
    end_archive();
    assert_int_equal(look(), SNIFF_DAMAGED);
}

/* ---- the rest ---- */

static void what_is_none_of_them_is_foreign(void **state)
{
    static const char *const files[] = { "",
                                         "x",
                                         "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                         "<!DOCTYPE html><html></html>",
                                         "<?xml version='1.0'?><a/>",
                                         "GIF89a = 1; alert(1)",
                                         "MZ\x90",
                                         "\x7f"
                                         "ELF",
                                         "%!PS",
                                         "Rar!",
                                         "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                                         "RIFF....WEBP" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        size = 0;
        put_text(files[i]);
        assert_int_equal(look(), SNIFF_FOREIGN);
    }
}

static void a_file_that_cannot_be_read_is_never_fine(void **state)
{
    pdf("%PDF-1.4\n", "startxref\n9\n%%EOF");
    broken_from = size - 1;
    assert_int_equal(look(), SNIFF_UNREAD);
    png(5, 5);
    broken_from = 40;
    assert_int_equal(look(), SNIFF_UNREAD);
    begin_archive();
    end_archive();
    broken_from = size - 30;
    assert_int_equal(look(), SNIFF_UNREAD);
    broken_from = SIZE_MAX;
}

static void names_have_the_ending_of_their_type(void **state)
{
    assert_true(file_type_has_name(FILE_PDF, TH_STR("a.pdf")));
    assert_true(file_type_has_name(FILE_JPG, TH_STR("a.b.JPEG")));
    assert_true(file_type_has_name(FILE_JPG, TH_STR("a.jpg")));
    assert_false(file_type_has_name(FILE_JPG, TH_STR("a.png")));
    assert_false(file_type_has_name(FILE_PDF, TH_STR("a.pdf.exe")));
    assert_false(file_type_has_name(FILE_PDF, TH_STR(".pdf")));
    assert_false(file_type_has_name(FILE_PDF, TH_STR("pdf")));
    assert_true(file_type_of_id(TH_STR("xlsx"), &type) && type == FILE_XLSX);
    assert_false(file_type_of_id(TH_STR("svg"), &type));
}

int main(void)
{
    broken_from = SIZE_MAX;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pdf_begins_and_ends_as_one),
        cmocka_unit_test(two_formats_in_one_are_unsafe),
        cmocka_unit_test(a_jpg_tells_its_size_before_its_data),
        cmocka_unit_test(a_png_ends_with_its_last_chunk),
        cmocka_unit_test(a_spreadsheet_is_an_archive_of_its_parts),
        cmocka_unit_test(macros_and_objects_are_unsafe),
        cmocka_unit_test(bombs_are_seen_in_the_directory),
        cmocka_unit_test(entries_lie_one_behind_another),
        cmocka_unit_test(what_is_none_of_them_is_foreign),
        cmocka_unit_test(a_file_that_cannot_be_read_is_never_fine),
        cmocka_unit_test(names_have_the_ending_of_their_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
