/* Recomputes chains; changes nothing. */
#include "ledger.h"

#include "chain.h"

#include <stdio.h>
#include <string.h>

struct walk {
    struct ledger_report *report;
    char enterprise[80];
    char prev[65];
    uint64_t seq;
    bool is_bad; /* this enterprise's first fault has been told */
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
    snprintf(walk->enterprise, sizeof walk->enterprise, "%.*s", (int)entry->enterprise.len,
             entry->enterprise.ptr);
    walk->prev[0] = '\0';
    walk->seq = 0;
    walk->is_bad = false;
    walk->report->enterprises++;
}

static bool take(void *self, const struct chain_row *entry, const struct revision_row *revision)
{
    struct walk *walk = self;
    if (!th_str_equal(th_str_of(walk->enterprise), entry->enterprise) ||
        walk->report->enterprises == 0)
        begin_enterprise(walk, entry);
    walk->report->entries++;
    struct place place = { walk->seq + 1, walk->prev };
    const char *what = walk->is_bad ? NULL : fault_of(&place, entry, revision);
    if (what) {
        struct ledger_fault fault = { entry, what };
        walk->is_bad = true; /* what follows hangs on this one */
        walk->report->faults++;
        walk->report->on_fault(walk->report->self, &fault);
    }
    walk->seq = entry->seq;
    memcpy(walk->prev, entry->hash, sizeof walk->prev);
    return true;
}

struct verify {
    struct th_arena *arena;
    struct ledger_report *report;
};

static void tell(struct ledger_report *report, uint64_t count, const char *what)
{
    struct ledger_fault fault = { NULL, what };
    if (!count)
        return;
    report->faults += count;
    report->on_fault(report->self, &fault);
}

static enum th_status verify_job(struct store_db *db, void *data)
{
    struct verify *verify = data;
    struct walk walk = { .report = verify->report };
    struct chain_walk chains = { verify->arena, take, &walk };
    uint64_t uncovered = 0, astray = 0;
    enum th_status status = store_chain_walk(db, &chains);
    if (status == TH_OK)
        status = store_revisions_uncovered(db, &uncovered);
    if (status == TH_OK)
        status = store_filings_astray(db, &astray);
    tell(verify->report, uncovered, "there are revisions that no chain entry covers");
    tell(verify->report, astray,
         "there are filings whose state is not that of their last revision");
    return status;
}

enum th_status ledger_verify(struct store *store, struct th_arena *arena,
                             struct ledger_report *report)
{
    struct verify verify = { arena, report };
    return store_read(store, verify_job, &verify);
}
