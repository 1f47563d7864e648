#include "base/text.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

char text_lower_char(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* Eight bytes in lower case: the high bit of a byte of `from` is set where it is 'A' or
 * more, of `behind` where it is more than 'Z'; a quarter of it is what lower case adds.
 */
static uint64_t lower_word(const char *text)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t w;
    memcpy(&w, text, sizeof w);
    uint64_t low = w & ~high;
    uint64_t from = low + ones * (128 - 'A'), behind = low + ones * (127 - 'Z');
    return w + ((from & ~behind & ~w & high) >> 2);
}

void text_lower(char *text, size_t len)
{
    size_t i = 0;
    for (uint64_t w; i + sizeof w <= len; i += sizeof w) {
        w = lower_word(text + i);
        memcpy(text + i, &w, sizeof w);
    }
    for (; i < len; i++)
        text[i] = text_lower_char(text[i]);
}

bool text_same_n(const char *a, const char *b, size_t len)
{
    size_t i = 0;
    for (; i + sizeof(uint64_t) <= len; i += sizeof(uint64_t))
        if (lower_word(a + i) != lower_word(b + i))
            return false;
    for (; i < len; i++)
        if (text_lower_char(a[i]) != text_lower_char(b[i]))
            return false;
    return true;
}

bool text_same(const char *a, const char *b)
{
    if (!a || !b)
        return false;
    size_t n = strlen(a);
    return a == b || (n == strlen(b) && text_same_n(a, b, n));
}

bool text_starts(const char *text, const char *start)
{
    return !strncmp(text, start, strlen(start));
}

bool text_starts_same(const char *text, const char *start)
{
    size_t n = strlen(start);
    return strnlen(text, n) == n && text_same_n(text, start, n);
}

/* Eight bytes a step: each test sets the high bit of some byte that fails, if any does.
 */
bool text_plain(const char *text, size_t len, char without)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t bad = 0, w;
    for (; len >= 8; text += 8, len -= 8) {
        memcpy(&w, text, 8);
        uint64_t same = w ^ ones * (unsigned char)without;
        bad |= w | ((w - ones * ' ') & ~w) | ((same - ones) & ~same);
    }
    bad &= high;
    for (; len; text++, len--)
        bad |=
            (unsigned char)*text < ' ' || (unsigned char)*text > 0x7f || *text == without;
    return !bad;
}

bool text_like(const char *text, const char *glob)
{
    const char *star = NULL, *retry = NULL;
    while (*text) {
        if (*glob == '*') {
            star = ++glob; /* only the last star is ever tried again */
            retry = text;
        } else if (*glob && (*glob == '?' || *glob == *text)) {
            glob++;
            text++;
        } else if (star) {
            glob = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*glob == '*')
        glob++;
    return !*glob;
}

size_t text_distance(const char *a, const char *b)
{
    size_t row[160], n = strlen(a), m = strlen(b);
    if (n > 159 || m > 159)
        return 99;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[m];
}

const char *text_nearest(const char *word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t len = strlen(word), least = len < 6 ? len / 2 + 1 : len / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        size_t d = text_distance(word, words[i]);
        if (d < least) {
            least = d;
            best = words[i];
        }
    }
    return best;
}

static size_t sequence(unsigned char c, uint32_t *cp)
{
    if (c < 0x80)
        return *cp = c, 1;
    if (c >= 0xc2 && c <= 0xdf)
        return *cp = c & 0x1fu, 2;
    if ((c & 0xf0) == 0xe0)
        return *cp = c & 0x0fu, 3;
    if (c >= 0xf0 && c <= 0xf4)
        return *cp = c & 0x07u, 4;
    return 0;
}

size_t text_decode(const char *text, size_t len, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (!len)
        return 0;
    uint32_t cp = 0;
    size_t n = sequence((unsigned char)text[0], &cp);
    if (!n || n > len)
        return 0;
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (c & 0x3fu);
    }
    if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return 0;
    *out = cp;
    return n;
}

size_t text_json_end(const char *text, size_t len, size_t at)
{
    const char *quote;
    for (size_t from = at + 1;
         from < len && (quote = memchr(text + from, '"', len - from));) {
        size_t end = (size_t)(quote - text), slash = end;
        while (slash > from && text[slash - 1] == '\\')
            slash--;
        if ((end - slash) % 2 == 0)
            return end;
        from = end + 1;
    }
    return len;
}

/* Eight bytes of ASCII, none of them NUL: nearly all that is ever looked at. */
static bool ascii_eight(const char *text)
{
    const uint64_t ones = UINT64_MAX / 255, tops = ones << 7;
    uint64_t w;
    memcpy(&w, text, sizeof w);
    return !((w | (w - ones)) & tops);
}

bool text_utf8(const char *text, size_t len)
{
    uint32_t cp;
    for (size_t i = 0; i < len;) {
        if (len - i >= 8 && ascii_eight(text + i)) {
            i += 8;
            continue;
        }
        size_t n = text_decode(text + i, len - i, &cp);
        if (!n || !cp)
            return false;
        i += n;
    }
    return true;
}

bool text_visible(uint32_t cp)
{
    static const struct {
        uint32_t from, to;
    } hidden[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
        {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (cp >= hidden[i].from && cp <= hidden[i].to)
            return false;
    return true;
}

/* One character of `text` as it may be shown; returns how many bytes it took. */
static size_t show_one(char shown[16], const char *text, size_t len)
{
    uint32_t cp = 0;
    size_t n = text_decode(text, len, &cp);
    if (!n) {
        snprintf(shown, 16, "\\x{%02x}", (unsigned char)text[0]);
        return 1;
    }
    if (text_visible(cp)) {
        memcpy(shown, text, n);
        shown[n] = '\0';
    } else {
        snprintf(shown, 16, "\\u{%x}", (unsigned)cp);
    }
    return n;
}

size_t text_show(char *out, size_t size, const char *text, size_t len)
{
    size_t used = 0;
    char shown[16];
    for (size_t i = 0; i < len;) {
        i += show_one(shown, text + i, len - i);
        size_t n = strlen(shown);
        if (used + n + 1 > size)
            break;
        memcpy(out + used, shown, n);
        used += n;
    }
    if (size)
        out[used] = '\0';
    return used;
}

void text_show_buf(struct buf *out, const char *text, size_t len)
{
    char shown[16];
    for (size_t i = 0; i < len;) {
        i += show_one(shown, text + i, len - i);
        if (buf_text(out, shown))
            return;
    }
}

bool text_number(const char *text, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;
    if (!text || !*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        uint64_t d = (uint64_t)(*text - '0');
        if (v > (max - d) / 10 || d > max)
            return false;
        v = v * 10 + d;
    }
    *out = v;
    return true;
}

const char *text_plural(uint64_t n) { return n == 1 ? "" : "s"; }
