/* The address to listen on: reading, judging and trying it. */
#pragma once
#include "str.h"

struct listen_address {
    char host[64]; /* without brackets; "" never */
    uint16_t port; /* 0 = any free one */
    bool is_ipv6, is_loopback, is_wildcard;
};

/** "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:8443". False with one line in `error` (256 bytes). */
bool listen_parse(const char *text, struct listen_address *out, char error[256]);
/** Tries to bind, then lets go. False with one line in `error`, e.g. when the port is taken. */
bool listen_is_free(const struct listen_address *address, char error[256]);
/** True for 127.0.0.0/8, ::1 and their mapped forms. */
bool listen_is_loopback(const char *address);
