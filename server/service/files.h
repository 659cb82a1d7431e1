/* Uploaded files: who may bring how much, what is taken, where it lies, who gets it back. A file
 * belongs to an enterprise, or to an account that has none yet. Its content is stored before its
 * row: what was acknowledged is there, and what was not is collected at the next start. */
#pragma once
#include "blobs.h"
#include "display.h"
#include "service.h"
#include "store_files.h"

/* The text of FILES_FULL names these four. */
#define FILES_BYTES_MAX     ((uint64_t)2 * 1024 * 1024 * 1024) /* of an enterprise */
#define FILES_COUNT_MAX     5000
#define OWN_FILES_BYTES_MAX ((uint64_t)200 * 1024 * 1024) /* of a person */
#define OWN_FILES_COUNT_MAX 50
#define FILES_AT_ONCE       4 /* uploads of one owner */
#define FILE_NAME_BYTES     255

struct files;

/** Opens the folder beside the database, and removes what no row wants. NULL with one line. */
struct files *files_new(struct service *service, const char *data_dir, char error[BLOBS_ERROR_CAP]);
void files_free(struct files *files);

/** An enterprise, whose members are asked again inside each write; or an account, by itself. */
struct file_owner {
    struct th_str id; /* must outlive what it is given to */
    bool is_account;
};

/** A file on its way in, on the caller's stack. */
struct upload {
    struct files *files;
    struct upload *next; /* of all that are under way */
    struct file_owner owner;
    uint64_t reserved;
    struct blob_draft draft;
    bool is_open;
};
/** Reserves room for `bytes` of `owner` and opens a draft; then always upload_end. TH_RATE_LIMITED:
 * FILES_AT_ONCE of this owner are under way. TH_FILES_FULL. */
enum th_status upload_begin(struct files *files, const struct file_owner *owner, uint64_t bytes,
                            struct upload *upload) TH_MUST_USE;
/** TH_STORE_FAILED: the disk takes no more. */
enum th_status upload_write(struct upload *upload, struct th_str bytes) TH_MUST_USE;
/** Gives back what was reserved, and removes what was not kept. Also after a failed begin. */
void upload_end(struct upload *upload);

struct file_offer {
    struct th_str name; /* as its owner calls it; a path's last part counts, and is shown only */
    const struct write_request *request; /* enterprise = the owner's id */
    void (*render)(void *self, const struct file_row *row, struct th_buf *out);
    void *self;
};
/** Judges the written content and keeps it. TH_FILE_NAME, TH_FILE_TYPE, TH_FILE_DAMAGED,
 * TH_FILE_UNSAFE, TH_FILES_FULL, and as any write. */
enum th_status files_keep(struct upload *upload, struct th_arena *arena,
                          const struct file_offer *offer, struct write_outcome *out) TH_MUST_USE;

/** A row, its content open for reading: close it. TH_NOT_FOUND also for another owner's;
 * TH_FILE_PENDING, TH_FILE_INFECTED by the scanner's word; TH_INTERNAL when row or content are not
 * as they were written. */
struct file_ask {
    struct th_str owner, id;
};
enum th_status files_open(struct files *files, struct th_arena *arena, const struct file_ask *ask,
                          struct file_row *row, int *descriptor) TH_MUST_USE;
/** What of an open content is shown: display_of. TH_FILE_NO_COPY; TH_INTERNAL when it cannot be
 * read. */
enum th_status files_display(const struct file_row *row, int descriptor,
                             struct display *out) TH_MUST_USE;
enum th_status files_list(struct files *files, struct th_arena *arena,
                          const struct file_query *query, struct file_list *out) TH_MUST_USE;
/** What an owner has and may have. */
enum th_status files_room(struct files *files, const struct file_owner *owner,
                          struct file_total *used, struct file_total *most) TH_MUST_USE;
/** request->target is the id, request->enterprise the owner's. TH_CONFLICT: something refers to it.
 * The content goes, too, when no other row has it. */
enum th_status files_delete(struct files *files, struct th_arena *arena,
                            const struct write_request *request, bool is_account,
                            struct write_outcome *out) TH_MUST_USE;

/** Before anything is uploaded: from now on a file is pending until files_judge. */
void files_expect_scanner(struct files *files);
/** As store_file_find. */
enum th_status files_find(struct files *files, struct th_arena *arena,
                          const struct file_search *search, struct file_row *out) TH_MUST_USE;
/** The content for reading: close it. -1 when it is missing or not as it was written. */
int files_content(const struct files *files, const struct file_row *row);
/** Writes down what a scanner said: FILE_CLEAN or FILE_INFECTED. */
enum th_status files_judge(struct files *files, struct th_str id, struct th_str state) TH_MUST_USE;

/** Reads every content that a row names, of `data_dir`, or with NULL of what the copy of the
 * database carries. Told are the ids of those that are missing or not as they were written;
 * `*checked` counts all. */
enum th_status files_verify(struct store *store, const char *data_dir,
                            void (*on_fault)(void *self, struct th_str id), void *self,
                            uint64_t *checked) TH_MUST_USE;
