/* A door for administrators of this machine: a Unix socket in the data folder through which
 * `tanheng user` asks the running server, the only process that writes, to change people. Whoever
 * may open the socket (mode 0600) and runs as the server's user or as root is let in. */
#pragma once
#include "clock.h"
#include "people.h"

#define ADMIN_SOCKET "admin.sock"

struct admin;
struct admin_setup {
    struct store *store;
    const struct app_clock *clock;
    const char *data_dir;
};
/** Listens on a thread of its own. NULL with one line in `error`. */
struct admin *admin_start(const struct admin_setup *setup, char error[256]);
/** Ends the thread and removes the socket. NULL is fine. */
void admin_stop(struct admin *admin);

/** Sends the request to the server of this data folder; `out` gets its line. TH_NOT_FOUND with an
 * empty `out`: nobody listens there. TH_INTERNAL: the server broke off. Else the status of
 * people_execute. */
enum th_status admin_ask(const char *data_dir, const struct people_request *request,
                         struct th_buf *out) TH_MUST_USE;
