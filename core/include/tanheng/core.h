/* The public face of the core: one call for every door, and the typed call that the server's
 * service layer uses.
 *
 * Nothing here allocates from the heap: all memory comes from the arena that the caller hands over.
 * A `th_core` is read-only after it was filled, so that threads may share one. */
#pragma once
#include "arena.h"
#include "buf.h"
#include "date.h"
#include "decimal.h"
#include "status.h"

#define TH_ABI          1
#define TH_PACKS_MAX    8
#define TH_ENVELOPE_MAX (256 * 1024)  /* bytes in, also the cap of an answer */
#define TH_ARENA_MIN    (1536 * 1024) /* enough for any envelope up to TH_ENVELOPE_MAX */

struct th_pack; /* a parsed factor pack */

/** The packs at hand, oldest first; the built-in ones after th_core_init. */
struct th_core {
    const struct th_pack *packs[TH_PACKS_MAX];
    size_t pack_count;
};

/** Parses the built-in packs into `arena`, which must outlive `core`. TH_NO_MEMORY when the arena
 * is too small. */
enum th_status th_core_init(struct th_core *core, struct th_arena *arena);
/** Adds a pack from bytes (`text` must outlive `core`); the same bytes again are fine. TH_INVALID
 * when it is no pack or its id is taken by other bytes, TH_TOO_LARGE when there are TH_PACKS_MAX
 * already, TH_NO_MEMORY. */
enum th_status th_core_load_pack(struct th_core *core, struct th_arena *arena, struct th_str text);

/** The contract of docs/contract.md: envelope in, answer out; always writes a well-formed answer,
 * also for malformed input. `core` changes only by op load_pack. Hand a copy of the struct for a
 * call that must leave no trace. */
void th_call(struct th_core *core, struct th_arena *arena, struct th_str envelope,
             struct th_buf *out);

/* ---- the typed call of the server ---- */

struct th_receipt {
    char input[65], result[65], pack_sha256[65];
    struct th_str pack;
    uint32_t rules;
    char code[10]; /* ABCD-EFGH */
};

/** A reading in the carrier's canonical unit, for the history of later calls. */
struct th_reading {
    struct th_str carrier, flow; /* flow "" or "bought" / "sold" */
    th_month month;
    struct th_str quantity; /* decimal text */
};

/** What a call may know of the world besides the filing; never alters a result. */
struct th_context {
    struct th_str enterprise; /* whose filing it is; part of the canonical input */
    th_day today;             /* Asia/Shanghai; 0 = unknown */
    struct th_str
        template_doc; /* canonical doc of the enterprise's energy_template; ptr NULL = none */
    const struct th_reading *history;
    size_t history_count;
    const struct th_period *filed;
    size_t filed_count;
};

struct th_evaluation {
    struct th_str form, site; /* as typed in the filing */
    uint32_t form_version;
    struct th_period period;
    struct th_str pack;      /* id in force */
    th_day accept_until;     /* of that pack */
    struct th_str successor; /* newest pack at hand */
    struct th_str input;     /* the canonical bytes that were hashed, without "th1\n" */
    struct th_str doc;       /* canonical doc alone */
    struct th_str result;    /* canonical result; empty when none */
    struct th_str issues;    /* JSON array of all issues */
    uint32_t error_count, open_confirm_count;
    bool has_receipt, has_client_receipt;
    struct th_receipt receipt;        /* ours */
    struct th_receipt client_receipt; /* the member `receipt` of the body when it is an object */
    struct th_str net_tco2, tce;      /* exact text for lists; empty when the form has none */
    const struct th_reading *readings;
    size_t reading_count;
};

/** What a body is about, before anything is checked. */
struct th_filing_head {
    struct th_str form, site; /* empty when missing or wrong */
    uint32_t form_version;
    bool has_period; /* ordered months */
    struct th_period period;
};
/** Reads the head of a filing's body, so that its context can be fetched; judges nothing
 * (th_evaluate does). TH_OK, TH_MALFORMED, TH_NO_MEMORY. Texts live in `arena`. */
enum th_status th_filing_head_read(struct th_arena *arena, struct th_str body,
                                   struct th_filing_head *out);

/** Parses `body` (the filing members of an envelope, `receipt` being the client's receipt object;
 * `op`, `ctx`, `result` are refused as unknown members), takes the enterprise from `context` (a
 * member in the body must equal it: ENTERPRISE_MISMATCH), calculates under the body's own pack and
 * checks with `context`. Returns TH_OK whenever `out` is filled (also with error issues);
 * TH_MALFORMED, TH_INVALID (unknown form or pack, wrong members: `issues` filled), TH_NO_MEMORY
 * otherwise. */
enum th_status th_evaluate(const struct th_core *core, struct th_arena *arena, struct th_str body,
                           const struct th_context *context, struct th_evaluation *out);

/** The hash that a receipt holds of a canonical text: lower-case hex SHA-256 of "th1\n" and it. */
void th_canonical_hash(struct th_str canonical, char out[65]);
/** True when both receipts are the same in every member but `build`. */
bool th_receipt_equal(const struct th_receipt *a, const struct th_receipt *b);
void th_receipt_write(struct th_buf *out, const struct th_receipt *receipt); /* JSON object */
/** The context as a JSON object (docs/contract.md §6) in `arena`; ptr NULL when it does not fit. */
struct th_str th_context_text(struct th_arena *arena, const struct th_context *context);
/** The pack file's own bytes, for GET /v1/packs/{id}; NULL when unknown. */
const struct th_pack *th_core_pack(const struct th_core *core, struct th_str id);
struct th_str th_pack_text(const struct th_pack *pack);
struct th_str th_pack_id(const struct th_pack *pack);
const char *th_pack_sha256(const struct th_pack *pack);
th_day th_pack_accept_until(const struct th_pack *pack);
