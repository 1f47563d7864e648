#include "data/armid.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* Control characters, eight bytes a step: of `low` the high bit of some byte is set where
 * there is one, and perhaps behind it. */
static bool has_control(const char *text, size_t len)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    size_t i = 0;
    for (uint64_t w; i + sizeof w <= len; i += sizeof w) {
        memcpy(&w, text + i, sizeof w);
        uint64_t del = w ^ ones * 0x7f;
        uint64_t low = ((w - ones * 0x20) & ~w) | ((del - ones) & ~del);
        if (low & high)
            return true;
    }
    for (; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return true;
    return false;
}

bool armid_key(const char *id, char *key)
{
    size_t len = id ? strlen(id) : 0;
    if (!len || id[0] != '/' || !strcmp(id, "//"))
        return false;
    if (len > 1 && id[len - 1] == '/')
        len--;
    if (len >= ARMID_MAX)
        return false;
    if (has_control(id, len))
        return false;
    for (size_t start = 1, end; start <= len && len > 1; start = end + 1) {
        const char *slash = memchr(id + start, '/', len - start);
        end = slash ? (size_t)(slash - id) : len;
        size_t n = end - start;
        if (!n || (n <= 2 && id[start] == '.' && id[end - 1] == '.'))
            return false;
    }
    memcpy(key, id, len);
    key[len] = '\0';
    text_lower(key, len);
    return true;
}

static bool has_upper(const char *text, size_t len)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t found = 0, w;
    for (; len >= 8; text += 8, len -= 8) { /* eight bytes of ASCII a step */
        memcpy(&w, text, 8);
        found |= (w + ones * (0x80 - 'A')) ^ (w + ones * (0x7f - 'Z'));
    }
    found &= high;
    for (; len; text++, len--)
        found |= *text >= 'A' && *text <= 'Z';
    return found;
}

bool armid_is_key(const char *key, size_t len)
{
    char same[ARMID_MAX];
    if (!text_plain(key, len, 0x7f))
        return memchr(key, '\0', len) == NULL && text_utf8(key, len) &&
               armid_key(key, same) && strlen(same) == len && !memcmp(key, same, len);
    if (!len || len >= ARMID_MAX || *key != '/' || has_upper(key, len))
        return false;
    const char *end = key + len, *slash = len > 1 ? key : NULL;
    for (const char *at; slash; slash = at) {
        at = memchr(slash + 1, '/', (size_t)(end - slash) - 1);
        size_t n = (size_t)((at ? at : end) - slash) - 1;
        if (!n || (n <= 2 && slash[1] == '.' && slash[n] == '.'))
            return false;
    }
    return true;
}

bool armid_has_key(const char *id, const char *key)
{
    size_t len = strlen(id), n = strlen(key);
    bool slash = len == n + 1 && n > 1 && id[n] == '/';
    return (len == n || slash) && text_same_n(id, key, n);
}

bool armid_covers(const char *scope, const char *key)
{
    size_t n = strlen(scope);
    if (n == 1 && scope[0] == '/')
        return true;
    return !strncmp(scope, key, n) && (!key[n] || key[n] == '/');
}

/* --- segments ---
 *
 * An id is read from its left: pairs of a kind and a name, and `providers` with a
 * namespace where a kind would stand. Searching for the last "/providers/" instead would
 * be fooled by a resource that is named so. */

struct segment {
    const char *at;
    size_t len;
};

/* The segment that starts behind the slash at *pos; false at the end. */
static bool segment_next(const char *id, size_t *pos, struct segment *s)
{
    if (id[*pos] != '/' || !id[*pos + 1])
        return false;
    s->at = id + *pos + 1;
    s->len = strcspn(s->at, "/");
    *pos += 1 + s->len;
    return true;
}

static bool segment_is(struct segment s, const char *word)
{
    return s.len == strlen(word) && text_same_n(s.at, word, s.len);
}

size_t armid_parent(const char *key)
{
    size_t pos = 0, parent = 0, end = 0;
    struct segment kind, name;
    if (!key[0] || !key[1])
        return 0;
    while (segment_next(key, &pos, &kind)) {
        bool provider = segment_is(kind, "providers");
        if (!segment_next(key, &pos, &name))
            break;
        if (provider)
            continue;
        parent = end;
        end = pos;
    }
    /* A tail that is no whole pair hangs below the last whole one. */
    if (key[end])
        parent = end;
    return parent ? parent : 1;
}

/* Types of ids without a provider. */
static bool type_plain(const char *id, struct buf *out)
{
    size_t pos = 0;
    struct segment s;
    unsigned n = 0;
    bool subscription = false;
    while (segment_next(id, &pos, &s)) {
        if (n == 0)
            subscription = segment_is(s, "subscriptions");
        if ((n == 0 && !subscription && !segment_is(s, "tenants")) ||
            (n == 2 && !(subscription && segment_is(s, "resourcegroups"))) || n > 3)
            return false;
        n++;
    }
    if (n != 0 && n != 2 && n != 4)
        return false;
    buf_text(out, "Microsoft.Resources/");
    buf_text(out, n == 0 || !subscription ? "tenants" : "subscriptions");
    if (n == 4)
        buf_text(out, "/resourceGroups");
    return true;
}

bool armid_type(const char *id, struct buf *out)
{
    size_t pos = 0, provider = 0, start = out->len;
    struct segment kind, name;
    if (!id || id[0] != '/')
        return false;
    while (segment_next(id, &pos, &kind)) {
        bool starts = segment_is(kind, "providers");
        size_t at = pos;
        if (!segment_next(id, &pos, &name))
            return false;
        if (starts)
            provider = at;
    }
    if (!provider)
        return type_plain(id, out);
    pos = provider;
    if (!segment_next(id, &pos, &name))
        return false;
    buf_add(out, name.at, name.len);
    size_t kinds = 0;
    while (segment_next(id, &pos, &kind) && segment_next(id, &pos, &name)) {
        buf_char(out, '/');
        buf_add(out, kind.at, kind.len);
        kinds++;
    }
    if (kinds)
        return true;
    out->len = start; /* a namespace alone is no resource */
    if (out->data)
        out->data[start] = '\0';
    return false;
}

const char *armid_name(const char *id)
{
    const char *slash = strrchr(id, '/');
    return slash ? slash + 1 : id;
}

/* The segment at `place` whose kind, before it, is `word`. */
static const char *segment_of(const char *id, unsigned place, const char *word,
                              size_t *len)
{
    size_t pos = 0;
    struct segment kind, name;
    *len = 0;
    for (unsigned i = 0; segment_next(id, &pos, &kind) && segment_next(id, &pos, &name);
         i++) {
        if (i < place)
            continue;
        if (!segment_is(kind, word))
            break;
        *len = name.len;
        return name.at;
    }
    return "";
}

const char *armid_subscription(const char *id, size_t *len)
{
    return segment_of(id, 0, "subscriptions", len);
}

const char *armid_group(const char *id, size_t *len)
{
    return segment_of(id, 1, "resourcegroups", len);
}

size_t armid_vault(const char *key)
{
    static const char *const parts[] = {
        "/providers/microsoft.recoveryservices/vaults/",
        "/providers/microsoft.dataprotection/backupvaults/"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *at = strstr(key, parts[i]);
        if (at) {
            at += strlen(parts[i]);
            return (size_t)(at - key) + strcspn(at, "/");
        }
    }
    return 0;
}
