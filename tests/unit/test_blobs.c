/* The folder of contents: what is kept is whole and found by its hash, what is not leaves nothing.
 */
#include "blobs.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct blobs *blobs;
static char error[BLOBS_ERROR_CAP];

static int open_folder(void **state)
{
    strcpy(folder, "/tmp/tanheng-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    blobs = blobs_open(folder, error);
    return blobs ? 0 : 1;
}

static int close_folder(void **state)
{
    char command[96];
    blobs_close(blobs);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static size_t files_below(const char *name)
{
    char command[128], line[32] = "";
    snprintf(command, sizeof command, "find %s/%s -type f | wc -l", folder, name);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    pclose(pipe);
    return (size_t)strtoul(line, NULL, 10);
}

static void keep(const char *text, char sha256[TH_HEX_CAP])
{
    struct blob_draft draft;
    assert_true(blobs_begin(blobs, &draft));
    for (size_t i = 0; text[i]; i++)
        assert_true(blob_write(&draft, (struct th_str){ text + i, 1 }));
    assert_true(blob_keep(&draft, sha256));
}

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void a_content_stands_under_its_hash(void **state)
{
    char sha256[TH_HEX_CAP], bytes[8] = "";
    keep("abc", sha256);
    assert_string_equal(sha256, ABC);
    keep("abc", sha256); /* twice is once */
    assert_int_equal(files_below("files"), 1);
    const int file = blobs_read(blobs, TH_STR(ABC), 3);
    assert_true(file >= 0);
    assert_int_equal(read(file, bytes, sizeof bytes), 3);
    assert_string_equal(bytes, "abc");
    close(file);
    assert_int_equal(blobs_read(blobs, TH_STR(ABC), 4), -1);
    assert_int_equal(blobs_read(blobs, TH_STR("../../etc/passwd"), 3), -1);
    assert_int_equal(blobs_read(blobs, TH_STR(""), 3), -1);
}

static void a_changed_content_is_not_handed_out(void **state)
{
    char sha256[TH_HEX_CAP], path[192];
    keep("abc", sha256);
    snprintf(path, sizeof path, "%s/files/ba/" ABC, folder);
    const int file = open(path, O_WRONLY);
    assert_int_equal(pwrite(file, "x", 1, 1), 1);
    close(file);
    assert_int_equal(blobs_read(blobs, TH_STR(ABC), 3), -1);
    keep("abc", sha256); /* who brings it again mends it */
    const int mended = blobs_read(blobs, TH_STR(ABC), 3);
    assert_true(mended >= 0);
    close(mended);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/hostname", path), 0);
    assert_int_equal(blobs_read(blobs, TH_STR(ABC), 3), -1);
}

static void what_is_dropped_or_cut_off_leaves_nothing(void **state)
{
    struct blob_draft draft;
    assert_true(blobs_begin(blobs, &draft));
    assert_true(blob_write(&draft, TH_STR("half")));
    assert_int_equal(files_below("files"), 1);
    blob_drop(&draft);
    assert_int_equal(files_below("files"), 0);
    assert_true(blobs_begin(blobs, &draft)); /* the process ends here, another begins */
    assert_true(blob_write(&draft, TH_STR("half")));
    close(draft.descriptor);
    blobs_close(blobs);
    blobs = blobs_open(folder, error);
    assert_non_null(blobs);
    assert_int_equal(files_below("files"), 0);
}

static void a_full_disk_is_told_and_leaves_nothing(void **state)
{
    struct blob_draft draft;
    struct rlimit before, small;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 10;
    assert_true(blobs_begin(blobs, &draft));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const bool is_written = blob_write(&draft, TH_STR("more than ten bytes"));
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(is_written);
    blob_drop(&draft);
    assert_int_equal(files_below("files"), 0);
}

static bool is_abc(void *self, struct th_str sha256)
{
    return th_str_equal(sha256, TH_STR(ABC));
}

static void what_nobody_wants_is_collected(void **state)
{
    char sha256[TH_HEX_CAP];
    keep("abc", sha256);
    keep("abd", sha256);
    keep("", sha256);
    assert_int_equal(blobs_collect(blobs, is_abc, NULL), 2);
    assert_int_equal(files_below("files"), 1);
    assert_int_equal(blobs_collect(blobs, is_abc, NULL), 0);
    const int file = blobs_read(blobs, TH_STR(ABC), 3);
    assert_true(file >= 0);
    close(file);
}

static void while_a_backup_holds_the_folder_nothing_is_removed(void **state)
{
    char sha256[TH_HEX_CAP];
    struct blobs *backup = blobs_look(folder);
    keep("abc", sha256);
    keep("x", sha256);
    assert_true(blobs_hold(backup));
    blobs_remove(blobs, TH_STR(ABC));
    assert_int_equal(blobs_collect(blobs, is_abc, NULL), 0);
    assert_int_equal(files_below("files"), 2);
    blobs_close(backup);
    blobs_remove(blobs, TH_STR(ABC));
    assert_int_equal(files_below("files"), 1);
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    assert_null(blobs_open("/nonexistent/data", error));
    assert_non_null(strstr(error, "/nonexistent/data/files"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_folder, close_folder)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_content_stands_under_its_hash),
        CASE(a_changed_content_is_not_handed_out),
        CASE(what_is_dropped_or_cut_off_leaves_nothing),
        CASE(a_full_disk_is_told_and_leaves_nothing),
        CASE(what_nobody_wants_is_collected),
        CASE(while_a_backup_holds_the_folder_nothing_is_removed),
        CASE(a_folder_that_cannot_be_made_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
