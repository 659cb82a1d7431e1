/* What a file is, by its bytes: its beginning, its end and its structure. Nothing is decoded and
 * nothing unpacked; of pictures only the headers are read, of spreadsheets only the directory.
 * Whether a document does harm inside its own format is a virus scanner's question, not ours. */
#pragma once
#include "str.h"

enum file_type {
#define FILE_TYPE(name, id, media, endings) FILE_##name,
#include "file_types.def"
#undef FILE_TYPE
    FILE_TYPE_COUNT
};
struct file_type_row {
    struct th_str id, media, endings;
};
const struct file_type_row *file_type_row(enum file_type type);
/** False when no type has this id. */
bool file_type_of_id(struct th_str id, enum file_type *out);
/** True when `name` ends in a dot and one of the type's endings, in any case. */
bool file_type_has_name(enum file_type type, struct th_str name);

#define SNIFF_PIXELS_MAX   ((uint64_t)50 * 1000 * 1000)
#define SNIFF_ENTRIES_MAX  1000
#define SNIFF_UNPACKED_MAX ((uint64_t)64 * 1024 * 1024)
#define SNIFF_RATIO_MAX    100

struct sniff_source {
    void *self;
    uint64_t size;
    /** Exactly `size` bytes from `at`, which lie within the file; false = they cannot be read. */
    bool (*read)(void *self, uint64_t at, void *out, size_t size);
};

enum sniff_verdict {
    SNIFF_FINE,
    SNIFF_FOREIGN, /* none of our types */
    SNIFF_DAMAGED, /* begins like one of them and is not whole, or goes on behind its end */
    SNIFF_UNSAFE,  /* too large once opened, with macros, encrypted, or two formats in one */
    SNIFF_UNREAD,  /* the source failed */
};
/** `*type` is set with SNIFF_FINE. */
enum sniff_verdict sniff(const struct sniff_source *source, enum file_type *type);

/* The parts, one for each structure. For sniff.c. */
enum sniff_verdict sniff_pdf(const struct sniff_source *source);
enum sniff_verdict sniff_jpg(const struct sniff_source *source);
enum sniff_verdict sniff_png(const struct sniff_source *source);
enum sniff_verdict sniff_xlsx(const struct sniff_source *source);
/** False also when the bytes lie outside of the file. */
bool sniff_read(const struct sniff_source *source, uint64_t at, void *out, size_t size);
