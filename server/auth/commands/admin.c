/* The administrators' socket: one request of a few lines, one answer "<status>\n<line>\n". */
#define _GNU_SOURCE
#include "admin.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_S 10 /* for a client that is silent, and for a server that is busy */
#define ANSWER_CAP 1024

struct admin {
    struct admin_setup setup;
    int folder, listener, stop[2]; /* stop: a pipe that wakes the thread */
    pthread_t thread;
    bool is_running;
};

/* ---- both ends ---- */

/* A path through the folder's descriptor: a socket's own path may have 107 bytes only. */
static struct sockaddr_un address_of(int folder)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder,
             ADMIN_SOCKET);
    return address;
}

static void be_patient(int connection)
{
    const struct timeval limit = { .tv_sec = PATIENCE_S };
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static bool send_all(int connection, struct th_str text)
{
    while (text.len) {
        ssize_t sent = send(connection, text.ptr, text.len, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text = (struct th_str){ text.ptr + sent, text.len - (size_t)sent };
    }
    return true;
}

/* Everything up to the other side's end. False when it does not fit or breaks off. */
static bool receive_all(int connection, struct th_buf *out)
{
    for (;;) {
        if (out->len == out->cap)
            return false;
        ssize_t got = recv(connection, out->ptr + out->len, out->cap - out->len, 0);
        if (got <= 0)
            return got == 0;
        out->len += (size_t)got;
    }
}

/* ---- the server's end ---- */

static bool is_administrator(int connection)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == 0 || who.uid == geteuid());
}

static void serve(struct admin *admin, int connection)
{
    char in[PEOPLE_REQUEST_CAP], line[ANSWER_CAP], text[ANSWER_CAP + 16];
    struct th_buf request, answer, reply;
    struct people_request asked;
    th_buf_init(&request, in, sizeof in);
    th_buf_init(&answer, line, sizeof line);
    th_buf_init(&reply, text, sizeof text);
    be_patient(connection);
    if (!is_administrator(connection) || !receive_all(connection, &request))
        return;
    enum th_status status = TH_INVALID;
    if (people_request_read(th_buf_view(&request), &asked))
        status = people_execute(admin->setup.store, admin->setup.clock, &asked, &answer);
    explicit_bzero(in, sizeof in);
    th_buf_u64(&reply, status);
    th_buf_char(&reply, '\n');
    th_buf_put(&reply, th_buf_view(&answer));
    th_buf_char(&reply, '\n');
    send_all(connection, th_buf_view(&reply));
}

static void *listen_on(void *data)
{
    struct admin *admin = data;
    struct pollfd wait[2] = { { .fd = admin->listener, .events = POLLIN },
                              { .fd = admin->stop[0], .events = POLLIN } };
    for (;;) {
        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (wait[1].revents)
            return NULL;
        if (!(wait[0].revents & POLLIN))
            continue;
        int connection = accept4(admin->listener, NULL, NULL, SOCK_CLOEXEC);
        if (connection < 0)
            continue;
        serve(admin, connection);
        close(connection);
    }
}

/* The data folder's lock is held: a socket that lies there belongs to a server that was killed. */
static bool open_socket(struct admin *admin)
{
    admin->folder = open(admin->setup.data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    admin->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (admin->folder < 0 || admin->listener < 0)
        return false;
    struct sockaddr_un address = address_of(admin->folder);
    unlinkat(admin->folder, ADMIN_SOCKET, 0);
    return fchmod(admin->listener, 0600) == 0 && /* before bind: never open to others */
           bind(admin->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
           listen(admin->listener, 8) == 0;
}

struct admin *admin_start(const struct admin_setup *setup, char error[256])
{
    struct admin *admin = calloc(1, sizeof *admin);
    if (!admin) {
        snprintf(error, 256, "out of memory");
        return NULL;
    }
    *admin = (struct admin){ .setup = *setup, .folder = -1, .listener = -1, .stop = { -1, -1 } };
    admin->is_running = open_socket(admin) && pipe2(admin->stop, O_CLOEXEC) == 0 &&
                        pthread_create(&admin->thread, NULL, listen_on, admin) == 0;
    if (admin->is_running)
        return admin;
    snprintf(error, 256, "%.100s/%s: the socket for `tanheng user` cannot be opened: %s",
             setup->data_dir, ADMIN_SOCKET, strerror(errno));
    admin_stop(admin);
    return NULL;
}

static void close_one(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

void admin_stop(struct admin *admin)
{
    if (!admin)
        return;
    if (admin->is_running) {
        close_one(admin->stop[1]); /* the thread sees the pipe's end */
        admin->stop[1] = -1;
        pthread_join(admin->thread, NULL);
        unlinkat(admin->folder, ADMIN_SOCKET, 0);
    }
    close_one(admin->listener);
    close_one(admin->folder);
    close_one(admin->stop[0]);
    close_one(admin->stop[1]);
    free(admin);
}

/* ---- the command's end ---- */

static int connect_to(const char *data_dir)
{
    int folder = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = address_of(folder);
    bool is_there = folder >= 0 && connection >= 0 &&
                    connect(connection, (const struct sockaddr *)&address, sizeof address) == 0;
    close_one(folder);
    if (is_there)
        return connection;
    close_one(connection);
    return -1;
}

static enum th_status read_answer(int connection, struct th_buf *out)
{
    char text[ANSWER_CAP + 16];
    struct th_buf answer;
    uint32_t status;
    th_buf_init(&answer, text, sizeof text);
    if (!receive_all(connection, &answer))
        return TH_INTERNAL;
    struct th_str rest = th_buf_view(&answer);
    if (!th_str_to_u32(th_str_cut(&rest, '\n'), &status) || status >= TH_STATUS_COUNT)
        return TH_INTERNAL;
    th_buf_put(out, th_str_cut(&rest, '\n'));
    return (enum th_status)status;
}

enum th_status admin_ask(const char *data_dir, const struct people_request *request,
                         struct th_buf *out)
{
    char text[PEOPLE_REQUEST_CAP];
    struct th_buf asked;
    th_buf_init(&asked, text, sizeof text);
    if (!people_request_write(request, &asked))
        return TH_INVALID;
    int connection = connect_to(data_dir);
    if (connection < 0)
        return TH_NOT_FOUND;
    be_patient(connection);
    enum th_status status = TH_INTERNAL;
    if (send_all(connection, th_buf_view(&asked)) && shutdown(connection, SHUT_WR) == 0)
        status = read_answer(connection, out);
    close(connection);
    explicit_bzero(text, sizeof text);
    return status;
}
