/* Builds the context of a filing: template, filed periods and the last monthly readings of each
 * carrier. */
#include "context.h"

#include "room.h"

struct node {
    struct th_reading reading;
    struct node *next;
};

struct series {
    struct th_str carrier, flow;
    uint32_t count;
};

struct history {
    struct th_arena *arena;
    struct node *newest; /* last one taken first */
    size_t count;
    struct series *series; /* CONTEXT_SERIES of them */
    size_t series_count;
};

/* ---- lines "carrier\tflow\tmonth\tquantity" ---- */

static bool read_line(struct th_str line, struct th_reading *out)
{
    out->carrier = th_str_cut(&line, '\t');
    out->flow = th_str_cut(&line, '\t');
    struct th_str month = th_str_cut(&line, '\t');
    out->quantity = line;
    return th_month_parse(month, &out->month) && line.len > 0;
}

struct th_str context_readings_text(struct th_arena *arena, const struct th_evaluation *evaluation)
{
    struct th_buf text = th_room(arena);
    for (size_t i = 0; i < evaluation->reading_count; i++) {
        const struct th_reading *reading = &evaluation->readings[i];
        th_buf_put(&text, reading->carrier);
        th_buf_char(&text, '\t');
        th_buf_put(&text, reading->flow);
        th_buf_char(&text, '\t');
        th_month_write(&text, reading->month);
        th_buf_char(&text, '\t');
        th_buf_put(&text, reading->quantity);
        th_buf_char(&text, '\n');
    }
    return th_room_keep(arena, &text);
}

/* ---- history ---- */

static struct series *series_of(struct history *history, const struct th_reading *reading)
{
    for (size_t i = 0; i < history->series_count; i++) {
        struct series *series = &history->series[i];
        if (th_str_equal(series->carrier, reading->carrier) &&
            th_str_equal(series->flow, reading->flow))
            return series;
    }
    if (history->series_count == CONTEXT_SERIES)
        return NULL;
    struct series *series = &history->series[history->series_count++];
    *series = (struct series){ reading->carrier, reading->flow, 0 };
    return series;
}

static void take_reading(struct history *history, struct th_str line)
{
    struct th_reading reading;
    if (!read_line(line, &reading))
        return;
    struct series *series = series_of(history, &reading);
    if (!series || series->count == CONTEXT_MONTHS)
        return;
    struct node *node = th_arena_alloc(history->arena, sizeof *node);
    if (!node)
        return;
    *node = (struct node){ reading, history->newest };
    history->newest = node;
    history->count++;
    series->count++;
}

/* Lines of a series stand oldest first: read from the end. */
static bool take_readings(void *self, struct th_str borrowed)
{
    struct history *history = self;
    struct th_str text = th_arena_copy(history->arena, borrowed);
    size_t end = text.ptr ? text.len : 0;
    while (end > 0 && history->count < CONTEXT_ROWS) {
        size_t start = end - 1;
        while (start > 0 && text.ptr[start - 1] != '\n')
            start--;
        take_reading(history, (struct th_str){ text.ptr + start, end - 1 - start });
        end = start;
    }
    return !history->arena->failed && history->count < CONTEXT_ROWS;
}

static enum th_status load_history(struct store_db *db, struct th_arena *arena,
                                   const struct filing_head *key, struct th_context *out)
{
    struct history history = { .arena = arena };
    history.series = th_arena_array(arena, CONTEXT_SERIES, sizeof *history.series);
    struct readings_walk walk = {
        .key = *key, .months = CONTEXT_REACH, .take = take_readings, .self = &history
    };
    enum th_status status = history.series ? store_readings_walk(db, &walk) : TH_NO_MEMORY;
    struct th_reading *rows = th_arena_array(arena, history.count, sizeof *rows);
    if (status || !rows || arena->failed)
        return status ? status : TH_NO_MEMORY;
    size_t at = 0;
    for (const struct node *node = history.newest; node; node = node->next)
        rows[at++] = node->reading;
    out->history = rows;
    out->history_count = at;
    return TH_OK;
}

enum th_status context_load(struct store_db *db, struct th_arena *arena,
                            const struct filing_head *key, struct th_context *out)
{
    *out = (struct th_context){ 0 };
    enum th_status status =
        store_template(db, arena, key, TH_STR("energy_template"), &out->template_doc);
    if (status && status != TH_NOT_FOUND)
        return status;
    status = store_filed_periods(db, arena, key, out);
    return status ? status : load_history(db, arena, key, out);
}
