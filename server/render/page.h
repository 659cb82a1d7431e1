/* Pages of A4 with a head and a foot, and what stands on them from top to bottom: title, table rows
 * that grow, paragraphs that go on overleaf. Knows no kind of document. */
#pragma once
#include "str.h"

#include <pango/pangocairo.h>

#define PAGE_WIDTH      595.276 /* A4 in points */
#define PAGE_HEIGHT     841.89
#define PAGE_LEFT       62.0
#define PAGE_STRAYS_MAX 8

/** What stands on every page. */
struct page_head {
    struct th_str title, number, code; /* code: may be empty */
    int year, month, day;
};

struct page {
    struct page_head head;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *context;
    double y;          /* where the next thing stands */
    int number, count; /* of pages; count: of the pass before */
    /** Characters that no font has, found while drawing. */
    uint32_t strays[PAGE_STRAYS_MAX];
    size_t stray_count;
};

/** A pass: begins its first page. Bytes go to `write`; NULL only counts. False when there is no
 * memory. */
bool page_begin(struct page *page, cairo_write_func_t write, void *self);
/** Ends the pass; false when something in it failed. page->number is the number of pages. */
bool page_end(struct page *page);
/** True when the fonts that the pages need are installed. */
bool page_has_fonts(struct page *page);

struct page_cell {
    struct th_str label, text;
};

void page_title(struct page *page, struct th_str text);
/** One or two cells side by side, each with its label; as high as its text needs. */
void page_row(struct page *page, const struct page_cell *cells, size_t count);
#define PAGE_SIGN 132.0 /* height of the place to sign and stamp: a seal has 42 mm */
/** A heading above rows; it stays on one page with the `next` points below it. */
void page_heading(struct page *page, struct th_str text, double next);
/** A framed text over the whole width, cut between lines where the page ends. */
void page_paragraph(struct page *page, struct th_str text);
/** Small print below the table: a mark and a text behind it. */
void page_note(struct page *page, struct th_str mark, struct th_str text);
void page_gap(struct page *page, double height);

/** Two fields side by side to sign and to stamp: heading and up to three lines each. */
struct page_field {
    struct th_str heading;
    struct th_str lines[3];
};
void page_sign(struct page *page, const struct page_field fields[2]);
