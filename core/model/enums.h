/* The choice lists of enums.def as C enumerations and tables. */
#pragma once
#include "enums.def"
#include "field.h"

TH_ENUMS(TH_ENUM_DECLARE)

extern const struct th_enum *const th_enums[];
extern const size_t th_enum_count;
