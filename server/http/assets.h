/* The web build in memory: loaded once at start, then served without touching a file. Not a file
 * server: only what stood in the folder at start exists, and paths are compared whole. */
#pragma once
#include "http.h"

struct assets;

/** Walks `folder` (regular files, no links, at most 4 096 files and 128 MB). NULL when it cannot be
 * read; `error` (256 bytes) says why. `x.br` and `x.gz` beside `x` become variants of `x`. */
struct assets *assets_new(const char *folder, char error[256]);
void assets_free(struct assets *assets);
size_t assets_count(const struct assets *assets);
/** True when GET `path` has an answer; "/" and paths ending in "/" mean their index.html. NULL
 * assets have nothing. */
bool assets_has(const struct assets *assets, struct th_str path);
/** The answer to GET or HEAD of a path that assets_has(): 200 in the best accepted encoding, or
 * 304. */
struct http_answer assets_answer(const struct assets *assets, const struct http_request *request);
