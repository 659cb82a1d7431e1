/* The table behind assets.h, shared by its loader and its answers only. */
#pragma once
#include "assets.h"

#define ASSET_PATH_MAX   512 /* the gate refuses longer paths */
#define ASSETS_MAX       4096
#define ASSETS_BYTES_MAX ((size_t)128 * 1024 * 1024)
#define ASSET_ETAG_CAP   40

struct asset_body {
    struct th_str bytes; /* ptr NULL = there is no such variant */
    char etag[ASSET_ETAG_CAP];
    size_t etag_len;
};

struct asset {
    struct th_str path; /* "/app/index.html" */
    struct th_str type;
    struct asset_body plain, br, gz;
    bool is_immutable;
};

struct assets {
    struct asset *items;
    size_t count, cap, bytes;
};

void assets_sort(struct assets *assets);
