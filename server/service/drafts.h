/* Server copies of drafts: mutable, with a version, outside the chain. The content is opaque. */
#pragma once
#include "service.h"
#include "store_drafts.h"

#define DRAFT_BYTES_MAX       (1024 * 1024)
#define DRAFTS_PER_ENTERPRISE 500 /* the text of DRAFTS_FULL names it */

struct draft_renderer {
    void (*render)(void *self, const struct draft_view *view,
                   struct th_buf *out); /* NULL = empty answer */
    void *self;
};

/** Saves request->body under the key request->target: if_match 0 creates (TH_STALE with
 * outcome.current when it exists), else replaces that version. TH_TOO_LARGE, TH_DRAFTS_FULL, and as
 * filings_submit. */
enum th_status drafts_put(struct service *service, struct th_arena *arena,
                          const struct write_request *request,
                          const struct draft_renderer *renderer,
                          struct write_outcome *out) TH_MUST_USE;
/** Deletes version if_match. TH_NOT_FOUND, TH_STALE. */
enum th_status drafts_delete(struct service *service, struct th_arena *arena,
                             const struct write_request *request,
                             struct write_outcome *out) TH_MUST_USE;
enum th_status drafts_get(struct service *service, struct th_arena *arena,
                          const struct write_request *key,
                          struct draft_view *out) TH_MUST_USE; /* key: enterprise and target */
enum th_status drafts_list(struct service *service, struct th_arena *arena,
                           struct th_str enterprise, struct draft_list *out) TH_MUST_USE;
