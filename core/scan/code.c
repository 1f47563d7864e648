#include "scan/code.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "cage/spawn.h"
#include "scan/trust.h"
#include "scan/vet.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CODE_MAX = 16 << 20 };

struct folder { /* that is being added */
    const char *path;
    int fd;
    bool outside;
    size_t first, first_refused; /* in code, when it was begun */
};

void code_refuse(struct code *c, const char *file, const char *reason)
{
    c->refused = mem_grow(c->refused, c->n_refused + 1, sizeof *c->refused);
    c->refused[c->n_refused++] = (struct refusal){mem_text(file), mem_text(reason)};
}

const char *code_own_words(const struct refusal *r)
{
    size_t n = strlen(r->file);
    bool own = !strncmp(r->reason, r->file, n) && r->reason[n] == ' ';
    return own ? r->reason + n + 1 : r->reason;
}

static void drop_file(struct code_file *f)
{
    close(f->fd);
    free(f->path);
    free(f->name);
}

/* --- files --- */

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && !strcmp(name + n - m, with);
}

/* The file's bytes as a sealed memfd, and their hash. */
static int take_file(struct code_file *f, int folder, struct err *e)
{
    struct buf bytes = buf_make(CODE_MAX);
    int rc = vet_read_file(folder, f->name, f->path, &bytes, e);
    if (!rc)
        rc = sign_hash(buf_str(&bytes), bytes.len, f->sha256, e);
    f->fd = rc ? rc : spawn_sealed(f->name, buf_str(&bytes), bytes.len, e);
    buf_free(&bytes);
    return f->fd < 0 ? f->fd : 0;
}

/* A script gets the first library of a name: one more would be code that its author did
 * not mean, or never runs. */
static int free_name(const struct code *c, const struct code_file *file, struct err *e)
{
    for (size_t i = 0; i < c->n && file->kind == JOB_LIB; i++)
        if (c->files[i].kind == JOB_LIB && !strcmp(c->files[i].name, file->name))
            return err_set(e, ERR_DATA, "a library of this name is there already: %s",
                           c->files[i].path);
    return 0;
}

/* A plugin whose source beside it was changed since is not what its author looks at. */
static void note_stale(struct code *c, const struct folder *f, const char *name)
{
    char source[NAME_MAX + 1], line[2 * PATH_MAX];
    struct stat so, src;
    snprintf(source, sizeof source, "%.*s.c", (int)strlen(name) - 3, name);
    if (!f->outside || fstatat(f->fd, source, &src, AT_SYMLINK_NOFOLLOW) ||
        fstatat(f->fd, name, &so, AT_SYMLINK_NOFOLLOW) ||
        src.st_mtim.tv_sec < so.st_mtim.tv_sec ||
        (src.st_mtim.tv_sec == so.st_mtim.tv_sec &&
         src.st_mtim.tv_nsec <= so.st_mtim.tv_nsec))
        return;
    snprintf(line, sizeof line, "%s/%s is newer than %s: build it anew (make -C %s)",
             f->path, source, name, f->path);
    strs_add(&c->stale, line);
}

/* `at` is the folder or its lib, `path` the name of that. */
static void take_named(struct code *c, const struct folder *f, int at, const char *path,
                       const char *name)
{
    struct err e = {0};
    char full[PATH_MAX + NAME_MAX + 2];
    bool lib = at != f->fd;
    enum job_kind kind = lib ? JOB_LIB : ends(name, ".so") ? JOB_PLUGIN : JOB_SCRIPT;
    if (!(kind == JOB_PLUGIN ? !lib : ends(name, ".lua")))
        return;
    snprintf(full, sizeof full, "%s/%s", path, name);
    for (size_t i = 0; i < c->n; i++)
        if (!strcmp(c->files[i].path, full))
            return;
    struct code_file file = {
        .path = full, .name = mem_text(name), .kind = kind, .outside = f->outside};
    int rc = c->n < JOB_FILES_MAX
                 ? free_name(c, &file, &e)
                 : err_set(&e, ERR_DATA, "more than %d files", JOB_FILES_MAX);
    if (!rc)
        rc = take_file(&file, at, &e);
    if (rc) {
        code_refuse(c, full, e.text);
        free(file.name);
        return;
    }
    file.path = mem_text(full);
    c->files = mem_grow(c->files, c->n + 1, sizeof *c->files);
    c->files[c->n++] = file;
    if (kind == JOB_PLUGIN)
        note_stale(c, f, name);
}

