/* Walks: numbers in order from an index, then each resource by its number, with
 * statements of their own (inventory_pool.c), so that walks may stand side by side. */
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
    enum inventory_pool kind;
    sqlite3_stmt *s; /* rows: n, type, key */
    struct inventory_row row;
    bool bodies;
    bool over;    /* a statement that is asked again would begin anew */
    int failed;   /* code of what ended it, said once */
    bool *wanted; /* by type number; NULL: all */
    size_t n_wanted;
    char *refers_to; /* key that hits are verified against */
    bool unseen;     /* but not here */
    int64_t last;    /* referrers: each once */
};

static struct inventory_cursor *make(struct inventory *inv, enum inventory_pool kind,
                                     bool bodies)
{
    struct inventory_cursor *c = mem_new(sizeof *c);
    *c =
        (struct inventory_cursor){.inv = inv, .kind = kind, .bodies = bodies, .last = -1};
    c->s = inventory_take(inv, kind);
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
    struct inventory_cursor *c = make(inv, POOL_BELOW, bodies);
    if (c->s) {
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
    struct inventory_cursor *c = make(inv, POOL_REFERRERS, bodies);
    c->refers_to = mem_text(key);
    if (c->s) {
        sqlite3_bind_int64(c->s, 1, (int64_t)inventory_hash(inv, key, strlen(key)));
        sqlite3_bind_int64(c->s, 2, inventory_type_number(inv, type));
    }
    return c;
}

struct inventory_cursor *inventory_candidates(struct inventory *inv, const char *key,
                                              const char *type)
{
    struct inventory_cursor *c = inventory_referrers(inv, key, type, false);
    c->unseen = true;
    return c;
}

struct inventory_cursor *inventory_walk(struct inventory *inv, const char *const *types,
                                        const char *first, bool bodies)
{
    struct inventory_cursor *c = make(inv, POOL_WALK, bodies);
    if (c->s)
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

bool inventory_names(const char *body, size_t len, const char *key)
{
    size_t n = strlen(key);
    for (const char *p = body, *end = p + len; (p = memchr(p, '/', (size_t)(end - p)));
         p++)
        if ((size_t)(end - p) >= n && text_same_n(p, key, n))
            return true;
    return false;
}

bool inventory_doc_names(const struct doc *d, const char *key)
{
    static const char *const depths[] = {"/*",       "/*/*",       "/*/*/*",
                                         "/*/*/*/*", "/*/*/*/*/*", "/*/*/*/*/*/*"};
    char copy[ARMID_MAX]; /* of what is passed on without const */
    memcpy(copy, key, strlen(key) + 1);
    for (size_t i = 0; d && i < sizeof depths / sizeof *depths; i++)
        if (doc_each(d, depths[i], holds_key, copy) == 1)
            return true;
    return false;
}

/* Whether the body really names the key: a hash may collide. A plain look suffices unless
 * the text has escapes. */
static bool verified(const struct inventory_cursor *c, const struct inventory_resource *r)
{
    if (inventory_names(r->body, r->body_len, c->refers_to))
        return true;
    if (!memchr(r->body, '\\', r->body_len))
        return false;
    struct doc *d = doc_parse(r->body, r->body_len, NULL);
    bool found = inventory_doc_names(d, c->refers_to);
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
        if (*n < 1) /* a writer counts from 1, and chunks and frames rely on it */
            return err_set(e, ERR_DATA, "inventory: row %lld is damaged", (long long)*n);
        if (c->wanted && (type < 0 || (size_t)type >= c->n_wanted || !c->wanted[type]))
            continue;
        if (c->refers_to && *n == c->last)
            continue;
        c->last = *n;
        return 1;
    }
}

/* The index and the table are two places in a file that may be hostile. */
static bool agrees(const struct inventory_cursor *c, const char *key)
{
    const char *indexed = (const char *)sqlite3_column_text(c->s, 2);
    return indexed && !strcmp(indexed, key);
}

static int read_body(struct inventory_cursor *c, int64_t n,
                     struct inventory_resource *out, struct err *e)
{
    int rc = inventory_fetch(c->inv, &c->row, n, out, e);
    if (rc < 0)
        return rc;
    if (!rc || !agrees(c, out->key))
        return err_set(e, ERR_DATA, "inventory: its index does not fit row %lld",
                       (long long)n);
    return !c->refers_to || verified(c, out);
}

static int read_head(const struct inventory_cursor *c, int64_t n,
                     struct inventory_resource *out, struct err *e)
{
    *out = (struct inventory_resource){
        .n = n,
        .key = (const char *)sqlite3_column_text(c->s, 2),
        .type = inventory_type_name(c->inv, sqlite3_column_int64(c->s, 1))};
    return inventory_sound_key(c->s, 2) && *out->type
               ? 1
               : err_set(e, ERR_DATA, "inventory: row %lld is damaged", (long long)n);
}

static int next(struct inventory_cursor *c, struct inventory_resource *out, struct err *e)
{
    int64_t n = 0;
    int rc;
    while ((rc = step(c, &n, e)) == 1) {
        bool body = c->bodies || (c->refers_to && !c->unseen);
        rc = body ? read_body(c, n, out, e) : read_head(c, n, out, e);
        if (rc)
            break;
    }
    return rc;
}

int inventory_next(struct inventory_cursor *c, struct inventory_resource *out,
                   struct err *e)
{
    if (!c->s)
        return inventory_fail(c->inv, "preparing a walk", e);
    if (c->failed)
        return err_set(e, -c->failed, "inventory: the walk ended in an error");
    if (c->over)
        return 0;
    int rc = next(c, out, e);
    c->over = rc <= 0;
    c->failed = rc < 0 ? rc : 0;
    return rc;
}

void inventory_end(struct inventory_cursor *c)
{
    if (!c)
        return;
    inventory_give(c->inv, c->kind, c->s);
    inventory_row_free(c->inv, &c->row);
    free(c->wanted);
    free(c->refers_to);
    free(c);
}
