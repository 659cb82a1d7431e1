/* A reader of multipart/form-data (RFC 7578, RFC 2046) that takes the body in pieces of any size
 * and keeps nothing but the head of the part it is in. Pure: no sockets, no files, no allocation.
 *
 * It is stricter than the RFCs, so that two readers cannot see two bodies: CRLF only, no text
 * before the first or after the last boundary (one line end may follow), values quoted, no
 * nesting, no folded lines, no filename*. A boundary in the content is the end of the part, and
 * malformed unless a line end or "--" follows. */
#pragma once
#include "str.h"

#define MULTIPART_BOUNDARY_MAX 70
#define MULTIPART_PARTS_MAX    8
#define MULTIPART_HEAD_MAX     8192
#define MULTIPART_FILE_MAX     ((uint64_t)20 * 1024 * 1024)
#define MULTIPART_FIELD_MAX    4096
/** What a body of one file of the largest size may measure at most. */
#define MULTIPART_BODY_MAX (20 * 1024 * 1024 + 128 * 1024)

enum multipart_verdict {
    MULTIPART_MORE, /* fine so far, not at the end */
    MULTIPART_DONE,
    MULTIPART_MALFORMED,
    MULTIPART_PARTS,   /* more than MULTIPART_PARTS_MAX */
    MULTIPART_HEAD,    /* a part's head is longer than MULTIPART_HEAD_MAX */
    MULTIPART_LARGE,   /* a file or a field is longer than its limit */
    MULTIPART_STOPPED, /* the sink wants no more */
};

struct multipart_part {
    struct th_str name;
    struct th_str filename; /* as sent: UTF-8 is not checked, nothing is decoded */
    struct th_str type;     /* as claimed; empty = none */
    bool is_file;           /* there is a filename, perhaps an empty one */
};

/** Takes the parts one after another; the views end with each call. false stops the reader. */
struct multipart_sink {
    void *self;
    bool (*begin)(void *self, const struct multipart_part *part);
    bool (*data)(void *self, struct th_str bytes); /* never empty */
    bool (*end)(void *self);
};

struct multipart {
    struct multipart_sink sink;
    enum multipart_verdict verdict;
    int state;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF - - boundary */
    size_t delimiter_len, matched;
    uint32_t parts;
    uint64_t left; /* bytes that the part may still have */
    size_t head_len;
    char head[MULTIPART_HEAD_MAX];
};

/** The boundary of a Content-Type `multipart/form-data; boundary=…` (a view into it). False for
 * anything else: another type, another parameter, an empty, long or ill-formed boundary. */
bool multipart_boundary(struct th_str content_type, struct th_str *out);

/** `boundary` as multipart_boundary gives it; copied. */
void multipart_init(struct multipart *reader, struct th_str boundary,
                    const struct multipart_sink *sink);
/** The next bytes. Once it is neither MORE nor DONE the verdict stays. */
enum multipart_verdict multipart_feed(struct multipart *reader, struct th_str bytes);
/** The body has ended: DONE, or why not. */
enum multipart_verdict multipart_end(struct multipart *reader);

/** Reads the lines of a part's head (without the empty one at the end). False when it is
 * malformed. For multipart.c and the tests. */
bool multipart_read_head(struct th_str head, struct multipart_part *out);
