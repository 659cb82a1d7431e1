/* What of an address may be kept and shown: its network. */
#pragma once
#include "str.h"

#define NETWORK_CAP 64

/** "203.0.113.x", "2001:db8:1:x", "x" for anything else, in `out`. */
struct th_str network_of(struct th_str address, char out[NETWORK_CAP]);

enum network_place { NETWORK_THIS_MACHINE, NETWORK_LOCAL, NETWORK_INTERNET };
/** Where an address lies, by its number alone. */
enum network_place network_place(struct th_str address);
