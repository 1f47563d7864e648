#include "eval/script_lines.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- tokens --- */

struct reader {
    const char *text;
    size_t len, at;
    uint32_t line;
};

static char peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->len ? r->text[r->at + ahead] : '\0';
}

/* \r\n and \n\r are one end of line, as Lua counts. */
static void newline(struct reader *r)
{
    char first = peek(r, 0), second = peek(r, 1);
    r->at += (second == '\n' || second == '\r') && second != first ? 2 : 1;
    r->line++;
}

static void step(struct reader *r)
{
    if (peek(r, 0) == '\n' || peek(r, 0) == '\r')
        newline(r);
    else
        r->at++;
}

/* Length of "[==[", or 0. */
static size_t long_open(const struct reader *r)
{
    size_t n = 1;
    if (peek(r, 0) != '[')
        return 0;
    while (peek(r, n) == '=')
        n++;
    return peek(r, n) == '[' ? n + 1 : 0;
}

static void skip_long(struct reader *r, size_t open)
{
    r->at += open;
    for (size_t n = 0; r->at < r->len; step(r)) {
        for (n = peek(r, 0) == ']'; n && peek(r, n) == '=';)
            n++;
        if (n == open - 1 && peek(r, n) == ']') {
            r->at += open;
            return;
        }
    }
}

static void skip_short(struct reader *r)
{
    char quote = peek(r, 0);
    r->at++;
    while (r->at < r->len && peek(r, 0) != quote) {
        bool zap = peek(r, 0) == '\\' && peek(r, 1) == 'z';
        if (peek(r, 0) == '\\' && r->at + 1 < r->len) {
            r->at++; /* what is escaped ends nothing */
            step(r);
            while (zap && r->at < r->len && peek(r, 0) &&
                   strchr(" \t\v\f\r\n", peek(r, 0)))
                step(r);
        } else if (peek(r, 0) == '\n' || peek(r, 0) == '\r') {
            return; /* no valid Lua */
        } else {
            r->at++;
        }
    }
    r->at += r->at < r->len;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

/* Spaces and comments; the first line when it starts with #. */
static void skip_blank(struct reader *r)
{
    if (!r->at && peek(r, 0) == '#')
        while (r->at < r->len && peek(r, 0) != '\n')
            r->at++;
    while (r->at < r->len) {
        char c = peek(r, 0);
        if (c == '-' && peek(r, 1) == '-') {
            r->at += 2;
            size_t open = long_open(r);
            if (open)
                skip_long(r, open);
            else
                while (r->at < r->len && peek(r, 0) != '\n' && peek(r, 0) != '\r')
                    r->at++;
        } else if (c && strchr(" \t\v\f\r\n", c)) {
            step(r);
        } else {
            return;
        }
    }
}

static enum lines_kind skip_token(struct reader *r)
{
    static const char *const signs[] = {
        "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
    char c = peek(r, 0);
    size_t open = long_open(r);
    if (open || c == '"' || c == '\'') {
        open ? skip_long(r, open) : skip_short(r);
        return LINES_STRING;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(r, 1)))) {
        while (is_word(peek(r, 0)) || peek(r, 0) == '.' ||
               (strchr("+-", peek(r, 0)) && peek(r, 0) &&
                strchr("eEpP", r->text[r->at - 1])))
            r->at++;
        return LINES_NUMBER;
    }
    if (is_word(c)) {
        while (is_word(peek(r, 0)))
            r->at++;
        return LINES_NAME;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i]);
        if (r->len - r->at >= n && !memcmp(r->text + r->at, signs[i], n)) {
            r->at += n;
            return LINES_SIGN;
        }
    }
    r->at++;
    return LINES_SIGN;
}

