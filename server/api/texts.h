/* What is printed from the tables once, at start, and then served: the OpenAPI document and the API
 * page. */
#pragma once
#include "str.h"

struct api_texts {
    struct th_str openapi, page;
    char openapi_tag[67], page_tag[67]; /* entity tags with quotes */
};

/** False when memory ran out or a text did not fit. */
bool api_texts_make(struct api_texts *texts);
void api_texts_free(struct api_texts *texts);
