#include "data/redact.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

/* With their lengths, since every name of every body is compared with them. */
#define WORD(text)                                                                       \
    {                                                                                    \
        text, sizeof(text) - 1                                                           \
    }
static const struct word {
    const char *text;
    size_t len;
} secrets[] = {WORD("password"),   WORD("adminPassword"), WORD("connectionString"),
               WORD("accountKey"), WORD("primaryKey"),    WORD("secondaryKey"),
               WORD("sharedKey"),  WORD("clientSecret"),  WORD("sasToken")};

/* What stands before the "=" of a signature; the sign may be escaped in JSON. */
static const struct word marks[] = {WORD("?sig"), WORD("&sig"), WORD("\\u0026sig"),
                                    WORD("\\u003fsig")};

struct copying {
    const char *text;
    size_t len, copied; /* bytes of the text that are in `out` */
    struct buf *out;
    bool changed;
};

static bool is_secret(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (secrets[i].len == len && text_same_n(secrets[i].text, name, len))
            return true;
    return false;
}

/* Puts a stand-in in the place of len bytes at `from`. */
static void replace(struct copying *c, size_t from, size_t len)
{
    buf_add(c->out, c->text + c->copied, from - c->copied);
    buf_fmt(c->out, "(redacted, %zu bytes)", len);
    c->copied = from + len;
    c->changed = true;
}

/* Whether text[at] is the "=" behind one of the marks, none of which begins before
 * `from`. */
static bool is_marked(const struct copying *c, size_t from, size_t at)
{
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
        if (at - from >= marks[k].len &&
            text_same_n(c->text + at - marks[k].len, marks[k].text, marks[k].len))
            return true;
    return false;
}

/* "…?sv=…&sig=SECRET&…" */
static void look_for_signature(struct copying *c, size_t at, size_t end)
{
    size_t from = at;
    const char *sign;
    while (from < end && (sign = memchr(c->text + from, '=', end - from))) {
        size_t start = (size_t)(sign - c->text) + 1, to = start;
        from = start;
        if (!is_marked(c, at, start - 1))
            continue;
        while (to < end && c->text[to] != '&' && c->text[to] != '\\')
            to++;
        if (to > start)
            replace(c, start, to - start);
        from = to;
    }
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static size_t space(const struct copying *c, size_t at)
{
    while (at < c->len && is_space(c->text[at]))
        at++;
    return at;
}

bool redact_json(const char *text, size_t len, struct buf *out)
{
    struct copying c = {.text = text, .len = len, .out = out};
    bool secret = false; /* the name before was one of a secret */
    for (size_t at = 0; at < len; at++) {
        if (text[at] != '"') {
            secret = secret && (text[at] == ':' || is_space(text[at]));
            continue;
        }
        size_t end = text_json_end(text, len, at), next = space(&c, end + 1);
        bool name = next < len && text[next] == ':';
        if (name)
            secret = is_secret(text + at + 1, end - at - 1);
        else if (secret && end > at + 1)
            replace(&c, at + 1, end - at - 1);
        else
            look_for_signature(&c, at + 1, end);
        secret &= name;
        at = end;
    }
    if (c.changed)
        buf_add(out, text + c.copied, len - c.copied);
    return c.changed;
}
