/* Which network addresses an outgoing call may reach: public ones only. Pure. */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>

/** False for loopback, private, link-local (169.254 with its metadata service), shared, multicast,
 * reserved and IPv4-in-IPv6 forms of them: RFC 6890. */
bool address_is_public(const struct sockaddr *address);
