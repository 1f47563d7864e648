/* The same inventory for another thread: by SQLite alone, which keeps the locks of the
 * handle that is open where a plain open and close would drop them. */
#include "base/err.h"
#include "base/mem.h"
#include "data/inventory_int.h"

/* Whether its name still leads to the file that it has open. */
static bool in_place(struct inventory *inv)
{
    int moved = 1;
    return sqlite3_file_control(inv->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
               SQLITE_OK &&
           !moved;
}

struct inventory *inventory_again(struct inventory *inv, struct err *e)
{
    const char *file = sqlite3_db_filename(inv->db, "main");
    if (!sqlite3_threadsafe() || !file || !*file) {
        err_set(e, ERR_NOINPUT, "the inventory cannot be opened by another thread");
        return NULL;
    }
    struct inventory *other = mem_new(sizeof *other);
    int rc = sqlite3_open_v2(file, &other->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                             NULL);
    if (rc != SQLITE_OK)
        rc = inventory_fail(other, "opening it again", e);
    if (!rc)
        rc = inventory_begin_reading(other, e);
    if (!rc)
        rc = inventory_exec(
            other, "PRAGMA cache_size=-2048; BEGIN; SELECT count(*) FROM type", e);
    if (!rc && (!in_place(inv) || !in_place(other))) /* else both have the same file */
        rc = err_set(e, ERR_NOINPUT, "%s: another file took its place", file);
    other->catalog = inv->catalog;
    if (!rc)
        return other;
    inventory_close(other);
    return NULL;
}
