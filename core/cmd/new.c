/* holdfast new check: a folder to start from, made of the installed templates. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "data/jsonout.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 48, TEMPLATE_MAX = 1 << 20 };

struct part { /* a template below share/holdfast/new, and what it becomes */
    const char *from, *to;
};

#define FIXTURE(name)                                                                    \
    {                                                                                    \
        "fixtures/" name ".jsonl", "fixtures/@NAME@/" name ".jsonl"                      \
    }
#define FIXTURES                                                                         \
    FIXTURE("pass"), FIXTURE("warn"), FIXTURE("fail"), FIXTURE("not-applicable"),        \
        FIXTURE("unknown")

static const struct part lua_parts[] = {{"lua/check.lua", "@NAME@.lua"},
                                        {"lua/README.md", "README.md"},
                                        {"lua/luarc.json", ".luarc.json"},
                                        FIXTURES,
                                        {NULL, NULL}};
static const struct part c_parts[] = {{"c/check.c", "@NAME@.c"},
                                      {"c/makefile", "Makefile"},
                                      {"c/README.md", "README.md"},
                                      {"c/gitignore", ".gitignore"},
                                      FIXTURES,
                                      {NULL, NULL}};
/* Each before what lies in it. */
static const char *const folders[] = {"fixtures", "fixtures/@NAME@", NULL};

struct making {
    const char *name, *templates, *stubs;
    const struct part *parts;
    char top[PATH_MAX]; /* under a name of its own, until it is whole */
};

/* --- names --- */

/* It becomes the check's id and names of files, and stands in their texts: nothing in it
 * means anything to Lua, C, make, JSON or a shell. */
static int check_name(const char *name, struct err *e)
{
    size_t n = strlen(name);
    bool good = n && n <= NAME_MAX_LENGTH && *name >= 'a' && *name <= 'z' &&
                name[n - 1] != '-' &&
                strspn(name, "abcdefghijklmnopqrstuvwxyz"
                             "0123456789-") == n;
    return good
               ? 0
               : err_set(e, ERR_USAGE,
                         "%s: a check's name is 1 to %d of a-z, 0-9 and -, starts with a "
                         "letter and does not end in -",
                         name, NAME_MAX_LENGTH);
}

/* Text with its @NAME@ and @LUADIR@ filled in. */
static void fill(struct buf *out, const struct making *m, const char *text)
{
    const struct {
        const char *mark, *value;
    } marks[] = {{"@NAME@", m->name}, {"@LUADIR@", m->stubs}};
    while (*text) {
        size_t i = 0;
        while (i < 2 && strncmp(text, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (i < 2) {
            buf_text(out, marks[i].value);
            text += strlen(marks[i].mark);
        } else {
            buf_char(out, *text++);
        }
    }
}

/* A path below the new folder. */
static int path_of(const struct making *m, const char *to, char path[PATH_MAX],
                   struct err *e)
{
    struct buf name = buf_make(PATH_MAX - 1);
    buf_fmt(&name, "%s/", m->top);
    fill(&name, m, to);
    bool full = name.full;
    snprintf(path, PATH_MAX, "%s", buf_str(&name));
    buf_free(&name);
    return full ? err_set(e, ERR_USAGE, "%s: the path is too long", m->top) : 0;
}

/* --- files --- */

static int read_template(const struct making *m, const char *from, struct buf *text,
                         struct err *e)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", m->templates, from);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_CONFIG, "%s: %s: is holdfast installed whole?", path,
                       strerror(errno));
    int rc = io_read(fd, text, e);
    close(fd);
    return rc ? err_at(e, path) : 0;
}

static int write_part(const struct making *m, const struct part *part, struct err *e)
{
    char path[PATH_MAX];
    struct buf text = buf_make(TEMPLATE_MAX), filled = buf_make(2 * TEMPLATE_MAX);
    int rc = path_of(m, part->to, path, e);
    if (!rc)
        rc = read_template(m, part->from, &text, e);
    fill(&filled, m, buf_str(&text));
    int fd = rc ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!rc && fd < 0)
        rc = err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno));
    if (!rc)
        rc = io_write(fd, buf_str(&filled), filled.len, e);
    if (!rc && fchmod(fd, 0644))
        rc = err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno));
    if (fd >= 0 && close(fd) && !rc)
        rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    buf_free(&text);
    buf_free(&filled);
    return rc;
}

static int make_folder(const char *path, struct err *e)
{
    return mkdir(path, 0700) || chmod(path, 0755)
               ? err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno))
               : 0;
}

