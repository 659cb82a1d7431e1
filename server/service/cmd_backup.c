/* `tanheng backup FILE` and `tanheng restore FILE`: copies that are verified before they count. */
#include "command_parts.h"
#include "commands.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

int cmd_backup(const char *data_dir, int argc, char **argv)
{
    const struct command_usage usage = { "backup", "FILE", 1 };
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    int status = command_check(&usage, argc, argv);
    if (status == 0)
        status = copy("backup", &setup, argv[1]);
    return status ? status : verify_file("backup", argv[1]);
}

/* Restoring never overwrites: the folder must be missing or empty. */
static bool is_empty_folder(const char *folder, char error[STORE_ERROR_CAP])
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(error, STORE_ERROR_CAP, "%.120s: %s", folder, strerror(errno));
        return false;
    }
    DIR *dir = opendir(folder);
    bool is_empty = dir != NULL;
    for (const struct dirent *entry; is_empty && (entry = readdir(dir));)
        is_empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
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
    char error[STORE_ERROR_CAP] = "", path[1024];
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
    status = copy("restore", &setup, path);
    return status ? status : verify_file("restore", path);
}
