/* A filing from its envelope to its receipt: reading, calculating, canonical bytes. Shared by
 * th_call's ops and th_evaluate. */
#pragma once
#include "core.h"
#include "envelope.h"
#include "json_read.h"
#include "room.h"

/** The members of FILING_MEMBERS, whatever model they were read with. */
struct th_parts {
    struct th_str enterprise, site, form, pack;
    bool has_version, has_pack, has_period;
    int64_t form_version;
    struct period_row period;
    struct override_row *overrides;
    size_t override_count;
    const struct cJSON *doc;
};
#define TH_PARTS_OF(call)                                                                          \
    ((struct th_parts){ (call)->enterprise, (call)->site, (call)->form, (call)->pack,              \
                        (call)->has.form_version, (call)->has.pack, (call)->has.period,            \
                        (call)->form_version, (call)->period, (call)->overrides.items,             \
                        (call)->overrides.count, (call)->doc })

/** Finds form and pack, reads the document, runs the form's rules and calculation. False when the
 * form, its version or the pack is unknown: the filing cannot be worked on (issues say why).
 * filing->result is NULL when there is none. */
bool th_work_run(const struct th_core *core, const struct th_reader *reader,
                 const struct th_parts *parts, struct th_filing *filing);

/** Adds a parsed pack; statuses as of th_core_load_pack. */
enum th_status th_core_add_pack(struct th_core *core, const struct th_pack *pack);
/** The pack published last; NULL when none is at hand. */
const struct th_pack *th_core_newest(const struct th_core *core);

/** The server's context as the model that rules read. */
void th_context_take(struct th_arena *arena, const struct th_context *in, struct context *out);

struct th_canonical {
    struct th_str input, doc; /* input holds doc; without "th1\n" */
};
/** Canonical input in the arena; ptr NULL when it does not fit. */
struct th_canonical th_work_canonical(const struct th_filing *filing, const struct th_parts *parts);
/** Canonical result in the arena; ptr NULL when it does not fit. */
struct th_str th_work_result(const struct th_filing *filing);
void th_work_receipt(const struct th_filing *filing, struct th_str input, struct th_str result,
                     struct th_receipt *out);
