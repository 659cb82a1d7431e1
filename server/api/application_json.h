/* Applications as answers. */
#pragma once
#include "applications.h"
#include "call.h"

/** False when memory is short. `today` judges what is overdue. */
bool application_item(struct th_arena *arena, const struct application_row *row, th_day today,
                      struct api_application_item *out);
bool application_fill(struct th_arena *arena, const struct application_row *row, th_day today,
                      struct api_application *out);
/** For struct application_write: `self` is the call. */
void application_render(void *self, const struct application_row *row, struct th_buf *out);
