#include "data/redact.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

static const char *const secrets[] = {"password",   "adminPassword", "connectionString",
                                      "accountKey", "primaryKey",    "secondaryKey",
                                      "sharedKey",  "clientSecret",  "sasToken"};

struct copying {
    const char *text;
    size_t len, copied; /* bytes of the text that are in `out` */
    struct buf *out;
    bool changed;
};

static bool is_secret(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (strlen(secrets[i]) == len && text_same_n(secrets[i], name, len))
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

/* The index behind the string's last byte: its closing quote. `at` is its first. */
static size_t string_end(const struct copying *c, size_t at)
{
    while (at < c->len && c->text[at] != '"')
        at += c->text[at] == '\\' ? 2 : 1;
    return at < c->len ? at : c->len;
}

static bool starts(const struct copying *c, size_t at, size_t end, const char *word)
{
    size_t n = strlen(word);
    return end - at >= n && text_same_n(c->text + at, word, n);
}

/* "…?sv=…&sig=SECRET&…": the sign may be escaped in JSON. */
static void look_for_signature(struct copying *c, size_t at, size_t end)
{
    static const char *const marks[] = {"?sig=", "&sig=", "\\u0026sig=", "\\u003fsig="};
    for (size_t i = at; i + 5 < end; i++) {
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
            if (!starts(c, i, end, marks[k]))
                continue;
            size_t from = i + strlen(marks[k]), to = from;
            while (to < end && c->text[to] != '&' && c->text[to] != '\\')
                to++;
            if (to > from)
                replace(c, from, to - from);
            i = to;
            break;
        }
    }
}

static size_t space(const struct copying *c, size_t at)
{
    while (at < c->len && strchr(" \t\r\n", c->text[at]))
        at++;
    return at;
}

bool redact_json(const char *text, size_t len, struct buf *out)
{
    struct copying c = {.text = text, .len = len, .out = out};
    bool secret = false; /* the name before was one of a secret */
    for (size_t at = 0; at < len; at++) {
        if (text[at] != '"') {
            secret &= text[at] == ':' || strchr(" \t\r\n", text[at]) != NULL;
            continue;
        }
        size_t end = string_end(&c, at + 1), next = space(&c, end + 1);
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