static int fill_folder(const struct making *m, struct err *e)
{
    char path[PATH_MAX];
    int rc = chmod(m->top, 0755)
                 ? err_set(e, ERR_CREATE, "%s: %s", m->top, strerror(errno))
                 : 0;
    for (size_t i = 0; folders[i] && !rc; i++) {
        rc = path_of(m, folders[i], path, e);
        if (!rc)
            rc = make_folder(path, e);
    }
    for (const struct part *p = m->parts; p->from && !rc; p++)
        rc = write_part(m, p, e);
    return rc;
}

/* All that fill_folder can have made. */
static void drop_folder(const struct making *m)
{
    char path[PATH_MAX];
    struct err unused;
    for (const struct part *p = m->parts; p->from; p++)
        if (!path_of(m, p->to, path, &unused))
            unlink(path);
    for (size_t i = sizeof folders / sizeof *folders - 1; i-- > 0;)
        if (!path_of(m, folders[i], path, &unused))
            rmdir(path);
    rmdir(m->top);
}

/* A name that is taken stays as it is, even one that is taken just now. */
static int put_in_place(const struct making *m, const char *path, struct err *e)
{
    int rc = renameat2(AT_FDCWD, m->top, AT_FDCWD, path, RENAME_NOREPLACE);
    if (rc && (errno == EINVAL || errno == ENOSYS)) { /* a file system that cannot */
        struct stat st;
        errno = EEXIST;
        rc = lstat(path, &st) ? rename(m->top, path) : -1;
    }
    if (!rc)
        return 0;
    return err_set(e, ERR_CREATE, "%s: %s", path,
                   errno == EEXIST ? "it is there already: choose another name"
                                   : strerror(errno));
}

/* --- the command --- */

static int make_check(struct making *m, const char *dir, struct err *e)
{
    char path[PATH_MAX];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s/%s", dir, m->name);
    int k = snprintf(m->top, sizeof m->top, "%s/.%s.XXXXXX", dir, m->name);
    if (n >= (int)sizeof path - 80 || k >= (int)sizeof m->top - 80)
        return err_set(e, ERR_USAGE, "%s: the path is too long", dir);
    if (!lstat(path, &st))
        return err_set(e, ERR_CREATE, "%s: it is there already: choose another name",
                       path);
    if (!mkdtemp(m->top))
        return err_set(e, ERR_CREATE, "%s: %s", dir, strerror(errno));
    int rc = fill_folder(m, e);
    if (!rc)
        rc = put_in_place(m, path, e);
    if (rc)
        drop_folder(m);
    return rc;
}

static int tell(const struct making *m, const char *dir, bool lua, struct err *e)
{
    struct buf out = buf_make(8192);
    const char *slash = strcmp(dir, ".") != 0 ? dir : "";
    const char *between = *slash ? "/" : "";
    buf_fmt(&out, "%s%s%s is there. Try it:\n", slash, between, m->name);
    if (!lua)
        buf_fmt(&out, "  make -C %s%s%s\n", slash, between, m->name);
    buf_fmt(&out, "  holdfast test %s%s%s\n", slash, between, m->name);
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}

/* An id that an installed check has would never be loaded. Where those cannot be asked,
 * a scan will say it. */
static int is_free(struct cmd *c, const char *name, struct err *e)
{
    struct known k;
    int rc = 0;
    if (known_make(&k, c, e))
        return 0;
    for (size_t i = 0; i < k.checks.n && !rc; i++)
        if (!strcmp(k.checks.at[i].id, name))
            rc = err_set(e, ERR_USAGE,
                         "%s: a check of holdfast has this name: choose another", name);
    known_free(&k);
    return rc;
}

int cmd_new(struct cmd *c, struct err *e)
{
    const struct options *o = &c->opt;
    const char *dir = o->dir ? o->dir : ".";
    if (o->words.n != 2 || strcmp(o->words.at[0], "check") != 0)
        return err_set(e, ERR_USAGE, "new wants: check NAME");
    if (o->lua == o->c)
        return err_set(e, ERR_USAGE, "new check wants --lua or --c");
    char templates[PATH_MAX], folder[PATH_MAX];
    snprintf(templates, sizeof templates, "%s/new", c->places.data);
    snprintf(folder, sizeof folder, "%s/lua", c->places.data);
    struct buf stubs = buf_make(8 * PATH_MAX);
    json_text(&stubs, folder); /* it stands in JSON alone */
    struct making m = {.name = o->words.at[1],
                       .templates = templates,
                       .stubs = buf_str(&stubs),
                       .parts = o->lua ? lua_parts : c_parts};
    int rc = check_name(m.name, e);
    if (!rc)
        rc = is_free(c, m.name, e);
    if (!rc)
        rc = make_check(&m, dir, e);
    buf_free(&stubs);
    return rc ? rc : tell(&m, dir, o->lua, e);
}
