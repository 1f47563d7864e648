/* holdfast sign: the manifest of a folder of checks, signed, beside them. */
#include "scan/sign.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "report/out.h"
#include "scan/pack.h"
#include "scan/trust.h"

#include <holdfast/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_BYTES = 65536, LOAD_TIMEOUT_MS = 10000 };

/* --- the key --- */

static int judge_key(int fd, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return err_set(e, ERR_DATA, "it is no regular file");
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return err_set(e, ERR_DATA, "it belongs to another user (uid %u)", st.st_uid);
    if (st.st_mode & 077)
        return err_set(e, ERR_DATA, "others may read or write it (mode %04o): chmod 600",
                       (unsigned)(st.st_mode & 07777));
    return 0;
}

/* The half that is handed out is easily taken for the other. */
static int refuse_public(const char *path, int fd, struct err *e)
{
    char start[80];
    size_t n = strlen(path);
    bool named = n > 4 && !strcmp(path + n - 4, ".pub");
    ssize_t got = pread(fd, start, sizeof start, 0);
    if (got <= 0 || !trust_is_public(start, (size_t)got))
        return 0;
    return err_set(e, ERR_DATA, "%s is a public key: give %.*s%s", path,
                   named ? (int)n - 4 : 0, path, named ? ".key" : "the private one");
}

static int read_key(const char *path, struct secret *pem, struct err *e)
{
    char bytes[KEY_BYTES];
    size_t n = 0;
    ssize_t got = 1;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, errno == ENOENT || errno == ENOTDIR ? ERR_NOINPUT : ERR_DATA,
                       "%s: %s", path, strerror(errno));
    int rc = refuse_public(path, fd, e);
    if (rc) {
        close(fd);
        return rc;
    }
    rc = judge_key(fd, e);
    while (!rc && got > 0 && n < sizeof bytes) {
        got = read(fd, bytes + n, sizeof bytes - n);
        if (got < 0 && errno != EINTR)
            rc = err_set(e, ERR_IO, "%s", strerror(errno));
        n += got > 0 ? (size_t)got : 0;
        got = got < 0 ? 1 : got;
    }
    close(fd);
    if (!rc && n == sizeof bytes)
        rc = err_set(e, ERR_DATA, "it is too long for a key");
    if (!rc)
        *pem = secret_make(bytes, n);
    secret_wipe(bytes, n);
    return rc ? err_at(e, path) : 0;
}

/* --- the manifest --- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct pack_file *)a)->name,
                  ((const struct pack_file *)b)->name);
}

static int fill_files(struct pack *p, const struct code *code, struct err *e)
{
    int rc = 0;
    p->files = mem_new((code->n + 1) * sizeof *p->files);
    for (size_t i = 0; i < code->n && !rc; i++) {
        struct pack_file *f = &p->files[p->n++];
        f->name = code_pack_name(&code->files[i]);
        memcpy(f->sha256, code->files[i].sha256, sizeof f->sha256);
        rc = pack_check_file(f->name, e);
    }
    qsort(p->files, p->n, sizeof *p->files, by_name);
    return rc;
}

/* Loads it as a scan would: what is refused then is not signed. Where no cage can be
 * entered nothing is loaded, and that is said. */
static int try_loading(struct cmd *c, struct code *code, struct err *e)
{
    struct known_checks known = {0};
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, false};
    bool any = false;
    for (size_t i = 0; i < code->n; i++)
        any |= code->files[i].kind != JOB_LIB;
    int rc = any ? describe_checks(code, &how, &known, e) : 0;
    if (rc == -ERR_CONFIG) {
        log_say(&c->log, LOG_WARN, "signed without having been loaded: %s", e->text);
        rc = 0;
    }
    if (!rc && code->n_refused)
        rc = err_set(e, ERR_DATA, "%s: %s", code->refused[0].file,
                     code_own_words(&code->refused[0]));
    describe_free(&known);
    return rc;
}

