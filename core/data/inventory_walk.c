/* Walks: numbers in order from an index, then each resource by its number, with
 * statements of their own, so that walks may stand side by side. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/inventory_int.h"

#include <stdlib.h>
#include <string.h>

struct inventory_cursor {
    struct inventory *inv;
    sqlite3_stmt *s; /* rows: n, type, [property] */
    struct inventory_row row;
    bool bodies, broken;
    bool *wanted; /* by type number; NULL: all */
    size_t n_wanted;
    char *refers_to; /* key that hits are verified against */
    int64_t last;    /* referrers: each once */
    struct inventory_resource head;
};

static struct inventory_cursor *make(struct inventory *inv, const char *sql, bool bodies)
{
    struct inventory_cursor *c = mem_new(sizeof *c);
    c->inv = inv;
    c->bodies = bodies;
    c->last = -1;
    c->broken = sqlite3_prepare_v2(inv->db, sql, -1, &c->s, NULL) != SQLITE_OK;
    return c;
}

/* The keys below `scope` lie between scope + "/" and scope + "0", the next byte. */
static void bind_range(sqlite3_stmt *s, const char *scope)
{
    size_t n = strcmp(scope, "/") ? strlen(scope) : 0;
    char *low = mem_new(n + 2), *high = mem_new(n + 2);
    memcpy(low, scope, n);
    memcpy(high, scope, n);
    low[n] = '/';
    high[n] = '0';
    sqlite3_bind_text(s, 1, low, -1, free);
    sqlite3_bind_text(s, 2, high, -1, free);
}

struct inventory_cursor *inventory_below(struct inventory *inv, const char *scope,
                                         const char *type, bool bodies)
{
    struct inventory_cursor *c = make(
        inv,
        "SELECT n, type, key FROM resource INDEXED BY resource_key WHERE key>? AND key<? "
        "AND type=? ORDER BY key",
        bodies);
    if (!c->broken) {
        bind_range(c->s, scope);
        sqlite3_bind_int64(c->s, 3, inventory_type_number(inv, type));
    }
    return c;
}

int64_t inventory_count(struct inventory *inv, const char *scope, const char *type)
{
    sqlite3_stmt *s = inv->at[S_COUNT];
    if (!s)
        return -ERR_INTERNAL;
    bind_range(s, scope);
    sqlite3_bind_int64(s, 3, inventory_type_number(inv, type));
    int64_t n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -ERR_IO;
    sqlite3_reset(s);
    return n;
}

struct inventory_cursor *inventory_referrers(struct inventory *inv, const char *key,
                                             const char *type, bool bodies)
{
    struct inventory_cursor *c = make(inv,
                                      "SELECT r.n, r.type, r.key FROM reference f JOIN "
                                      "resource r ON r.n=f.from_n WHERE "
                                      "f.to_hash=? AND f.property IN (SELECT n FROM "
                                      "property WHERE type=?2) ORDER BY r.key",
                                      bodies);
    c->refers_to = mem_text(key);
    if (!c->broken) {
        sqlite3_bind_int64(c->s, 1, (int64_t)inventory_hash(inv, key, strlen(key)));
        sqlite3_bind_int64(c->s, 2, inventory_type_number(inv, type));
    }
    return c;
}

struct inventory_cursor *inventory_walk(struct inventory *inv, const char *const *types,
                                        const char *first, bool bodies)
{
    struct inventory_cursor *c = make(inv,
                                      "SELECT n, type, key FROM resource INDEXED BY "
                                      "resource_key WHERE key>=? ORDER BY key",
                                      bodies);
    if (!c->broken)
        sqlite3_bind_text(c->s, 1, first ? first : "", -1, SQLITE_TRANSIENT);
    if (types) {
        c->n_wanted = inv->types.n;
        c->wanted = mem_new(c->n_wanted + 1);
        for (; *types; types++) {
            int64_t n = inventory_type_number(inv, *types);
            if (n >= 0)
                c->wanted[n] = true;
        }
    }
    return c;
}

static int holds_key(void *ctx, const char *pointer, const char *text)
{
    char key[ARMID_MAX];
    (void)pointer;
    return armid_key(text, key) && !strcmp(key, ctx) ? 1 : 0;
}

/* Whether the body really names the key: a hash may collide. A plain look suffices unless
 * the text has escapes. */
static bool verified(const struct inventory_cursor *c, const struct inventory_resource *r)
{
    size_t n = strlen(c->refers_to);
    for (const char *p = r->body, *end = p + r->body_len;
         (p = memchr(p, '/', (size_t)(end - p))); p++)
        if ((size_t)(end - p) >= n && text_same_n(p, c->refers_to, n))
            return true;
    if (!memchr(r->body, '\\', r->body_len))
        return false;
    static const char *const depths[] = {"/*",       "/*/*",       "/*/*/*",
                                         "/*/*/*/*", "/*/*/*/*/*", "/*/*/*/*/*/*"};
    struct doc *d = doc_parse(r->body, r->body_len, NULL);
    bool found = false;
    for (size_t i = 0; d && i < sizeof depths / sizeof *depths && !found; i++)
        found = doc_each(d, depths[i], holds_key, c->refers_to) == 1;
    doc_free(d);
    return found;
}

