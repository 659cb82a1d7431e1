/* posix_spawn over a socket pair: its one end is the child's standard input and output, so that
 * one poll loop feeds and empties it and a closed child raises no signal. */
#define _GNU_SOURCE // addclosefrom_np
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct pump {
    struct child_run *run;
    pid_t pid;
    int talk, complain; /* -1 = at its end */
    size_t sent, line_len;
    int64_t end_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void shut(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
}

/* ---- starting ---- */

static int spawn(const char *program, int talk, int complain, pid_t *pid)
{
    char *const arguments[] = { "tanheng-render", NULL }, *const environment[] = { NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t all, none;
    (void)sigfillset(&all);
    (void)sigemptyset(&none);
    if (posix_spawn_file_actions_init(&files) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&how) != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return ENOMEM;
    }
    int fault = posix_spawn_file_actions_adddup2(&files, talk, STDIN_FILENO);
    fault = fault ? fault : posix_spawn_file_actions_adddup2(&files, talk, STDOUT_FILENO);
    fault = fault ? fault : posix_spawn_file_actions_adddup2(&files, complain, STDERR_FILENO);
    fault = fault ? fault : posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    (void)posix_spawnattr_setsigdefault(&how, &all);
    (void)posix_spawnattr_setsigmask(&how, &none);
    (void)posix_spawnattr_setpgroup(&how, 0); /* Ctrl-C at a terminal is for the server */
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETPGROUP);
    fault = fault ? fault : posix_spawn(pid, program, &files, &how, arguments, environment);
    (void)posix_spawnattr_destroy(&how);
    (void)posix_spawn_file_actions_destroy(&files);
    return fault;
}

static int start(struct pump *pump)
{
    int talk[2], complain[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) != 0)
        return errno;
    if (pipe2(complain, O_CLOEXEC) != 0) {
        int fault = errno;
        shut(&talk[0]);
        shut(&talk[1]);
        return fault;
    }
    int fault = spawn(pump->run->program, talk[1], complain[1], &pump->pid);
    shut(&talk[1]);
    shut(&complain[1]);
    pump->talk = talk[0];
    pump->complain = complain[0];
    (void)fcntl(pump->talk, F_SETFL, O_NONBLOCK);
    (void)fcntl(pump->complain, F_SETFL, O_NONBLOCK);
    return fault;
}

/* ---- feeding and emptying ---- */

static void feed(struct pump *pump)
{
    struct th_str in = pump->run->in;
    ssize_t put = send(pump->talk, in.ptr + pump->sent, in.len - pump->sent, MSG_NOSIGNAL);
    if (put > 0)
        pump->sent += (size_t)put;
    else if (put < 0 && errno != EAGAIN && errno != EINTR)
        pump->sent = in.len; /* it reads no more: its exit code says why */
    if (pump->sent == in.len)
        (void)shutdown(pump->talk, SHUT_WR);
}

/* False when there is no room for what it writes. */
static bool take(struct pump *pump)
{
    struct th_buf *out = pump->run->out;
    char one;
    const bool is_full = out->len == out->cap;
    ssize_t got = is_full ? recv(pump->talk, &one, 1, 0)
                          : recv(pump->talk, out->ptr + out->len, out->cap - out->len, 0);
    if (got > 0 && !is_full)
        out->len += (size_t)got;
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        shut(&pump->talk);
    return !(is_full && got > 0);
}

static void listen_to(struct pump *pump)
{
    char more[256];
    struct child_run *run = pump->run;
    ssize_t got = read(pump->complain, more, sizeof more);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        shut(&pump->complain);
    for (ssize_t i = 0; i < got && pump->line_len < sizeof run->line - 1; i++)
        run->line[pump->line_len++] = more[i];
}

static enum child_end pump_all(struct pump *pump)
{
    while (pump->talk >= 0 || pump->complain >= 0) {
        const bool is_fed = pump->sent == pump->run->in.len;
        struct pollfd watched[2] = {
            { .fd = pump->talk, .events = (short)(is_fed ? POLLIN : POLLIN | POLLOUT) },
            { .fd = pump->complain, .events = POLLIN },
        };
        int64_t left = pump->end_ms - now_ms();
        if (left <= 0)
            return CHILD_LATE;
        if (poll(watched, 2, (int)left) < 0 && errno != EINTR)
            return CHILD_LATE;
        if (!is_fed && (watched[0].revents & POLLOUT))
            feed(pump);
        if ((watched[0].revents & (POLLIN | POLLHUP | POLLERR)) && !take(pump))
            return CHILD_TOO_LONG;
        if (watched[1].revents)
            listen_to(pump);
    }
    return CHILD_ENDED;
}

/* ---- its end ---- */

/* It has closed everything: normally it is ending, or has ended. */
static enum child_end wait_until(struct pump *pump, int *status)
{
    const struct timespec nap = { .tv_nsec = 1000000 };
    while (now_ms() < pump->end_ms) {
        if (waitpid(pump->pid, status, WNOHANG) == pump->pid)
            return CHILD_ENDED;
        (void)nanosleep(&nap, NULL);
    }
    return CHILD_LATE;
}

static enum child_end reap(struct pump *pump, enum child_end end)
{
    int status = 0;
    if (end == CHILD_ENDED)
        end = wait_until(pump, &status);
    if (end != CHILD_ENDED) {
        (void)kill(pump->pid, SIGKILL);
        while (waitpid(pump->pid, &status, 0) < 0 && errno == EINTR)
            continue;
        return end;
    }
    pump->run->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return WIFEXITED(status) ? CHILD_ENDED : CHILD_CRASHED;
}

enum child_end child_run(struct child_run *run)
{
    struct pump pump = { .run = run, .talk = -1, .complain = -1 };
    pump.end_ms = now_ms() + run->deadline_ms;
    enum child_end end = CHILD_MISSING;
    run->line[0] = '\0';
    run->code = start(&pump);
    if (run->code == 0 && run->in.len == 0)
        (void)shutdown(pump.talk, SHUT_WR);
    if (run->code == 0)
        end = reap(&pump, pump_all(&pump));
    shut(&pump.talk);
    shut(&pump.complain);
    run->line[pump.line_len] = '\0';
    run->line[strcspn(run->line, "\r\n")] = '\0';
    return end;
}
