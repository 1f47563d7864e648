/* What a writer asks that goes on with an inventory that was begun. */
#include "base/err.h"
#include "data/inventory_int.h"

bool inventory_is_empty(const struct inventory *inv) { return inv->top == 0; }

const char *inventory_collected(const struct inventory *inv) { return inv->collected; }

/* No index is there to walk by: rows in order of their numbers. */
int inventory_each_stored(struct inventory *inv,
                          int (*each)(void *ctx, const struct inventory_resource *r),
                          void *ctx, struct err *e)
{
    sqlite3_stmt *s = NULL;
    struct inventory_row row = {0};
    struct inventory_resource r;
    int rc = SQLITE_DONE, result = 0;
    if (sqlite3_prepare_v2(inv->db, "SELECT n FROM resource ORDER BY n", -1, &s, NULL) !=
        SQLITE_OK)
        return inventory_fail(inv, "preparing", e);
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        int got = inventory_fetch(inv, &row, sqlite3_column_int64(s, 0), &r, e);
        result = got == 1 ? each(ctx, &r) : got;
    }
    if (!result && rc != SQLITE_DONE)
        result = inventory_fail(inv, "reading what was begun", e);
    inventory_row_free(inv, &row);
    sqlite3_finalize(s);
    return result;
}
