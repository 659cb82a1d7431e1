/* The service manager's notification socket (systemd's sd_notify protocol): one datagram per
 * message. */
#pragma once
#include "str.h"

/** Sends "READY=1", "WATCHDOG=1", "STOPPING=1" to `socket`: a path, or "@name" in the abstract
 * space. False when there is no socket or it takes nothing. */
bool notify_send(const char *socket, const char *message);
