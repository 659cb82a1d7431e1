/* Recomputes chains; changes nothing. */
#include "ledger.h"

#include "acts.h"
#include "chain.h"
#include "store_consent.h"
#include "store_drafts.h"
#include "store_files.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define STEP_MS 100

struct walk {
    struct ledger_cursor at;
    struct ledger_report *report;
    struct th_arena *arena;
    uint32_t left;     /* rows that this step may still look at; 0 = no limit */
    int64_t until_ms;  /* monotonic; 0 = no limit */
    bool is_cut_short; /* by the limits, before the part's end */
};

/* What an entry must continue. */
struct place {
    uint64_t seq;
    const char *prev;
};

static bool equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *fault_of_link(const struct place *place, const struct chain_row *entry)
{
    char hash[65];
    if (entry->seq != place->seq)
        return "an entry before it is missing";
    if (!equal(entry->prev, place->prev))
        return "it does not continue the entry before it";
    chain_hash(entry, hash);
    return equal(hash, entry->hash) ? NULL : "the entry was changed: its hash differs";
}

static const char *fault_of_row(const struct chain_row *entry, const struct revision_row *row)
{
    const struct filing_view *view = row->view;
    if (!th_str_equal(view->enterprise, entry->enterprise))
        return "the filing belongs to another enterprise";
    if (view->is_withdrawn != th_str_equal(entry->kind, TH_STR("withdraw")))
        return "the kind of the revision differs";
    if (!th_str_equal(view->author_id, entry->author_id))
        return "the author differs";
    if (view->submitted_s != entry->at_s)
        return "the time differs";
    return view->chain_seq == entry->seq ? NULL : "the revision names another entry";
}

static const char *fault_of_content(const struct chain_row *entry, const struct revision_row *row)
{
    char hash[65];
    const struct filing_view *view = row->view;
    if (!equal(view->receipt.input, entry->input))
        return "the receipt's input hash differs";
    if (!equal(view->receipt.result, entry->result))
        return "the receipt's result hash differs";
    th_canonical_hash(view->input, hash);
    if (!view->is_withdrawn && !equal(hash, entry->input))
        return "the stored document differs from its receipt";
    if (!view->is_withdrawn && !view->doc.ptr)
        return "the length of the stored document was changed";
    th_canonical_hash(view->result, hash);
    if (!view->is_withdrawn && !equal(hash, entry->result))
        return "the stored result differs from its receipt";
    chain_detail(row, hash);
    return equal(hash, entry->detail)
               ? NULL
               : "a detail of the revision differs (period, reason, pack, issues, readings)";
}

/* Why this entry, or the revision it covers (NULL = gone), cannot be right; NULL when it is. */
static const char *fault_of(const struct place *place, const struct chain_row *entry,
                            const struct revision_row *revision)
{
    const char *what = fault_of_link(place, entry);
    if (what)
        return what;
    if (!revision)
        return "the revision is missing";
    what = fault_of_row(entry, revision);
    return what ? what : fault_of_content(entry, revision);
}

