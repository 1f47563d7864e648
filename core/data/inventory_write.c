/* Putting things into an inventory. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory_int.h"

#include <stdlib.h>
#include <string.h>

static void bind_text(sqlite3_stmt *s, int i, const char *text)
{
    if (text)
        sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(s, i);
}

/* Runs a statement that gives no row. */
static int finish(struct inventory *inv, sqlite3_stmt *s, const char *doing,
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

int inventory_set_meta(struct inventory *inv, const char *name, const char *value,
                       struct err *e)
{
    sqlite3_stmt *s = inv->at[S_SET_META];
    if (!strcmp(name, "collected")) {
        free(inv->collected);
        inv->collected = mem_text(value);
    }
    bind_text(s, 1, name);
    bind_text(s, 2, value);
    return finish(inv, s, "writing what is known of it", e);
}

/* --- names --- */

static int add_named(struct inventory *inv, sqlite3_stmt *s, const char *doing,
                     int64_t *n, struct err *e)
{
    int rc = finish(inv, s, doing, e);
    *n = sqlite3_last_insert_rowid(inv->db);
    return rc;
}

static int type_number(struct inventory *inv, const char *name, int64_t *n, struct err *e)
{
    for (size_t i = 0; i < inv->types.n; i++) {
        if (inv->types.name[i] && !strcmp(inv->types.name[i], name)) {
            *n = (int64_t)i;
            return 0;
        }
    }
    bind_text(inv->at[S_ADD_TYPE], 1, name);
    int rc = add_named(inv, inv->at[S_ADD_TYPE], "adding a type", n, e);
    return rc ? rc : inventory_load_types(inv, e);
}

static int property_number(struct inventory *inv, int64_t type, const char *pointer,
                           int64_t *n, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_PROPERTY];
    sqlite3_bind_int64(s, 1, type);
    bind_text(s, 2, pointer);
    int rc = sqlite3_step(s);
    *n = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    if (rc == SQLITE_ROW)
        return 0;
    s = inv->at[S_ADD_PROPERTY];
    sqlite3_bind_int64(s, 1, type);
    bind_text(s, 2, pointer);
    return add_named(inv, s, "adding a property", n, e);
}

/* --- references --- */

struct referring {
    struct inventory *inv;
    int64_t from, property;
    struct err *e;
};