static int take_all(struct code *c, const struct folder *f, int at, const char *path,
                    struct err *e)
{
    struct strs names;
    int rc = vet_list(at, &names, e);
    for (size_t i = 0; i < names.n; i++)
        take_named(c, f, at, path, names.at[i]);
    strs_free(&names);
    return rc ? err_at(e, path) : 0;
}

/* Scripts can do without their libraries, or say that they cannot. */
static void take_libs(struct code *c, const struct folder *f)
{
    struct err e = {0};
    char lib[PATH_MAX + 8];
    snprintf(lib, sizeof lib, "%s/lib", f->path);
    int at = vet_open_below(f->fd, "lib", lib, &e);
    if (at == -ERR_NOINPUT)
        return;
    if (at < 0 || take_all(c, f, at, lib, &e))
        code_refuse(c, lib, e.text);
    if (at >= 0)
        close(at);
}

/* --- packs --- */

char *code_pack_name(const struct code_file *f)
{
    size_t n = strlen(f->name) + 5;
    char *name = mem_new(n);
    snprintf(name, n, "%s%s", f->kind == JOB_LIB ? "lib/" : "", f->name);
    return name;
}

static const char *signed_as(const struct pack *p, const char *sha256)
{
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->files[i].sha256, sha256))
            return p->files[i].name;
    return NULL;
}

static const struct pack_file *find_signed(const struct pack *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->files[i].name, name))
            return &p->files[i];
    return NULL;
}

static void refuse_bytes(struct code *c, const struct code_file *f, const struct pack *p)
{
    struct err e = {0};
    const char *other = signed_as(p, f->sha256);
    err_set(&e, ERR_DATA,
            other ? "its bytes were signed under another name, %s"
                  : "its bytes are not those that were signed",
            other);
    code_refuse(c, f->path, e.text);
}

/* Each file has the bytes that were signed under its name. */
static void compare_files(struct code *c, const struct folder *f, const struct pack *p,
                          bool *there)
{
    for (size_t i = f->first; i < c->n; i++) {
        char *name = code_pack_name(&c->files[i]);
        const struct pack_file *s = find_signed(p, name);
        if (s)
            there[s - p->files] = true;
        if (!s)
            code_refuse(c, c->files[i].path, "it is not in the signed manifest");
        else if (strcmp(s->sha256, c->files[i].sha256) != 0)
            refuse_bytes(c, &c->files[i], p);
        free(name);
    }
}

static void compare_names(struct code *c, const struct folder *f, const struct pack *p,
                          const bool *there)
{
    char full[PATH_MAX + NAME_MAX + 2];
    for (size_t i = 0; i < p->n; i++) {
        bool said = there[i];
        snprintf(full, sizeof full, "%s/%s", f->path, p->files[i].name);
        for (size_t k = f->first_refused; k < c->n_refused; k++)
            said |= !strcmp(c->refused[k].file, full);
        if (!said)
            code_refuse(c, full, "it is in the signed manifest, and not in the folder");
    }
}

static int compare_pack(struct code *c, const struct folder *f, const struct pack *p,
                        struct err *e)
{
    bool *there = mem_new((p->n + 1) * sizeof *there);
    compare_files(c, f, p, there);
    compare_names(c, f, p, there);
    free(there);
    for (size_t i = f->first; i < c->n; i++)
        snprintf(c->files[i].key, sizeof c->files[i].key, "%s", p->key);
    return c->n_refused > f->first_refused
               ? err_set(e, ERR_DATA, "the pack %s is not as it was signed", p->name)
               : 0;
}

static int judge_pack(struct code *c, const struct folder *f, const char *path,
                      struct err *e)
{
    struct pack p = {0};
    struct buf bytes = buf_make(PACK_BYTES);
    int rc = vet_read_file(f->fd, PACK_FILE, path, &bytes, e);
    if (rc == -ERR_NOINPUT)
        rc = c->require_signed
                 ? err_set(e, ERR_DATA, "it is not there, and --require-signed wants it")
                 : 0;
    else if (!rc)
        rc = trust_judge(c->trust, buf_str(&bytes), bytes.len, &p, e);
    if (rc == 1)
        rc = compare_pack(c, f, &p, e);
    else if (!rc && p.n && c->require_signed)
        rc = -ERR_DATA; /* by a key that is not known: e says it */
    pack_free(&p);
    buf_free(&bytes);
    return rc;
}

