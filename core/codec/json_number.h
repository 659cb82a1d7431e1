/* JSON numbers. The contract knows whole numbers only; decimals are texts. */
#pragma once
#include "str.h"

struct cJSON;

/** Bytes of the number that `text` begins with; 0 when it begins with none. */
size_t th_json_number_length(struct th_str text);
/** Sets the node's value: a whole number up to 2^53 exactly. Everything else is only told apart,
 * because nothing reads it: a fraction becomes 0.5, what is beyond becomes ±2^60. */
void th_json_number_set(struct cJSON *node, struct th_str number);
