#include "scan/estate.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "data/inventory.h"
#include "data/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 64 << 20 };

static void hear(void *ctx, const char *line)
{
    struct estate *s = ctx;
    strs_add(&s->said, line);
}

static bool wrong(void *ctx, unsigned long line, const char *text)
{
    struct estate *s = ctx;
    return fixture_blame(&s->fixture, line, text);
}

/* The inventory's lines as a file to load from. */
static int lines_fd(const struct fixture *f, const char *folder, struct err *e)
{
    struct buf text = buf_make(TEXT_MAX);
    fixture_inventory(f, &text);
    int fd = io_temp(folder, e);
    int rc = fd < 0 ? fd : io_write(fd, buf_str(&text), text.len, e);
    if (!rc && lseek(fd, 0, SEEK_SET) < 0)
        rc = err_set(e, ERR_IO, "%s: %s", f->path, strerror(errno));
    if (rc && fd >= 0)
        close(fd);
    buf_free(&text);
    return rc ? rc : fd;
}

static int load(struct estate *s, const char *file, const char *folder, struct err *e)
{
    struct load_stats stats = {.wrong = wrong};
    int fd = lines_fd(&s->fixture, folder, e);
    if (fd < 0)
        return fd;
    struct inventory *inv = inventory_create(file, e);
    if (inv)
        inventory_set_temporary(inv);
    int rc = inv ? inventory_use_catalog(inv, s->catalog, e) : -e->code;
    if (!rc)
        rc = load_file(inv, fd, s->fixture.path, &stats, hear, s, e);
    free(stats.first_replaced);
    close(fd);
    if (!rc)
        return inventory_finish(inv, e);
    inventory_close(inv);
    return rc;
}

static int list_targets(struct estate *s, const struct check_info *check, struct err *e)
{
    int64_t row;
    const char *type;
    int rc = chunks_plan(&s->chunks, s->inv, &check, 1, NULL, e);
    if (rc)
        return rc;
    s->now = inventory_time(s->inv);
    struct chunk_walk *walk = chunk_walk_make(&s->chunks, s->inv, NULL);
    while ((rc = chunk_walk_next(walk, &row, &type, e)) == 1) {
        struct inventory_resource r;
        rc = inventory_get_n(s->inv, row, &r, e);
        if (rc != 1)
            break;
        s->targets = mem_grow(s->targets, s->n_targets + 1, sizeof *s->targets);
        s->targets[s->n_targets++] =
            (struct outcome){.row = row, .id = mem_text(r.id), .key = mem_text(r.key)};
    }
    chunk_walk_free(walk);
    return rc < 0 ? rc : 0;
}

/* The name goes as soon as the file is open: nothing stays, however this ends. */
static int build(struct estate *s, const char *folder, struct err *e)
{
    static const char *const beside[] = {"", "-wal", "-shm", "-journal"};
    char file[4096], name[4112];
    snprintf(file, sizeof file, "%s/holdfast.XXXXXX", folder ? folder : "/tmp");
    int fd = mkostemp(file, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_CREATE, "cannot create a file in %s: %s: set TMPDIR",
                       folder ? folder : "/tmp", strerror(errno));
    close(fd);
    int rc = load(s, file, folder, e);
    if (!rc)
        s->inv = inventory_open(file, e);
    if (!rc)
        rc = s->inv ? inventory_use_catalog(s->inv, s->catalog, e) : -e->code;
    if (!rc && (s->fd = open(file, O_RDONLY | O_CLOEXEC)) < 0)
        rc = err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        snprintf(name, sizeof name, "%s%s", file, beside[i]);
        unlink(name);
    }
    return rc;
}

int estate_make(struct estate *s, const char *path, const struct check_info *check,
                const struct estate_place *in, struct err *e)
{
    struct err more;
    *s = (struct estate){.fd = -1, .catalog = in->catalog};
    int rc = fixture_read(&s->fixture, path, check, e);
    if (rc == -ERR_DATA) /* what else is wrong, in the lines of the inventory */
        (void)build(s, in->folder, &more);
    if (!rc)
        rc = build(s, in->folder, e);
    if (!rc)
        rc = list_targets(s, check, e);
    if ((rc == -ERR_DATA || rc == -ERR_NOINPUT) && !s->fixture.n_bad)
        fixture_blame(&s->fixture, 0, e->text);
    return rc;
}

int estate_open(struct estate *s, const char *path, const struct check_info *check,
                const struct estate_place *in, struct err *e)
{
    *s = (struct estate){.fd = open(path, O_RDONLY | O_CLOEXEC), .catalog = in->catalog};
    int rc = s->fd < 0 ? err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno)) : 0;
    if (!rc && !(s->inv = inventory_open(path, e)))
        rc = -e->code;
    if (!rc)
        rc = inventory_use_catalog(s->inv, s->catalog, e);
    return rc ? rc : list_targets(s, check, e);
}

void estate_free(struct estate *s)
{
    for (size_t i = 0; i < s->n_targets; i++)
        outcome_free(&s->targets[i]);
    free(s->targets);
    chunks_free(&s->chunks);
    inventory_close(s->inv);
    if (s->fd >= 0)
        close(s->fd);
    fixture_free(&s->fixture);
    strs_free(&s->said);
    *s = (struct estate){.fd = -1};
}
