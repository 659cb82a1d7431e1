/* The sample enterprise of a demo database, filed through the same path as everybody's. */
#pragma once
#include "service.h"

#define DEMO_ENTERPRISE "碳衡示例企业"

/** Whose accounts there are. */
struct demo_cast {
    const struct th_str *roles; /* ids: those of an enterprise, then those of the platform */
    size_t count, author;       /* author: which of them files */
    size_t platform;            /* how many of the last ones are roles of the platform */
    struct th_str outsider; /* no member: his place comes from a consent; empty = there is none */
};
/** Creates accounts demo-<role>, the enterprise and its filings of 2024–2025 when they are not
 * there yet. Refuses (TH_CONFLICT) a database that was not created by demo. `error` says what went
 * wrong. Takes a TH_ARENA_MIN arena. */
enum th_status demo_seed(struct service *service, struct th_arena *arena,
                         const struct demo_cast *cast, char error[STORE_ERROR_CAP]) TH_MUST_USE;
