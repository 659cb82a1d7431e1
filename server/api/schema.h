/* JSON Schema (as OpenAPI 3.1 uses it) from field tables. Text in, no state. */
#pragma once
#include "buf.h"
#include "field.h"

/** Name under which a model stands in components/schemas: without "api_". */
struct th_str schema_name(const struct th_model *model);
/** {"type":"object","properties":{…},"required":[…],"additionalProperties":false} */
void schema_put_model(struct th_buf *out, const struct th_model *model);
/** Schema of one field's value. */
void schema_put_field(struct th_buf *out, const struct th_model *model,
                      const struct th_field *field);
