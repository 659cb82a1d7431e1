/* A document to print: its fields, and how a kind of document is drawn. */
#pragma once
#include "document.def"
#include "field.h"

TH_MODEL_DECLARE(render_application, RENDER_APPLICATION)

struct page;
/** A kind: its fields, and one pass over its pages. */
struct render_kind {
    const char *name;
    const struct th_model *model;
    /** Draws `document` from the first line of the first page to the last. */
    void (*draw)(struct page *page, const void *document);
    /** Title, number … as they stand on every page and in the PDF's properties. */
    void (*head)(const void *document, struct page *page);
};

extern const struct render_kind render_application_kind;
