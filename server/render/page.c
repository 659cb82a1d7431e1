/* The sheet: fonts, the head with its QR code, the foot, and going on to the next page. */
#include "page_parts.h"

#include <cairo-pdf.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#define SERIF    "Noto Serif CJK SC"
#define SANS     "Noto Sans CJK SC"
#define QR_SIDE  50.0
#define HEAD_TOP 36.0
#define RULE     (HEAD_TOP + QR_SIDE + 5)

static const struct face {
    const char *family;
    double size;
    PangoWeight weight;
} faces[FACE_COUNT] = {
    [FACE_TITLE] = { SERIF, 20, PANGO_WEIGHT_BOLD },
    [FACE_HEADING] = { SANS, 10.5, PANGO_WEIGHT_BOLD },
    [FACE_LABEL] = { SANS, 9.5, PANGO_WEIGHT_NORMAL },
    [FACE_TEXT] = { SERIF, 10.5, PANGO_WEIGHT_NORMAL },
    [FACE_SMALL] = { SANS, 8.5, PANGO_WEIGHT_NORMAL },
};

static PangoFontDescription *describe(enum page_face face)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, faces[face].family);
    pango_font_description_set_absolute_size(font, faces[face].size * PANGO_SCALE);
    pango_font_description_set_weight(font, faces[face].weight);
    return font;
}

bool page_has_fonts(struct page *page)
{
    bool has_all = true;
    for (int face = 0; face < FACE_COUNT; face++) {
        PangoFontDescription *wanted = describe((enum page_face)face);
        PangoFont *font = pango_context_load_font(page->context, wanted);
        PangoFontDescription *found = font ? pango_font_describe(font) : NULL;
        has_all = has_all && found &&
                  strcmp(pango_font_description_get_family(found), faces[face].family) == 0;
        if (found)
            pango_font_description_free(found);
        if (font)
            g_object_unref(font);
        pango_font_description_free(wanted);
    }
    return has_all;
}

static void note_stray(struct page *page, PangoGlyph glyph)
{
    uint32_t point = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
    if (!(glyph & PANGO_GLYPH_UNKNOWN_FLAG))
        return;
    for (size_t i = 0; i < page->stray_count; i++)
        if (page->strays[i] == point)
            return;
    if (page->stray_count < PAGE_STRAYS_MAX)
        page->strays[page->stray_count++] = point;
}