static void begin_enterprise(struct walk *walk, const struct chain_row *entry)
{
    struct ledger_cursor *at = &walk->at;
    snprintf(at->enterprise, sizeof at->enterprise, "%.*s", (int)entry->enterprise.len,
             entry->enterprise.ptr);
    at->prev[0] = '\0';
    at->seq = 0;
    at->is_bad = false;
    walk->report->enterprises++;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True when the step has looked at enough. */
static bool is_enough(struct walk *walk)
{
    walk->is_cut_short =
        (walk->left && --walk->left == 0) || (walk->until_ms && now_ms() > walk->until_ms);
    return walk->is_cut_short;
}

static bool take(void *self, const struct chain_row *entry, const struct revision_row *revision)
{
    struct walk *walk = self;
    struct ledger_cursor *at = &walk->at;
    if (!th_str_equal(th_str_of(at->enterprise), entry->enterprise))
        begin_enterprise(walk, entry);
    walk->report->entries++;
    struct place place = { at->seq + 1, at->prev };
    const char *what = at->is_bad ? NULL : fault_of(&place, entry, revision);
    if (what) {
        struct ledger_fault fault = { .entry = entry, .what = what };
        at->is_bad = true; /* what follows hangs on this one */
        walk->report->faults++;
        walk->report->on_fault(walk->report->self, &fault);
    }
    at->seq = entry->seq;
    memcpy(at->prev, entry->hash, sizeof at->prev);
    return !is_enough(walk);
}

/* ---- the parts of a round ---- */

static enum th_status walk_entries(struct store_db *db, struct walk *walk)
{
    struct th_str behind = th_arena_copy(walk->arena, th_str_of(walk->at.enterprise));
    if (!behind.ptr)
        return TH_NO_MEMORY;
    struct chain_walk chains = { .arena = walk->arena,
                                 .after_enterprise = behind,
                                 .after_seq = walk->at.seq,
                                 .take = take,
                                 .self = walk };
    return store_chain_walk(db, &chains);
}

static const char *fault_of_act(const struct ledger_cursor *at, const struct act_row *act)
{
    char hash[65];
    if (act->seq != at->seq + 1)
        return "an act before it is missing";
    if (!equal(act->prev, at->prev))
        return "it does not continue the act before it";
    acts_hash(act, hash);
    return equal(hash, act->hash) ? NULL : "the act was changed: its hash differs";
}

static const char *fault_of_state(const struct act_seen *seen)
{
    if (!seen->is_last || equal(seen->act.state, seen->now))
        return NULL;
    if (!seen->now[0])
        return "the row that it wrote is gone";
    return seen->act.state[0] ? "the row that it wrote was changed"
                              : "the row that it ended is there";
}

static bool take_act(void *self, const struct act_seen *seen)
{
    struct walk *walk = self;
    struct ledger_cursor *at = &walk->at;
    walk->report->acts++;
    const char *what = at->is_bad ? NULL : fault_of_act(at, &seen->act);
    at->is_bad = at->is_bad || what; /* what follows hangs on this one */
    if (!what)
        what = fault_of_state(seen);
    if (what) {
        struct ledger_fault fault = { .act = &seen->act, .what = what };
        walk->report->faults++;
        walk->report->on_fault(walk->report->self, &fault);
    }
    at->seq = seen->act.seq;
    memcpy(at->prev, seen->act.hash, sizeof at->prev);
    return !is_enough(walk);
}

static enum th_status walk_acts(struct store_db *db, struct walk *walk)
{
    struct act_walk acts = {
        .arena = walk->arena, .after_seq = walk->at.seq, .take = take_act, .self = walk
    };
    return store_act_walk(db, &acts);
}

struct span_part {
    enum th_status (*look)(struct store_db *db, struct row_span *span);
    const char *what;
};

static enum th_status walk_span(struct store_db *db, struct walk *walk,
                                const struct span_part *part)
{
    struct row_span span = { .after = walk->at.row, .limit = walk->left };
    enum th_status status = part->look(db, &span);
    if (status)
        return status;
    walk->is_cut_short = walk->left && span.last;
    walk->at.row = span.last;
    if (span.bad) {
        struct ledger_fault fault = { .what = part->what };
        walk->report->faults += span.bad;
        walk->report->on_fault(walk->report->self, &fault);
    }
    return TH_OK;
}

static const struct span_part span_parts[] = {
    { store_revisions_uncovered, "there are revisions that no chain entry covers" },
    { store_filings_astray, "there are filings whose state is not that of their last revision" },
    { store_enterprises_unaccounted, "there are enterprises that no act speaks of" },
    { store_accounts_unaccounted, "there are accounts or memberships that no act speaks of" },
    { store_drafts_damaged, "there are drafts that are not as they were saved" },
    { store_shared_reports_damaged, "there are shared reports that are not as they were frozen" },
    { store_files_damaged, "there are files whose rows are not as they were written" },
};
enum { PART_ENTRIES, PART_ACTS, PART_SPANS };
#define PARTS (PART_SPANS + sizeof span_parts / sizeof *span_parts)

static enum th_status walk_part(struct store_db *db, struct walk *walk)
{
    walk->is_cut_short = false;
    if (walk->at.part >= PART_SPANS)
        return walk_span(db, walk, &span_parts[walk->at.part - PART_SPANS]);
    return walk->at.part == PART_ACTS ? walk_acts(db, walk) : walk_entries(db, walk);
}

static void next_part(struct walk *walk)
{
    walk->at = (struct ledger_cursor){ .part = (walk->at.part + 1) % PARTS };
}

static enum th_status verify_all(struct store_db *db, void *data)
{
    struct walk *walk = data;
    enum th_status status = TH_OK;
    do {
        status = walk_part(db, walk);
        next_part(walk);
    } while (status == TH_OK && walk->at.part);
    return status;
}

enum th_status ledger_verify(struct store *store, struct th_arena *arena,
                             struct ledger_report *report)
{
    struct walk walk = { .report = report, .arena = arena };
    return store_read(store, verify_all, &walk);
}

static enum th_status verify_some(struct store_db *db, void *data)
{
    struct walk *walk = data;
    return walk_part(db, walk);
}

enum th_status ledger_verify_some(struct store *store, struct th_arena *arena,
                                  struct ledger_step *step, struct ledger_report *report)
{
    struct walk walk = { .at = *step->cursor,
                         .report = report,
                         .arena = arena,
                         .left = step->rows,
                         .until_ms = now_ms() + STEP_MS };
    size_t mark = th_arena_mark(arena);
    enum th_status status = store_read(store, verify_some, &walk);
    th_arena_rewind(arena, mark);
    step->is_round_over = false;
    if (status)
        return status;
    if (!walk.is_cut_short)
        next_part(&walk);
    step->is_round_over = !walk.is_cut_short && walk.at.part == 0;
    *step->cursor = walk.at;
    return TH_OK;
}

static void put_key(struct th_buf *out, const char *name, struct th_str key)
{
    if (!key.len)
        return;
    th_buf_put(out, th_str_of(name));
    th_buf_put(out, key);
}

void ledger_fault_write(struct th_buf *out, const struct ledger_fault *fault)
{
    if (fault->entry) {
        put_key(out, "enterprise ", fault->entry->enterprise);
        th_buf_put(out, TH_STR(", entry "));
        th_buf_u64(out, fault->entry->seq);
        put_key(out, ", filing ", fault->entry->filing);
        th_buf_put(out, TH_STR(" revision "));
        th_buf_u64(out, fault->entry->revision);
        th_buf_put(out, TH_STR(": "));
    }
    if (fault->act) {
        th_buf_put(out, TH_STR("act "));
        th_buf_u64(out, fault->act->seq);
        put_key(out, " on ", fault->act->thing);
        put_key(out, ", account ", fault->act->account_id);
        put_key(out, ", enterprise ", fault->act->enterprise_id);
        th_buf_put(out, TH_STR(": "));
    }
    th_buf_put(out, th_str_of(fault->what));
}