void lines_make(struct lines *l, const char *text, size_t len)
{
    struct reader r = {text, len, 0, 1};
    size_t room = 0;
    *l = (struct lines){.text = text, .n = 1};
    for (;;) {
        skip_blank(&r);
        if (l->n + 1 >= room) {
            room = room ? room * 2 : 256;
            l->at = mem_grow(l->at, room, sizeof *l->at);
        }
        struct lines_token t = {LINES_END, (uint32_t)r.at, 0, r.line};
        if (r.at < len && l->n < LINES_MAX && len < UINT32_MAX)
            t.kind = skip_token(&r);
        t.len = (uint32_t)r.at - t.at;
        if (t.kind == LINES_END && r.at < len)
            l->n = 1;
        l->at[0] = (struct lines_token){0};
        l->at[l->n] = t;
        if (t.kind == LINES_END)
            return;
        l->n++;
    }
}

void lines_free(struct lines *l)
{
    free(l->at);
    *l = (struct lines){0};
}

/* --- questions --- */

unsigned lines_column(const struct lines *l, size_t t)
{
    unsigned column = 1;
    if (!t || t > l->n)
        return 0;
    for (const char *p = l->text + l->at[t].at; p > l->text; p--) {
        if (p[-1] == '\n' || p[-1] == '\r')
            break;
        column += (p[-1] & 0xc0) != 0x80; /* not the middle of a character */
    }
    return column;
}

bool lines_is(const struct lines *l, size_t t, const char *word)
{
    return t && t < l->n && l->at[t].len == strlen(word) &&
           l->at[t].kind != LINES_STRING &&
           !memcmp(l->text + l->at[t].at, word, l->at[t].len);
}

bool lines_is_name(const struct lines *l, size_t t)
{
    static const char *const keywords[] = {
        "and",      "break",  "do",   "else", "elseif", "end",  "false", "for",
        "function", "goto",   "if",   "in",   "local",  "nil",  "not",   "or",
        "repeat",   "return", "then", "true", "until",  "while"};
    if (!t || t >= l->n || l->at[t].kind != LINES_NAME)
        return false;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (lines_is(l, t, keywords[i]))
            return false;
    return true;
}

static size_t put_utf8(char *out, unsigned cp)
{
    if (cp < 0x80)
        return out[0] = (char)cp, 1;
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n; --i; cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((0xf00 >> n & 0xff) | cp);
    return n;
}

/* One escape at *p (behind the backslash) into `out`; moves *p. */
static size_t unescape(const char **p, const char *end, char *out)
{
    static const char letters[] = "abfnrtv", means[] = "\a\b\f\n\r\t\v";
    char c = *(*p)++, digits[9] = "";
    const char *letter = c ? strchr(letters, c) : NULL;
    if (letter)
        return *out = means[letter - letters], 1;
    if (c == 'z') {
        while (*p < end && **p && strchr(" \t\v\f\r\n", **p))
            (*p)++;
        return 0;
    }
    size_t n = c == 'x' ? 2 : is_digit(c) ? 3 : c == 'u' ? 8 : 0;
    if (!n)
        return *out = c == '\r' ? '\n' : c, 1;
    *p -= is_digit(c);
    *p += c == 'u' && *p < end; /* { */
    size_t used = 0;
    while (used < n && *p < end && (c == 'u' || c == 'x' || is_digit(**p)) && **p != '}')
        digits[used++] = *(*p)++;
    *p += c == 'u' && *p < end; /* } */
    unsigned long value = strtoul(digits, NULL, is_digit(c) ? 10 : 16);
    if (c == 'u')
        return put_utf8(out, value > 0x10ffff ? 0xfffd : (unsigned)value);
    return *out = (char)value, 1;
}

bool lines_string(const struct lines *l, size_t t, char *out, size_t size)
{
    if (!t || t >= l->n || l->at[t].kind != LINES_STRING || !size)
        return false;
    const char *p = l->text + l->at[t].at, *end = p + l->at[t].len;
    size_t used = 0;
    if (*p == '[') {
        size_t open = 2 + strspn(p + 1, "=");
        p += open;
        end -= (size_t)(end - p) >= open ? open : 0;
        if (p < end && (*p == '\n' || *p == '\r'))
            p += p + 1 < end && (p[1] == '\n' || p[1] == '\r') && p[1] != *p ? 2 : 1;
        used = (size_t)(end - p) < size ? (size_t)(end - p) : size - 1;
        memcpy(out, p, used);
    } else {
        end -= end - p > 1;
        for (p++; p < end && used + 5 < size;) {
            if (*p == '\\' && p + 1 < end && p++)
                used += unescape(&p, end, out + used);
            else
                out[used++] = *p++;
        }
    }
    out[used] = '\0';
    return true;
}

