#include "data/load.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/load_int.h"
#include "data/slice.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void load_tell(struct loading *l, const char *what)
{
    char shown[1300];
    snprintf(shown, sizeof shown, "%.256s: ", l->name);
    size_t used = strlen(shown);
    text_show(shown + used, sizeof shown - used, what, strlen(what));
    if (l->say)
        l->say(l->ctx, shown);
}

/* --- arrays --- */

static int put_element(struct loading *l, const struct slice_array *a, const char *source)
{
    l->line = a->line;
    if (a->element.full)
        return load_bad(l, "an element is longer than 64 MiB");
    struct doc *d = doc_parse(buf_str(&a->element), a->element.len, l->e);
    if (!d)
        return load_at(l);
    int rc = doc_type(d, "") == DOC_OBJECT
                 ? load_loose(l, d, buf_str(&a->element), a->element.len, source)
                 : load_bad(l, "an element is no object");
    doc_free(d);
    return rc;
}

/* A piece of an array: puts the elements that end in it. */
static int put_piece(struct loading *l, struct slice_array *a, const char *text,
                     size_t len, const char *source)
{
    int rc = 0;
    for (size_t at = 0; !rc && at < len;) {
        int found = slice_array_feed(a, text, len, &at);
        if (found == 1)
            rc = put_element(l, a, source);
        if (found >= 0)
            continue;
        l->line = a->at_line;
        rc = load_bad(l, a->closed ? "there is more behind the end of the array"
                                   : "no comma, bracket or element where one belongs: "
                                     "the array is damaged");
    }
    return rc;
}

static int close_array(struct loading *l, struct slice_array *a, int rc)
{
    if (!rc && !a->closed) {
        l->line = a->at_line;
        rc = load_bad(l, "the array does not end: the file is cut");
    }
    slice_array_free(a);
    return rc;
}

/* An array that a reader has taken as a whole already. */
static int put_array(struct loading *l, const char *text, size_t len, const char *source)
{
    struct slice_array a = slice_array_make(DOC_BYTES, l->line);
    return close_array(l, &a, put_piece(l, &a, text, len, source));
}

/* An array over many lines, of any length: one element at a time is held. */
static int put_lines_of_array(struct loading *l, struct io_lines *in, char *line,
                              size_t len)
{
    struct slice_array a = slice_array_make(DOC_BYTES, in->line);
    int rc = put_piece(l, &a, line, len, NULL), got = 0;
    while (!rc && (got = io_lines_next(in, &line, &len, l->e)) == 1) {
        rc = put_piece(l, &a, "\n", 1, NULL);
        if (!rc)
            rc = put_piece(l, &a, line, len, NULL);
    }
    if (got < 0)
        rc = err_at(l->e, l->name);
    return close_array(l, &a, rc);
}

/* --- values --- */

static size_t newlines(const char *text, const char *end)
{
    size_t n = 0;
    while ((text = memchr(text, '\n', (size_t)(end - text)))) {
        text++;
        n++;
    }
    return n;
}

static int take(struct loading *l, const struct doc *d, const char *text, size_t len)
{
    static const struct {
        const char *name, *pointer, *source;
    } answers[] = {
        {"value", "/value", NULL}, {"data", "/data", "graph"} /* of Resource Graph */
    };
    if (doc_type(d, "") == DOC_ARRAY)
        return put_array(l, text, len, NULL);
    int rc = load_record(l, d, text, len);
    if (rc != 1)
        return rc;
    if (doc_text(d, "/id"))
        return load_loose(l, d, text, len, NULL);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const char *list;
        size_t n;
        if (doc_type(d, answers[i].pointer) != DOC_ARRAY ||
            !slice_member(text, len, answers[i].name, &list, &n))
            continue;
        l->line += newlines(text, list);
        return put_array(l, list, n, answers[i].source);
    }
    const char *kind = doc_text(d, "/kind");
    if (!kind)
        return load_bad(l, "neither a record of an inventory nor a resource");
    char what[64];
    snprintf(what, sizeof what, "unknown kind \"%.40s\"", kind);
    return load_bad(l, what);
}

/* --- the file --- */

static size_t blanks(const char *line, size_t len)
{
    size_t n = 0;
    while (n < len && strchr(" \t\r", line[n]) && line[n])
        n++;
    return n;
}

/* All of a text that is one object over many lines. `why`: what ails its first line. */
static int take_whole(struct loading *l, struct io_lines *in, const char *line,
                      size_t len)
{
    struct err why = *l->e;
    struct buf all = buf_make(DOC_BYTES);
    char *more;
    int rc, full = buf_add(&all, line, len) || buf_char(&all, '\n');
    while (!full && (rc = io_lines_next(in, &more, &len, l->e)) == 1)
        full = buf_add(&all, more, len) || buf_char(&all, '\n');
    if (full) {
        rc = err_set(l->e, ERR_DATA,
                     "%s: line %lu: %.200s; and as one object over many lines it is "
                     "longer than 64 MiB: use JSON Lines, or the array alone",
                     l->name, l->line, why.text);
    } else if (rc < 0) {
        rc = err_at(l->e, l->name);
    } else {
        struct doc *d = doc_parse(buf_str(&all), all.len, l->e);
        rc = d ? take(l, d, buf_str(&all), all.len) : err_at(l->e, l->name);
        doc_free(d);
    }
    buf_free(&all);
    return rc;
}

