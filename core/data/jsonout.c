#include "data/jsonout.h"

#include "base/buf.h"
#include "base/strs.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* Bytes that stand for themselves in a JSON string. `<` does not, so that no text can
 * close a script element; DEL does not, so that a line shows what it holds. */
static bool plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<';
}

/* Eight bytes that are plain, looked at together. */
static bool plain_eight(const char *text)
{
    const uint64_t ones = UINT64_MAX / 255, tops = ones << 7;
    const unsigned char other[] = {'"', '\\', '<', 0x7f};
    uint64_t w, found;
    memcpy(&w, text, sizeof w);
    found = w | (w - ones * 0x20);
    for (size_t i = 0; i < sizeof other; i++)
        found |= (w ^ ones * other[i]) - ones; /* a zero borrows */
    return !(found & tops);
}

static void escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        buf_text(out, "\\\"");
        break;
    case '\\':
        buf_text(out, "\\\\");
        break;
    case '\n':
        buf_text(out, "\\n");
        break;
    case '\r':
        buf_text(out, "\\r");
        break;
    case '\t':
        buf_text(out, "\\t");
        break;
    default:
        buf_fmt(out, "\\u%04x", (unsigned)c);
    }
}

/* A character that could move a terminal or hide is written by its number. */
static void character(struct buf *out, uint32_t cp, const char *text, size_t len)
{
    if (text_visible(cp))
        buf_add(out, text, len);
    else if (cp < 0x10000)
        buf_fmt(out, "\\u%04x", (unsigned)cp);
    else
        buf_fmt(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (cp >> 10)),
                (unsigned)(0xdc00 | (cp & 0x3ff)));
}

void json_textn(struct buf *out, const char *text, size_t len)
{
    buf_char(out, '"');
    size_t i = 0;
    while (i < len) {
        size_t run = i;
        while (len - run >= 8 && plain_eight(text + run))
            run += 8;
        while (run < len && plain((unsigned char)text[run]))
            run++;
        if (run > i)
            buf_add(out, text + i, run - i);
        i = run;
        if (i == len)
            break;
        unsigned char c = (unsigned char)text[i];
        uint32_t cp;
        size_t n = c < 0x80 ? 1 : text_decode(text + i, len - i, &cp);
        if (c < 0x80)
            escape(out, c);
        else if (n)
            character(out, cp, text + i, n);
        else
            buf_text(out, "\xef\xbf\xbd");
        i += n ? n : 1;
    }
    buf_char(out, '"');
}

void json_text(struct buf *out, const char *text)
{
    if (text)
        json_textn(out, text, strlen(text));
    else
        buf_text(out, "null");
}

void json_comma(struct buf *out)
{
    if (!out->len)
        return;
    char last = out->data[out->len - 1];
    if (last != '{' && last != '[')
        buf_char(out, ',');
}

void json_key(struct buf *out, const char *key)
{
    json_comma(out);
    json_text(out, key);
    buf_char(out, ':');
}

void json_member(struct buf *out, const char *key, const char *text)
{
    json_key(out, key);
    json_text(out, text);
}

void json_member_int(struct buf *out, const char *key, int64_t value)
{
    json_key(out, key);
    buf_fmt(out, "%" PRId64, value);
}

void json_member_bool(struct buf *out, const char *key, int value)
{
    json_key(out, key);
    buf_text(out, value ? "true" : "false");
}

void json_list(struct buf *out, const char *key, const struct strs *list)
{
    json_key(out, key);
    buf_char(out, '[');
    for (size_t i = 0; i < list->n; i++) {
        json_comma(out);
        json_text(out, list->at[i]);
    }
    buf_char(out, ']');
}
