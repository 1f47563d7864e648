/* What is said on stderr: one event, one line, nothing that could move a terminal. Never
 * a secret: callers pass none. */
#ifndef HF_BASE_LOG_H
#define HF_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log {
    const char *program;  /* the word before the colon */
    enum log_level level; /* up to which lines are said */
    bool json;            /* one object a line: time, level, program, message */
    int fd;
};

void log_say(const struct log *log, enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
