/* Reading and writing checkpoint files. */
#define _GNU_SOURCE
#include "checkpoint_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((off_t)512 * 1024 * 1024)
#define PREFIX    "checkpoint-"

static bool fail(char error[STORE_ERROR_CAP], const char *path, const char *text)
{
    snprintf(error, STORE_ERROR_CAP, "%.120s: %s", path, text);
    return false;
}

/* ---- writing ---- */

static bool write_all(int file, struct th_str text)
{
    while (text.len) {
        ssize_t done = write(file, text.ptr, text.len);
        if (done < 0)
            return false;
        text = (struct th_str){ text.ptr + done, text.len - (size_t)done };
    }
    return fsync(file) == 0;
}

static bool sync_folder_of(const char *path)
{
    char folder[CHECKPOINT_PATH_CAP];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_safe = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_safe;
}

bool checkpoint_file_write(const char *path, const struct checkpoint *checkpoint,
                           char error[STORE_ERROR_CAP])
{
    char part[CHECKPOINT_PATH_CAP + 8];
    snprintf(part, sizeof part, "%s.part", path);
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        return fail(error, part, strerror(errno));
    bool is_good = write_all(file, checkpoint->text);
    close(file);
    is_good = is_good && renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0 &&
              sync_folder_of(path);
    if (is_good)
        return true;
    fail(error, path,
         errno == EEXIST ? "there is a file already; name a new one" : strerror(errno));
    unlink(part);
    return false;
}

/* ---- reading ---- */

static bool read_whole(const char *path, struct checkpoint *out, char error[STORE_ERROR_CAP])
{
    struct stat about;
    FILE *file = fopen(path, "re");
    if (!file || fstat(fileno(file), &about) != 0 || about.st_size > FILE_MOST) {
        fail(error, path, file ? "too large for a checkpoint" : strerror(errno));
        if (file)
            fclose(file);
        return false;
    }
    size_t size = (size_t)about.st_size;
    char *text = malloc(size + 1);
    bool is_read = text && fread(text, 1, size, file) == size;
    fclose(file);
    out->text = (struct th_str){ text, size };
    return is_read || fail(error, path, "it cannot be read");
}

bool checkpoint_file_read(const char *path, const unsigned char *public_key, struct checkpoint *out,
                          char error[STORE_ERROR_CAP])
{
    *out = (struct checkpoint){ .at_s = 0 };
    if (!read_whole(path, out, error))
        return false;
    const char *wrong = checkpoint_parse(out->text, out);
    if (!wrong && !signing_is_by(out, public_key ? public_key : out->key))
        wrong = "the signature is not by the public key that was given";
    return !wrong || fail(error, path, wrong);
}

/* ---- folders ---- */

bool checkpoint_folder_name(const char *folder, int64_t at_s, char path[CHECKPOINT_PATH_CAP])
{
    int size = snprintf(path, CHECKPOINT_PATH_CAP, "%s/" PREFIX "%012lld", folder, (long long)at_s);
    return size > 0 && size < CHECKPOINT_PATH_CAP;
}

static bool is_checkpoint_name(const char *name)
{
    const size_t prefix = sizeof PREFIX - 1;
    return strncmp(name, PREFIX, prefix) == 0 && strspn(name + prefix, "0123456789") == 12 &&
           name[prefix + 12] == '\0';
}

bool checkpoint_folder_newest(const char *folder, char path[CHECKPOINT_PATH_CAP],
                              char error[STORE_ERROR_CAP])
{
    char newest[32] = "";
    DIR *dir = opendir(folder);
    if (!dir)
        return fail(error, folder, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (is_checkpoint_name(entry->d_name) && strcmp(entry->d_name, newest) > 0)
            snprintf(newest, sizeof newest, "%.31s", entry->d_name);
    closedir(dir);
    path[0] = '\0';
    if (newest[0])
        snprintf(path, CHECKPOINT_PATH_CAP, "%.900s/%s", folder, newest);
    return true;
}
