/* An inventory by descriptor: SQLite's own file functions, with the two that take names
 * replaced. Whatever SQL is run, no other file can be opened. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/inventory_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char only_name[] = "/inventory-";

/* SQLite's open takes no context, so the name says the descriptor, and which ones may be
 * opened stands here. */
enum { DESCRIPTORS = 4096 };
static bool granted[DESCRIPTORS];

/* The descriptor that a name stands for, or -1. */
static int named(const char *name)
{
    uint64_t fd;
    size_t n = sizeof only_name - 1;
    bool ours =
        !strncmp(name, only_name, n) && text_number(name + n, DESCRIPTORS - 1, &fd);
    return ours && granted[fd] ? (int)fd : -1;
}

static int open_only(const char *name, int flags, int mode)
{
    (void)flags;
    (void)mode;
    int fd = named(name);
    if (fd >= 0)
        return fcntl(fd, F_DUPFD_CLOEXEC, 3);
    errno = EACCES;
    return -1;
}

static int no_link(const char *name, struct stat *st)
{
    int fd = named(name);
    if (fd < 0) {
        errno = ENOENT;
        return -1;
    }
    return fstat(fd, st);
}

struct inventory *inventory_open_fd(int fd, struct err *e)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix-none");
    if (!vfs || vfs->iVersion < 3 || fd < 0 || fd >= DESCRIPTORS) {
        err_set(e, ERR_INTERNAL, "this SQLite cannot open an inventory by descriptor");
        return NULL;
    }
    granted[fd] = true;
    vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_only);
    vfs->xSetSystemCall(vfs, "lstat", (sqlite3_syscall_ptr)no_link);
    struct inventory *inv = mem_new(sizeof *inv);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    char uri[64];
    snprintf(uri, sizeof uri, "file:%s%d?immutable=1", only_name, fd);
    if (sqlite3_open_v2(uri, &inv->db, flags, "unix-none") != SQLITE_OK) {
        err_set(e, ERR_DATA, "the inventory cannot be opened: %s",
                sqlite3_errmsg(inv->db));
        inventory_close(inv);
        return NULL;
    }
    if (inventory_begin_reading(inv, e)) {
        err_at(e, "the inventory");
        inventory_close(inv);
        return NULL;
    }
    return inv;
}