/* The next number that is wanted: 1, 0, or negative. */
static int step(struct inventory_cursor *c, int64_t *n, struct err *e)
{
    for (;;) {
        int rc = sqlite3_step(c->s);
        if (rc != SQLITE_ROW)
            return rc == SQLITE_DONE ? 0 : inventory_fail(c->inv, "reading", e);
        int64_t type = sqlite3_column_int64(c->s, 1);
        *n = sqlite3_column_int64(c->s, 0);
        if (c->wanted && (type < 0 || (size_t)type >= c->n_wanted || !c->wanted[type]))
            continue;
        if (c->refers_to && *n == c->last)
            continue;
        c->last = *n;
        return 1;
    }
}

int inventory_next(struct inventory_cursor *c, struct inventory_resource *out,
                   struct err *e)
{
    int64_t n = 0;
    int rc;
    if (c->broken)
        return inventory_fail(c->inv, "preparing a walk", e);
    while ((rc = step(c, &n, e)) == 1) {
        if (!c->bodies && !c->refers_to) {
            *out = (struct inventory_resource){
                .n = n,
                .key = (const char *)sqlite3_column_text(c->s, 2),
                .type = inventory_type_name(c->inv, sqlite3_column_int64(c->s, 1))};
            return out->key ? 1 : err_set(e, ERR_DATA, "inventory: a key is damaged");
        }
        rc = inventory_fetch(c->inv, &c->row, n, out, e);
        if (rc < 0)
            return rc;
        if (rc == 1 && (!c->refers_to || verified(c, out)))
            return 1;
    }
    return rc;
}

void inventory_end(struct inventory_cursor *c)
{
    if (!c)
        return;
    sqlite3_finalize(c->s);
    inventory_row_free(&c->row);
    free(c->wanted);
    free(c->refers_to);
    free(c);
}

/* --- lists --- */

int inventory_each_gap(struct inventory *inv,
                       int (*each)(void *ctx, const struct inventory_gap *g), void *ctx)
{
    sqlite3_stmt *s = NULL;
    int rc, result = 0;
    if (sqlite3_prepare_v2(
            inv->db,
            "SELECT scope, type, status, code, message, action FROM gap ORDER "
            "BY scope, type",
            -1, &s, NULL) != SQLITE_OK)
        return -ERR_IO;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct inventory_gap g = {.scope = (const char *)sqlite3_column_text(s, 0),
                                  .type = (const char *)sqlite3_column_text(s, 1),
                                  .code = (const char *)sqlite3_column_text(s, 3),
                                  .message = (const char *)sqlite3_column_text(s, 4),
                                  .action = (const char *)sqlite3_column_text(s, 5),
                                  .status = sqlite3_column_int(s, 2)};
        result = each(ctx, &g);
    }
    sqlite3_finalize(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}

int inventory_each_complete(struct inventory *inv,
                            int (*each)(void *ctx, const char *scope, const char *type,
                                        int variant),
                            void *ctx)
{
    sqlite3_stmt *s = NULL;
    int rc, result = 0;
    if (sqlite3_prepare_v2(
            inv->db,
            "SELECT scope, type, variant FROM progress ORDER BY scope, type, "
            "variant",
            -1, &s, NULL) != SQLITE_OK)
        return -ERR_IO;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW)
        result = each(ctx, (const char *)sqlite3_column_text(s, 0),
                      (const char *)sqlite3_column_text(s, 1), sqlite3_column_int(s, 2));
    sqlite3_finalize(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}

int inventory_each_type(struct inventory *inv,
                        int (*each)(void *ctx, const char *type, int64_t count),
                        void *ctx)
{
    sqlite3_stmt *s = NULL;
    int rc, result = 0;
    if (sqlite3_prepare_v2(
            inv->db,
            "SELECT t.name, count(*) FROM resource r JOIN type t ON t.n=r.type "
            "GROUP BY t.n ORDER BY t.name",
            -1, &s, NULL) != SQLITE_OK)
        return -ERR_IO;
    while (!result && (rc = sqlite3_step(s)) == SQLITE_ROW)
        result = each(ctx, (const char *)sqlite3_column_text(s, 0),
                      sqlite3_column_int64(s, 1));
    sqlite3_finalize(s);
    return result ? result : rc == SQLITE_DONE ? 0 : -ERR_IO;
}
