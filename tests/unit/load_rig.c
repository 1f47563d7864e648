#include "load_rig.h"

#include "base/io.h"
#include "data/dump.h"
#include "data/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void hear(void *ctx, const char *line)
{
    struct rig *r = ctx;
    buf_fmt(&r->said, "%s\n", line);
}

static struct inventory *begin(struct rig *r)
{
    *r = (struct rig){.said = buf_make(1 << 20)};
    snprintf(r->path, sizeof r->path, "/tmp/test-load.XXXXXX");
    close(mkstemp(r->path));
    struct inventory *inv = inventory_create(r->path, &r->e);
    assert_non_null(inv);
    return inv;
}

static void take(struct rig *r, struct inventory *inv, int fd)
{
    free(r->stats.first_replaced);
    r->rc = load_file(inv, fd, "in", &r->stats, hear, r, &r->e);
    close(fd);
}

static void end(struct rig *r, struct inventory *inv)
{
    if (r->rc)
        inventory_close(inv);
    else if (inventory_finish(inv, &r->e))
        fail_msg("%s", r->e.text);
}

static int file_of(const char *text, size_t len)
{
    struct err e;
    int fd = io_temp(NULL, &e);
    assert_int_equal(io_write(fd, text, len, &e), 0);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

struct rig rig_load(const char *const *texts, size_t n)
{
    struct rig r;
    struct inventory *inv = begin(&r);
    for (size_t i = 0; i < n && !r.rc; i++)
        take(&r, inv, file_of(texts[i], strlen(texts[i])));
    end(&r, inv);
    return r;
}

struct rig rig_load_one(const char *text, size_t len)
{
    struct rig r;
    struct inventory *inv = begin(&r);
    take(&r, inv, file_of(text, len));
    end(&r, inv);
    return r;
}

struct rig rig_load_pipe(const char *text, size_t len)
{
    struct rig r;
    struct inventory *inv = begin(&r);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (!child) {
        close(ends[0]);
        _exit(io_write(ends[1], text, len, NULL) != 0);
    }
    close(ends[1]);
    take(&r, inv, ends[0]);
    waitpid(child, NULL, 0);
    end(&r, inv);
    return r;
}

void rig_drop(struct rig *r)
{
    static const char *const beside[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", r->path, beside[i]);
        unlink(name);
    }
    free(r->stats.first_replaced);
    buf_free(&r->said);
}

char *rig_dump(const char *path)
{
    struct err e;
    struct buf out = buf_make(256 << 20);
    struct inventory *inv = inventory_open(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    int fd = io_temp(NULL, &e);
    if (dump_file(inv, fd, &e))
        fail_msg("%s", e.text);
    inventory_close(inv);
    lseek(fd, 0, SEEK_SET);
    assert_int_equal(io_read(fd, &out, &e), 0);
    close(fd);
    return buf_steal(&out);
}
