#include "enums.h"

TH_ENUMS(TH_ENUM_DEFINE)

#define LISTED(list, LIST) &th_enum_##list,
const struct th_enum *const th_enums[] = { TH_ENUMS(LISTED) };
const size_t th_enum_count = sizeof th_enums / sizeof th_enums[0];
