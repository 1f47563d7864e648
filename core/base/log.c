#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* text_show leaves only what JSON needs escaped: quote and backslash. */
static void quote(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
}

void log_say(const struct log *log, enum log_level level, const char *fmt, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    if (!log || level > log->level)
        return;
    char raw[1500], shown[2048];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(raw, sizeof raw, fmt, ap);
    va_end(ap);
    text_show(shown, sizeof shown, raw, strlen(raw));
    struct buf line = buf_make(8192);
    if (log->json) {
        char now[32];
        clock_format(clock_now(), now);
        buf_fmt(&line,
                "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"message\":\"",
                now, names[level], log->program);
        quote(&line, shown);
        buf_text(&line, "\"}\n");
    } else {
        buf_fmt(&line, "%s: %s%s\n", log->program, level == LOG_WARN ? "warning: " : "",
                shown);
    }
    ssize_t ignored = write(log->fd, buf_str(&line), line.len);
    (void)ignored; /* nobody is left to tell */
    buf_free(&line);
}
