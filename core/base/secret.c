#include "base/secret.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret secret_make(const char *data, size_t len)
{
    struct secret s = {mem_textn(data, len), len};
    /* A user's limit may refuse: then the pages could be swapped, no more. */
    (void)mlock(s.data, len + 1);
    return s;
}

void secret_free(struct secret *s)
{
    if (!s || !s->data)
        return;
    explicit_bzero(s->data, s->len);
    (void)munlock(s->data, s->len + 1);
    free(s->data);
    *s = (struct secret){0};
}

void secret_wipe(void *data, size_t len) { explicit_bzero(data, len); }

/* --- in texts --- */

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool is_hex(const char *text, size_t n, unsigned char c)
{
    unsigned value = 0;
    for (size_t i = 0; i < n; i++) {
        if (digit(text[i]) < 0)
            return false;
        value = value << 4 | (unsigned)digit(text[i]);
    }
    return value == c;
}

enum { SPELLED_MAX = 6 }; /* bytes that a byte takes at most */

/* How many bytes of the text spell a byte of the secret; 0: it is another. */
static size_t spelled(const char *text, size_t len, unsigned char c)
{
    if (len >= 6 && text[0] == '\\' && text[1] == 'u' && is_hex(text + 2, 4, c))
        return 6;
    if (len >= 2 && text[0] == '\\' && (unsigned char)text[1] == c &&
        (c == '"' || c == '\\' || c == '/'))
        return 2;
    if (len >= 3 && text[0] == '%' && is_hex(text + 1, 2, c))
        return 3;
    return len && (unsigned char)text[0] == c;
}

/* How many bytes at the start of the text spell the secret; 0: it does not start so. */
static size_t repeats(const struct secret *s, const char *text, size_t len)
{
    size_t at = 0, n = 1;
    for (size_t i = 0; i < s->len && n; i++) {
        n = spelled(text + at, len - at, (unsigned char)s->data[i]);
        at += n;
    }
    return n ? at : 0;
}

static size_t find(const char *text, size_t len, size_t from, char c)
{
    const char *at = from < len ? memchr(text + from, c, len - from) : NULL;
    return at ? (size_t)(at - text) : len;
}

bool secret_hide(const struct secret *s, char *text, size_t len)
{
    bool found = false;
    if (!s || !s->len || !text)
        return false;
    /* A spelling that is not the secret itself holds one of these, and begins no further
     * before it than all escaped would be long. Large bodies hold few. */
    size_t slash = find(text, len, 0, '\\'), percent = find(text, len, 0, '%'), at = 0;
    while (slash < len || percent < len) {
        size_t sign = slash < percent ? slash : percent;
        size_t from = sign > SPELLED_MAX * s->len ? sign - SPELLED_MAX * s->len : 0;
        for (at = at > from ? at : from; at <= sign;) {
            bool may = text[at] == s->data[0] || text[at] == '\\' || text[at] == '%';
            size_t n = may ? repeats(s, text + at, len - at) : 0;
            memset(text + at, '*', n);
            found |= n > 0;
            at += n ? n : 1;
        }
        if (sign == slash)
            slash = find(text, len, slash + 1, '\\');
        else
            percent = find(text, len, percent + 1, '%');
    }
    /* Where it is no JSON, a backslash is only that. */
    for (char *p = text; (p = memmem(p, len - (size_t)(p - text), s->data, s->len));
         found = true)
        memset(p, '*', s->len);
    return found;
}

void secret_put_address(struct buf *out, const char *text, bool bare)
{
    const char *scheme = strstr(text, "://"), *at = strrchr(text, '@');
    const char *user = scheme ? scheme + 3 : bare ? text : NULL;
    const char *colon =
        user && at && user < at ? memchr(user, ':', (size_t)(at - user)) : NULL;
    if (colon)
        buf_fmt(out, "%.*s***%s", (int)(colon + 1 - text), text, at);
    else
        buf_text(out, text);
}

/* --- buffers and processes --- */

struct buf secret_buf(size_t max)
{
    struct buf b = {.data = mem_new(max + 1), .cap = max + 1, .max = max};
    return b;
}

void secret_buf_free(struct buf *b)
{
    if (b->data)
        explicit_bzero(b->data, b->cap);
    buf_free(b);
}

int secret_harden_process(void)
{
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none))
        return -1;
    return prctl(PR_SET_DUMPABLE, 0) ? -1 : 0;
}
