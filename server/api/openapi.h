/* Documents printed from routes.def and the field tables: OpenAPI 3.1, a Markdown reference and the
 * page at /docs. */
#pragma once
#include "buf.h"

void openapi_put_json(struct th_buf *out);
void openapi_put_markdown(struct th_buf *out);
void openapi_put_page(struct th_buf *out);

#define OPENAPI_CAP (512 * 1024)
