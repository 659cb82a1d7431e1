/* Reads the web folder once at start. Links and dot files are left out; everything else must be
 * servable or the start fails with the file's name: a forgotten type or an unreachable name is
 * found by the person who built it, not by a visitor. */
#include "assets_table.h"
#include "sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX  16
#define ERROR_SIZE 256

struct loader {
    struct assets *assets;
    char *error;
    char path[ASSET_PATH_MAX + 1]; /* path being read, "/app/x.js" */
    size_t path_len;
};

static bool fail(struct loader *loader, const char *what)
{
    (void)snprintf(loader->error, ERROR_SIZE, "web folder: %.*s: %s", (int)loader->path_len,
                   loader->path, what);
    return false;
}

static bool is_path_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

static struct th_str extension_of(struct th_str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '.' && path.ptr[at - 1] != '/') {
        at--;
    }
    if (at == 0 || path.ptr[at - 1] != '.') {
        return (struct th_str){ NULL, 0 };
    }
    return (struct th_str){ path.ptr + at, path.len - at };
}

static struct th_str type_of(struct th_str path)
{
    static const struct {
        const char *extension, *type;
    } rows[] = {
#define MIME(extension, type) { extension, type },
#include "mime.def"
#undef MIME
    };
    const struct th_str extension = extension_of(path);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (th_str_equal(extension, th_str_of(rows[i].extension))) {
            return th_str_of(rows[i].type);
        }
    }
    return (struct th_str){ NULL, 0 };
}

/* "index.3f9a0c1b.js" or "index-3f9a0c1b.js": eight or more hex digits before the extension. */
static bool is_hashed(struct th_str path)
{
    const struct th_str extension = extension_of(path);
    size_t end = path.len - extension.len, count = 0;

    if (extension.ptr == NULL || end == 0) {
        return false;
    }
    end--;
    while (count < end) {
        const char c = path.ptr[end - count - 1];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return count >= 8 && (c == '.' || c == '-');
        }
        count++;
    }
    return false;
}

static void set_body(struct asset_body *body, struct th_str bytes)
{
    char hex[TH_HEX_CAP];

    th_sha256_hex(bytes, hex);
    body->bytes = bytes;
    body->etag_len = (size_t)snprintf(body->etag, sizeof(body->etag), "\"%.32s\"", hex);
}

static bool read_whole(struct loader *loader, int file, struct th_str *out)
{
    struct stat info;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        return fail(loader, "is not a regular file");
    }
    const size_t size = (size_t)info.st_size;
    if (size > ASSETS_BYTES_MAX - loader->assets->bytes) {
        return fail(loader, "the folder holds more than 128 MB");
    }
    char *memory = malloc(size + 1);
    if (memory == NULL) {
        return fail(loader, "out of memory");
    }
    size_t done = 0;
    ssize_t got = 0;
    while (done < size && (got = read(file, memory + done, size - done)) > 0) {
        done += (size_t)got;
    }
    if (done != size) {
        free(memory);
        return fail(loader, got < 0 ? strerror(errno) : "changed while it was read");
    }
    loader->assets->bytes += size;
    *out = (struct th_str){ memory, size };
    return true;
}

static struct asset *add_item(struct loader *loader)
{
    struct assets *assets = loader->assets;
    if (assets->count == ASSETS_MAX) {
        (void)fail(loader, "the folder holds more than 4096 files");
        return NULL;
    }
    if (assets->count == assets->cap) {
        const size_t cap = assets->cap == 0 ? 64 : assets->cap * 2;
        struct asset *grown = realloc(assets->items, cap * sizeof(*grown));
        if (grown == NULL) {
            (void)fail(loader, "out of memory");
            return NULL;
        }
        assets->items = grown;
        assets->cap = cap;
    }
    struct asset *item = &assets->items[assets->count];
    memset(item, 0, sizeof(*item));
    char *path = strndup(loader->path, loader->path_len);
    if (path == NULL) {
        (void)fail(loader, "out of memory");
        return NULL;
    }
    item->path = (struct th_str){ path, loader->path_len };
    assets->count++;
    return item;
}

static bool load_file(struct loader *loader, int folder, const char *name)
{
    struct th_str bytes = { NULL, 0 };
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return fail(loader, strerror(errno));
    }
    const bool is_read = read_whole(loader, file, &bytes);
    (void)close(file);
    if (!is_read) {
        return false;
    }
    struct asset *item = add_item(loader);
    if (item == NULL) {
        free((void *)bytes.ptr);
        return false;
    }
    item->type = type_of(item->path);
    item->is_immutable = is_hashed(item->path);
    set_body(&item->plain, bytes);
    return true;
}

