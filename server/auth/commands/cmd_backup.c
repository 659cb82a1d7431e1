/* `tanheng backup FILE` and `tanheng restore FILE`: a copy is made beside its place, verified, and
 * only then gets its name. A command that is cut off leaves nothing under that name. With a key,
 * the plain copy is made inside the data folder and only its encrypted form leaves it. */
#define _GNU_SOURCE
#include "command_parts.h"
#include "crypt_file.h"
#include "files_copy.h"
#include "keeping.h"
#include "options.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The rows first and then the contents that they name: none of those may go in between. */
static int copy_with_files(const struct store_setup *from, const char *path)
{
    char error[STORE_ERROR_CAP] = "";
    struct blobs *held = files_hold(from->data_dir, error);
    if (!held)
        return command_fail("backup", error);
    int status = copy("backup", from, path);
    if (!status && !files_pack(held, path, error))
        status = command_fail("backup", error);
    blobs_close(held);
    return status;
}

static int unpack(const char *path, const char *data_dir)
{
    char error[STORE_ERROR_CAP] = "";
    return files_unpack(path, data_dir, error) ? 0 : command_fail("restore", error);
}

/* `data_dir`: where its files lie; NULL: it carries them itself. */
static int verify_file(const char *name, const char *path, const char *data_dir)
{
    const struct store_setup setup = { .data_dir = data_dir, .file = path, .mode = STORE_READER };
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

static int part_of(const char *name, const char *path, char part[PATH_CAP])
{
    int length = snprintf(part, PATH_CAP, "%s" PART, path);
    if (length < 0 || length >= PATH_CAP)
        return fail_at(name, path, ENAMETOOLONG);
    remove_part(part);
    return 0;
}

/* What stands in the part of `path` gets its name when `status` is good and it verifies. */
static int finish(const char *name, const char *path, const char *data_dir, int status)
{
    char part[PATH_CAP];
    snprintf(part, sizeof part, "%.1000s" PART, path);
    if (!status)
        status = verify_file(name, part, data_dir);
    if (!status)
        status = publish(name, part, path);
    if (status)
        remove_part(part);
    return status;
}

/* ---- backup ---- */

struct arguments {
    const char *file;
    struct crypt_source source;
};

static bool read_arguments(struct arguments *out, int argc, char **argv)
{
    const struct option known[] = { { "--key", &out->source.key_file },
                                    { "--passphrase-file", &out->source.passphrase_file } };
    const struct options options = { known, 2, &out->file, 1 };
    *out = (struct arguments){ .file = NULL };
    return options_read(&options, argc, argv) &&
           !(out->source.key_file && out->source.passphrase_file);
}

static int usage(const char *name)
{
    fprintf(stderr, "usage: tanheng %s [--key FILE | --passphrase-file FILE] FILE [--data DIR]\n",
            name);
    return 2;
}

static bool is_with_key(const struct arguments *arguments)
{
    return arguments->source.key_file || arguments->source.passphrase_file;
}

/* Not inlined: its paths and those of its caller together are more than a frame may hold. */
__attribute__((noinline)) static int seal_copy(const char *plain, const struct arguments *arguments)
{
    char part[PATH_CAP], error[STORE_ERROR_CAP] = "";
    int status = part_of("backup", arguments->file, part);
    if (status)
        return status;
    if (!crypt_seal(plain, part, &arguments->source, error))
        status = command_fail("backup", error);
    return status ? status : publish("backup", part, arguments->file);
}

static int backup_sealed(const struct store_setup *from, const struct arguments *arguments)
{
    char plain[PATH_CAP], path[PATH_CAP];
    snprintf(path, sizeof path, "%.900s/backup", from->data_dir);
    int status = part_of("backup", path, plain);
    if (!status)
        status = copy_with_files(from, plain);
    if (!status)
        status = verify_file("backup", plain, NULL);
    if (!status)
        status = seal_copy(plain, arguments);
    remove_part(plain);
    return status;
}

static int backup_plain(const struct store_setup *from, const char *file)
{
    char part[PATH_CAP];
    int status = part_of("backup", file, part);
    return status ? status : finish("backup", file, NULL, copy_with_files(from, part));
}

int cmd_backup(const char *data_dir, int argc, char **argv)
{
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    struct arguments arguments;
    struct stat about;
    if (!read_arguments(&arguments, argc, argv))
        return usage("backup");
    if (lstat(arguments.file, &about) == 0)
        return fail_at("backup", arguments.file, EEXIST);
    return is_with_key(&arguments) ? backup_sealed(&setup, &arguments)
                                   : backup_plain(&setup, arguments.file);
}

/* ---- restore ---- */

/* Restoring never overwrites: the folder must be missing or empty, but for the part and the files
 * of a restore that was cut off. */
static bool is_nothing(const char *name)
{
    const char part[] = STORE_FILE_NAME PART;
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "files") == 0 ||
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

static int restore_plain(const char *file, const char *data_dir, const char *path)
{
    const struct store_setup setup = { .file = file, .mode = STORE_READER };
    char error[STORE_ERROR_CAP] = "";
    char part[PATH_CAP];
    int status = verify_file("restore", file, NULL); /* before anything is made of it */
    if (!status && !is_empty_folder(data_dir, error))
        status = command_fail("restore", error);
    if (!status)
        status = part_of("restore", path, part);
    if (status)
        return status;
    status = copy("restore", &setup, part);
    return finish("restore", path, data_dir, status ? status : unpack(part, data_dir));
}

/* What does not open, or does not verify, leaves nothing. */
static int restore_sealed(const struct arguments *arguments, const char *data_dir, const char *path)
{
    char part[PATH_CAP], error[STORE_ERROR_CAP] = "";
    if (!is_empty_folder(data_dir, error))
        return command_fail("restore", error);
    int status = part_of("restore", path, part);
    if (status)
        return status;
    if (!crypt_open(arguments->file, part, &arguments->source, error))
        status = command_fail("restore", error);
    if (!status)
        status = verify_file("restore", part, NULL); /* before its files are taken out */
    return finish("restore", path, data_dir, status ? status : unpack(part, data_dir));
}

int cmd_restore(const char *data_dir, int argc, char **argv)
{
    struct arguments arguments;
    struct stat about;
    char path[PATH_CAP];
    if (!read_arguments(&arguments, argc, argv))
        return usage("restore");
    if (stat(arguments.file, &about) != 0)
        return fail_at("restore", arguments.file, errno);
    bool is_sealed = crypt_is_sealed(arguments.file);
    if (is_sealed && !is_with_key(&arguments))
        return command_fail("restore", "this backup is encrypted; name its --key or its "
                                       "--passphrase-file");
    if (!is_sealed && is_with_key(&arguments))
        return command_fail("restore", "this backup is not encrypted, or its beginning is damaged");
    snprintf(path, sizeof path, "%.900s/%s", data_dir, STORE_FILE_NAME);
    setenv("SQLITE_TMPDIR", data_dir, 1); /* what leaves room in the copy stays here, too */
    return is_sealed ? restore_sealed(&arguments, data_dir, path)
                     : restore_plain(arguments.file, data_dir, path);
}