static int refer(void *ctx, const char *pointer, const char *text)
{
    struct referring *r = ctx;
    char key[ARMID_MAX];
    (void)pointer;
    if (*text != '/' || !armid_key(text, key))
        return 0;
    sqlite3_stmt *s = r->inv->at[S_REFER];
    sqlite3_bind_int64(s, 1, r->from);
    sqlite3_bind_int64(s, 2, r->property);
    sqlite3_bind_int64(s, 3, (int64_t)inventory_hash(r->inv, key, strlen(key)));
    return finish(r->inv, s, "adding a reference", r->e);
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

/* The catalogue's spelling by the given type, the body's, or the id's. */
static const char *type_of(const struct inventory *inv,
                           const struct inventory_resource *r, const struct doc *d,
                           struct buf *own)
{
    const struct catalog_row *row = r->type ? catalog_find(inv->catalog, r->type) : NULL;
    const char *said = doc_text(d, "/type");
    if (!row && said)
        row = catalog_find(inv->catalog, said);
    if (!row && armid_type(r->id, own))
        row = catalog_find(inv->catalog, buf_str(own));
    if (row)
        return row->type;
    return r->type ? r->type : said && *said ? said : buf_str(own);
}

struct storing {
    const struct inventory_resource *r;
    const struct doc *d;
    const char *key;
    int64_t type, n; /* n 0: new */
    int source;
};

static int store(struct inventory *inv, struct storing *st, struct err *e)
{
    const struct inventory_resource *r = st->r;
    sqlite3_stmt *s = inv->at[st->n ? S_UPDATE : S_INSERT];
    char own[ARMID_MAX];
    const char *id = doc_text(st->d, "/id");
    bool same = id && armid_key(id, own) && !strcmp(own, st->key);
    size_t parent = armid_parent(st->key);
    sqlite3_bind_int64(s, 1, (int64_t)inventory_hash(inv, st->key, strlen(st->key)));
    sqlite3_bind_int64(s, 2, st->type);
    sqlite3_bind_int64(s, 3, (int64_t)inventory_hash(inv, st->key, parent));
    bind_text(s, 4, st->key);
    bind_text(s, 5, same ? NULL : r->id);
    sqlite3_bind_int(s, 6, st->source);
    sqlite3_bind_int(s, 7, rank_of(r->detail, inventory_details, 1));
    bind_text(s, 8, r->api_version);
    bind_text(s, 9, r->fetched);
    sqlite3_bind_text64(s, 10, r->body, r->body_len, SQLITE_STATIC, SQLITE_UTF8);
    if (st->n)
        sqlite3_bind_int64(s, 11, st->n);
    int rc = finish(inv, s, "storing a resource", e);
    if (!st->n)
        st->n = sqlite3_last_insert_rowid(inv->db);
    return rc;
}

/* Rank first; then the newer; at the same time the one that comes later. */
static bool wins(const struct inventory *inv, const struct found *f, int source,
                 const char *fetched)
{
    if (source != f->source)
        return source > f->source;
    const char *ours = fetched ? fetched : inv->collected ? inv->collected : "";
    const char *theirs = f->fetched ? f->fetched : inv->collected ? inv->collected : "";
    return strcmp(ours, theirs) >= 0;
}

static int replace(struct inventory *inv, int64_t n, struct err *e)
{
    sqlite3_bind_int64(inv->at[S_UNREFER], 1, n);
    return finish(inv, inv->at[S_UNREFER], "dropping old references", e);
}

static int put_parsed(struct inventory *inv, const struct inventory_resource *r,
                      const char *key, const struct doc *d, struct err *e)
{
    struct found f = {0};
    struct buf own = buf_make(ARMID_MAX);
    struct storing st = {r, d, key, 0, 0, rank_of(r->source, inventory_sources, 2)};
    const char *type = type_of(inv, r, d, &own);
    int rc = *type ? find(inv, key, &f, e)
                   : err_set(e, ERR_DATA, "%s: no type, and the id shows none", r->id);
    if (!*type) {
        buf_free(&own);
        return rc;
    }
    int result = f.n ? PUT_REPLACED : PUT_NEW;
    if (!rc && f.n && !wins(inv, &f, st.source, r->fetched))
        result = PUT_KEPT;
    st.n = f.n;
    if (!rc && result == PUT_REPLACED)
        rc = replace(inv, f.n, e);
    if (!rc && result != PUT_KEPT)
        rc = type_number(inv, type, &st.type, e);
    if (!rc && result != PUT_KEPT)
        rc = store(inv, &st, e);
    if (!rc && result != PUT_KEPT)
        rc = put_references(inv, st.n, st.type, catalog_find(inv->catalog, type), d, e);
    free(f.fetched);
    buf_free(&own);
    return rc ? rc : result;
}

int inventory_put(struct inventory *inv, const struct inventory_resource *r,
                  struct err *e)
{
    char key[ARMID_MAX];
    if (!r->id || !armid_key(r->id, key))
        return err_set(e, ERR_DATA, "\"%.200s\" is no resource id", r->id ? r->id : "");
    struct doc *d = doc_parse(r->body, r->body_len, e);
    if (!d)
        return err_at(e, r->id);
    int rc = doc_type(d, "") == DOC_OBJECT
                 ? put_parsed(inv, r, key, d, e)
                 : err_set(e, ERR_DATA, "%s: its body is no object", r->id);
    doc_free(d);
    return rc;
}

/* --- how far the reading went --- */

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
    bind_text(s, 1, key);
    bind_text(s, 2, spelled(inv, g->type));
    sqlite3_bind_int(s, 3, g->status);
    bind_text(s, 4, g->code);
    bind_text(s, 5, g->message);
    bind_text(s, 6, g->action);
    return finish(inv, s, "writing a gap", e);
}

int inventory_put_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant, struct err *e)
{
    char key[ARMID_MAX];
    sqlite3_stmt *s = inv->at[S_COMPLETE];
    int rc = scope_key(scope, key, e);
    if (rc)
        return rc;
    bind_text(s, 1, key);
    bind_text(s, 2, spelled(inv, type));
    sqlite3_bind_int(s, 3, variant);
    return finish(inv, s, "writing what is complete", e);
}

int inventory_drop_completes(struct inventory *inv, struct err *e)
{
    return sqlite3_exec(inv->db, "DELETE FROM progress", NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : inventory_fail(inv, "dropping what is complete", e);
}

bool inventory_is_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant)
{
    char key[ARMID_MAX];
    struct err e;
    sqlite3_stmt *s = inv->at[S_IS_COMPLETE];
    if (scope_key(scope, key, &e))
        return false;
    bind_text(s, 1, key);
    bind_text(s, 2, spelled(inv, type));
    sqlite3_bind_int(s, 3, variant);
    bool there = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_reset(s);
    return there;
}
