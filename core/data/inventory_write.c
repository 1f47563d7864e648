/* Putting resources into an inventory, and the times they are of. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory_int.h"
#include "data/redact.h"

#include <stdlib.h>
#include <string.h>

void inventory_bind_text(sqlite3_stmt *s, int i, const char *text)
{
    if (text)
        sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(s, i);
}

int inventory_step(struct inventory *inv, sqlite3_stmt *s, const char *doing,
                   struct err *e)
{
    int rc = sqlite3_step(s);
    int result =
        rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : inventory_fail(inv, doing, e);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return result;
}

int inventory_begin(struct inventory *inv, struct err *e)
{
    if (inv->transaction)
        return 0;
    if (sqlite3_exec(inv->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return inventory_fail(inv, "beginning", e);
    inv->transaction = true;
    return 0;
}

int inventory_commit(struct inventory *inv, struct err *e)
{
    if (!inv->transaction)
        return 0;
    inv->transaction = false;
    if (sqlite3_exec(inv->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        return inventory_fail(inv, "writing", e);
    return 0;
}

/* --- time --- */

int inventory_set_meta(struct inventory *inv, const char *name, const char *value,
                       struct err *e)
{
    sqlite3_stmt *s = inv->at[S_SET_META];
    inventory_bind_text(s, 1, name);
    inventory_bind_text(s, 2, value);
    int rc = inventory_step(inv, s, "writing what is known of it", e);
    if (!rc && !strcmp(name, "collected")) {
        free(inv->collected);
        free(inv->now);
        inv->collected = mem_text(value);
        inv->now = NULL;
    }
    return rc;
}

static int64_t seconds_of(const char *time)
{
    int64_t t;
    return time && clock_parse(time, &t) ? t : INT64_MIN;
}

/* What stands there without a time of its own keeps the one that it had. */
static int grow_older(struct inventory *inv, const char *time, struct err *e)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(inv->db, "UPDATE resource SET fetched=? WHERE fetched IS NULL",
                           -1, &s, NULL) != SQLITE_OK)
        return inventory_fail(inv, "preparing", e);
    inventory_bind_text(s, 1, inv->collected);
    int rc = inventory_step(inv, s, "keeping times", e);
    sqlite3_finalize(s);
    return rc ? rc : inventory_set_meta(inv, "collected", time, e);
}

int inventory_set_time(struct inventory *inv, const char *time, struct err *e)
{
    int64_t new = seconds_of(time), old = seconds_of(inv->collected);
    if (new == INT64_MIN)
        return err_set(e, ERR_DATA, "\"%.40s\" is no time", time);
    if (!inv->collected)
        return inventory_set_meta(inv, "collected", time, e);
    free(inv->now);
    inv->now = new > old ? mem_text(time) : NULL;
    return new < old ? grow_older(inv, time, e) : 0;
}

/* --- names --- */

static int add_named(struct inventory *inv, sqlite3_stmt *s, const char *doing,
                     int64_t *n, struct err *e)
{
    int rc = inventory_step(inv, s, doing, e);
    *n = sqlite3_last_insert_rowid(inv->db);
    return rc;
}

/* Types that no catalogue knows are spelled as they first came. */
static int type_number(struct inventory *inv, const char *name, int64_t *n, struct err *e)
{
    *n = inventory_type_number(inv, name);
    if (*n >= 0)
        return 0;
    inventory_bind_text(inv->at[S_ADD_TYPE], 1, name);
    int rc = add_named(inv, inv->at[S_ADD_TYPE], "adding a type", n, e);
    return rc ? rc : inventory_add_type(inv, *n, name, e);
}

static int stored_property(struct inventory *inv, int64_t type, const char *pointer,
                           int64_t *n, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_PROPERTY];
    sqlite3_bind_int64(s, 1, type);
    inventory_bind_text(s, 2, pointer);
    int rc = sqlite3_step(s);
    *n = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    if (rc == SQLITE_ROW)
        return 0;
    s = inv->at[S_ADD_PROPERTY];
    sqlite3_bind_int64(s, 1, type);
    inventory_bind_text(s, 2, pointer);
    return add_named(inv, s, "adding a property", n, e);
}

