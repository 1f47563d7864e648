#include "cmd/progress.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    REDRAW_MS = 100,
    WIDTH_LEAST = 24, /* columns; with fewer there is no bar */
    WIDTH_USUAL = 80,
    GUESS_MS = 3000, /* before it nothing is said of the time left */
    LINE_MAX = 1024
};

struct progress progress_begin(const struct log *log, bool wanted)
{
    const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
    bool can = term && *term && strcmp(term, "dumb") != 0 && isatty(log->fd) == 1;
    return (struct progress){.log = log,
                             .bar = wanted && can,
                             .color = !plain || !*plain,
                             .began = clock_steady_ms()};
}

static void put_time(struct buf *out, int64_t ms)
{
    long long s = (long long)(ms / 1000);
    if (s >= 3600)
        buf_fmt(out, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    else
        buf_fmt(out, "%lld:%02lld", s / 60, s % 60);
}

/* What is left, when the next requests take as long as those so far; -1: too early. */
static int64_t time_left(const struct progress_counts *c, int64_t elapsed_ms)
{
    if (elapsed_ms < GUESS_MS || c->done < 1 || c->planned <= c->done)
        return -1;
    double each = (double)elapsed_ms / (double)c->done;
    return (int64_t)(each * (double)(c->planned - c->done));
}

/* A name without anything that could move a cursor or be wider than it is long. */
static void put_type(struct buf *out, const char *type)
{
    for (; *type; type++) {
        bool fine = *type > ' ' && *type < 0x7f;
        if (fine || ((unsigned char)*type & 0xc0) != 0x80)
            buf_char(out, fine ? *type : '?');
    }
}

/* A part of the line, if there is room for the whole of it. */
static void put_part(struct buf *line, size_t *room, const struct buf *part)
{
    if (part->len > *room)
        return;
    buf_add(line, buf_str(part), part->len);
    *room -= part->len;
}

static void put_bar(struct buf *line, size_t *room, const struct progress_counts *c,
                    bool color)
{
    size_t wide = *room >= 60 ? 20 : 8, full = 0;
    if (c->planned > 0 && c->done > 0)
        full = (size_t)((double)wide * (double)c->done / (double)c->planned);
    full = full > wide ? wide : full;
    buf_text(line, color ? "[\033[32m" : "[");
    for (size_t i = 0; i < wide; i++) {
        if (color && i == full)
            buf_text(line, "\033[0m");
        buf_char(line, i < full ? '#' : '.');
    }
    buf_text(line, color && full == wide ? "\033[0m]" : "]");
    *room -= wide + 2;
}

void progress_text(const struct progress_counts *c, int64_t elapsed_ms, size_t width,
                   bool color, struct buf *out)
{
    size_t room = width;
    int64_t left = time_left(c, elapsed_ms);
    if (width < WIDTH_LEAST)
        return;
    put_bar(out, &room, c, color);
    struct buf parts[6];
    for (size_t i = 0; i < 6; i++)
        parts[i] = buf_make(256);
    buf_fmt(&parts[0], " %lld/%lld", (long long)c->done, (long long)c->planned);
    buf_text(&parts[1], "  ");
    put_time(&parts[1], elapsed_ms);
    if (left >= 0) {
        buf_text(&parts[2], " ETA ");
        put_time(&parts[2], left);
    }
    buf_fmt(&parts[3], "  %lld items", (long long)c->items);
    if (c->throttled > 0)
        buf_fmt(&parts[4], "  %lld throttled", (long long)c->throttled);
    buf_fmt(&parts[5], "  type %lld/%lld ", (long long)c->types, (long long)c->of_types);
    put_type(&parts[5], c->type);
    for (size_t i = 0; i < 6; i++) {
        put_part(out, &room, &parts[i]);
        buf_free(&parts[i]);
    }
}

static size_t columns(int fd)
{
    struct winsize w = {0};
    return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col ? w.ws_col : WIDTH_USUAL;
}

static void put(const struct progress *p, const struct buf *text)
{
    (void)io_write(p->log->fd, buf_str(text), text->len, NULL); /* nobody to tell */
}

void progress_draw(struct progress *p)
{
    int64_t now = clock_steady_ms();
    if (!p->bar || (p->drawn && now - p->drawn < REDRAW_MS))
        return;
    struct buf line = buf_make(LINE_MAX);
    buf_text(&line, "\r");
    /* The last column stays free: some terminals would begin a new line. */
    progress_text(&p->counts, now - p->began, columns(p->log->fd) - 1, p->color, &line);
    buf_text(&line, "\033[K");
    put(p, &line);
    buf_free(&line);
    p->drawn = now;
    p->shown = true;
}

void progress_erase(struct progress *p)
{
    if (!p->shown)
        return;
    struct buf line = buf_make(16);
    buf_text(&line, "\r\033[K");
    put(p, &line);
    buf_free(&line);
    p->shown = false;
}

void progress_status(struct progress *p)
{
    const struct progress_counts *c = &p->counts;
    struct log loud = *p->log;
    struct buf text = buf_make(LINE_MAX);
    int64_t elapsed = clock_steady_ms() - p->began, left = time_left(c, elapsed);
    buf_fmt(&text,
            "status: %lld of %lld request%s done, %lld item%s, %lld throttled, type %lld "
            "of %lld",
            (long long)c->done, (long long)c->planned, text_plural((uint64_t)c->planned),
            (long long)c->items, text_plural((uint64_t)c->items), (long long)c->throttled,
            (long long)c->types, (long long)c->of_types);
    if (*c->type) {
        buf_text(&text, " (");
        put_type(&text, c->type);
        buf_text(&text, ")");
    }
    buf_text(&text, ", ");
    put_time(&text, elapsed);
    buf_text(&text, " so far");
    if (left >= 0) {
        buf_text(&text, ", about ");
        put_time(&text, left);
        buf_text(&text, " left");
    }
    progress_erase(p);
    loud.level = LOG_INFO;
    log_say(&loud, LOG_INFO, "%s", buf_str(&text));
    buf_free(&text);
}
