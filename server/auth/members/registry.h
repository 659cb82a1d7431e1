/* The registry 企业库: which enterprises there are and who their legal persons are. It is imported
 * as a CSV table, all of it or nothing; a person's number is kept as an HMAC to search by and
 * masked to be shown, never as itself. */
#pragma once
#include "issue.h"
#include "seal.h"
#include "service.h"

#define REGISTRY_ROWS_MOST 5000

struct registry_import {
    struct service *service;
    const struct seal *seal;
    struct th_arena *arena;
    struct th_issues *issues;            /* filled with TH_INVALID: paths "/<line>/<column>" */
    const struct write_request *request; /* body: the table */
    /** Writes the answer of an import that was done. */
    void (*render)(const struct registry_import *import, struct th_buf *out);

    uint32_t rows, added, changed; /* out */
};
/** Header: uscc,name,legal_name,id_type,id_number,district,industry, or the same in Chinese
 * (registry.c). id_type is one of identities.h or 身份证, 护照, 通行证. TH_INVALID with issues,
 * TH_FORBIDDEN, TH_KEY_REUSED, TH_STORE_FAILED. */
enum th_status registry_import(struct registry_import *import,
                               struct write_outcome *out) TH_MUST_USE;

struct registry_query; /* store_identity.h */
struct registry_list;
enum th_status registry_list(struct service *service, struct th_arena *arena,
                             const struct registry_query *query,
                             struct registry_list *out) TH_MUST_USE;
