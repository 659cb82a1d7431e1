/* The types' table, and which reader looks at which beginning. */
#include "sniff.h"

#include <string.h>

static const struct file_type_row rows[] = {
#define FILE_TYPE(name, id, media, endings)                                                        \
    { { (id), sizeof(id) - 1 },                                                                    \
      { (media), sizeof(media) - 1 },                                                              \
      { (endings), sizeof(endings) - 1 } },
#include "file_types.def"
#undef FILE_TYPE
};

const struct file_type_row *file_type_row(enum file_type type)
{
    return &rows[type];
}

bool file_type_of_id(struct th_str id, enum file_type *out)
{
    for (size_t i = 0; i < FILE_TYPE_COUNT; i++) {
        if (th_str_equal(rows[i].id, id)) {
            *out = (enum file_type)i;
            return true;
        }
    }
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool ends_in(struct th_str name, struct th_str ending)
{
    if (name.len < ending.len + 2 || name.ptr[name.len - ending.len - 1] != '.') {
        return false;
    }
    for (size_t i = 0; i < ending.len; i++) {
        if (lower(name.ptr[name.len - ending.len + i]) != ending.ptr[i]) {
            return false;
        }
    }
    return true;
}

bool file_type_has_name(enum file_type type, struct th_str name)
{
    struct th_str rest = rows[type].endings;
    while (rest.len > 0) {
        if (ends_in(name, th_str_cut(&rest, '|'))) {
            return true;
        }
    }
    return false;
}

bool sniff_read(const struct sniff_source *source, uint64_t at, void *out, size_t size)
{
    return at <= source->size && size <= source->size - at &&
           source->read(source->self, at, out, size);
}

/* ---- two formats in one ---- */

#define WINDOW   2048
#define ZIP_TAIL (22 + 65535) /* the end record with the longest comment */

/* An archive is read from its end: its end record with a comment up to the last byte of the file
 * makes an archive of anything. */
static bool is_zip_end(const unsigned char *at, uint64_t left)
{
    return memcmp(at, "PK\5\6", 4) == 0 && left == 22u + at[20] + 256u * at[21];
}

static enum sniff_verdict find_zip_end(const struct sniff_source *source)
{
    unsigned char window[WINDOW];
    const uint64_t start = source->size > ZIP_TAIL ? source->size - ZIP_TAIL : 0;

    for (uint64_t at = start; at + 22 <= source->size; at += WINDOW - 21) {
        const uint64_t left = source->size - at;
        const size_t size = left < WINDOW ? (size_t)left : WINDOW;
        if (!sniff_read(source, at, window, size)) {
            return SNIFF_UNREAD;
        }
        for (size_t i = 0; i + 22 <= size; i++) {
            if (is_zip_end(window + i, left - i)) {
                return SNIFF_UNSAFE;
            }
        }
    }
    return SNIFF_FINE;
}

static bool begins_with(const unsigned char *bytes, const char *mark)
{
    for (size_t i = 0; mark[i] != '\0'; i++) {
        if (lower((char)bytes[i]) != mark[i]) {
            return false;
        }
    }
    return true;
}

/* Old browsers looked for these in the first kilobyte of anything. */
static enum sniff_verdict find_markup(const struct sniff_source *source)
{
    static const char *const marks[] = { "<!doctype", "<html", "<head",   "<body",
                                         "<script",   "<svg",  "<iframe", "<?php" };
    unsigned char window[1024 + 16] = { 0 };
    const size_t size = source->size < 1024 ? (size_t)source->size : 1024;

    if (!sniff_read(source, 0, window, size)) {
        return SNIFF_UNREAD;
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t mark = 0; mark < sizeof(marks) / sizeof(marks[0]); mark++) {
            if (window[i] == '<' && begins_with(window + i, marks[mark])) {
                return SNIFF_UNSAFE;
            }
        }
    }
    return SNIFF_FINE;
}

/* ---- the beginning ---- */

static const struct magic {
    const char *bytes;
    size_t size;
    enum file_type type;
    enum sniff_verdict (*look)(const struct sniff_source *source);
} magics[] = {
    { "%PDF-", 5, FILE_PDF, sniff_pdf },
    { "\xff\xd8\xff", 3, FILE_JPG, sniff_jpg },
    { "\x89PNG\r\n\x1a\n", 8, FILE_PNG, sniff_png },
    { "PK\3\4", 4, FILE_XLSX, sniff_xlsx },
};

static enum sniff_verdict look_as(const struct sniff_source *source, const struct magic *magic,
                                  enum file_type *type)
{
    enum sniff_verdict verdict = magic->look(source);

    if (verdict == SNIFF_FINE && magic->type != FILE_XLSX) {
        verdict = find_zip_end(source);
    }
    if (verdict == SNIFF_FINE && magic->type != FILE_XLSX) {
        verdict = find_markup(source);
    }
    *type = magic->type;
    return verdict;
}

enum sniff_verdict sniff(const struct sniff_source *source, enum file_type *type)
{
    unsigned char start[8] = { 0 };
    const size_t size = source->size < sizeof(start) ? (size_t)source->size : sizeof(start);

    if (!sniff_read(source, 0, start, size)) {
        return SNIFF_UNREAD;
    }
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        if (memcmp(start, magics[i].bytes, magics[i].size) == 0) {
            return look_as(source, &magics[i], type);
        }
    }
    return SNIFF_FOREIGN;
}