static void find_strays(struct page *page, PangoLayout *layout)
{
    if (pango_layout_get_unknown_glyphs_count(layout) == 0)
        return;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        for (int i = 0; run && i < run->glyphs->num_glyphs; i++)
            note_stray(page, run->glyphs->glyphs[i].glyph);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

PangoLayout *page_layout(struct page *page, enum page_face face, struct th_str text, double width)
{
    PangoLayout *layout = pango_layout_new(page->context);
    PangoFontDescription *font = describe(face);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width > 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_text(layout, text.ptr, (int)text.len); /* never markup */
    find_strays(page, layout);
    return layout;
}

double page_layout_height(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

void page_show(struct page *page, PangoLayout *layout, double x, double y)
{
    cairo_move_to(page->cairo, x, y);
    pango_cairo_show_layout(page->cairo, layout);
    g_object_unref(layout);
}

void page_box(struct page *page, double x, double y, double width, double height)
{
    cairo_set_line_width(page->cairo, 0.6);
    cairo_rectangle(page->cairo, x, y, width, height);
    cairo_stroke(page->cairo);
}

/* ---- head and foot ---- */

static void put_code(struct page *page, const char *text, double x, double y)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return;
    const double module = QR_SIDE / code->width;
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if (code->data[row * code->width + column] & 1)
                cairo_rectangle(page->cairo, x + column * module, y + row * module, module, module);
    cairo_set_antialias(page->cairo, CAIRO_ANTIALIAS_NONE);
    cairo_fill(page->cairo);
    QRcode_free(code);
}

static void put_line(struct page *page, enum page_face face, const char *text, double y,
                     double align)
{
    PangoLayout *layout = page_layout(page, face, th_str_of(text), 0);
    int width;
    pango_layout_get_size(layout, &width, NULL);
    page_show(page, layout, PAGE_LEFT + align * (PAGE_SPAN - (double)width / PANGO_SCALE), y);
}

static void put_head(struct page *page)
{
    const struct page_head *head = &page->head;
    char text[256];
    (void)snprintf(text, sizeof text, "%.*s%s%.*s", (int)head->number.len, head->number.ptr,
                   head->code.len ? " " : "", (int)head->code.len, head->code.ptr);
    put_code(page, text, PAGE_LEFT + PAGE_SPAN - QR_SIDE, HEAD_TOP);
    (void)snprintf(text, sizeof text, "碳衡 · %.*s", (int)head->title.len, head->title.ptr);
    put_line(page, FACE_SMALL, text, HEAD_TOP + 11, 0);
    (void)snprintf(text, sizeof text, "申请编号　%.*s", (int)head->number.len, head->number.ptr);
    put_line(page, FACE_HEADING, text, HEAD_TOP + 28, 0);
    cairo_set_line_width(page->cairo, 0.8);
    cairo_move_to(page->cairo, PAGE_LEFT, RULE);
    cairo_line_to(page->cairo, PAGE_LEFT + PAGE_SPAN, RULE);
    cairo_stroke(page->cairo);
}

static void put_foot(struct page *page)
{
    const struct page_head *head = &page->head;
    const double y = PAGE_HEIGHT - 45;
    char text[128];
    if (head->code.len) {
        (void)snprintf(text, sizeof text, "校验码 %.*s", (int)head->code.len, head->code.ptr);
        put_line(page, FACE_SMALL, text, y, 0);
    }
    (void)snprintf(text, sizeof text, "第 %d 页　共 %d 页", page->number, page->count);
    put_line(page, FACE_SMALL, text, y, 0.5);
    (void)snprintf(text, sizeof text, "%d 年 %d 月 %d 日生成", head->year, head->month, head->day);
    put_line(page, FACE_SMALL, text, y, 1);
}

void page_next(struct page *page)
{
    if (page->number > 0) {
        put_foot(page);
        cairo_show_page(page->cairo);
    }
    page->number++;
    page->y = PAGE_TOP;
    put_head(page);
}

void page_need(struct page *page, double height)
{
    if (page->y + height > PAGE_BOTTOM)
        page_next(page);
}

/* ---- a pass ---- */

/* Only from the document, so that equal documents give equal bytes. */
static void describe_file(struct page *page)
{
    const struct page_head *head = &page->head;
    char text[256];
    cairo_surface_t *pdf = page->surface;
    (void)snprintf(text, sizeof text, "%.*s %.*s", (int)head->title.len, head->title.ptr,
                   (int)head->number.len, head->number.ptr);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, text);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_AUTHOR, "碳衡 Tanheng");
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "tanheng-render");
    (void)snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", head->year, head->month,
                   head->day);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, text);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_MOD_DATE, text);
}

bool page_begin(struct page *page, cairo_write_func_t write, void *self)
{
    page->surface = cairo_pdf_surface_create_for_stream(write, self, PAGE_WIDTH, PAGE_HEIGHT);
    page->cairo = cairo_create(page->surface);
    page->context = pango_cairo_create_context(page->cairo);
    if (cairo_status(page->cairo) != CAIRO_STATUS_SUCCESS || !page->context)
        return false;
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(page->context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(page->context, 72);
    pango_context_set_language(page->context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(page->context, PANGO_DIRECTION_LTR);
    describe_file(page);
    page->number = 0;
    page_next(page);
    return true;
}

bool page_end(struct page *page)
{
    put_foot(page);
    cairo_show_page(page->cairo);
    g_object_unref(page->context);
    const bool is_drawn = cairo_status(page->cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(page->cairo);
    cairo_surface_finish(page->surface);
    const bool is_written = cairo_surface_status(page->surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(page->surface);
    return is_drawn && is_written;
}
