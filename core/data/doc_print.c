/* A document, or a part of it, as text again. */
#include "base/buf.h"
#include "base/text.h"
#include "data/doc_int.h"
#include "data/jsonout.h"

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

static int print_value(const json_t *v, struct buf *out, bool cut)
{
    struct sink s = {out, cut};
    if (!v)
        return buf_text(out, "null");
    return json_dump_callback(v, print_piece, &s,
                              JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
}

int doc_print(const struct doc *d, const char *pointer, struct buf *out)
{
    return print_value(doc_value(d, pointer), out, false);
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
    struct buf b = buf_make(max);
    print_value(v, &b, true);
    if (!b.full)
        buf_add(out, buf_str(&b), b.len);
    else if (json_is_string(v))
        quote_cut(json_string_value(v), json_string_length(v), max, out);
    else
        quote_cut(buf_str(&b), b.len, max, out);
    buf_free(&b);
}