/* There are some hundred of them, and each resource has several. */
static int property_number(struct inventory *inv, int64_t type, const char *pointer,
                           int64_t *n, struct err *e)
{
    struct inventory_property *p = inv->properties.at;
    for (size_t i = 0; i < inv->properties.n; i++)
        if (p[i].type == type && !strcmp(p[i].pointer, pointer)) {
            *n = p[i].n;
            return 0;
        }
    int rc = stored_property(inv, type, pointer, n, e);
    if (rc)
        return rc;
    p = mem_grow(p, inv->properties.n + 1, sizeof *p);
    p[inv->properties.n++] = (struct inventory_property){type, *n, mem_text(pointer)};
    inv->properties.at = p;
    return 0;
}

/* --- references --- */

void inventory_watch(struct inventory *inv,
                     int (*each)(void *ctx, const char *pointer, const char *text),
                     void *ctx)
{
    inv->watch = each;
    inv->watching = ctx;
}

struct referring {
    struct inventory *inv;
    int64_t from, property;
    struct err *e;
};

static int refer(void *ctx, const char *pointer, const char *text)
{
    struct referring *r = ctx;
    char key[ARMID_MAX];
    int rc = r->inv->watch ? r->inv->watch(r->inv->watching, pointer, text) : 0;
    if (rc || *text != '/' || !armid_key(text, key))
        return rc;
    sqlite3_stmt *s = r->inv->at[S_REFER];
    sqlite3_bind_int64(s, 1, r->from);
    sqlite3_bind_int64(s, 2, r->property);
    sqlite3_bind_int64(s, 3, (int64_t)inventory_hash(r->inv, key, strlen(key)));
    return inventory_step(r->inv, s, "adding a reference", r->e);
}

static int put_references(struct inventory *inv, int64_t n, int64_t type,
                          const struct catalog_row *row, const struct doc *d,
                          struct err *e)
{
    int rc = 0;
    for (size_t i = 0; row && row->refs && row->refs[i] && !rc; i++) {
        struct referring r = {inv, n, 0, e};
        rc = property_number(inv, type, row->refs[i], &r.property, e);
        if (!rc)
            rc = doc_each(d, row->refs[i], refer, &r);
    }
    return rc;
}

/* --- resources --- */

static int rank_of(const char *word, const char *const *words, int otherwise)
{
    for (int i = 0; word && words[i]; i++)
        if (!strcmp(word, words[i]))
            return i;
    return otherwise;
}

struct found {
    int64_t n;
    int source;
    char *fetched;
};

static int find(struct inventory *inv, const char *key, struct found *f, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_FIND];
    *f = (struct found){0};
    sqlite3_bind_int64(s, 1, (int64_t)inventory_hash(inv, key, strlen(key)));
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *there = (const char *)sqlite3_column_text(s, 1);
        if (!there || strcmp(there, key)) /* two keys of one hash */
            continue;
        f->n = sqlite3_column_int64(s, 0);
        f->source = sqlite3_column_int(s, 2);
        f->fetched = mem_text((const char *)sqlite3_column_text(s, 3));
        break;
    }
    sqlite3_reset(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : inventory_fail(inv, "looking", e);
}

/* The catalogue's spelling by the given type, the body's, or the id's; "" when there is
 * none of them. */
static const char *type_of(const struct catalog *catalog,
                           const struct inventory_resource *r, const struct doc *d,
                           struct buf *own)
{
    const char *said = doc_text(d, "/type");
    const char *given = r->type && *r->type ? r->type : NULL;
    const struct catalog_row *row = given ? catalog_find(catalog, given) : NULL;
    if (!row && said)
        row = catalog_find(catalog, said);
    if (!row && armid_type(r->id, own))
        row = catalog_find(catalog, buf_str(own));
    if (row)
        return row->type;
    return given ? given : said && *said ? said : buf_str(own);
}

bool inventory_typed(const struct inventory *inv, const struct inventory_resource *r,
                     const struct doc *d)
{
    struct buf own = buf_make(ARMID_MAX);
    bool typed = *type_of(inv->catalog, r, d, &own) != '\0';
    buf_free(&own);
    return typed;
}

struct storing {
    const struct inventory_resource *r;
    const struct doc *d;
    const char *key;
    int64_t type, n;
    int source;
};

