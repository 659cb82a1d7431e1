/* The copy of a picture that is looked at: which bytes of the file it is made of, without what
 * tells where, when and with what the picture was taken. Pure; nothing is decoded, the pixels are
 * those of the file. Files that are no pictures have no metadata taken out here. */
#pragma once
#include "sniff.h"

#define DISPLAY_SPANS_MAX 32

/** Bytes of the file, or constant ones that stand in the place of others. */
struct display_span {
    struct th_str text; /* when it has bytes; else: */
    uint64_t at, size;
};
struct display {
    struct display_span spans[DISPLAY_SPANS_MAX];
    size_t count;
    uint64_t size; /* of all together */
};

enum display_verdict {
    DISPLAY_FINE,
    DISPLAY_NONE,   /* not laid out as its format says, or in too many parts: there is no copy */
    DISPLAY_UNREAD, /* the source failed */
};
/** Kept of a JPEG: JFIF without its small picture, colour profile, Adobe's colour mark, tables,
 * frames and scans up to the end of the first picture; of a PNG: header, palette, transparency,
 * colours, density and pixels. How a picture must be turned is kept as an EXIF of this one value.
 * PDF and XLSX are one span. Reads the file once, and at most 9 MB more. */
enum display_verdict display_of(const struct sniff_source *source, enum file_type type,
                                struct display *out);
