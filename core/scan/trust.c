#include "scan/trust.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scan/vet.h"

#include <holdfast/plugin.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRUST_BYTES = 1 << 20 };
static const char form[] = "holdfast.key/1";

/* --- lines --- */

static int take_key(struct trust *t, char *line, struct err *e)
{
    struct trust_key k;
    char *rest = line, *word[4];
    for (size_t i = 0; i < 4; i++)
        word[i] = strsep(&rest, " ");
    if (!word[3] || strcmp(word[0], form) != 0 || strcmp(word[1], "ed25519") != 0)
        return err_set(e, ERR_DATA, "wants %s ed25519 ID BASE64 NAME", form);
    if (!base64_decode(word[3], strlen(word[3]), k.raw, sizeof k.raw))
        return err_set(e, ERR_DATA, "the key is no canonical Base64 of %d bytes",
                       SIGN_PUBLIC);
    int rc = sign_key_id(k.raw, k.id, e);
    if (rc)
        return rc;
    if (strcmp(k.id, word[2]) != 0)
        return err_set(e, ERR_DATA, "the id %.40s is not that of the key, %s", word[2],
                       k.id);
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->keys[i].id, k.id))
            return memcmp(t->keys[i].raw, k.raw, sizeof k.raw)
                       ? err_set(e, ERR_DATA, "another key has the id %s, too", k.id)
                       : 0;
    t->keys = mem_grow(t->keys, t->n + 1, sizeof *t->keys);
    t->keys[t->n++] = k;
    return 0;
}

static struct trust_minimum *find_minimum(const struct trust *t, const char *name)
{
    for (size_t i = 0; i < t->n_minimums; i++)
        if (!strcmp(t->minimums[i].name, name))
            return &t->minimums[i];
    return NULL;
}

static int take_minimum(struct trust *t, char *line, struct err *e)
{
    struct pack_version v;
    char *version = line, *name = strsep(&version, " ");
    if (!version)
        return err_set(e, ERR_DATA, "wants PACK X.Y.Z");
    int rc = pack_check_name(name, e);
    if (!rc)
        rc = pack_parse_version(version, &v, e);
    if (rc)
        return rc;
    struct trust_minimum *m = find_minimum(t, name);
    if (!m) {
        t->minimums = mem_grow(t->minimums, t->n_minimums + 1, sizeof *t->minimums);
        m = &t->minimums[t->n_minimums++];
        *m = (struct trust_minimum){.version = v};
        snprintf(m->name, sizeof m->name, "%s", name);
    }
    if (pack_compare(&m->version, &v) < 0)
        m->version = v;
    return 0;
}

/* --- files --- */

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && !strcmp(name + n - m, with);
}

static int take_lines(struct trust *t, char *text, bool keys, struct err *e)
{
    unsigned number = 0;
    for (char *line, *rest = text; (line = strsep(&rest, "\n"));) {
        char where[24];
        number++;
        if (!*line || *line == '#')
            continue;
        int rc = keys ? take_key(t, line, e) : take_minimum(t, line, e);
        snprintf(where, sizeof where, "line %u", number);
        if (rc)
            return err_at(e, where);
    }
    return 0;
}

static int take_file(struct trust *t, int fd, const char *folder, const char *name,
                     struct err *e)
{
    char path[PATH_MAX + NAME_MAX + 2];
    bool keys = ends(name, ".pub");
    if (!keys && strcmp(name, "minimum") != 0 && !ends(name, ".minimum"))
        return 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct buf text = buf_make(TRUST_BYTES);
    int rc = vet_read_file(fd, name, path, &text, e);
    if (!rc && !text_utf8(buf_str(&text), text.len))
        rc = err_set(e, ERR_DATA, "it is not UTF-8, or has a NUL byte");
    if (!rc) {
        char *copy = mem_textn(buf_str(&text), text.len);
        rc = take_lines(t, copy, keys, e);
        free(copy);
    }
    buf_free(&text);
    return rc ? err_at(e, path) : 0;
}

int trust_read(struct trust *t, const char *folder, bool optional, struct err *e)
{
    char path[PATH_MAX];
    struct strs names;
    if (!t->folder)
        t->folder = mem_text(folder);
    if (!realpath(folder, path))
        return optional && (errno == ENOENT || errno == ENOTDIR)
                   ? 0
                   : err_set(e, ERR_NOINPUT, "%s: %s", folder, strerror(errno));
    int fd = vet_open_folder(path, e);
    if (fd < 0)
        return fd;
    int rc = vet_list(fd, &names, e);
    if (rc)
        err_at(e, path);
    for (size_t i = 0; i < names.n && !rc; i++)
        rc = take_file(t, fd, path, names.at[i], e);
    strs_free(&names);
    close(fd);
    return rc;
}

void trust_free(struct trust *t)
{
    if (!t)
        return;
    free(t->folder);
    free(t->keys);
    free(t->minimums);
    *t = (struct trust){0};
}

bool trust_is_public(const char *bytes, size_t len)
{
    return len >= sizeof form && !memcmp(bytes, form, sizeof form - 1) &&
           bytes[sizeof form - 1] == ' ';
}

int trust_print_key(const unsigned char raw[SIGN_PUBLIC], const char *name,
                    struct buf *out, struct err *e)
{
    char id[SIGN_ID + 1];
    int rc = sign_key_id(raw, id, e);
    if (rc)
        return rc;
    buf_fmt(out, "%s ed25519 %s ", form, id);
    base64_encode(out, raw, SIGN_PUBLIC);
    buf_fmt(out, " %s\n", name);
    return 0;
}

/* --- a manifest --- */

static const struct trust_key *find_key(const struct trust *t, const char *id)
{
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->keys[i].id, id))
            return &t->keys[i];
    return NULL;
}

/* Nothing of the text is believed before the signature was verified. */
static int judge(const struct trust *t, const struct trust_key *key, const char *bytes,
                 const struct pack *p, struct err *e)
{
    char is[36], wanted[36];
    if (!sign_verify(key->raw, bytes, p->signed_len, p->signature))
        return err_set(e, ERR_DATA,
                       "the signature is not one of key %s over this manifest", key->id);
    if (p->abi != HF_ABI_MAJOR)
        return err_set(e, ERR_DATA, "it is signed for plugin ABI %u, and this is %d",
                       p->abi, HF_ABI_MAJOR);
    const struct trust_minimum *m = find_minimum(t, p->name);
    if (!m || pack_compare(&p->version, &m->version) >= 0)
        return 0;
    pack_version_text(&p->version, is);
    pack_version_text(&m->version, wanted);
    return err_set(e, ERR_DATA, "version %s of %s is below the minimum, %s", is, p->name,
                   wanted);
}

int trust_judge(const struct trust *t, const char *bytes, size_t len, struct pack *p,
                struct err *e)
{
    int rc = pack_parse(bytes, len, p, e);
    if (rc)
        return rc;
    const struct trust_key *key = find_key(t, p->key);
    if (!key) {
        err_set(e, ERR_DATA, "the key %s is not in the trust folder %s", p->key,
                t->folder ? t->folder : "");
        return 0;
    }
    rc = judge(t, key, bytes, p, e);
    if (rc)
        pack_free(p);
    return rc ? rc : 1;
}
