#include "data/load.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/slice.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_MAX_BYTES = DOC_BYTES, WHOLE_MAX = 1 << 30, BATCH = 2000, SAID_MAX = 10 };

struct loading {
    struct inventory *inv;
    struct load_stats *stats;
    void (*say)(void *ctx, const char *line);
    void *ctx;
    const char *name;
    unsigned long lines; /* not empty ones, read so far */
    bool has_meta, ended, good_end;
    size_t pending; /* puts of the open transaction */
    struct err *e;
};

static int bad(struct loading *l, const char *what)
{
    return err_set(l->e, ERR_DATA, "%s: line %lu: %s", l->name, l->lines, what);
}

static int at_line(struct loading *l)
{
    char where[64];
    snprintf(where, sizeof where, "line %lu", l->lines);
    err_at(l->e, where);
    return err_at(l->e, l->name);
}

static void tell(struct loading *l, const char *fmt, const char *a, unsigned long n)
{
    char text[1200], shown[1300];
    _Pragma("GCC diagnostic push")
        _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
            snprintf(text, sizeof text, fmt, a, n);
    _Pragma("GCC diagnostic pop") snprintf(shown, sizeof shown, "%s: ", l->name);
    size_t used = strlen(shown);
    text_show(shown + used, sizeof shown - used, text, strlen(text));
    if (l->say)
        l->say(l->ctx, shown);
}

/* --- one resource --- */

static int count_put(struct loading *l, int rc, const char *id)
{
    if (rc < 0)
        return at_line(l);
    l->stats->resources += rc == PUT_NEW;
    if (rc != PUT_NEW && !l->stats->replaced++)
        l->stats->first_replaced = mem_text(id);
    if (++l->pending < BATCH)
        return 0;
    l->pending = 0;
    rc = inventory_commit(l->inv, l->e);
    return rc ? rc : inventory_begin(l->inv, l->e);
}

/* What names the resource: the line, else the body. An id that is none for ARM (some
 * answers of the documentation) is kept below "/". */
static int put(struct loading *l, struct inventory_resource *r, const char *id)
{
    char key[ARMID_MAX], other[ARMID_MAX];
    if (id && *id && *id != '/') {
        int n = snprintf(other, sizeof other, "/%s", id);
        id = n > 0 && (size_t)n < sizeof other ? other : id;
    }
    if (!id || !armid_key(id, key)) {
        if (l->stats->skipped++ < SAID_MAX)
            tell(l, "an element without a resource id was left out: %.200s (line %lu)",
                 id ? id : "no id", l->lines);
        return 0;
    }
    r->id = id;
    return count_put(l, inventory_put(l->inv, r, l->e), id);
}

/* An element of an array or answer. */
static int put_element(struct loading *l, const char *text, size_t len,
                       const char *source)
{
    struct doc *d = doc_parse(text, len, l->e);
    if (!d)
        return at_line(l);
    struct inventory_resource r = {.body = text, .body_len = len, .source = source};
    int rc = doc_type(d, "") == DOC_OBJECT ? put(l, &r, doc_text(d, "/id"))
                                           : bad(l, "an element is no object");
    doc_free(d);
    return rc;
}

static int put_array(struct loading *l, const char *text, size_t len, const char *source)
{
    const char *start;
    size_t n, at = 0;
    int rc = 0;
    while (!rc && slice_element(text, len, &at, &start, &n))
        rc = put_element(l, start, n, source);
    return rc;
}

/* --- kinds of lines --- */

static int put_line(struct loading *l, const struct doc *d, const char *line, size_t len)
{
    const char *body, *id = doc_text(d, "/id");
    size_t n;
    if (!slice_member(line, len, "resource", &body, &n) ||
        doc_type(d, "/resource") != DOC_OBJECT)
        return bad(l, "a resource line without the object \"resource\"");
    struct inventory_resource r = {.type = doc_text(d, "/type"),
                                   .body = body,
                                   .body_len = n,
                                   .source = doc_text(d, "/source"),
                                   .detail = doc_text(d, "/detail"),
                                   .api_version = doc_text(d, "/api_version"),
                                   .fetched = doc_text(d, "/fetched")};
    return put(l, &r, id ? id : doc_text(d, "/resource/id"));
}

