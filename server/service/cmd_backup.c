/* `tanheng backup FILE` and `tanheng restore FILE`: a copy is made beside its place, verified, and
 * only then gets its name. A command that is cut off leaves nothing under that name. */
#define _GNU_SOURCE
#include "command_parts.h"
#include "commands.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_CAP 1024
#define PART     ".part"

static int copy(const char *name, const struct store_setup *from, const char *path)
{
    char error[STORE_ERROR_CAP] = "";
    struct store *store = store_open(from, error);
    if (!store)
        return command_fail(name, error);
    enum th_status status = store_copy(store, path, error);
    store_close(store);
    return status ? command_fail(name, error) : 0;
}

static int verify_file(const char *name, const char *path)
{
    const struct store_setup setup = { .file = path, .mode = STORE_READER };
    return command_open_and_verify(name, &setup);
}

static int fail_at(const char *name, const char *path, int error)
{
    char text[STORE_ERROR_CAP];
    snprintf(text, sizeof text, "%.120s: %s%s", path, strerror(error),
             error == EEXIST ? "; name a new file" : "");
    return command_fail(name, text);
}

/* What a command that was cut off left; a journal beside a new file would be taken for its own. */
static void remove_part(const char *part)
{
    static const char *const endings[] = { "", "-journal", "-wal", "-shm" };
    char path[PATH_CAP + 16];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s%s", part, endings[i]);
        unlink(path);
    }
}

/* The name must be as durable as the bytes, which the copy has synced. */
static int sync_folder_of(const char *path)
{
    char folder[PATH_CAP];
    const char *slash = strrchr(path, '/');
    int size = slash ? (int)(slash - path) : 0;
    snprintf(folder, sizeof folder, "%.*s", size, path);
    int file = open(slash ? (size ? folder : "/") : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = file >= 0 && fsync(file) == 0 ? 0 : errno;
    if (file >= 0)
        close(file);
    return error;
}

/* Replaces nothing; a file system that cannot promise that gets a plain rename. */
static int publish(const char *name, const char *part, const char *path)
{
    int error = renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (error == EINVAL)
        error = rename(part, path) == 0 ? 0 : errno;
    if (!error)
        error = sync_folder_of(path);
    if (error)
        return fail_at(name, path, error);
    printf("%s: %s is complete\n", name, path);
    return 0;
}

static int copy_verified(const char *name, const struct store_setup *from, const char *path)
{
    char part[PATH_CAP];
    int length = snprintf(part, sizeof part, "%s" PART, path);
    if (length < 0 || (size_t)length >= sizeof part)
        return fail_at(name, path, ENAMETOOLONG);
    remove_part(part);
    int status = copy(name, from, part);
    if (!status)
        status = verify_file(name, part);
    if (!status)
        status = publish(name, part, path);
    if (status)
        remove_part(part);
    return status;
}

int cmd_backup(const char *data_dir, int argc, char **argv)
{
    const struct command_usage usage = { "backup", "FILE", 1 };
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    struct stat about;
    int status = command_check(&usage, argc, argv);
    if (status)
        return status;
    if (lstat(argv[1], &about) == 0)
        return fail_at("backup", argv[1], EEXIST);
    return copy_verified("backup", &setup, argv[1]);
}

/* Restoring never overwrites: the folder must be missing or empty, but for the part of a restore
 * that was cut off. */
static bool is_nothing(const char *name)
{
    const char part[] = STORE_FILE_NAME PART;
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
           strncmp(name, part, sizeof part - 1) == 0;
}

static bool is_empty_folder(const char *folder, char error[STORE_ERROR_CAP])
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(error, STORE_ERROR_CAP, "%.120s: %s", folder, strerror(errno));
        return false;
    }
    DIR *dir = opendir(folder);
    bool is_empty = dir != NULL;
    for (const struct dirent *entry; is_empty && (entry = readdir(dir));)
        is_empty = is_nothing(entry->d_name);
    if (dir)
        closedir(dir);
    if (!is_empty)
        snprintf(error, STORE_ERROR_CAP,
                 "%.120s: the data folder is not empty; name a new one by --data", folder);
    return is_empty;
}

int cmd_restore(const char *data_dir, int argc, char **argv)
{
    const struct command_usage usage = { "restore", "FILE", 1 };
    char error[STORE_ERROR_CAP] = "", path[PATH_CAP];
    int status = command_check(&usage, argc, argv);
    if (status)
        return status;
    struct stat about;
    if (stat(argv[1], &about) != 0) {
        snprintf(error, sizeof error, "%.120s: %s", argv[1], strerror(errno));
        return command_fail("restore", error);
    }
    status = verify_file("restore", argv[1]); /* before anything is made of it */
    if (status)
        return status;
    if (!is_empty_folder(data_dir, error))
        return command_fail("restore", error);
    snprintf(path, sizeof path, "%.900s/%s", data_dir, STORE_FILE_NAME);
    const struct store_setup setup = { .file = argv[1], .mode = STORE_READER };
    return copy_verified("restore", &setup, path);
}
