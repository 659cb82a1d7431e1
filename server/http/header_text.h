/* ASCII helpers for header values: blanks, case folding, lists. */
#pragma once
#include "str.h"

struct th_str header_trim(struct th_str text); /* SP and HTAB at both ends */
bool header_equal_fold(struct th_str a, struct th_str b);
bool header_has_token(struct th_str list, struct th_str token); /* comma-separated, any case */
