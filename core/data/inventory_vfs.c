/* An inventory by descriptor: SQLite's own file functions, with the two that take names
 * replaced. Whatever SQL is run, no other file can be opened. */
#include "base/err.h"
#include "base/mem.h"
#include "data/inventory_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static const char only_name[] = "/inventory";

/* SQLite's open takes no context, so the descriptor stands here; one inventory a process.
 */
static int descriptor = -1;

static int open_only(const char *name, int flags, int mode)
{
    (void)flags;
    (void)mode;
    if (!strcmp(name, only_name))
        return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    errno = EACCES;
    return -1;
}

static int no_link(const char *name, struct stat *st)
{
    if (strcmp(name, only_name)) {
        errno = ENOENT;
        return -1;
    }
    return fstat(descriptor, st);
}

struct inventory *inventory_open_fd(int fd, struct err *e)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix-none");
    if (!vfs || vfs->iVersion < 3 || descriptor >= 0) {
        err_set(e, ERR_INTERNAL, "this SQLite cannot open an inventory by descriptor");
        return NULL;
    }
    descriptor = fd;
    vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_only);
    vfs->xSetSystemCall(vfs, "lstat", (sqlite3_syscall_ptr)no_link);
    struct inventory *inv = mem_new(sizeof *inv);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2("file:/inventory?immutable=1", &inv->db, flags, "unix-none") !=
        SQLITE_OK) {
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