static int take_line(struct loading *l, struct io_lines *in, char *line, size_t len)
{
    struct doc *d = doc_parse_line(line, len, l->e);
    if (d) {
        int rc = take(l, d, line, len);
        doc_free(d);
        return rc;
    }
    if (l->records > 1)
        return load_at(l);
    return line[blanks(line, len)] == '[' ? put_lines_of_array(l, in, line, len)
                                          : take_whole(l, in, line, len);
}

static int take_lines(struct loading *l, struct io_lines *in)
{
    char *line;
    size_t len;
    int rc, first = 0;
    struct err *given = l->e, more;
    while ((rc = io_lines_next(in, &line, &len, l->e)) == 1) {
        if (blanks(line, len) == len)
            continue;
        l->line = in->line;
        l->records++;
        l->good_end = false; /* unless this is the end: what follows it counts too */
        rc = take_line(l, in, line, len);
        if (!rc)
            continue;
        first = first ? first : rc;
        bool on = rc == -ERR_DATA && l->stats->wrong && l->e &&
                  l->stats->wrong(l->ctx, l->line, l->e->text);
        l->e = &more; /* the first one is the caller's */
        if (!on)
            break;
    }
    l->e = given;
    if (first)
        return first;
    return rc ? err_at(l->e, l->name) : 0;
}

/* --- time --- */

static int time_of_line(struct loading *l, const char *line, size_t len)
{
    struct err ignored;
    int64_t seconds;
    struct doc *d = doc_parse_line(line, len, &ignored);
    const char *kind = d ? doc_text(d, "/kind") : NULL;
    const char *time = d ? doc_text(d, "/collected") : NULL;
    int rc = 0;
    if (kind && !strcmp(kind, "meta") && !doc_text(d, "/id") && time &&
        clock_parse(time, &seconds))
        rc = load_time(l, time);
    doc_free(d);
    return rc;
}

/* The meta line may stand anywhere, but whether a resource is newer than another must be
 * known at once: looked for before, where the text can be read twice. */
static int find_time(struct loading *l, int fd)
{
    struct stat st;
    struct err ignored;
    char *line, text[32];
    size_t len;
    int rc = 0;
    off_t start = lseek(fd, 0, SEEK_CUR);
    if (start < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
        return 0;
    struct io_lines in = io_lines_make(fd, LOAD_LINE);
    while (!rc && !l->timed && io_lines_next(&in, &line, &len, &ignored) == 1) {
        size_t from = blanks(line, len);
        if (line[from] == '[' && !l->records)
            break; /* elements of an array make no statement */
        l->records += from < len;
        l->line = in.line;
        if (memmem(line, len, "\"meta\"", 6))
            rc = time_of_line(l, line, len);
    }
    io_lines_free(&in);
    l->records = 0;
    if (!rc && lseek(fd, start, SEEK_SET) < 0)
        rc = err_set(l->e, ERR_IO, "%s: cannot go back to its start", l->name);
    if (rc || l->timed)
        return rc;
    clock_format((int64_t)st.st_mtime, text); /* as old as the file */
    return load_time(l, text);
}

/* --- the whole --- */

static void say_number(struct loading *l, const char *what, size_t n)
{
    char text[1100];
    snprintf(text, sizeof text, "%.1000s (%zu in all)", what, n);
    load_tell(l, text);
}

/* A cut file never claims to be whole. */
static int settle(struct loading *l)
{
    char text[1024];
    if (l->stats->skipped > LOAD_SAID)
        say_number(l, "more elements were left out", l->stats->skipped);
    if (l->stats->replaced) {
        snprintf(text, sizeof text,
                 "ids given more than once, the last of each counts; the first is %.600s",
                 l->stats->first_replaced);
        say_number(l, text, l->stats->replaced);
    }
    if (l->stats->completes && !l->good_end)
        say_number(l,
                   l->ended ? "its last line does not fit its number of lines: its "
                              "statements of completeness do not count"
                            : "it has no end line, so it may be cut: its statements of "
                              "completeness do not count",
                   l->stats->completes);
    if (!l->timed) {
        clock_format(clock_now(), text);
        int rc = load_time(l, text);
        if (rc)
            return rc;
    }
    return inventory_release_completes(l->inv, l->good_end, l->e);
}

int load_file(struct inventory *inv, int fd, const char *name, struct load_stats *stats,
              void (*say)(void *ctx, const char *line), void *ctx, struct err *e)
{
    struct loading l = {
        .inv = inv, .stats = stats, .say = say, .ctx = ctx, .name = name, .e = e};
    struct io_lines in = io_lines_make(fd, LOAD_LINE);
    *stats = (struct load_stats){.wrong = stats->wrong};
    int rc = inventory_begin(inv, e);
    if (!rc)
        rc = inventory_hold_completes(inv, e);
    if (!rc)
        rc = find_time(&l, fd);
    if (!rc)
        rc = take_lines(&l, &in);
    if (!rc && !l.records)
        rc = err_set(e, ERR_DATA, "%s: there is nothing in it", name);
    if (!rc)
        rc = settle(&l);
    if (rc)
        inventory_release_completes(inv, false, NULL);
    int committed = inventory_commit(inv, rc ? NULL : e);
    io_lines_free(&in);
    return rc ? rc : committed;
}
