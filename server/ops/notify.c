/* A datagram that is never waited for. */
#include "notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool notify_send(const char *path, const char *message)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const size_t length = path != NULL ? strlen(path) : 0;

    if (length == 0 || length >= sizeof(address.sun_path)) {
        return false;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') {
        address.sun_path[0] = '\0';
    }
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return false;
    }
    const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    const size_t bytes = strlen(message);
    const bool is_sent = sendto(descriptor, message, bytes, MSG_DONTWAIT | MSG_NOSIGNAL,
                                (const void *)&address, size) == (ssize_t)bytes;
    (void)close(descriptor);
    return is_sent;
}
