/* The web build in memory, sorted by path. Answers only; assets_load.c reads the folder. */
#include "assets.h"

#include "accept.h"
#include "assets_table.h"

#include <stdlib.h>
#include <string.h>

static int compare_paths(const void *a, const void *b)
{
    const struct asset *left = a, *right = b;
    return th_str_compare(left->path, right->path);
}

void assets_sort(struct assets *assets)
{
    if (assets->count > 0) {
        qsort(assets->items, assets->count, sizeof(assets->items[0]), compare_paths);
    }
}

size_t assets_count(const struct assets *assets)
{
    return assets == NULL ? 0 : assets->count;
}

static const struct asset *find(const struct assets *assets, struct th_str path)
{
    const struct asset key = { .path = path };
    if (assets_count(assets) == 0) {
        return NULL;
    }
    return bsearch(&key, assets->items, assets->count, sizeof(key), compare_paths);
}

/* The index.html of a folder; `path` with or without its last slash. */
static const struct asset *find_index(const struct assets *assets, struct th_str path)
{
    static const char name[] = "/index.html";
    char whole[ASSET_PATH_MAX + sizeof(name)];

    if (path.len > 0 && path.ptr[path.len - 1] == '/') {
        path.len--;
    }
    if (path.len > ASSET_PATH_MAX) {
        return NULL;
    }
    memcpy(whole, path.ptr, path.len);
    memcpy(whole + path.len, name, sizeof(name) - 1);
    return find(assets, (struct th_str){ whole, path.len + sizeof(name) - 1 });
}

/* "/phone/" is a page, "/phone" leads to it. */
static const struct asset *find_page(const struct assets *assets, struct th_str path)
{
    const struct asset *asset = find(assets, path);
    return asset != NULL ? asset : find_index(assets, path);
}

bool assets_has(const struct assets *assets, struct th_str path)
{
    return find_page(assets, path) != NULL;
}

static bool is_folder_without_slash(const struct asset *asset, struct th_str path)
{
    return path.ptr[path.len - 1] != '/' && asset->path.len > path.len;
}

static const struct asset_body *choose(const struct asset *asset, struct th_str accept_encoding,
                                       struct th_str *coding)
{
    *coding = (struct th_str){ NULL, 0 };
    if (asset->br.bytes.ptr != NULL && accept_allows(accept_encoding, TH_STR("br"))) {
        *coding = TH_STR("br");
        return &asset->br;
    }
    if (asset->gz.bytes.ptr != NULL && accept_allows(accept_encoding, TH_STR("gzip"))) {
        *coding = TH_STR("gzip");
        return &asset->gz;
    }
    return &asset->plain;
}

struct http_answer assets_answer(const struct assets *assets, const struct http_request *request)
{
    const struct asset *asset = find_page(assets, request->path);
    struct th_str coding;

    if (asset == NULL) {
        return (struct http_answer){ .status = 404 };
    }
    if (is_folder_without_slash(asset, request->path)) {
        return (struct http_answer){ .status = 308,
                                     .location = { asset->path.ptr, request->path.len + 1 },
                                     .cache_control = TH_STR("no-cache") };
    }
    const struct asset_body *body = choose(asset, request->headers.accept_encoding, &coding);
    struct http_answer answer = {
        .status = 200,
        .content_type = asset->type,
        .content_encoding = coding,
        .body = body->bytes,
        .etag = { body->etag, body->etag_len },
        .cache_control = asset->is_immutable ? TH_STR("public, max-age=31536000, immutable")
                                             : TH_STR("no-cache"),
    };
    if (asset->br.bytes.ptr != NULL || asset->gz.bytes.ptr != NULL) {
        answer.vary = TH_STR("Accept-Encoding");
    }
    if (accept_matches_etag(request->headers.if_none_match, answer.etag)) {
        answer.status = 304;
        answer.body = (struct th_str){ NULL, 0 };
        answer.content_type = (struct th_str){ NULL, 0 };
        answer.content_encoding = (struct th_str){ NULL, 0 };
    }
    return answer;
}
