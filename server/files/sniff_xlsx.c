/* A spreadsheet's archive by its central directory. Stricter than ZIP: one part, no ZIP64, no
 * comment, no encryption, entries in the order of their places, none over another, nothing before
 * the first and no more than a data descriptor between them. */
#include "sniff.h"

#include <string.h>

#define END_BYTES     22
#define ENTRY_BYTES   46
#define LOCAL_BYTES   30
#define NAME_MAX_LEN  255
#define GAP_MAX       24                    /* the longest data descriptor */
#define SMALL         ((uint64_t)64 * 1024) /* for this little no ratio is too high */
#define CONTENT_TYPES "[Content_Types].xml"
#define WORKBOOK      "xl/workbook.xml"

struct entry {
    uint32_t flags, method, packed, unpacked, local;
    size_t name_len, size; /* of its record */
    char name[NAME_MAX_LEN + 1];
};

struct archive {
    const struct sniff_source *source;
    uint64_t directory, directory_end, entries;
    uint64_t at;       /* in the directory */
    uint64_t data_end; /* of the entries so far */
    uint64_t unpacked;
    int content_types, workbooks;
};

static uint32_t little16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t little32(const unsigned char *at)
{
    return little16(at) | little16(at + 2) << 16;
}

static enum sniff_verdict read_end(struct archive *archive)
{
    unsigned char end[END_BYTES];
    const uint64_t size = archive->source->size;

    if (size < END_BYTES) {
        return SNIFF_DAMAGED;
    }
    if (!sniff_read(archive->source, size - END_BYTES, end, sizeof(end))) {
        return SNIFF_UNREAD;
    }
    archive->entries = little16(end + 10);
    archive->directory = archive->at = little32(end + 16);
    archive->directory_end = size - END_BYTES;
    const bool is_one_part = little32(end + 4) == 0 && little16(end + 8) == archive->entries;
    if (memcmp(end, "PK\5\6", 4) != 0 || !is_one_part || little16(end + 20) != 0 ||
        archive->directory + little32(end + 12) != archive->directory_end) {
        return SNIFF_DAMAGED;
    }
    return archive->entries <= SNIFF_ENTRIES_MAX ? SNIFF_FINE : SNIFF_UNSAFE;
}

static enum sniff_verdict read_entry(const struct archive *archive, struct entry *out)
{
    unsigned char record[ENTRY_BYTES];

    if (archive->directory_end - archive->at < ENTRY_BYTES) {
        return SNIFF_DAMAGED;
    }
    if (!sniff_read(archive->source, archive->at, record, sizeof(record))) {
        return SNIFF_UNREAD;
    }
    out->flags = little16(record + 8);
    out->method = little16(record + 10);
    out->packed = little32(record + 20);
    out->unpacked = little32(record + 24);
    out->local = little32(record + 42);
    out->name_len = little16(record + 28);
    out->size = ENTRY_BYTES + out->name_len + little16(record + 30) + little16(record + 32);
    if (memcmp(record, "PK\1\2", 4) != 0 || out->name_len == 0 || out->name_len > NAME_MAX_LEN ||
        out->size > archive->directory_end - archive->at) {
        return SNIFF_DAMAGED;
    }
    out->name[out->name_len] = '\0';
    return sniff_read(archive->source, archive->at + ENTRY_BYTES, out->name, out->name_len)
               ? SNIFF_FINE
               : SNIFF_UNREAD;
}

/* ---- one entry ---- */

static bool holds(const struct entry *entry, const char *part)
{
    const size_t length = strlen(part);

    for (size_t i = 0; i + length <= entry->name_len; i++) {
        size_t same = 0;
        while (same < length && (entry->name[i + same] | 0x20) == (part[same] | 0x20)) {
            same++;
        }
        if (same == length) {
            return true;
        }
    }
    return false;
}

/* Names as an office program writes them; macros and embedded objects have names of their own. */
static enum sniff_verdict judge_name(const struct entry *entry)
{
    static const char *const refused[] = { "vbaproject", "macrosheets/", "activex", "embeddings/",
                                           "vbadata" };

