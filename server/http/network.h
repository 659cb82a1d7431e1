/* What of an address may be kept and shown: its network. */
#pragma once
#include "str.h"

#define NETWORK_CAP 64

/** "203.0.113.x", "2001:db8:1:x", "x" for anything else, in `out`. */
struct th_str network_of(struct th_str address, char out[NETWORK_CAP]);

/** Who counts as one where tries are counted: an IPv4 address itself, the network of an IPv6 one,
 * of which a host has as many as it likes. */
struct th_str network_counted(struct th_str address, char out[NETWORK_CAP]);
/** An IPv4 address that is written as IPv6 (::ffff:203.0.113.7) as itself; others as they are. */
struct th_str network_plain(struct th_str address);

enum network_place { NETWORK_THIS_MACHINE, NETWORK_LOCAL, NETWORK_INTERNET };
/** Where an address lies, by its number alone. */
enum network_place network_place(struct th_str address);
