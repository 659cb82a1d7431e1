/* What stands on the pages: title, rows, paragraphs, places to sign, notes. */
#include "page_parts.h"

#define PAD_X      7.0
#define PAD_Y      4.5
#define ROW_LEAST  24.0
#define HEADING    20.0
#define LABEL      94.0
#define CELLS_MOST 2

void page_gap(struct page *page, double height)
{
    page->y += height;
}

void page_title(struct page *page, struct th_str text)
{
    PangoLayout *layout = page_layout(page, FACE_TITLE, text, PAGE_SPAN);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(2 * PANGO_SCALE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    const double height = page_layout_height(layout);
    page_show(page, layout, PAGE_LEFT, page->y);
    page->y += height + 10;
}

static void shade(struct page *page, double x, double width, double height)
{
    cairo_set_source_rgb(page->cairo, 0.955, 0.955, 0.955);
    cairo_rectangle(page->cairo, x, page->y, width, height);
    cairo_fill(page->cairo);
    cairo_set_source_rgb(page->cairo, 0, 0, 0);
}

static void put_middle(struct page *page, PangoLayout *layout, double x, double height)
{
    page_show(page, layout, x, page->y + (height - page_layout_height(layout)) / 2);
}

void page_row(struct page *page, const struct page_cell *cells, size_t count)
{
    PangoLayout *labels[CELLS_MOST], *texts[CELLS_MOST];
    const double width = PAGE_SPAN / (double)count;
    double height = ROW_LEAST;
    for (size_t i = 0; i < count; i++) {
        labels[i] = page_layout(page, FACE_LABEL, cells[i].label, LABEL - 2 * PAD_X);
        texts[i] = page_layout(page, FACE_TEXT, cells[i].text, width - LABEL - 2 * PAD_X);
        height = MAX(height, page_layout_height(labels[i]) + 2 * PAD_Y);
        height = MAX(height, page_layout_height(texts[i]) + 2 * PAD_Y);
    }
    page_need(page, height);
    for (size_t i = 0; i < count; i++) {
        const double x = PAGE_LEFT + (double)i * width;
        shade(page, x, LABEL, height);
        page_box(page, x, page->y, LABEL, height);
        page_box(page, x, page->y, width, height);
        put_middle(page, labels[i], x + PAD_X, height);
        put_middle(page, texts[i], x + LABEL + PAD_X, height);
    }
    page->y += height;
}

void page_heading(struct page *page, struct th_str text, double next)
{
    page_need(page, 6 + HEADING + next);
    page_gap(page, 6);
    PangoLayout *layout = page_layout(page, FACE_HEADING, text, 0);
    put_middle(page, layout, PAGE_LEFT, HEADING);
    page->y += HEADING;
}

/* A text on its way down the page, with a frame around each piece of it. */
struct flow {
    PangoLayout *layout;
    double x, from; /* from: where the frame of this page begins */
    bool is_framed;
};

static void close_frame(struct page *page, const struct flow *flow)
{
    if (flow->is_framed)
        page_box(page, PAGE_LEFT, flow->from, PAGE_SPAN, page->y + PAD_Y - flow->from);
}

static void open_frame(struct page *page, struct flow *flow)
{
    flow->from = page->y;
    page->y += flow->is_framed ? PAD_Y : 0;
}

static void flow_line(struct page *page, struct flow *flow, PangoLayoutIter *iter)
{
    PangoRectangle box;
    pango_layout_iter_get_line_extents(iter, NULL, &box);
    const double height = (double)box.height / PANGO_SCALE;
    if (page->y + height + (flow->is_framed ? PAD_Y : 0) > PAGE_BOTTOM) {
        close_frame(page, flow);
        page_next(page);
        open_frame(page, flow);
    }
    const int base = pango_layout_iter_get_baseline(iter) - box.y;
    cairo_move_to(page->cairo, flow->x + (double)box.x / PANGO_SCALE,
                  page->y + (double)base / PANGO_SCALE);
    pango_cairo_show_layout_line(page->cairo, pango_layout_iter_get_line_readonly(iter));
    page->y += height;
}

static void run_flow(struct page *page, struct flow *flow)
{
    PangoLayoutIter *iter = pango_layout_get_iter(flow->layout);
    open_frame(page, flow);
    do {
        flow_line(page, flow, iter);
    } while (pango_layout_iter_next_line(iter));
    close_frame(page, flow);
    pango_layout_iter_free(iter);
    g_object_unref(flow->layout);
}

void page_paragraph(struct page *page, struct th_str text)
{
    PangoLayout *layout = page_layout(page, FACE_TEXT, text, PAGE_SPAN - 2 * PAD_X);
    struct flow flow = { .layout = layout, .x = PAGE_LEFT + PAD_X, .is_framed = true };
    pango_layout_set_indent(layout, 21 * PANGO_SCALE); /* two characters */
    pango_layout_set_justify(layout, TRUE);
    pango_layout_set_line_spacing(layout, 1.15f);
    run_flow(page, &flow);
    page_gap(page, PAD_Y);
}

void page_note(struct page *page, struct th_str mark, struct th_str text)
{
    const double indent = 15;
    PangoLayout *layout = page_layout(page, FACE_SMALL, text, PAGE_SPAN - indent);
    struct flow flow = { .layout = layout, .x = PAGE_LEFT + indent };
    page_need(page, 14);
    page_show(page, page_layout(page, FACE_SMALL, mark, 0), PAGE_LEFT, page->y);
    run_flow(page, &flow);
    page_gap(page, 2);
}

static void put_field(struct page *page, const struct page_field *field, double x)
{
    const double width = PAGE_SPAN / 2;
    page_box(page, x, page->y, width, PAGE_SIGN);
    page_show(page, page_layout(page, FACE_LABEL, field->heading, width - 2 * PAD_X), x + PAD_X,
              page->y + PAD_Y + 2);
    double y = page->y + PAGE_SIGN - PAD_Y - 2;
    for (int i = 2; i >= 0; i--) {
        if (!field->lines[i].len)
            continue;
        PangoLayout *layout = page_layout(page, FACE_TEXT, field->lines[i], width - 2 * PAD_X);
        y -= page_layout_height(layout) + (i == 2 ? 0 : 16);
        page_show(page, layout, x + PAD_X, y);
    }
}

void page_sign(struct page *page, const struct page_field fields[2])
{
    page_need(page, PAGE_SIGN);
    put_field(page, &fields[0], PAGE_LEFT);
    put_field(page, &fields[1], PAGE_LEFT + PAGE_SPAN / 2);
    page->y += PAGE_SIGN;
}