static int meta_line(struct loading *l, const struct doc *d)
{
    static const char *const names[] = {"collected", "cloud", "tenant", "tool", "scope"};
    int64_t format;
    int64_t time;
    if (!doc_integer(d, "/format", &format))
        return bad(l, "a meta line without \"format\"");
    if (format < 1 || format > INVENTORY_FORMAT)
        return bad(l, "its format is newer than this holdfast reads");
    const char *collected = doc_text(d, "/collected");
    if (collected && !clock_parse(collected, &time))
        return bad(l, "\"collected\" is no time such as 2026-11-24T06:00:00Z");
    int rc = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !rc; i++) {
        char pointer[32];
        snprintf(pointer, sizeof pointer, "/%s", names[i]);
        const char *value = doc_text(d, pointer);
        if (value)
            rc = inventory_set_meta(l->inv, names[i], value, l->e);
    }
    l->has_meta |= collected != NULL;
    return rc;
}

static int gap_line(struct loading *l, const struct doc *d)
{
    int64_t status = 0;
    struct inventory_gap g = {.scope = doc_text(d, "/scope"),
                              .type = doc_text(d, "/type"),
                              .code = doc_text(d, "/code"),
                              .message = doc_text(d, "/message"),
                              .action = doc_text(d, "/action")};
    if (!g.scope)
        return bad(l, "a gap line without \"scope\"");
    if (doc_integer(d, "/status", &status) && (status < 0 || status > 999))
        return bad(l, "a gap line whose status is no HTTP status");
    g.status = (int)status;
    l->stats->gaps++;
    return inventory_put_gap(l->inv, &g, l->e) ? at_line(l) : 0;
}

static int complete_line(struct loading *l, const struct doc *d)
{
    const char *scope = doc_text(d, "/scope"), *type = doc_text(d, "/type");
    int64_t variant = -1;
    if (!scope || !type)
        return bad(l, "a complete line wants \"scope\" and \"type\"");
    if (doc_integer(d, "/variant", &variant) && (variant < -1 || variant > 1000))
        return bad(l, "a complete line with an odd variant");
    l->stats->completes++;
    return inventory_put_complete(l->inv, scope, type, (int)variant, l->e) ? at_line(l)
                                                                           : 0;
}

static int end_line(struct loading *l, const struct doc *d)
{
    int64_t lines = -1;
    l->good_end =
        !l->ended && doc_integer(d, "/lines", &lines) && lines == (int64_t)l->lines - 1;
    l->ended = true;
    return 0;
}

static int kind_line(struct loading *l, const struct doc *d, const char *line, size_t len)
{
    const char *kind = doc_text(d, "/kind");
    if (!strcmp(kind, "resource"))
        return put_line(l, d, line, len);
    if (!strcmp(kind, "meta"))
        return meta_line(l, d);
    if (!strcmp(kind, "gap"))
        return gap_line(l, d);
    if (!strcmp(kind, "complete"))
        return complete_line(l, d);
    return strcmp(kind, "end") ? -1 : end_line(l, d);
}

/* A storage account has a member `kind` of its own: what has an id is a resource. */
static int take(struct loading *l, const struct doc *d, const char *text, size_t len)
{
    const char *list;
    size_t n;
    if (doc_type(d, "") == DOC_ARRAY)
        return put_array(l, text, len, NULL);
    const char *kind = doc_text(d, "/kind");
    if (kind) {
        int rc = kind_line(l, d, text, len);
        if (rc != -1)
            return rc;
    }
    if (doc_text(d, "/id")) {
        struct inventory_resource r = {.body = text, .body_len = len};
        return put(l, &r, doc_text(d, "/id"));
    }
    if (doc_type(d, "/value") == DOC_ARRAY && slice_member(text, len, "value", &list, &n))
        return put_array(l, list, n, NULL);
    if (doc_type(d, "/data") == DOC_ARRAY && slice_member(text, len, "data", &list, &n))
        return put_array(l, list, n, "graph"); /* what Resource Graph answers */
    return bad(l,
               kind ? "unknown kind" : "neither a record of an inventory nor a resource");
}