    for (size_t i = 0; i < entry->name_len; i++) {
        if ((unsigned char)entry->name[i] < 0x20 || entry->name[i] == '\\') {
            return SNIFF_DAMAGED;
        }
    }
    if (entry->name[0] == '/' || strstr(entry->name, "../") != NULL) {
        return SNIFF_UNSAFE;
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (holds(entry, refused[i])) {
            return SNIFF_UNSAFE;
        }
    }
    return SNIFF_FINE;
}

static enum sniff_verdict judge_sizes(struct archive *archive, const struct entry *entry)
{
    if ((entry->flags & 0x41) != 0 || (entry->method != 0 && entry->method != 8)) {
        return SNIFF_UNSAFE; /* encrypted, or packed in a way that office programs do not use */
    }
    if (entry->method == 0 && entry->packed != entry->unpacked) {
        return SNIFF_DAMAGED;
    }
    archive->unpacked += entry->unpacked;
    if (archive->unpacked > SNIFF_UNPACKED_MAX) {
        return SNIFF_UNSAFE;
    }
    const uint64_t most = (uint64_t)entry->packed * SNIFF_RATIO_MAX;
    return entry->unpacked > SMALL && entry->unpacked > most ? SNIFF_UNSAFE : SNIFF_FINE;
}

/* The local header says the same as the directory. */
static enum sniff_verdict judge_local(struct archive *archive, const struct entry *entry)
{
    unsigned char local[LOCAL_BYTES];
    char name[NAME_MAX_LEN];

    if (!sniff_read(archive->source, entry->local, local, sizeof(local)) ||
        !sniff_read(archive->source, (uint64_t)entry->local + LOCAL_BYTES, name, entry->name_len)) {
        return SNIFF_UNREAD;
    }
    archive->data_end = (uint64_t)entry->local + LOCAL_BYTES + entry->name_len +
                        little16(local + 28) + entry->packed;
    const bool is_same = memcmp(local, "PK\3\4", 4) == 0 && little16(local + 8) == entry->method &&
                         little16(local + 26) == entry->name_len &&
                         memcmp(name, entry->name, entry->name_len) == 0;
    return is_same && archive->data_end <= archive->directory ? SNIFF_FINE : SNIFF_DAMAGED;
}

/* The bytes lie behind those of the entry before. */
static enum sniff_verdict judge_place(struct archive *archive, const struct entry *entry)
{
    const uint64_t gap = archive->data_end == 0 ? 0 : GAP_MAX;

    if (entry->local < archive->data_end) {
        return SNIFF_UNSAFE;
    }
    if (entry->local - archive->data_end > gap || entry->local > archive->directory ||
        archive->directory - entry->local < LOCAL_BYTES + entry->name_len) {
        return SNIFF_DAMAGED;
    }
    return judge_local(archive, entry);
}

static enum sniff_verdict take_entry(struct archive *archive)
{
    struct entry entry;
    enum sniff_verdict verdict = read_entry(archive, &entry);

    if (verdict == SNIFF_FINE) {
        verdict = judge_name(&entry);
    }
    if (verdict == SNIFF_FINE) {
        verdict = judge_sizes(archive, &entry);
    }
    if (verdict == SNIFF_FINE) {
        verdict = judge_place(archive, &entry);
    }
    if (verdict == SNIFF_FINE) {
        archive->at += entry.size;
        archive->content_types += strcmp(entry.name, CONTENT_TYPES) == 0;
        archive->workbooks += strcmp(entry.name, WORKBOOK) == 0;
    }
    return verdict;
}

enum sniff_verdict sniff_xlsx(const struct sniff_source *source)
{
    struct archive archive = { .source = source };
    enum sniff_verdict verdict = read_end(&archive);

    for (uint64_t i = 0; verdict == SNIFF_FINE && i < archive.entries; i++) {
        verdict = take_entry(&archive);
    }
    if (verdict != SNIFF_FINE) {
        return verdict;
    }
    if (archive.at != archive.directory_end || archive.directory - archive.data_end > GAP_MAX) {
        return SNIFF_DAMAGED;
    }
    return archive.content_types == 1 && archive.workbooks == 1 ? SNIFF_FINE : SNIFF_FOREIGN;
}
