/* The server's context: as the model that rules read, and as the JSON of docs/contract.md §6. */
#include "json_read.h"
#include "json_write.h"
#include "work.h"

static void take_template(struct th_arena *arena, struct th_str doc, struct context *out)
{
    struct th_issues ignored; /* the stored template was checked when it was filed */
    th_issues_init(&ignored, arena);
    enum th_status status =
        th_json_read_text(&ignored, doc, &energy_template_model, &out->template);
    out->has.template = status == TH_OK || status == TH_INVALID;
}

static void take_history(struct th_arena *arena, const struct th_context *in, struct context *out)
{
    out->history.items = th_arena_array(arena, in->history_count, sizeof *out->history.items);
    for (size_t i = 0; out->history.items && i < in->history_count; i++) {
        const struct th_reading *reading = &in->history[i];
        struct history_row *row = &out->history.items[out->history.count];
        *row = (struct history_row){ .carrier = reading->carrier,
                                     .flow = reading->flow,
                                     .month = reading->month };
        row->has = (struct history_row_has){ true, reading->flow.len > 0, true, true, false };
        if (th_dec_parse(reading->quantity, &row->quantity) == TH_OK)
            out->history.count++;
    }
    out->has.history = true;
}

static void take_filed(struct th_arena *arena, const struct th_context *in, struct context *out)
{
    out->filed_periods.items =
        th_arena_array(arena, in->filed_count, sizeof *out->filed_periods.items);
    for (size_t i = 0; out->filed_periods.items && i < in->filed_count; i++) {
        out->filed_periods.items[i] = (struct period_row){ .has = { true, true, false },
                                                           .start = in->filed[i].start,
                                                           .end = in->filed[i].end };
        out->filed_periods.count++;
    }
    out->has.filed_periods = true;
}

/* All but the template. */
static void take_past(struct th_arena *arena, const struct th_context *in, struct context *out)
{
    *out = (struct context){ .today = in->today };
    out->has.today = in->today != 0;
    take_history(arena, in, out);
    take_filed(arena, in, out);
}

void th_context_take(struct th_arena *arena, const struct th_context *in, struct context *out)
{
    take_past(arena, in, out);
    if (in->template_doc.ptr)
        take_template(arena, in->template_doc, out);
}

struct th_str th_context_text(struct th_arena *arena, const struct th_context *context)
{
    struct context past;
    take_past(arena, context, &past);
    struct context_text row = { .today = past.today, .template = context->template_doc };
    row.history.items = past.history.items;
    row.history.count = past.history.count;
    row.filed_periods.items = past.filed_periods.items;
    row.filed_periods.count = past.filed_periods.count;
    row.has =
        (struct context_text_has){ past.has.today, row.template.ptr != NULL, true, true, false };
    if (arena->failed) /* a context without its history would look like a first year */
        return (struct th_str){ NULL, 0 };
    struct th_buf text = th_room(arena);
    th_json_write(&text, &context_text_model, &row);
    return th_room_keep(arena, &text);
}
