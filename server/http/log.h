/* JSON-lines log: one line per event, every value escaped and cut to 256 bytes. Callers never pass
 * bodies, tokens or personal data.
 *
 * The one piece of process-wide state of the server: a file descriptor that SIGHUP may reopen. */
#pragma once
#include "str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };

struct log_field {
    const char *key;
    struct th_str text; /* used when ptr is not NULL */
    int64_t number;     /* else this */
};

#define LOG_TEXT(key, value)   ((struct log_field){ (key), (value), 0 })
#define LOG_NUMBER(key, value) ((struct log_field){ (key), { NULL, 0 }, (int64_t)(value) })

/** `path` NULL or empty = stderr. False (errno kept) when the file cannot be opened for appending;
 * then nothing has changed. */
bool log_open(const char *path, enum log_level least);
/** Opens the same path anew after rotation; keeps the old descriptor when that fails. Call outside
 * signal handlers. */
bool log_reopen(void);
/** Opens the path anew when its file was deleted; else does nothing. */
void log_follow(void);
void log_close(void);
/** Lines that could not be written whole. Those meant for a file went to standard error. */
uint64_t log_lines_lost(void);
bool log_level_parse(struct th_str name, enum log_level *out); /* debug, info, warn, error */
/** `event` is a constant such as "request"; members are ts, level, event and then the fields in
 * order. Thread-safe, one write() each. */
void log_event(enum log_level level, const char *event, const struct log_field *fields,
               size_t count);
/** log_event with one text field named "message". */
void log_message(enum log_level level, const char *event, struct th_str message);
