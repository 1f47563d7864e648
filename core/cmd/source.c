#include "cmd/source.h"

#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/leftover.h"
#include "cmd/outfile.h"
#include "data/catalog.h"
#include "data/dump.h"
#include "data/inventory.h"
#include "data/load.h"
#include "data/shard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An empty 0600 file in $TMPDIR. */
static char *temporary(struct err *e)
{
    const char *folder = cmd_env("TMPDIR");
    size_t n = strlen(folder ? folder : "/tmp") + 32;
    char *path = mem_new(n);
    snprintf(path, n, "%s/holdfast.XXXXXX", folder ? folder : "/tmp");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        err_set(e, ERR_CREATE, "cannot create a file in %s: %s: set TMPDIR",
                folder ? folder : "/tmp", strerror(errno));
        free(path);
        return NULL;
    }
    close(fd);
    return path;
}

static void say(void *ctx, const char *line)
{
    struct cmd *c = ctx;
    log_say(&c->log, LOG_WARN, "%s", line);
}

static int load_fd(struct cmd *c, struct inventory *inv, int fd, const char *name,
                   struct err *e)
{
    struct load_stats stats = {0};
    int rc = load_file(inv, fd, name, &stats, say, c, e);
    free(stats.first_replaced);
    log_say(&c->log, LOG_INFO, "%s: %zu resources, %zu gap%s", name, stats.resources,
            stats.gaps, stats.gaps == 1 ? "" : "s");
    return rc;
}

static int load_one(struct cmd *c, struct inventory *inv, const char *file, struct err *e)
{
    bool input = !strcmp(file, "-");
    int fd = input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_NOINPUT, "%s: %s", file, strerror(errno));
    int rc = load_fd(c, inv, fd, input ? "standard input" : file, e);
    if (!input)
        close(fd);
    return rc;
}

int source_load(struct cmd *c, const char *path, const char *const *files,
                const struct catalog *catalog, struct err *e)
{
    struct inventory *inv = inventory_create(path, e);
    if (!inv)
        return -e->code;
    int rc = inventory_use_catalog(inv, catalog, e);
    for (; *files && !rc; files++)
        rc = load_one(c, inv, *files, e);
    if (rc) {
        inventory_close(inv);
        return rc;
    }
    return inventory_finish(inv, e);
}

static bool is_inventory(const char *file)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = {0};
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    return n == (ssize_t)sizeof head && !memcmp(head, magic, sizeof magic);
}

int source_temporary(struct source *s, struct err *e)
{
    *s = (struct source){.path = temporary(e), .temporary = true};
    return s->path ? 0 : -e->code;
}

/* --- an inventory that does not know the rows of check files --- */

/* 1: it can be used as it is. 0 or negative. */
static int fits(const char *file, const struct catalog *catalog, struct err *e)
{
    if (catalog_size(catalog) == catalog_size(NULL))
        return 1;
    struct inventory *inv = inventory_open(file, e);
    bool has = inv && inventory_has_catalog(inv, catalog);
    inventory_close(inv);
    return inv ? has : -e->code;
}

/* Its lines in a file that has no name. */
static int lines_of(const char *file, struct err *e)
{
    char *path = temporary(e);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (path)
        unlink(path);
    if (path && fd < 0)
        err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno));
    free(path);
    struct inventory *inv = fd < 0 ? NULL : inventory_open(file, e);
    int rc = inv ? dump_file(inv, fd, e) : -e->code;
    inventory_close(inv);
    if (!rc && lseek(fd, 0, SEEK_SET) < 0)
        rc = err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
    if (rc && fd >= 0)
        close(fd);
    return rc ? rc : fd;
}

/* The same inventory with types spelled and references taken by the catalogue. */
static int make_again(struct source *s, struct cmd *c, const char *file,
                      const struct catalog *catalog, struct err *e)
{
    log_say(&c->log, LOG_INFO, "%s: read again for the types that check files bring",
            file);
    int fd = lines_of(file, e);
    if (fd < 0)
        return fd;
    struct inventory *inv = inventory_create(s->path, e);
    int rc = inv ? inventory_use_catalog(inv, catalog, e) : -e->code;
    if (!rc)
        rc = load_fd(c, inv, fd, file, e);
    close(fd);
    if (rc)
        inventory_close(inv);
    return rc ? rc : inventory_finish(inv, e);
}

int source_file(struct source *s, struct cmd *c, const char *file,
                const struct catalog *catalog, struct err *e)
{
    bool ready = strcmp(file, "-") && is_inventory(file);
    *s = (struct source){.kind = "file"};
    if (strcmp(file, "-") && access(file, R_OK))
        return err_set(e, ERR_NOINPUT, "%s: %s", file, strerror(errno));
    int rc = ready ? fits(file, catalog, e) : 0;
    if (rc > 0)
        s->path = mem_text(file);
    if (rc)
        return rc < 0 ? rc : 0;
    s->path = temporary(e);
    if (!s->path)
        return -e->code;
    s->temporary = true;
    leftover_file(s->path);
    if (ready)
        return make_again(s, c, file, catalog, e);
    return source_load(c, s->path, (const char *const[]){file, NULL}, catalog, e);
}

/* What stands at a name that a collection is to be kept under. */
static int look(const char *save, bool resume, struct err *e)
{
    struct err why = {0};
    int state = inventory_state(save, &why);
    if (resume && state >= 0)
        return 0;
    if (resume || state == -ERR_AGAIN) {
        *e = why;
        return state;
    }
    return err_set(e, ERR_CREATE,
                   state == INVENTORY_BEGUN
                       ? "%s: an unfinished collection is there: go on with --resume, or "
                         "name a new file"
                       : "%s: it is there already: name a new file",
                   save);
}

/* Makes the file, unless a run is to go on with it. */
static int claim(struct source *s, const char *save, bool resume, struct err *e)
{
    int fd = open(save, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST)
        return err_set(e, ERR_CREATE, "%s: %s", save, strerror(errno));
    s->made = fd >= 0;
    if (s->made)
        close(fd);
    int rc = s->made ? 0 : look(save, resume, e);
    if (!rc)
        s->path = mem_text(save);
    return rc;
}

/* Of a run that failed, what was collected stays where it was to be kept; an empty file
 * does not, unless it was there before. */
static void keep_begun(struct source *s, struct cmd *c)
{
    struct err ignored;
    int state = inventory_state(s->path, &ignored);
    bool worth = state == INVENTORY_BEGUN || state == INVENTORY_FINISHED;
    if (worth && s->made)
        log_say(&c->log, LOG_WARN, "%s: what was collected is kept: go on with --resume",
                s->path);
    s->temporary = s->made && !worth && state != -ERR_AGAIN;
}

int source_azure(struct source *s, struct cmd *c, const struct plan *plan,
                 const char *save, struct err *e)
{
    *s = (struct source){.kind = "azure"};
    struct shard share;
    int rc = c->opt.shard ? shard_read(c->opt.shard, cmd_env, &share, e) : 0;
    if (rc) /* said before a file is made */
        return rc;
    if (save) {
        rc = claim(s, save, c->opt.resume, e);
    } else {
        s->path = temporary(e);
        s->temporary = true;
        leftover_file(s->path);
        rc = s->path ? 0 : -e->code;
    }
    if (rc)
        return rc;
    rc = azure_collect(c, plan, s->path, s, e);
    if (rc && save)
        keep_begun(s, c);
    return rc;
}

void source_free(struct source *s)
{
    if (s->path && s->temporary)
        outfile_remove(s->path);
    if (s->temporary)
        leftover_file(NULL);
    free(s->path);
    *s = (struct source){0};
}
