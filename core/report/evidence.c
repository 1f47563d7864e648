#include "report/evidence.h"

#include "base/buf.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/frame.h"

#include <stdbool.h>
#include <string.h>

enum {
    VALUE_COLUMNS = 40,
    NAME_COLUMNS = 30,
    SEGMENT_COLUMNS = 16,
    SHORT_NAME = 8,
    ITEM_BYTES = 1 << 16
};

static const char dots[] = "...";

/* Columns of what may be shown: one a code point. */
static size_t columns(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* At most `width` columns of a text that may be shown, the last three dots when it is
 * longer. */
static void put_cut(const char *text, size_t len, size_t width, struct buf *out)
{
    if (columns(text, len) <= width) {
        buf_add(out, text, len);
        return;
    }
    size_t end = 0, n = 0;
    for (; end < len; end++) {
        n += ((unsigned char)text[end] & 0xc0) != 0x80;
        if (n > width - strlen(dots))
            break;
    }
    buf_add(out, text, end);
    buf_text(out, dots);
}

static void put_shown(const char *text, size_t len, size_t width, struct buf *out)
{
    struct buf shown = buf_make(ITEM_BYTES);
    text_show_buf(&shown, text, len);
    put_cut(buf_str(&shown), shown.len, width, out);
    buf_free(&shown);
}

/* Where the last `n` segments of a path begin; 0 when it has no more than those. */
static size_t last_segments(const char *path, size_t len, size_t n)
{
    while (len) {
        if (path[len - 1] == '/' && !--n)
            return len;
        len--;
    }
    return 0;
}

/* An ARM id by its last segment; a URL (a key, a secret) by the last two, since the last
 * one is a version; any other text by its beginning. */
static void put_text(const char *text, struct buf *out)
{
    size_t len = strlen(text), from = 0;
    bool url = text_starts_same(text, "https://");
    while (len > 1 && text[len - 1] == '/' && (url || *text == '/'))
        len--;
    if (url || *text == '/')
        from = last_segments(text, len, url ? 2 : 1);
    if (from > 1) {
        const char *second = url ? memchr(text + from, '/', len - from) : NULL;
        size_t end = second ? (size_t)(second - text) : len;
        buf_text(out, ".../");
        put_shown(text + from, end - from, url ? SEGMENT_COLUMNS : NAME_COLUMNS, out);
        if (second)
            buf_char(out, '/');
        if (second)
            put_shown(second + 1, len - end - 1, SEGMENT_COLUMNS, out);
        return;
    }
    put_shown(*text ? text : "\"\"", *text ? len : 2, VALUE_COLUMNS, out);
}

/* A worker says that it is JSON: what is not is shown as it came. */
static void put_value(struct frame_text v, struct buf *out)
{
    struct buf list = buf_make(VALUE_MAX + 3);
    buf_char(&list, '[');
    buf_add(&list, v.data, v.len);
    buf_char(&list, ']');
    struct doc *d = list.full ? NULL : doc_parse(buf_str(&list), list.len, NULL);
    bool one = d && doc_length(d, "") == 1;
    if (one && doc_text(d, "/0"))
        put_text(doc_text(d, "/0"), out);
    else if (one && doc_type(d, "/0") == DOC_ABSENT)
        buf_text(out, "not set");
    else if (one && doc_type(d, "/0/0") == DOC_OBJECT)
        buf_fmt(out, "list of %zu", doc_length(d, "/0"));
    else
        put_shown(v.data, v.len, VALUE_COLUMNS, out);
    doc_free(d);
    buf_free(&list);
}

static bool number_at(const char *path, size_t from, size_t to)
{
    size_t i = from;
    while (i < to && path[i] >= '0' && path[i] <= '9')
        i++;
    return to > from && i == to;
}

/* The end of a pointer: its last name, one more when that is as short as "state", and the
 * indexes beside them, without the "properties" that all begin with. */
static void put_pointer(struct frame_text p, struct buf *out)
{
    static const char top[] = "/properties/";
    size_t least = p.len && p.data[0] == '/' ? 1 : 0, from = p.len, names = 0, wide = 0;
    if (p.len > strlen(top) && !memcmp(p.data, top, strlen(top)))
        least = strlen(top);
    for (size_t to = p.len; to > least && names < 2 && wide <= SHORT_NAME;
         to = from ? from - 1 : 0) {
        for (from = to; from > least && p.data[from - 1] != '/'; from--)
            ;
        bool name = !number_at(p.data, from, to);
        names += name;
        wide = name ? to - from : wide;
    }
    put_shown(p.data + from, p.len - from, VALUE_COLUMNS, out);
}

/* Whether it is told of more than one resource: then each is named. */
static bool many(const struct frame_detail *d)
{
    for (size_t i = 1; i < d->n_evidence; i++)
        if (d->evidence[i].id.len != d->evidence[0].id.len ||
            memcmp(d->evidence[i].id.data, d->evidence[0].id.data, d->evidence[i].id.len))
            return true;
    return false;
}

static void put_item(const struct frame_evidence *ev, bool named, struct buf *out)
{
    put_pointer(ev->pointer, out);
    size_t from = last_segments(ev->id.data, ev->id.len, 1);
    for (size_t i = from; i + 1 < ev->id.len; i++)
        if (ev->id.data[i] == ';') /* "VM;iaasvmcontainerv2;group;name" */
            from = i + 1;
    if (named && ev->id.len > from) {
        buf_text(out, " of ");
        put_shown(ev->id.data + from, ev->id.len - from, NAME_COLUMNS, out);
    }
    buf_text(out, " = ");
    put_value(ev->value, out);
    if (ev->assumed)
        buf_text(out, " (default)");
}

void evidence_say(const struct frame_detail *d, size_t width, struct buf *out)
{
    static const char rest[] = "; ...";
    size_t used = 0, n = d ? d->n_evidence : 0;
    bool named = n && many(d);
    for (size_t i = 0; i < n; i++) {
        struct buf item = buf_make(ITEM_BYTES);
        put_item(&d->evidence[i], named, &item);
        size_t wide = columns(buf_str(&item), item.len) + (i ? 2 : 0);
        size_t room = width - used - (i + 1 < n ? strlen(rest) : 0);
        bool fits = wide <= room;
        if (i)
            buf_text(out, fits ? "; " : rest);
        if (fits || !i)
            put_cut(buf_str(&item), item.len, i ? wide : room, out);
        used += wide;
        buf_free(&item);
        if (!fits && !i && n > 1)
            buf_text(out, rest);
        if (!fits)
            return;
    }
}
