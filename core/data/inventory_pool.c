/* Prepared statements that walks and look-ups take and give back, so that a caged process
 * prepares nothing on its way. One that finds none ready makes another, by memory alone.
 */
#include "base/err.h"
#include "base/mem.h"
#include "data/inventory_int.h"

#include <stdlib.h>

static const struct {
    const char *sql;
    size_t ready; /* from the start: what checks hold side by side; each takes 10 us */
} kinds[POOL_KINDS] = {
    [POOL_ROW] = {"SELECT n, key, type, id, source, detail, api_version, fetched, body "
                  "FROM resource WHERE n=?",
                  8},
    [POOL_BELOW] = {"SELECT n, type, key FROM resource INDEXED BY resource_type WHERE "
                    "key>? AND key<? AND type=? ORDER BY key",
                    4},
    [POOL_REFERRERS] = {"SELECT r.n, r.type, r.key FROM reference f JOIN resource r ON "
                        "r.n=f.from_n WHERE f.to_hash=? AND f.property IN (SELECT n FROM "
                        "property WHERE type=?2) ORDER BY r.key",
                        2},
    [POOL_WALK] = {"SELECT n, type, key FROM resource INDEXED BY resource_key WHERE "
                   "key>=? ORDER BY key",
                   2},
};

static sqlite3_stmt *make(struct inventory *inv, enum inventory_pool kind)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v3(inv->db, kinds[kind].sql, -1, SQLITE_PREPARE_PERSISTENT,
                                &s, NULL);
    return rc == SQLITE_OK ? s : NULL;
}

sqlite3_stmt *inventory_take(struct inventory *inv, enum inventory_pool kind)
{
    return inv->pool[kind].n ? inv->pool[kind].at[--inv->pool[kind].n] : make(inv, kind);
}

void inventory_give(struct inventory *inv, enum inventory_pool kind, sqlite3_stmt *s)
{
    if (!s)
        return;
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    if (inv->pool[kind].n == inv->pool[kind].cap) {
        inv->pool[kind].cap += 16;
        inv->pool[kind].at =
            mem_grow(inv->pool[kind].at, inv->pool[kind].cap, sizeof(sqlite3_stmt *));
    }
    inv->pool[kind].at[inv->pool[kind].n++] = s;
}

int inventory_pool_fill(struct inventory *inv, struct err *e)
{
    for (int kind = 0; kind < POOL_KINDS; kind++) {
        for (size_t i = 0; i < kinds[kind].ready; i++) {
            sqlite3_stmt *s = make(inv, kind);
            if (!s)
                return inventory_fail(inv, "preparing", e);
            inventory_give(inv, kind, s);
        }
    }
    return 0;
}

void inventory_pool_free(struct inventory *inv)
{
    for (int kind = 0; kind < POOL_KINDS; kind++) {
        while (inv->pool[kind].n)
            sqlite3_finalize(inv->pool[kind].at[--inv->pool[kind].n]);
        free(inv->pool[kind].at);
        inv->pool[kind].at = NULL;
        inv->pool[kind].cap = 0;
    }
}