/* +1 for what opens, -1 for what closes. `while` and `for` open at their `do`. */
static int nesting(const struct lines *l, size_t t)
{
    static const char *const opens[] = {"{", "(", "[", "function", "if", "do", "repeat"};
    static const char *const closes[] = {"}", ")", "]", "end", "until"};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++)
        if (lines_is(l, t, opens[i]))
            return 1;
    for (size_t i = 0; i < sizeof closes / sizeof *closes; i++)
        if (lines_is(l, t, closes[i]))
            return -1;
    return 0;
}

size_t lines_close(const struct lines *l, size_t open)
{
    int depth = 0;
    for (size_t t = open; t && t < l->n; t++) {
        depth += nesting(l, t);
        if (depth <= 0)
            return t;
    }
    return l->n - 1;
}

size_t lines_top(const struct lines *l, const char *word)
{
    size_t found = 0;
    for (size_t t = 1; t < l->n; t++) {
        if (lines_is(l, t, word))
            found = t;
        if (nesting(l, t) > 0)
            t = lines_close(l, t);
    }
    return found;
}

size_t lines_call(const struct lines *l, const char *name, unsigned line, size_t nth)
{
    size_t found = 0, seen = 0, first = 1, end = l->n;
    while (first < end) { /* the first token of the line, or one behind it */
        size_t middle = first + (end - first) / 2;
        if (l->at[middle].line < line)
            first = middle + 1;
        else
            end = middle;
    }
    /* `check` may stand at the end of the line before its table. */
    for (size_t t = first > 1 ? first - 1 : 1; t < l->n && l->at[t].line <= line; t++) {
        if (!lines_is(l, t, name) || lines_is(l, t - 1, ".") || lines_is(l, t - 1, ":"))
            continue;
        size_t open = lines_is(l, t + 1, "(") ? t + 2 : t + 1;
        if (!lines_is(l, open, "{") ||
            (l->at[t].line != line && l->at[t + 1].line != line))
            continue;
        found = open;
        if (seen++ == nth)
            break;
    }
    return found;
}

/* The next entry of a table behind token `t`, which starts or separates. */
static size_t next_entry(const struct lines *l, size_t t)
{
    for (t++; t < l->n && !lines_is(l, t, ",") && !lines_is(l, t, ";"); t++) {
        int n = nesting(l, t);
        if (n < 0)
            return 0;
        if (n > 0)
            t = lines_close(l, t);
    }
    return t < l->n ? t : 0;
}

/* Whether an entry that starts at `t` has a key; its value's first token. */
static size_t keyed(const struct lines *l, size_t t)
{
    if (lines_is(l, t, "[")) {
        size_t close = lines_close(l, t);
        return lines_is(l, close + 1, "=") ? close + 2 : 0;
    }
    return lines_is(l, t + 1, "=") ? t + 2 : 0;
}

size_t lines_key(const struct lines *l, size_t open, const char *name)
{
    char text[128];
    if (!lines_is(l, open, "{"))
        return 0;
    for (size_t t = open; t; t = next_entry(l, t)) {
        if (!keyed(l, t + 1))
            continue;
        if (lines_is(l, t + 1, name))
            return t + 1;
        if (lines_is(l, t + 1, "[") && lines_string(l, t + 2, text, sizeof text) &&
            !strcmp(text, name))
            return t + 1;
    }
    return 0;
}

size_t lines_value(const struct lines *l, size_t open, const char *name)
{
    size_t key = lines_key(l, open, name);
    return key ? keyed(l, key) : 0;
}

size_t lines_nth(const struct lines *l, size_t open, size_t nth)
{
    if (!lines_is(l, open, "{"))
        return 0;
    for (size_t t = open; t; t = next_entry(l, t)) {
        if (keyed(l, t + 1) || lines_is(l, t + 1, "}"))
            continue;
        if (!--nth)
            return t + 1;
    }
    return 0;
}
