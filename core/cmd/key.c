/* holdfast key new: a pair of keys, as two files that were not there. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "scan/pack.h"
#include "scan/sign.h"
#include "scan/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct pair {
    char *secret_path, *public_path;
    struct secret pem;
    unsigned char raw[SIGN_PUBLIC];
    char id[SIGN_ID + 1];
    struct buf line;
};

static char *with_end(const char *path, const char *end)
{
    size_t n = strlen(path) + strlen(end) + 1;
    char *text = mem_new(n);
    snprintf(text, n, "%s%s", path, end);
    return text;
}

/* A whole new file: written beside its name, and linked to it, which fails when there is
 * one. */
static int write_new(const char *path, const void *data, size_t len, mode_t mode,
                     struct err *e)
{
    char *temp = with_end(path, ".XXXXXX");
    int fd = mkostemp(temp, O_CLOEXEC); /* 0600 */
    int rc =
        fd < 0 ? err_set(e, ERR_CREATE, "%s cannot be created: %s", path, strerror(errno))
               : io_write(fd, data, len, e);
    if (!rc && (fchmod(fd, mode) || fsync(fd)))
        rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    if (!rc && link(temp, path))
        rc = err_set(e, ERR_CREATE, "%s cannot be created: %s", path,
                     errno == EEXIST ? "it is there, and no key is ever overwritten"
                                     : strerror(errno));
    if (fd >= 0) {
        close(fd);
        unlink(temp);
    }
    free(temp);
    return rc;
}

static int tell(const struct cmd *c, const struct pair *p, struct err *e)
{
    struct buf out = buf_make(16384);
    buf_fmt(&out,
            "private key  %s  whoever has it can sign: keep it from others\n"
            "public key   %s  id %s\n"
            "Next:\n"
            "  where scans run, put %s into the trust folder,\n"
            "    %s\n"
            "  holdfast sign FOLDER --key %s\n"
            "  holdfast scan --check-dir FOLDER --require-signed\n",
            p->secret_path, p->public_path, p->id, p->public_path, c->places.trust,
            p->secret_path);
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}

/* The public half first: a private key is not left behind without it. */
static int make_pair(const struct cmd *c, struct pair *p, const char *name, struct err *e)
{
    int rc = sign_new_key(&p->pem, p->raw, e);
    if (!rc)
        rc = sign_key_id(p->raw, p->id, e);
    if (!rc)
        rc = trust_print_key(p->raw, name, &p->line, e);
    if (!rc && !access(p->secret_path, F_OK))
        rc = err_set(e, ERR_CREATE, "%s is there, and no key is ever overwritten",
                     p->secret_path);
    if (!rc)
        rc = write_new(p->public_path, buf_str(&p->line), p->line.len, 0644, e);
    if (rc)
        return rc;
    rc = write_new(p->secret_path, p->pem.data, p->pem.len, 0600, e);
    if (rc)
        unlink(p->public_path);
    return rc ? rc : tell(c, p, e);
}

int cmd_key(struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    if (!words->n || strcmp(words->at[0], "new") != 0 || words->n > 2)
        return err_set(e, ERR_USAGE, "key wants: new [NAME]");
    const char *path = words->n > 1 ? words->at[1] : "holdfast";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (pack_check_name(name, NULL))
        return err_set(e, ERR_USAGE,
                       "\"%.80s\" is no name of a key: a-z, 0-9, . _ -, at most %d", name,
                       PACK_NAME);
    struct pair p = {.secret_path = with_end(path, ".key"),
                     .public_path = with_end(path, ".pub"),
                     .line = buf_make(4096)};
    int rc = make_pair(c, &p, name, e);
    secret_free(&p.pem);
    buf_free(&p.line);
    free(p.secret_path);
    free(p.public_path);
    return rc;
}