static bool load_folder(struct loader *loader, int folder, int depth);

static bool load_entry(struct loader *loader, int folder, const char *name, int depth)
{
    struct stat info;
    const size_t before = loader->path_len, length = strlen(name);

    for (size_t i = 0; i < length; i++) {
        if (!is_path_char(name[i])) {
            return fail(loader, "holds a name with characters other than A-Z a-z 0-9 _ . -");
        }
    }
    if (before + 1 + length > ASSET_PATH_MAX - 1) {
        return fail(loader, "holds a path longer than 511 bytes");
    }
    loader->path[before] = '/';
    memcpy(loader->path + before + 1, name, length);
    loader->path_len = before + 1 + length;
    bool ok = true;
    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        ok = fail(loader, strerror(errno));
    } else if (S_ISDIR(info.st_mode)) {
        const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        ok = inner >= 0 ? load_folder(loader, inner, depth + 1) : fail(loader, strerror(errno));
    } else if (S_ISREG(info.st_mode)) {
        ok = load_file(loader, folder, name);
    }
    loader->path_len = before;
    return ok;
}

/* Takes ownership of `folder`. */
static bool load_folder(struct loader *loader, int folder, int depth)
{
    DIR *stream = depth <= DEPTH_MAX ? fdopendir(folder) : NULL;
    if (stream == NULL) {
        (void)close(folder);
        return fail(loader, "is nested too deeply or cannot be read");
    }
    bool ok = true;
    const struct dirent *entry;
    while (ok && (entry = readdir(stream)) != NULL) {
        if (entry->d_name[0] != '.') {
            ok = load_entry(loader, dirfd(stream), entry->d_name, depth);
        }
    }
    (void)closedir(stream);
    return ok;
}

static struct asset *find_base(struct assets *assets, struct th_str path, size_t suffix)
{
    const struct th_str base = { path.ptr, path.len - suffix };
    for (size_t i = 0; i < assets->count; i++) {
        if (assets->items[i].type.ptr != NULL && th_str_equal(assets->items[i].path, base)) {
            return &assets->items[i];
        }
    }
    return NULL;
}

/* Moves "x.br" and "x.gz" into "x"; what then has no type cannot be served. */
static bool join_variants(struct loader *loader)
{
    struct assets *assets = loader->assets;
    size_t kept = 0;

    for (size_t i = 0; i < assets->count; i++) {
        struct asset *item = &assets->items[i];
        const struct th_str extension = extension_of(item->path);
        const bool is_br = th_str_equal(extension, TH_STR("br"));
        const bool is_gz = th_str_equal(extension, TH_STR("gz"));
        struct asset *base = is_br || is_gz ? find_base(assets, item->path, 3) : NULL;
        if (base != NULL) {
            *(is_br ? &base->br : &base->gz) = item->plain;
            item->plain.bytes.ptr = NULL; /* owned by `base` now */
        } else if (item->type.ptr == NULL) {
            loader->path_len = item->path.len;
            memcpy(loader->path, item->path.ptr, item->path.len);
            return fail(loader, "has no known type (server/http/mime.def)");
        }
    }
    for (size_t i = 0; i < assets->count; i++) {
        if (assets->items[i].type.ptr != NULL) {
            assets->items[kept++] = assets->items[i];
        } else {
            free((void *)assets->items[i].path.ptr);
        }
    }
    assets->count = kept;
    return true;
}

struct assets *assets_new(const char *folder, char error[256])
{
    struct assets *assets = calloc(1, sizeof(*assets));
    struct loader loader = { .assets = assets, .error = error };

    if (assets == NULL) {
        (void)fail(&loader, "out of memory");
        return NULL;
    }
    const int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        (void)snprintf(error, ERROR_SIZE, "web folder %.128s: %s", folder, strerror(errno));
        assets_free(assets);
        return NULL;
    }
    if (!load_folder(&loader, root, 0) || !join_variants(&loader)) {
        assets_free(assets);
        return NULL;
    }
    assets_sort(assets);
    return assets;
}

void assets_free(struct assets *assets)
{
    if (assets == NULL) {
        return;
    }
    for (size_t i = 0; i < assets->count; i++) {
        free((void *)assets->items[i].path.ptr);
        free((void *)assets->items[i].plain.bytes.ptr);
        free((void *)assets->items[i].br.bytes.ptr);
        free((void *)assets->items[i].gz.bytes.ptr);
    }
    free(assets->items);
    free(assets);
}
