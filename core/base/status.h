/* What a call can end in. One row each in status.def: name, slug, HTTP status, text zh, text en. */
#pragma once

enum th_status {
#define STATUS(name, slug, http, zh, en) TH_##name,
#include "status.def"
#undef STATUS
    TH_STATUS_COUNT
};

#define TH_MUST_USE __attribute__((warn_unused_result))

struct th_status_row {
    const char *name, *slug, *zh, *en;
    int http;
};
const struct th_status_row *th_status_row(enum th_status status);
