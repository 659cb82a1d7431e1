/* Rows about filings: filings, revisions, chain entries, idempotency keys. Views returned live in
 * the arena that was handed in; times are Unix seconds, hashes lower-case hex. No rules here:
 * service decides, these store and find. */
#pragma once
#include "core.h"
#include "store.h"

/** What the latest revision may be called, by the verdicts on its hash as they stand when it is
 * read: no row holds it. */
enum filing_label {
    LABEL_NONE,    /* withdrawn, or not the latest revision */
    LABEL_SELF,    /* nobody verified it, or somebody's last word is that he could not */
    LABEL_VERIFIED /* verified, and nobody's last word is another */
};

/** One revision with all that it holds. */
struct filing_view {
    struct th_str id, enterprise, site, form;
    uint32_t form_version;
    struct th_period period;
    uint32_t revision;
    bool is_withdrawn; /* this revision is a withdrawal; its content is that of the revision before
                        */
    struct th_str author_id, author, author_name; /* id, account and person's name */
    int64_t submitted_s;
    struct th_str reason;        /* of a withdrawal */
    struct th_str net_tco2, tce; /* exact, empty when the form has none */
    struct th_receipt receipt;
    uint64_t chain_seq;
    char chain_hash[65]; /* head of the enterprise's chain after this revision */
    enum filing_label label;
    /* empty in lists and histories: */
    struct th_str input;     /* canonical filing members, an object */
    struct th_str doc;       /* canonical document: a part of input */
    struct th_str overrides; /* canonical array: a part of input; empty when none */
    struct th_str result;    /* canonical result */
    struct th_str issues;    /* the core's issue list at that time */
};
/** Points doc and overrides into input, which ends in `…,"overrides":[…],"doc":{…}}`; the document
 * is `doc_bytes` long. False when that is not so. */
bool filing_view_cut(struct filing_view *view, size_t doc_bytes) TH_MUST_USE;
struct filing_list {
    struct filing_view *items;
    size_t count;
    struct th_str next; /* cursor [A-Za-z0-9_-]{1,64} of the following page; empty at the end */
};

/** A filing's identity and where it stands now. */
struct filing_head {
    struct th_str id, enterprise, site, form;
    struct th_period period;
    uint32_t revision;
    bool is_withdrawn;
};

/** What a revision has besides its view: how it was evaluated. */
struct revision_row {
    const struct filing_view *view;
    uint32_t content_revision; /* the revision that holds the content: itself, or the one that a
                                  withdrawal takes back */
    struct th_str readings;    /* lines "carrier\tflow\tmonth\tquantity\n", canonical units */
    uint64_t context_seq; /* length of the chain and day at which it was checked: the context can be
                             rebuilt from these */
    th_day context_day;
};

/* ---- filings and revisions ---- */
enum th_status store_filing_insert(struct store_db *db, const struct filing_head *head) TH_MUST_USE;
/** Sets revision and is_withdrawn. */
enum th_status store_filing_advance(struct store_db *db,
                                    const struct filing_head *head) TH_MUST_USE;
enum th_status store_revision_insert(struct store_db *db,
                                     const struct revision_row *row) TH_MUST_USE;

enum th_status store_filing_head(struct store_db *db, struct th_arena *arena, struct th_str id,
                                 struct filing_head *out) TH_MUST_USE;
enum th_status store_filing_owner(struct store_db *db, struct th_arena *arena, struct th_str id,
                                  struct th_str *enterprise) TH_MUST_USE;
/** A live filing of the same enterprise, site and form whose period overlaps key->period, other
 * than key->id. TH_NOT_FOUND: none. */
enum th_status store_filing_overlap(struct store_db *db, struct th_arena *arena,
                                    const struct filing_head *key,
                                    struct filing_head *out) TH_MUST_USE;
/** Revision `revision` (0 = latest) of filing `id` with its content. */
enum th_status store_revision_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                                  uint32_t revision, struct filing_view *out) TH_MUST_USE;

struct filing_query {
    struct th_str enterprise, form; /* form empty = all */
    int year;                       /* 0 = all */
    struct th_str cursor;           /* empty = from the start */
    uint32_t limit;                 /* 1..100 */
};
/** Latest revisions without content, newest period first. TH_INVALID for a cursor that is none. */
enum th_status store_filings_page(struct store_db *db, struct th_arena *arena,
                                  const struct filing_query *query,
                                  struct filing_list *out) TH_MUST_USE;
