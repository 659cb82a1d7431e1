/* What a client runs on, in words of our own. */
#pragma once
#include "arena.h"

/** "Windows · Chrome" from a User-Agent; parts that are not known are left out, "" when none is. */
struct th_str device_of(struct th_arena *arena, struct th_str user_agent);
