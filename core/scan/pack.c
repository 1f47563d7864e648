#include "scan/pack.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char form[] = "holdfast.pack/1";

/* --- words --- */

int pack_check_name(const char *name, struct err *e)
{
    size_t n = strlen(name);
    bool fine = n && n <= PACK_NAME && *name != '.' && *name != '_' && *name != '-';
    for (size_t i = 0; i < n; i++)
        fine &= (name[i] >= 'a' && name[i] <= 'z') ||
                (name[i] >= '0' && name[i] <= '9') || strchr("._-", name[i]);
    return fine ? 0
                : err_set(e, ERR_DATA,
                          "\"%.80s\" is no name of a pack: a-z, 0-9, . _ -, at most %d",
                          name, PACK_NAME);
}

int pack_parse_version(const char *text, struct pack_version *v, struct err *e)
{
    const char *p = text;
    bool fine = true;
    for (size_t i = 0; i < 3 && fine; i++) {
        size_t n = strspn(p, "0123456789");
        char digits[10] = "";
        uint64_t value = 0;
        fine = n && n < sizeof digits && (n == 1 || *p != '0') &&
               p[n] == (i < 2 ? '.' : '\0');
        memcpy(digits, p, fine ? n : 0);
        fine = fine && text_number(digits, 999999999, &value);
        v->part[i] = (uint32_t)value;
        p += n + 1;
    }
    return fine ? 0
                : err_set(e, ERR_DATA, "\"%.40s\" is no version: X.Y.Z, as 1.4.0", text);
}

int pack_check_file(const char *name, struct err *e)
{
    const char *base = text_starts(name, "lib/") ? name + 4 : name;
    const char *dot = strrchr(base, '.');
    size_t n = strlen(name);
    for (size_t i = 0, step; i < n; i += step) {
        uint32_t cp;
        step = text_decode(name + i, n - i, &cp);
        if (!step || !text_visible(cp))
            return err_set(e, ERR_DATA,
                           "the name \"%.80s\" has characters that no name "
                           "of a pack's file may have",
                           name);
    }
    if (strchr(base, '/'))
        return err_set(e, ERR_DATA, "\"%.200s\" is no file of this folder", name);
    bool code = dot && (!strcmp(dot, ".lua") || (!strcmp(dot, ".so") && base == name));
    if (*base == '.' || !code || n > 255)
        return err_set(e, ERR_DATA,
                       "\"%.200s\" is no name of code: x.so, x.lua or lib/x.lua", name);
    return 0;
}