/* --- the file --- */

static bool blank(const char *line, size_t len) { return strspn(line, " \t\r") == len; }

/* All of a text that is one JSON value over many lines. */
static int take_whole(struct loading *l, struct io_lines *in, const char *first,
                      size_t len)
{
    struct buf all = buf_make(WHOLE_MAX);
    char *line;
    size_t n;
    int rc, full = buf_add(&all, first, len) || buf_char(&all, '\n');
    while ((rc = io_lines_next(in, &line, &n, l->e)) == 1)
        full = full || buf_add(&all, line, n) || buf_char(&all, '\n');
    if (!rc && full)
        rc = err_set(l->e, ERR_DATA, "%s: longer than 1 GiB: use JSON Lines", l->name);
    size_t start = strspn(buf_str(&all), " \t\r\n");
    if (!rc && buf_str(&all)[start] == '[' && all.len > DOC_BYTES) {
        rc = put_array(l, all.data, all.len, NULL);
    } else if (!rc) {
        struct doc *d = doc_parse(buf_str(&all), all.len, l->e);
        rc = d ? take(l, d, all.data, all.len) : err_at(l->e, l->name);
        doc_free(d);
    }
    buf_free(&all);
    return rc;
}

static int take_lines(struct loading *l, struct io_lines *in)
{
    char *line;
    size_t len;
    int rc;
    while ((rc = io_lines_next(in, &line, &len, l->e)) == 1) {
        if (blank(line, len))
            continue;
        l->lines++;
        l->good_end = false; /* unless this is the end: what follows it counts too */
        struct doc *d = doc_parse(line, len, l->e);
        if (!d && l->lines == 1)
            return take_whole(l, in, line, len);
        rc = d ? take(l, d, line, len) : at_line(l);
        doc_free(d);
        if (rc)
            return rc;
    }
    return rc ? err_at(l->e, l->name) : 0;
}

/* A file that states no time of its own is as old as the file. */
static int default_time(struct loading *l, int fd)
{
    struct stat st;
    char text[32];
    bool file = !fstat(fd, &st) && S_ISREG(st.st_mode);
    clock_format(file ? (int64_t)st.st_mtime : clock_now(), text);
    return l->has_meta ? 0 : inventory_set_meta(l->inv, "collected", text, l->e);
}

/* A cut file never claims to be whole. */
static int settle(struct loading *l)
{
    if (l->stats->skipped > SAID_MAX)
        tell(l, "%s (%lu in all)", "more elements without a resource id were left out",
             l->stats->skipped);
    if (l->stats->replaced)
        tell(l,
             "ids given more than once, the last of each counts; the first is %s (%lu in "
             "all)",
             l->stats->first_replaced, l->stats->replaced);
    if (l->stats->completes && !l->good_end) {
        tell(l, "%s: its statements of completeness do not count (%lu)",
             l->ended ? "its last line does not fit its number of lines"
                      : "it has no end line, so it may be cut",
             l->stats->completes);
        return inventory_drop_completes(l->inv, l->e);
    }
    return 0;
}

int load_file(struct inventory *inv, int fd, const char *name, struct load_stats *stats,
              void (*say)(void *ctx, const char *line), void *ctx, struct err *e)
{
    struct loading l = {
        .inv = inv, .stats = stats, .say = say, .ctx = ctx, .name = name, .e = e};
    struct io_lines in = io_lines_make(fd, LINE_MAX_BYTES);
    *stats = (struct load_stats){0};
    int rc = inventory_begin(inv, e);
    if (!rc)
        rc = take_lines(&l, &in);
    if (!rc && !l.lines)
        rc = err_set(e, ERR_DATA, "%s: there is nothing in it", name);
    if (!rc)
        rc = default_time(&l, fd);
    if (!rc)
        rc = settle(&l);
    int committed = inventory_commit(inv, rc ? NULL : e);
    io_lines_free(&in);
    return rc ? rc : committed;
}
