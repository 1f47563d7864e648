/* A document, or a part of it, as text again. */
#include "base/buf.h"
#include "base/text.h"
#include "data/doc_int.h"
#include "data/jsonout.h"

#include <string.h>

struct sink {
    struct buf *out;
    bool cut; /* keep the part that fits */
};

static int print_piece(const char *data, size_t len, void *ctx)
{
    struct sink *s = ctx;
    size_t room = s->out->max - s->out->len;
    if (s->cut && len > room) {
        buf_add(s->out, data, room);
        s->out->full = true;
        return -1;
    }
    return buf_add(s->out, data, len);
}

static int dump(const json_t *v, struct sink *s)
{
    return json_dump_callback(v, print_piece, s,
                              JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
}

static int print_plain(const char *text, struct sink *s)
{
    int rc = print_piece("\"", 1, s);
    rc = rc ? rc : print_piece(text, strlen(text), s); /* it stands for itself */
    return rc ? rc : print_piece("\"", 1, s);
}

/* Compact JSON in which what begins with the sign of a mark is one: of a name, if its
 * colon follows. */
static int print_marked(const struct doc *d, char *text, size_t len, struct sink *s)
{
    int rc = 0;
    for (size_t i = 0, end; i < len && !rc; i = end + 1) {
        end = text[i] == '"' ? text_json_end(text, len, i) : i;
        if (end > i && text[i + 1] == DOC_MARK) {
            text[end] = '\0';
            rc = print_plain(text[end + 1] == ':' ? doc_lent_name(d, text + i + 1)
                                                  : doc_lent(d, text + i + 1),
                             s);
        } else {
            rc = print_piece(text + i, end + 1 - i, s);
        }
    }
    return rc;
}

static int print_value(const struct doc *d, const json_t *v, struct buf *out, bool cut)
{
    struct sink s = {out, cut};
    const char *text = json_string_value(v);
    if (!v)
        return buf_text(out, "null");
    if (json_is_boolean(v))
        return print_piece(json_is_true(v) ? "true" : "false", json_is_true(v) ? 4 : 5,
                           &s);
    if (doc_lent(d, text) != text)
        return print_plain(doc_lent(d, text), &s);
    if (!d->lent || text)
        return dump(v, &s);
    struct buf marked = buf_make(SIZE_MAX / 4);
    int rc = dump(v, &(struct sink){&marked, false});
    if (!rc && marked.len)
        rc = print_marked(d, marked.data, marked.len, &s);
    buf_free(&marked);
    return rc;
}

int doc_print(const struct doc *d, const char *pointer, struct buf *out)
{
    return print_value(d, doc_value(d, pointer), out, false);
}

/* The most of `len` bytes that ends with a whole character. */
static size_t whole(const char *text, size_t len)
{
    size_t i = len;
    uint32_t cp;
    while (i && ((unsigned char)text[i - 1] & 0xc0) == 0x80)
        i--;
    if (i && (unsigned char)text[i - 1] >= 0xc0 &&
        !text_decode(text + i - 1, len - i + 1, &cp))
        return i - 1;
    return len;
}

/* `text` as a JSON string of at most `max` bytes that ends in "…". */
static void quote_cut(const char *text, size_t len, size_t max, struct buf *out)
{
    static const char more[] = "\xe2\x80\xa6";
    size_t keep = len < max ? len : max;
    struct buf b = buf_make(SIZE_MAX / 4);
    for (;;) {
        keep = whole(text, keep);
        buf_clear(&b);
        json_textn(&b, text, keep);
        size_t want = b.len + sizeof more - 1;
        if (want <= max || !keep)
            break;
        size_t over = (want - max) / 6;
        keep -= over + 1 < keep ? over + 1 : keep;
    }
    buf_add(out, b.data, b.len - 1);
    buf_text(out, more);
    buf_char(out, '"');
    buf_free(&b);
}

void doc_quote(const struct doc *d, const char *pointer, size_t max, struct buf *out)
{
    const json_t *v = doc_value(d, pointer);
    const char *text = v ? doc_lent(d, json_string_value(v)) : NULL;
    bool lent = text && text != json_string_value(v);
    size_t len = lent ? strlen(text) + 2 : v && !json_is_boolean(v) ? SIZE_MAX : 5;
    if (len <= max && max <= out->max - out->len) { /* as most are: no copy */
        print_value(d, v, out, false);
        return;
    }
    struct buf b = buf_make(max);
    print_value(d, v, &b, true);
    if (!b.full)
        buf_add(out, buf_str(&b), b.len);
    else if (json_is_string(v))
        quote_cut(text, strlen(text), max, out);
    else
        quote_cut(buf_str(&b), b.len, max, out);
    buf_free(&b);
}
