/* Ids that are still to be read: in a temporary table, since a large estate has many. */
#include "base/err.h"
#include "data/armid.h"
#include "data/inventory_int.h"

#include <stdio.h>
#include <string.h>

static int make_table(struct inventory *inv, struct err *e)
{
    if (inv->at[S_WANT])
        return 0;
    int rc = inventory_exec(
        inv,
        "PRAGMA temp.journal_mode=memory; CREATE TEMP TABLE wanted(n INTEGER PRIMARY "
        "KEY, hash INTEGER NOT NULL, id TEXT NOT NULL); CREATE INDEX temp.wanted_hash ON "
        "wanted(hash)",
        e);
    for (int i = S_WANT; i <= S_NEXT_WANTED && !rc; i++)
        rc = inventory_prepare_one(inv, i, e);
    return rc;
}

static bool is_id_of(const char *id, const char *key)
{
    char own[ARMID_MAX];
    return id && armid_key(id, own) && !strcmp(own, key);
}

/* 1, 0, or negative. */
static int is_wanted(struct inventory *inv, const char *key, int64_t hash, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_WANTED];
    sqlite3_bind_int64(s, 1, hash);
    int rc;
    bool there = false;
    while (!there && (rc = sqlite3_step(s)) == SQLITE_ROW)
        there = is_id_of((const char *)sqlite3_column_text(s, 0), key);
    int failed = !there && rc != SQLITE_DONE ? inventory_fail(inv, "looking", e) : 0;
    sqlite3_reset(s);
    return failed ? failed : there;
}

int inventory_want(struct inventory *inv, const char *key, const char *id, struct err *e)
{
    int64_t hash = (int64_t)inventory_hash(inv, key, strlen(key));
    int rc = make_table(inv, e);
    if (!rc)
        rc = is_wanted(inv, key, hash, e);
    if (rc)
        return rc < 0 ? rc : 0;
    sqlite3_bind_int64(inv->at[S_WANT], 1, hash);
    inventory_bind_text(inv->at[S_WANT], 2, id);
    return inventory_step(inv, inv->at[S_WANT], "noting what is to be read", e);
}

int inventory_next_wanted(struct inventory *inv, int64_t *n, char *id, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_NEXT_WANTED];
    if (!s) /* none was ever wanted */
        return 0;
    sqlite3_bind_int64(s, 1, *n);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        *n = sqlite3_column_int64(s, 0);
        snprintf(id, ARMID_MAX, "%s", (const char *)sqlite3_column_text(s, 1));
    }
    int failed =
        rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : inventory_fail(inv, "looking", e);
    sqlite3_reset(s);
    return failed ? failed : rc == SQLITE_ROW;
}

int inventory_type_of(struct inventory *inv, const char *key, const char **type,
                      struct err *e)
{
    sqlite3_stmt *s = inv->at[S_TYPE_OF];
    sqlite3_bind_int64(s, 1, (int64_t)inventory_hash(inv, key, strlen(key)));
    int rc;
    *type = NULL;
    while (!*type && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *there = (const char *)sqlite3_column_text(s, 0);
        if (there && !strcmp(there, key)) /* else: two keys of one hash */
            *type = inventory_type_name(inv, sqlite3_column_int64(s, 1));
    }
    int failed = !*type && rc != SQLITE_DONE ? inventory_fail(inv, "looking", e) : 0;
    sqlite3_reset(s);
    return failed;
}
