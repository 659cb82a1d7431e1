/* Members that a revision does not have stay absent. */
#include "filing_json.h"

#define SET(out, member, value)                                                                    \
    do {                                                                                           \
        (out)->member = (value);                                                                   \
        (out)->has.member = true;                                                                  \
    } while (0)
#define SET_TEXT(out, member, value)                                                               \
    do {                                                                                           \
        (out)->member = (value);                                                                   \
        (out)->has.member = (out)->member.len > 0;                                                 \
    } while (0)

static struct th_str short_code(struct th_arena *arena, const struct filing_view *view)
{
    return th_arena_copy(arena, th_str_of(view->receipt.code));
}

static uint32_t state_of(const struct filing_view *view)
{
    return view->is_withdrawn ? th_api_state_withdrawn : th_api_state_live;
}

static uint32_t label_of(const struct filing_view *view)
{
    return view->label == LABEL_VERIFIED ? th_api_label_verified : th_api_label_self_assessed;
}

static struct period_row period_of(const struct filing_view *view)
{
    return (struct period_row){ .has = { .start = true, .end = true },
                                .start = view->period.start,
                                .end = view->period.end };
}

/* The beginning that items and whole filings share, member by member (API_FILING_HEAD). */
#define FILL_HEAD(arena, view, out)                                                                \
    do {                                                                                           \
        SET(out, id, (view)->id);                                                                  \
        SET(out, enterprise, (view)->enterprise);                                                  \
        SET(out, form, (view)->form);                                                              \
        SET(out, site, (view)->site);                                                              \
        SET(out, period, period_of(view));                                                         \
        SET(out, revision, (int64_t)(view)->revision);                                             \
        SET(out, state, state_of(view));                                                           \
        SET(out, pack, (view)->receipt.pack);                                                      \
        SET_TEXT(out, net_tco2, (view)->net_tco2);                                                 \
        SET_TEXT(out, tce, (view)->tce);                                                           \
        SET(out, author, (view)->author_name);                                                     \
        SET(out, submitted_at, text_time(arena, (view)->submitted_s));                             \
        SET_TEXT(out, code, short_code(arena, view));                                              \
        (out)->label = label_of(view);                                                             \
        (out)->has.label = (view)->label != LABEL_NONE;                                            \
    } while (0)

void filing_fill_item(struct th_arena *arena, const struct filing_view *view,
                      struct api_filing_item *out)
{
    FILL_HEAD(arena, view, out);
}

void filing_fill_revision(struct th_arena *arena, const struct filing_view *view,
                          struct api_revision *out)
{
    SET(out, revision, (int64_t)view->revision);
    SET(out, state, state_of(view));
    SET(out, author, view->author_name);
    SET(out, submitted_at, text_time(arena, view->submitted_s));
    SET(out, pack, view->receipt.pack);
    SET_TEXT(out, net_tco2, view->net_tco2);
    SET_TEXT(out, tce, view->tce);
    SET_TEXT(out, code, short_code(arena, view));
    SET_TEXT(out, reason, view->reason);
}

void filing_fill(struct th_arena *arena, const struct filing_view *view, struct api_filing *out)
{
    FILL_HEAD(arena, view, out);
    SET(out, form_version, (int64_t)view->form_version);
    SET(out, doc, view->doc);
    SET_TEXT(out, overrides, view->overrides);
    SET_TEXT(out, result, view->result);
    SET(out, receipt, text_receipt(arena, &view->receipt));
    SET_TEXT(out, reason, view->reason);
    out->chain = (struct api_chain){ .has = { .sequence = true, .hash = true },
                                     .sequence = (int64_t)view->chain_seq,
                                     .hash = th_str_of(view->chain_hash) };
    out->has.chain = true;
    SET(out, etag, text_etag(arena, view->revision));
}
