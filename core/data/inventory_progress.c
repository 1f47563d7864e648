/* How far the reading went: gaps and statements of completeness, written and listed. */
#include "base/err.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/inventory_int.h"

#include <string.h>

static const char *text(sqlite3_stmt *s, int i)
{
    return (const char *)sqlite3_column_text(s, i);
}

static const char *spelled(const struct inventory *inv, const char *type)
{
    const struct catalog_row *row =
        type && *type ? catalog_find(inv->catalog, type) : NULL;
    return row ? row->type : type ? type : "";
}

static int scope_key(const char *scope, char *key, struct err *e)
{
    if (!strcmp(scope, "/")) {
        memcpy(key, "/", 2);
        return 0;
    }
    return armid_key(scope, key) ? 0
                                 : err_set(e, ERR_DATA, "\"%.200s\" is no scope", scope);
}

int inventory_put_gap(struct inventory *inv, const struct inventory_gap *g, struct err *e)
{
    char key[ARMID_MAX];
    sqlite3_stmt *s = inv->at[S_GAP];
    int rc = scope_key(g->scope, key, e);
    if (rc)
        return rc;
    inventory_bind_text(s, 1, key);
    inventory_bind_text(s, 2, spelled(inv, g->type));
    sqlite3_bind_int(s, 3, g->status);
    inventory_bind_text(s, 4, g->code);
    inventory_bind_text(s, 5, g->message);
    inventory_bind_text(s, 6, g->action);
    return inventory_step(inv, s, "writing a gap", e);
}

int inventory_put_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant, struct err *e)
{
    char key[ARMID_MAX];
    sqlite3_stmt *s = inv->at[inv->holding ? S_HOLD : S_COMPLETE];
    int rc = scope_key(scope, key, e);
    if (rc)
        return rc;
    inventory_bind_text(s, 1, key);
    inventory_bind_text(s, 2, spelled(inv, type));
    sqlite3_bind_int(s, 3, variant);
    return inventory_step(inv, s, "writing what is complete", e);
}

int inventory_hold_completes(struct inventory *inv, struct err *e)
{
    int rc = inventory_exec(
        inv, "CREATE TEMP TABLE IF NOT EXISTS held(scope, type, variant)", e);
    if (!rc)
        rc = inventory_prepare_one(inv, S_HOLD, e);
    inv->holding = !rc;
    return rc;
}

int inventory_release_completes(struct inventory *inv, bool count, struct err *e)
{
    int rc = 0;
    if (inv->holding && count)
        rc = inventory_exec(inv, "INSERT OR IGNORE INTO progress SELECT * FROM temp.held",
                            e);
    if (inv->holding && !rc)
        rc = inventory_exec(inv, "DELETE FROM temp.held", e);
    inv->holding = false;
    return rc;
}

static bool is_there(const struct inventory *inv, sqlite3_stmt *s, const char *scope,
                     const char *type)
{
    char key[ARMID_MAX];
    struct err e;
    if (scope_key(scope, key, &e))
        return false;
    inventory_bind_text(s, 1, key);
    inventory_bind_text(s, 2, spelled(inv, type));
    bool there = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return there;
}

bool inventory_is_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant)
{
    sqlite3_bind_int(inv->at[S_IS_COMPLETE], 3, variant);
    return is_there(inv, inv->at[S_IS_COMPLETE], scope, type);
}

bool inventory_has_gap(struct inventory *inv, const char *scope, const char *type)
{
    return is_there(inv, inv->at[S_HAS_GAP], scope, type);
}

/* --- reading it --- */

/* Each list has one statement: `each` asks for no list of its own kind. */

int inventory_each_gap(struct inventory *inv,
                       int (*each)(void *ctx, const struct inventory_gap *g), void *ctx)
{
    sqlite3_stmt *s = inv->at[S_GAPS];
    int rc = SQLITE_DONE, result = 0;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct inventory_gap g = {.scope = text(s, 0),
                                  .type = text(s, 1),
                                  .code = text(s, 3),
                                  .message = text(s, 4),
                                  .action = text(s, 5),
                                  .status = sqlite3_column_int(s, 2)};
        result = g.scope && g.type ? each(ctx, &g) : -ERR_DATA;
    }
    sqlite3_reset(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}

int inventory_each_complete(struct inventory *inv,
                            int (*each)(void *ctx, const char *scope, const char *type,
                                        int variant),
                            void *ctx)
{
    sqlite3_stmt *s = inv->at[S_COMPLETES];
    int rc = SQLITE_DONE, result = 0;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        int64_t variant = sqlite3_column_int64(s, 2);
        bool sound = text(s, 0) && text(s, 1) &&
                     sqlite3_column_type(s, 2) == SQLITE_INTEGER && variant >= -1 &&
                     variant <= INVENTORY_VARIANTS;
        result = sound ? each(ctx, text(s, 0), text(s, 1), (int)variant) : -ERR_DATA;
    }
    sqlite3_reset(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}

int inventory_each_type(struct inventory *inv,
                        int (*each)(void *ctx, const char *type, int64_t count),
                        void *ctx)
{
    sqlite3_stmt *s = inv->at[S_TYPES];
    int rc = SQLITE_DONE, result = 0;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW)
        result =
            text(s, 0) ? each(ctx, text(s, 0), sqlite3_column_int64(s, 1)) : -ERR_DATA;
    sqlite3_reset(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}