int pack_compare(const struct pack_version *a, const struct pack_version *b)
{
    for (size_t i = 0; i < 3; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}

void pack_version_text(const struct pack_version *v, char out[36])
{
    snprintf(out, 36, "%u.%u.%u", v->part[0], v->part[1], v->part[2]);
}

/* --- reading --- */

struct reading {
    char *rest; /* NUL-ended */
    unsigned line;
    struct err *e;
};

static int bad(struct reading *r, const char *what)
{
    return err_set(r->e, ERR_DATA, "line %u: %s", r->line, what);
}

/* The next line without its end, or NULL when no whole one is left. */
static char *next_line(struct reading *r)
{
    char *line = r->rest, *nl = strchr(line, '\n');
    r->line++;
    if (!nl)
        return NULL;
    *nl = '\0';
    r->rest = nl + 1;
    return line;
}

/* What follows "key " on the next line. */
static int next_value(struct reading *r, const char *key, char **value)
{
    char *line = next_line(r);
    size_t n = strlen(key);
    if (!line)
        return bad(r, "it ends here: it was cut");
    if (strncmp(line, key, n) != 0 || line[n] != ' ')
        return err_set(r->e, ERR_DATA, "line %u: \"%s \" is missing", r->line, key);
    *value = line + n + 1;
    return 0;
}

static bool is_hex(const char *text, size_t len)
{
    return strspn(text, "0123456789abcdef") >= len;
}

static int at_line(struct reading *r, int rc)
{
    char where[24];
    snprintf(where, sizeof where, "line %u", r->line);
    return rc ? err_at(r->e, where) : 0;
}

static int read_head(struct reading *r, struct pack *p)
{
    char *value;
    uint64_t abi;
    char *line = next_line(r);
    if (!line || strcmp(line, form) != 0)
        return err_set(r->e, ERR_DATA, "it is no manifest of the form %s", form);
    int rc = next_value(r, "name", &value);
    if (!rc)
        rc = at_line(r, pack_check_name(value, r->e));
    if (!rc)
        snprintf(p->name, sizeof p->name, "%s", value);
    if (!rc)
        rc = next_value(r, "version", &value);
    if (!rc)
        rc = at_line(r, pack_parse_version(value, &p->version, r->e));
    if (!rc)
        rc = next_value(r, "abi", &value);
    if (!rc && (*value == '0' || !text_number(value, 65535, &abi)))
        rc = bad(r, "abi wants a number");
    if (!rc)
        p->abi = (uint32_t)abi;
    if (!rc)
        rc = next_value(r, "key", &value);
    if (!rc && (strlen(value) != PACK_KEY_ID || !is_hex(value, PACK_KEY_ID)))
        rc = bad(r, "a key id has 16 hex digits");
    if (!rc)
        snprintf(p->key, sizeof p->key, "%s", value);
    return rc;
}

static int read_file(struct reading *r, struct pack *p, const char *value)
{
    if (strlen(value) < PACK_HASH + 2 || !is_hex(value, PACK_HASH) ||
        value[PACK_HASH] != ' ')
        return bad(r, "wants file, 64 hex digits, a name");
    const char *name = value + PACK_HASH + 1;
    int rc = at_line(r, pack_check_file(name, r->e));
    int order = p->n && !rc ? strcmp(p->files[p->n - 1].name, name) : -1;
    if (rc || order >= 0)
        return rc ? rc
                  : err_set(r->e, ERR_DATA, "line %u: %s is %s", r->line, name,
                            order ? "out of order" : "named twice");
    if (p->n == PACK_FILES_MAX)
        return bad(r, "more than 1024 files");
    p->files = mem_grow(p->files, p->n + 1, sizeof *p->files);
    struct pack_file *f = &p->files[p->n++];
    f->name = mem_text(name);
    snprintf(f->sha256, sizeof f->sha256, "%.*s", PACK_HASH, value);
    return 0;
}

static int read_all(struct reading *r, struct pack *p, const char *start)
{
    char *value;
    int rc = read_head(r, p);
    while (!rc && text_starts(r->rest, "file ")) {
        rc = next_value(r, "file", &value);
        if (!rc)
            rc = read_file(r, p, value);
    }
    if (!rc && !p->n)
        rc = bad(r, "it names no file");
    p->signed_len = (size_t)(r->rest - start);
    if (!rc)
        rc = next_value(r, "signature", &value);
    if (!rc && !base64_decode(value, strlen(value), p->signature, PACK_SIGNATURE))
        rc = bad(r, "the signature is cut or no canonical Base64 of 64 bytes");
    if (!rc && *r->rest)
        rc = bad(r, "something follows the signature");
    return rc;
}

int pack_parse(const char *bytes, size_t len, struct pack *p, struct err *e)
{
    *p = (struct pack){0};
    if (len > PACK_BYTES)
        return err_set(e, ERR_DATA, "it is longer than %d bytes", PACK_BYTES);
    if (len && memchr(bytes, '\0', len))
        return err_set(e, ERR_DATA, "it has a NUL byte");
    if (!text_utf8(bytes, len))
        return err_set(e, ERR_DATA, "it is not UTF-8");
    char *copy = mem_textn(bytes, len);
    struct reading r = {copy, 0, e};
    int rc = read_all(&r, p, copy);
    free(copy);
    if (rc)
        pack_free(p);
    return rc;
}

void pack_free(struct pack *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        free(p->files[i].name);
    free(p->files);
    *p = (struct pack){0};
}

/* --- writing --- */

void pack_print(const struct pack *p, struct buf *out)
{
    char version[36];
    pack_version_text(&p->version, version);
    buf_fmt(out, "%s\nname %s\nversion %s\nabi %u\nkey %s\n", form, p->name, version,
            p->abi, p->key);
    for (size_t i = 0; i < p->n; i++)
        buf_fmt(out, "file %s %s\n", p->files[i].sha256, p->files[i].name);
}

void pack_print_signature(const unsigned char signature[PACK_SIGNATURE], struct buf *out)
{
    buf_text(out, "signature ");
    base64_encode(out, signature, PACK_SIGNATURE);
    buf_char(out, '\n');
}
