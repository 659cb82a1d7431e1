/* What identifies this core. TH_RULES changes only when some result can change. */
#pragma once

#define TH_RULES        1
#define TH_DRAFT_FORMAT 1
#ifndef TH_VERSION
#error "pass -DTH_VERSION from the file VERSION"
#endif
