/* The filings of a year that have results, proved and put in order. */
#include "shared_report.h"

#include "filings.h"
#include "room.h"
#include "store_directory.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_MOST 100

struct picking {
    struct store_db *db;
    struct th_arena *arena;
    struct filing_query query;
    struct shared_report *out;
};

static struct shared_filing entry_of(const struct filing_view *view)
{
    struct shared_filing entry = { .id = view->id,
                                   .form = view->form,
                                   .period = view->period,
                                   .revision = view->revision,
                                   .submitted_s = view->submitted_s,
                                   .net_tco2 = view->net_tco2,
                                   .tce = view->tce,
                                   .label = view->label };
    memcpy(entry.result, view->receipt.result, sizeof entry.result);
    return entry;
}

struct site_of {
    struct th_str site;
    size_t at;
};

/* One page of the list; `sites` gets the site of each entry that is taken. */
static enum th_status pick_page(struct picking *picking, struct site_of *sites)
{
    struct filing_list page;
    struct shared_report *out = picking->out;
    enum th_status status = store_filings_page(picking->db, picking->arena, &picking->query, &page);
    for (size_t i = 0; status == TH_OK && i < page.count; i++) {
        const struct filing_view *view = &page.items[i];
        if (view->is_withdrawn || (!view->net_tco2.len && !view->tce.len))
            continue;
        if (out->count == SHARED_FILINGS_MOST)
            return TH_NO_SPACE;
        sites[out->count] = (struct site_of){ view->site, out->count };
        out->items[out->count] = entry_of(view);
        out->items[out->count++].code =
            th_arena_copy(picking->arena, th_str_of(view->receipt.code));
    }
    picking->query.cursor = status ? TH_STR("") : page.next;
    return status;
}

static int by_site(const void *a, const void *b)
{
    return th_str_compare(((const struct site_of *)a)->site, ((const struct site_of *)b)->site);
}

static void number_sites(struct shared_report *report, struct site_of *sites)
{
    uint32_t number = 0;
    qsort(sites, report->count, sizeof *sites, by_site);
    for (size_t i = 0; i < report->count; i++) {
        if (i == 0 || !th_str_equal(sites[i - 1].site, sites[i].site))
            number++;
        report->items[sites[i].at].site = number;
    }
}

/* A site has one live filing of a form for a month: no two are equal. */
static int in_order(const void *a, const void *b)
{
    const struct shared_filing *left = a, *right = b;
    int order = th_str_compare(left->form, right->form);
    if (!order)
        order =
            (left->period.start > right->period.start) - (left->period.start < right->period.start);
    return order ? order : (left->site > right->site) - (left->site < right->site);
}

/* Every row is compared with the enterprise's chain when it is read. */
static enum th_status pick(struct store_db *db, struct th_arena *arena, struct th_str enterprise,
                           struct shared_report *out)
{
    struct picking picking = {
        db, arena, { .enterprise = enterprise, .year = out->year, .limit = PAGE_MOST }, out
    };
    struct site_of *sites = th_arena_array(arena, SHARED_FILINGS_MOST, sizeof *sites);
    out->items = th_arena_array(arena, SHARED_FILINGS_MOST, sizeof *out->items);
    out->count = 0;
    if (!sites || !out->items)
        return TH_NO_MEMORY;
    enum th_status status = TH_OK;
    do
        status = pick_page(&picking, sites);
    while (status == TH_OK && picking.query.cursor.len);
    if (status || !out->count)
        return status;
    number_sites(out, sites);
    qsort(out->items, out->count, sizeof *out->items, in_order);
    return TH_OK;
}

/* The numbers stand in the list; that the whole result behind them is the receipt's own is looked
 * at before anybody else sees them. */
static enum th_status prove(struct store_db *db, struct th_arena *arena,
                            const struct shared_filing *entry)
{
    struct filing_view view;
    size_t mark = th_arena_mark(arena);
    enum th_status status = store_revision_get(db, arena, entry->id, entry->revision, &view);
    if (status == TH_OK)
        status = filings_check_bytes(&view);
    th_arena_rewind(arena, mark);
    return status;
}

enum th_status shared_report_load(struct store_db *db, struct th_arena *arena,
                                  struct th_str enterprise, struct shared_report *out)
{
    struct directory_enterprise known;
    enum th_status status = store_directory_enterprise(db, arena, enterprise, &known);
    if (status)
        return status;
    out->name = known.row.name;
    out->uscc = known.uscc;
    out->industry = known.industry;
    status = pick(db, arena, enterprise, out);
    for (size_t i = 0; status == TH_OK && i < out->count; i++)
        status = prove(db, arena, &out->items[i]);
    return status;
}

struct th_str shared_report_filings(struct th_arena *arena, const struct shared_report *report)
{
    struct th_buf text = th_room(arena);
    for (size_t i = 0; i < report->count; i++) {
        th_buf_put(&text, report->items[i].id);
        th_buf_char(&text, ' ');
        th_buf_u64(&text, report->items[i].revision);
        th_buf_char(&text, '\n');
    }
    return th_room_keep(arena, &text);
}

static enum shared_since compare(const struct shared_report *now, struct th_str filings)
{
    enum shared_since since = SHARED_SAME;
    size_t known = 0;
    while (filings.len) {
        size_t i = 0;
        uint32_t revision = 0;
        struct th_str line = th_str_cut(&filings, '\n');
        struct th_str id = th_str_cut(&line, ' ');
        while (i < now->count && !th_str_equal(now->items[i].id, id))
            i++;
        if (i == now->count)
            return SHARED_WITHDRAWN;
        known++;
        if (!th_str_to_u32(line, &revision) || revision != now->items[i].revision)
            since = SHARED_REVISED;
    }
    return known == now->count ? since : SHARED_REVISED;
}

enum th_status shared_report_since(struct store_db *db, struct th_arena *arena,
                                   const struct consent_row *consent, enum shared_since *out)
{
    struct shared_report now = { .year = consent->year };
    size_t mark = th_arena_mark(arena);
    enum th_status status = pick(db, arena, consent->enterprise_id, &now);
    if (status == TH_OK)
        *out = compare(&now, consent->filings);
    th_arena_rewind(arena, mark);
    return status;
}
