/* JSON-lines log: a line is built on the stack and leaves in one write(), so that lines of many
 * threads never mix. */
#include "log.h"

#include "json_quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES  2048
#define VALUE_BYTES 256
#define PATH_BYTES  512

static const char *const level_names[LOG_LEVEL_COUNT] = { "debug", "info", "warn", "error" };

static struct {
    atomic_int descriptor;
    atomic_int least;
    atomic_bool is_torn; /* the file ends in the middle of a line */
    atomic_ullong lost;
    char path[PATH_BYTES];
} state = { .descriptor = STDERR_FILENO, .least = LOG_INFO };

static int open_append(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

bool log_open(const char *path, enum log_level least)
{
    int descriptor = STDERR_FILENO;

    if (path == NULL) {
        path = "";
    }
    if (strlen(path) >= PATH_BYTES) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (path[0] != '\0' && (descriptor = open_append(path)) < 0) {
        return false;
    }
    log_close();
    memcpy(state.path, path, strlen(path) + 1);
    atomic_store(&state.descriptor, descriptor);
    atomic_store(&state.least, (int)least);
    return true;
}

bool log_reopen(void)
{
    if (state.path[0] == '\0') {
        return true;
    }
    const int fresh = open_append(state.path);
    if (fresh < 0) {
        return false;
    }
    /* dup2 swaps the file behind the number: a thread in the middle of write() never sees a closed
     * descriptor */
    const bool done = dup2(fresh, atomic_load(&state.descriptor)) >= 0;
    (void)close(fresh);
    return done;
}

void log_follow(void)
{
    struct stat about;

    if (state.path[0] != '\0' && fstat(atomic_load(&state.descriptor), &about) == 0 &&
        about.st_nlink == 0) {
        (void)log_reopen();
    }
}

uint64_t log_lines_lost(void)
{
    return atomic_load(&state.lost);
}

void log_close(void)
{
    const int old = atomic_exchange(&state.descriptor, STDERR_FILENO);
    if (old != STDERR_FILENO) {
        (void)close(old);
    }
    state.path[0] = '\0';
}

bool log_level_parse(struct th_str name, enum log_level *out)
{
    for (int i = 0; i < LOG_LEVEL_COUNT; i++) {
        if (th_str_equal(name, th_str_of(level_names[i]))) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static void put_time(struct th_buf *out)
{
    struct timespec now;
    struct tm utc;
    char text[40];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    const size_t length = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    th_buf_put(out, (struct th_str){ text, length });
    const int more = snprintf(text, sizeof(text), ".%03ldZ", now.tv_nsec / 1000000);
    th_buf_put(out, (struct th_str){ text, (size_t)more });
}

/* Cut at a whole UTF-8 sequence; json_quote replaces what is no UTF-8 at all. */
static struct th_str cut_value(struct th_str text)
{
    if (text.len > VALUE_BYTES) {
        text.len = VALUE_BYTES;
        while (text.len > VALUE_BYTES - 4 && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80) {
            text.len--;
        }
    }
    return text;
}

static void put_field(struct th_buf *out, const struct log_field *field)
{
    th_buf_char(out, ',');
    json_quote(out, th_str_of(field->key));
    th_buf_char(out, ':');
    if (field->text.ptr != NULL) {
        json_quote(out, cut_value(field->text));
        return;
    }
    th_buf_i64(out, field->number);
}

/* Bytes written; fewer than `size` when the file takes no more. */
static size_t write_all(int descriptor, const char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size) {
        const ssize_t put = write(descriptor, bytes + done, size - done);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            break;
        }
        done += (size_t)put;
    }
    return done;
}

/* `line` begins with a line feed that ends what a full disk left of another line; without one it is
 * left out. */
static void write_line(const char *line, size_t size)
{
    const int descriptor = atomic_load(&state.descriptor);
    const size_t skip = atomic_exchange(&state.is_torn, false) ? 0 : 1;
    const size_t done = write_all(descriptor, line + skip, size - skip);

    if (done == size - skip) {
        return;
    }
    atomic_fetch_add(&state.lost, 1);
    if (done > 0 || skip == 0) {
        atomic_store(&state.is_torn, true);
    }
    if (descriptor != STDERR_FILENO) { /* whoever collects standard error sees it there */
        (void)write_all(STDERR_FILENO, line + 1, size - 1);
    }
}

void log_event(enum log_level level, const char *event, const struct log_field *fields,
               size_t count)
{
    char line[LINE_BYTES];
    struct th_buf out;

    if ((int)level < atomic_load(&state.least) || level >= LOG_LEVEL_COUNT) {
        return;
    }
    th_buf_init(&out, line, sizeof(line) - 2);
    th_buf_put(&out, TH_STR("\n{\"ts\":\""));
    put_time(&out);
    th_buf_put(&out, TH_STR("\",\"level\":\""));
    th_buf_put(&out, th_str_of(level_names[level]));
    th_buf_put(&out, TH_STR("\",\"event\":"));
    json_quote(&out, th_str_of(event));
    for (size_t i = 0; i < count; i++) {
        const size_t before = out.len;
        put_field(&out, &fields[i]);
        if (out.overflow) { /* the line stays whole JSON: a field that does not fit is left out */
            out.len = before;
            break;
        }
    }
    line[out.len] = '}';
    line[out.len + 1] = '\n';
    write_line(line, out.len + 2);
}

void log_message(enum log_level level, const char *event, struct th_str message)
{
    const struct log_field field = LOG_TEXT("message", message);
    log_event(level, event, &field, 1);
}
