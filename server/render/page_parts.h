/* Shared by page.c and page_table.c only: faces, layouts, and where things may stand. */
#pragma once
#include "page.h"

#define PAGE_SPAN   (PAGE_WIDTH - 2 * PAGE_LEFT)
#define PAGE_TOP    100.0
#define PAGE_BOTTOM (PAGE_HEIGHT - 58.0)

enum page_face { FACE_TITLE, FACE_HEADING, FACE_LABEL, FACE_TEXT, FACE_SMALL, FACE_COUNT };

/** `text` in that face, broken at `width` points (0 = not broken); to be freed by g_object_unref.
 * What no font has is noted in page->strays. */
PangoLayout *page_layout(struct page *page, enum page_face face, struct th_str text, double width);
double page_layout_height(PangoLayout *layout);
/** Draws and frees it. */
void page_show(struct page *page, PangoLayout *layout, double x, double y);
/** Begins a new page when less than `height` is left on this one. */
void page_need(struct page *page, double height);
void page_next(struct page *page);
void page_box(struct page *page, double x, double y, double width, double height);
