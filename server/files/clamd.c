/* zINSTREAM: pieces with their length before them, one of length 0, then the answer up to a NUL. */
#include "clamd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PIECE      2048
#define ANSWER_CAP 512

struct talk {
    int socket;
    int64_t end_ms;
    const atomic_bool *is_over;
    const char *trouble;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool fail(struct talk *talk, const char *text)
{
    if (talk->trouble == NULL) {
        talk->trouble = text;
    }
    return false;
}

static bool wait_for(struct talk *talk, short events)
{
    struct pollfd one = { .fd = talk->socket, .events = events };
    const int64_t left = talk->end_ms - now_ms();

    if (left <= 0) {
        return fail(talk, "no answer in time");
    }
    if (talk->is_over != NULL && atomic_load(talk->is_over)) {
        return fail(talk, "the server stops");
    }
    return poll(&one, 1, left > 1000 ? 1000 : (int)left) >= 0 || errno == EINTR ||
           fail(talk, "waiting failed");
}

/* ---- what is sent ---- */

static bool send_all(struct talk *talk, struct th_str bytes)
{
    while (bytes.len > 0) {
        const ssize_t sent = send(talk->socket, bytes.ptr, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return fail(talk, "it closed the connection");
        }
        if (sent < 0 && !wait_for(talk, POLLOUT)) {
            return false;
        }
        bytes.ptr += sent > 0 ? sent : 0;
        bytes.len -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

static bool send_file(struct talk *talk, int descriptor)
{
    char piece[4 + PIECE];
    ssize_t got = 1;

    for (off_t at = 0; got > 0; at += got) {
        got = pread(descriptor, piece + 4, PIECE, at);
        if (got < 0) {
            return fail(talk, "the file cannot be read");
        }
        const uint32_t size = (uint32_t)got;
        for (unsigned i = 0; i < 4; i++) {
            piece[i] = (char)(size >> (24 - 8 * i));
        }
        if (!send_all(talk, (struct th_str){ piece, 4 + size })) {
            return false;
        }
    }
    return true;
}

/* ---- what comes back ---- */

static bool receive(struct talk *talk, char answer[ANSWER_CAP], size_t *length)
{
    *length = 0;
    while (memchr(answer, '\0', *length) == NULL) {
        if (*length == ANSWER_CAP) {
            return fail(talk, "its answer has no end");
        }
        const ssize_t got =
            recv(talk->socket, answer + *length, ANSWER_CAP - *length, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
            return fail(talk, "it closed the connection without an answer");
        }
        if (got < 0 && !wait_for(talk, POLLIN)) {
            return false;
        }
        *length += got > 0 ? (size_t)got : 0;
    }
    *length = strlen(answer);
    return true;
}

static void put_line(char line[CLAMD_LINE_CAP], struct th_str text)
{
    const size_t length = text.len < CLAMD_LINE_CAP - 1 ? text.len : CLAMD_LINE_CAP - 1;

    for (size_t i = 0; i < length; i++) {
        line[i] = text.ptr[i] >= ' ' && text.ptr[i] <= '~' ? text.ptr[i] : '?';
    }
    line[length] = '\0';
}

enum clamd_verdict clamd_read(struct th_str answer, char line[CLAMD_LINE_CAP])
{
    const struct th_str start = TH_STR("stream: "), end = TH_STR(" FOUND");

    put_line(line, answer);
    if (th_str_equal(answer, TH_STR("stream: OK"))) {
        return CLAMD_CLEAN;
    }
    if (answer.len <= start.len + end.len || memcmp(answer.ptr, start.ptr, start.len) != 0 ||
        memcmp(answer.ptr + answer.len - end.len, end.ptr, end.len) != 0) {
        return CLAMD_TROUBLE;
    }
    put_line(line, (struct th_str){ answer.ptr + start.len, answer.len - start.len - end.len });
    return CLAMD_FOUND;
}

/* ---- the call ---- */

static bool connect_to(struct talk *talk, const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (strlen(path) >= sizeof(address.sun_path)) {
        return fail(talk, "the path of its socket is too long");
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    talk->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return (talk->socket >= 0 &&
            connect(talk->socket, (const struct sockaddr *)&address, sizeof(address)) == 0) ||
           fail(talk, "nobody listens at its socket");
}

static bool ask(struct talk *talk, const struct clamd_call *call, char answer[ANSWER_CAP],
                size_t *length)
{
    return connect_to(talk, call->socket) &&
           send_all(talk, (struct th_str){ "zINSTREAM", sizeof("zINSTREAM") }) &&
           send_file(talk, call->descriptor) && receive(talk, answer, length);
}

enum clamd_verdict clamd_scan(const struct clamd_call *call, char line[CLAMD_LINE_CAP])
{
    struct talk talk = { -1, now_ms() + call->limit_ms, call->is_over, NULL };
    char answer[ANSWER_CAP] = "";
    size_t length = 0;
    const bool is_answered = ask(&talk, call, answer, &length);

    if (talk.socket >= 0) {
        (void)close(talk.socket);
    }
    if (is_answered) {
        return clamd_read((struct th_str){ answer, length }, line);
    }
    put_line(line, th_str_of(talk.trouble));
    return CLAMD_TROUBLE;
}