/* A pack that is refused leaves nothing behind but the reasons. */
static void check_pack(struct code *c, const struct folder *f)
{
    struct err e = {0};
    char path[PATH_MAX + NAME_MAX + 2];
    char why[sizeof e.text + 64];
    snprintf(path, sizeof path, "%s/%s", f->path, PACK_FILE);
    if (!judge_pack(c, f, path, &e))
        return;
    snprintf(why, sizeof why, "%s: nothing of this folder is loaded", e.text);
    code_refuse(c, path, why);
    while (c->n > f->first)
        drop_file(&c->files[--c->n]);
}

/* Whoever holds no key still sees that a pack was changed since it was signed. */
static void note_unfit(struct code *c, const struct folder *f)
{
    struct err e = {0};
    struct pack p = {0};
    struct buf bytes = buf_make(PACK_BYTES);
    char path[PATH_MAX + NAME_MAX + 2], line[PATH_MAX + NAME_MAX + 80];
    snprintf(path, sizeof path, "%s/%s", f->path, PACK_FILE);
    bool is_pack = !vet_read_file(f->fd, PACK_FILE, path, &bytes, &e) &&
                   !pack_parse(buf_str(&bytes), bytes.len, &p, &e);
    bool fits = p.n == c->n - f->first;
    for (size_t i = f->first; i < c->n && is_pack && fits; i++) {
        char *name = code_pack_name(&c->files[i]);
        const struct pack_file *s = find_signed(&p, name);
        fits = s && !strcmp(s->sha256, c->files[i].sha256);
        free(name);
    }
    snprintf(line, sizeof line, "%s does not fit its folder any more: sign it anew",
             path);
    if (is_pack && !fits)
        strs_add(&c->unfit, line);
    pack_free(&p);
    buf_free(&bytes);
}

int code_add_folder(struct code *c, const char *folder, bool outside, bool optional,
                    struct err *e)
{
    char path[PATH_MAX];
    if (!realpath(folder, path))
        return optional && errno == ENOENT
                   ? 0
                   : err_set(e, ERR_NOINPUT, "%s: %s", folder, strerror(errno));
    if (strs_has(&c->folders, path))
        return 0;
    struct stat st;
    if (!stat(path, &st) && S_ISREG(st.st_mode))
        return err_set(e, ERR_NOINPUT, "%s is a file: name its folder", folder);
    struct folder f = {path, vet_open_folder(path, e), outside, c->n, c->n_refused};
    if (f.fd < 0)
        return f.fd;
    strs_add(&c->folders, path);
    take_libs(c, &f);
    int rc = take_all(c, &f, f.fd, path, e);
    if (!rc && outside && c->trust)
        check_pack(c, &f);
    if (!rc && outside && c->n > f.first && c->n_refused == f.first_refused)
        note_unfit(c, &f);
    close(f.fd);
    return rc;
}

/* A single file is judged by itself: what its pack says is said of the whole folder. */
int code_add_file(struct code *c, const char *path, struct err *e)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (access(path, F_OK))
        return err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno));
    char *before = slash ? mem_textn(path, (size_t)(slash - path) + 1) : mem_text(".");
    char *there = realpath(before, folder);
    free(before);
    if (!there)
        return err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno));
    struct folder f = {folder, vet_open_folder(folder, e), true, c->n, c->n_refused};
    if (f.fd < 0)
        return f.fd;
    take_libs(c, &f);
    take_named(c, &f, f.fd, folder, name);
    close(f.fd);
    return 0;
}

void code_free(struct code *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        drop_file(&c->files[i]);
    for (size_t i = 0; i < c->n_refused; i++) {
        free(c->refused[i].file);
        free(c->refused[i].reason);
    }
    free(c->files);
    free(c->refused);
    strs_free(&c->folders);
    strs_free(&c->stale);
    strs_free(&c->unfit);
    *c = (struct code){0};
}
