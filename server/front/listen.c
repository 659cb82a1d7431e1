/* The address to listen on. Only addresses, no names: what is bound is what is written. */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool listen_is_loopback(const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, address, &v4) == 1) {
        return (ntohl(v4.s_addr) >> 24) == 127;
    }
    if (inet_pton(AF_INET6, address, &v6) != 1) {
        return false;
    }
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

static bool wrong(char error[256], const char *text)
{
    (void)snprintf(error, 256,
                   "listen %.100s: write an IP address and a port, such as 127.0.0.1:8080 or "
                   "[::1]:8080",
                   text);
    return false;
}

static bool parse_port(const char *text, uint16_t *out)
{
    uint32_t port;

    if (text == NULL || strlen(text) > 5 || !th_str_to_u32(th_str_of(text), &port) ||
        port > 65535) {
        return false;
    }
    *out = (uint16_t)port;
    return true;
}

/* "[::1]" → "::1", "1.2.3.4" as it is. */
static bool copy_host(struct th_str host, struct listen_address *out)
{
    out->is_ipv6 = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (out->is_ipv6) {
        host.ptr++;
        host.len -= 2;
    }
    if (host.len >= sizeof(out->host)) {
        return false;
    }
    memcpy(out->host, host.ptr, host.len);
    return true;
}

static bool classify(struct listen_address *out)
{
    unsigned char bytes[16] = { 0 };
    static const unsigned char nothing[16] = { 0 };

    if (inet_pton(out->is_ipv6 ? AF_INET6 : AF_INET, out->host, bytes) != 1) {
        return false;
    }
    out->is_wildcard = memcmp(bytes, nothing, sizeof(bytes)) == 0;
    out->is_loopback = listen_is_loopback(out->host);
    return true;
}

bool listen_parse(const char *text, struct listen_address *out, char error[256])
{
    const char *colon = strrchr(text, ':');

    memset(out, 0, sizeof(*out));
    if (colon == NULL || !parse_port(colon + 1, &out->port) ||
        !copy_host((struct th_str){ text, (size_t)(colon - text) }, out) || !classify(out)) {
        return wrong(error, text);
    }
    return true;
}

static int try_bind(const struct listen_address *address, int descriptor)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(address->port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(address->port) };
    const int on = 1;

    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (address->is_ipv6) {
        (void)inet_pton(AF_INET6, address->host, &v6.sin6_addr);
        return bind(descriptor, (const void *)&v6, sizeof(v6));
    }
    (void)inet_pton(AF_INET, address->host, &v4.sin_addr);
    return bind(descriptor, (const void *)&v4, sizeof(v4));
}

bool listen_is_free(const struct listen_address *address, char error[256])
{
    const int descriptor = socket(address->is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

    if (descriptor >= 0 && try_bind(address, descriptor) == 0 && listen(descriptor, 1) == 0) {
        (void)close(descriptor);
        return true;
    }
    const int reason = errno;
    (void)snprintf(error, 256, "cannot listen on %s port %u: %s%s", address->host,
                   (unsigned)address->port, strerror(reason),
                   reason == EADDRINUSE ? "; stop the other program or choose another --listen"
                                        : "");
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return false;
}
