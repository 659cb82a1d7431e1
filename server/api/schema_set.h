/* Which models stand in components/schemas: all that routes, problems and the core's forms reach.
 */
#pragma once
#include "schema.h"

/** The members of components/schemas, each model once. */
void schema_set_put(struct th_buf *out);
/** Calls `visit` once for every model. */
void schema_set_each(void (*visit)(void *self, const struct th_model *model), void *self);