/** Revisions of a filing without content, newest first, at most 1000. */
enum th_status store_revisions(struct store_db *db, struct th_arena *arena, struct th_str id,
                               struct filing_list *out) TH_MUST_USE;

/* ---- context ---- */
/** Periods of live filings of key's enterprise, site and form other than key->id, oldest first. */
enum th_status store_filed_periods(struct store_db *db, struct th_arena *arena,
                                   const struct filing_head *key,
                                   struct th_context *out) TH_MUST_USE;
/** The document of the template in force in key->period: the newest live one that starts no later,
 * else the oldest one. */
enum th_status store_template(struct store_db *db, struct th_arena *arena,
                              const struct filing_head *key, struct th_str form,
                              struct th_str *doc) TH_MUST_USE;
/** Hands the readings of live filings of key's enterprise and site other than key->id to `take`,
 * newest period first, at most `months` back from the newest, until `take` returns false. The text
 * is valid during the call. */
struct readings_walk {
    struct filing_head key;
    int months;
    bool (*take)(void *self, struct th_str readings);
    void *self;
};
enum th_status store_readings_walk(struct store_db *db,
                                   const struct readings_walk *walk) TH_MUST_USE;

/* ---- chain ---- */
struct chain_row {
    struct th_str enterprise, kind, filing, author_id; /* kind: "submit", "withdraw" */
    uint64_t seq;
    uint32_t revision;
    int64_t at_s;
    char prev[65], hash[65], input[65], result[65], detail[65];
};
/** The last entry; seq 0 and empty hash when the chain is empty. */
enum th_status store_chain_head(struct store_db *db, struct th_str enterprise,
                                struct chain_row *out) TH_MUST_USE;
/** The hash of one entry. TH_NOT_FOUND. */
enum th_status store_chain_hash_at(struct store_db *db, struct th_str enterprise, uint64_t seq,
                                   char out[65]) TH_MUST_USE;
/** Hands the last entry of each enterprise (seq 0 and empty hash where there is none), by id, to
 * `take`; only enterprise, seq and hash are filled. */
struct heads_walk {
    void (*take)(void *self, const struct chain_row *head);
    void *self;
};
enum th_status store_chain_heads(struct store_db *db, const struct heads_walk *walk) TH_MUST_USE;
enum th_status store_chain_append(struct store_db *db, const struct chain_row *row) TH_MUST_USE;
/** Hands entries, by enterprise and seq, with the revision each covers (NULL when that is gone) to
 * `take` until it returns false or `limit` were handed. */
struct chain_walk {
    struct th_arena *arena;         /* rewound after every entry */
    struct th_str after_enterprise; /* the walk begins behind this entry; empty = at the first */
    uint64_t after_seq;
    uint32_t limit; /* 0 = to the end */
    bool (*take)(void *self, const struct chain_row *entry, const struct revision_row *revision);
    void *self;
};
enum th_status store_chain_walk(struct store_db *db, const struct chain_walk *walk) TH_MUST_USE;

/** Rows of a table by their number: of at most `limit` rows behind `after`, how many are wrong. */
struct row_span {
    int64_t after;  /* in */
    uint32_t limit; /* in; 0 = to the end */
    int64_t last;   /* out: number of the last row looked at; 0 = there was none */
    uint64_t bad;   /* out */
};
/** Wrong: a revision that no chain entry covers. */
enum th_status store_revisions_uncovered(struct store_db *db, struct row_span *span) TH_MUST_USE;
/** Wrong: a filing whose latest revision or state is not what its revisions say. */
enum th_status store_filings_astray(struct store_db *db, struct row_span *span) TH_MUST_USE;

/* ---- idempotency ---- */
struct idempotency_row {
    struct th_str account_id, key;
    unsigned char content[64]; /* SHA-256 of what was asked, then of the answer */
    bool has_answer_hash;      /* rows of the first programs had only the first half */
    struct th_str answer, target;
    uint32_t version;
    int64_t at_s;
};
enum th_status store_idempotency_find(struct store_db *db, struct th_arena *arena,
                                      struct th_str account_id, struct th_str key,
                                      struct idempotency_row *out) TH_MUST_USE;
enum th_status store_idempotency_insert(struct store_db *db,
                                        const struct idempotency_row *row) TH_MUST_USE;
