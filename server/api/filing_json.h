/* From the service's view of a revision to the API's models. */
#pragma once
#include "call.h"
#include "filings.h"

/** Bytes of arena that filing_fill needs. */
#define FILING_FILL_BYTES 2048

void filing_fill_item(struct th_arena *arena, const struct filing_view *view,
                      struct api_filing_item *out);
void filing_fill_revision(struct th_arena *arena, const struct filing_view *view,
                          struct api_revision *out);
void filing_fill(struct th_arena *arena, const struct filing_view *view, struct api_filing *out);