/* The id is kept only where the body does not spell it so. A row that is replaced gets a
 * new number: to drop its references here would mean to search all of them. */
static int store(struct inventory *inv, struct storing *st, int64_t old, struct err *e)
{
    const struct inventory_resource *r = st->r;
    sqlite3_stmt *s = inv->at[old ? S_UPDATE : S_INSERT];
    const char *id = doc_text(st->d, "/id");
    bool same = id && !strcmp(id, r->id);
    size_t parent = armid_parent(st->key);
    st->n = ++inv->top;
    sqlite3_bind_int64(s, 1, (int64_t)inventory_hash(inv, st->key, strlen(st->key)));
    sqlite3_bind_int64(s, 2, st->type);
    sqlite3_bind_int64(s, 3, (int64_t)inventory_hash(inv, st->key, parent));
    inventory_bind_text(s, 4, st->key);
    inventory_bind_text(s, 5, same ? NULL : r->id);
    sqlite3_bind_int(s, 6, st->source);
    sqlite3_bind_int(s, 7, rank_of(r->detail, inventory_details, 1));
    inventory_bind_text(s, 8, r->api_version);
    inventory_bind_text(s, 9, r->fetched ? r->fetched : inv->now);
    sqlite3_bind_text64(s, 10, r->body, r->body_len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_int64(s, 11, st->n);
    if (old)
        sqlite3_bind_int64(s, 12, old);
    inv->replaced |= old != 0;
    return inventory_step(inv, s, "storing a resource", e);
}

/* Rank first; then the newer; at the same time the one that comes later. */
static bool wins(const struct inventory *inv, const struct found *f, int source,
                 const char *fetched)
{
    if (source != f->source)
        return source > f->source;
    const char *ours = fetched ? fetched : inv->now ? inv->now : inv->collected;
    return seconds_of(ours) >= seconds_of(f->fetched ? f->fetched : inv->collected);
}

static int put_parsed(struct inventory *inv, const struct inventory_resource *r,
                      const char *key, const struct doc *d, struct err *e)
{
    struct found f = {0};
    struct buf own = buf_make(ARMID_MAX);
    struct storing st = {r, d, key, 0, 0, rank_of(r->source, inventory_sources, 2)};
    const char *type = type_of(inv->catalog, r, d, &own);
    int rc = *type ? find(inv, key, &f, e)
                   : err_set(e, ERR_DATA, "%s: no type, and the id shows none", r->id);
    int result = !f.n ? PUT_NEW : PUT_REPLACED;
    if (!rc && f.n && !wins(inv, &f, st.source, r->fetched))
        result = PUT_KEPT;
    if (!rc && result != PUT_KEPT)
        rc = type_number(inv, type, &st.type, e);
    if (!rc && result != PUT_KEPT)
        rc = store(inv, &st, f.n, e);
    if (!rc && result != PUT_KEPT)
        rc = put_references(inv, st.n, st.type, catalog_find(inv->catalog, type), d, e);
    free(f.fetched);
    buf_free(&own);
    return rc ? rc : result;
}

int inventory_put_doc(struct inventory *inv, const struct inventory_resource *r,
                      const struct doc *d, struct err *e)
{
    char key[ARMID_MAX];
    if (!r->id || !armid_key(r->id, key))
        return err_set(e, ERR_DATA, "\"%.200s\" is no resource id", r->id ? r->id : "");
    struct inventory_resource kept = *r;
    struct buf clean = buf_make(2 * DOC_BYTES);
    if (redact_json(r->body, r->body_len, &clean)) {
        kept.body = buf_str(&clean);
        kept.body_len = clean.len;
    }
    int rc = clean.full ? err_set(e, ERR_DATA, "%s: its body is too long", r->id)
             : doc_type(d, "") == DOC_OBJECT
                 ? put_parsed(inv, &kept, key, d, e)
                 : err_set(e, ERR_DATA, "%s: its body is no object", r->id);
    buf_free(&clean);
    return rc;
}

int inventory_put(struct inventory *inv, const struct inventory_resource *r,
                  struct err *e)
{
    struct doc *d = doc_parse(r->body, r->body_len, e);
    if (!d)
        return err_at(e, r->id);
    int rc = inventory_put_doc(inv, r, d, e);
    doc_free(d);
    return rc;
}