/* What a scan would refuse is not signed. */
static int read_folder(struct cmd *c, struct pack *p, const char *folder, struct err *e)
{
    struct code code = {0};
    int rc = code_add_folder(&code, folder, true, false, e);
    if (!rc && code.n_refused)
        rc = err_set(e, ERR_DATA, "%s: %s", code.refused[0].file,
                     code_own_words(&code.refused[0]));
    if (!rc && !code.n)
        rc = err_set(e, ERR_DATA, "%s: there is no check in it (x.so, x.lua, lib/x.lua)",
                     folder);
    if (!rc && code.stale.n)
        rc = err_set(e, ERR_DATA, "nothing is signed: %s", code.stale.at[0]);
    if (!rc)
        rc = fill_files(p, &code, e);
    if (!rc)
        rc = try_loading(c, &code, e);
    code_free(&code);
    return rc;
}

static int fill_head(struct pack *p, const struct options *o, const char *folder,
                     struct err *e)
{
    const char *slash = strrchr(folder, '/');
    const char *name = o->name ? o->name : slash ? slash + 1 : folder;
    p->abi = HF_ABI_MAJOR;
    if (pack_check_name(name, e))
        return err_set(e, ERR_USAGE,
                       "\"%.80s\" is no name of a pack: give one by --name (a-z, 0-9, . "
                       "_ -, at most %d)",
                       name, PACK_NAME);
    memcpy(p->name, name, strlen(name) + 1); /* it is not longer than PACK_NAME */
    if (pack_parse_version(o->pack_version ? o->pack_version : "1.0.0", &p->version, e))
        return err_set(e, ERR_USAGE,
                       "--pack-version wants X.Y.Z, as 1.4.0, not \"%.40s\"",
                       o->pack_version);
    return 0;
}

static int sign_text(struct pack *p, const struct secret *pem, const char *key_path,
                     struct buf *out, struct err *e)
{
    unsigned char raw[SIGN_PUBLIC];
    int rc = sign_public(pem, raw, e);
    if (!rc)
        rc = sign_key_id(raw, p->key, e);
    if (!rc)
        pack_print(p, out);
    if (!rc)
        rc = sign_bytes(pem, buf_str(out), out->len, p->signature, e);
    if (rc)
        return err_at(e, key_path);
    pack_print_signature(p->signature, out);
    return out->full
               ? err_set(e, ERR_DATA, "the manifest is longer than %d bytes", PACK_BYTES)
               : 0;
}

/* Whoever may read the checks may read it. */
static int write_pack(const char *folder, const struct buf *text, struct err *e)
{
    char path[PATH_MAX + sizeof PACK_FILE + 1];
    struct report_out out;
    snprintf(path, sizeof path, "%s/%s", folder, PACK_FILE);
    int rc = out_open(&out, path, 0, e);
    if (rc)
        return rc;
    buf_add(&out.buf, text->data, text->len);
    if (fchmod(out.fd, 0644)) {
        out_abort(&out);
        return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    }
    return out_commit(&out, e);
}

static int tell(const struct pack *p, const char *folder, struct err *e)
{
    char version[36];
    struct buf out = buf_make(16384);
    pack_version_text(&p->version, version);
    buf_fmt(&out, "%s/%s: %s %s, %zu file%s, by key %s\n", folder, PACK_FILE, p->name,
            version, p->n, text_plural(p->n), p->key);
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}

int cmd_sign(struct cmd *c, struct err *e)
{
    const struct options *o = &c->opt;
    char folder[PATH_MAX];
    struct pack p = {0};
    struct secret pem = {0};
    struct buf text = buf_make(PACK_BYTES);
    if (o->words.n != 1 || !o->key)
        return err_set(e, ERR_USAGE, "sign wants a FOLDER and --key FILE");
    if (!realpath(o->words.at[0], folder))
        return err_set(e, ERR_NOINPUT, "%s: %s", o->words.at[0], strerror(errno));
    int rc = fill_head(&p, o, folder, e);
    if (!rc)
        rc = read_key(o->key, &pem, e);
    if (!rc)
        rc = read_folder(c, &p, folder, e);
    if (!rc)
        rc = sign_text(&p, &pem, o->key, &text, e);
    if (!rc)
        rc = write_pack(folder, &text, e);
    if (!rc)
        rc = tell(&p, folder, e);
    secret_free(&pem);
    buf_free(&text);
    pack_free(&p);
    return rc;
}
