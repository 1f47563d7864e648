/* Asking an inventory for one thing at a time: a name, a time, a resource. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/inventory_int.h"
#include "data/slice.h"

#include <stdlib.h>
#include <string.h>

static const char *const statements[S_KINDS] = {
    [S_FIND] = "SELECT n, key, source, fetched FROM resource WHERE key_hash=?",
    [S_META] = "SELECT value FROM meta WHERE name=?",
    [S_TYPE] = "SELECT n, name FROM type",
    [S_GAPS] = "SELECT scope, type, status, code, message, action FROM gap ORDER BY "
               "scope, type",
    [S_COMPLETES] =
        "SELECT scope, type, variant FROM progress ORDER BY scope, type, variant",
    [S_TYPES] = "SELECT t.name, count(*) FROM resource r JOIN type t ON t.n=r.type GROUP "
                "BY t.n ORDER BY t.name",
    [S_COUNT] = "SELECT count(*) FROM resource INDEXED BY resource_type WHERE key>? AND "
                "key<? AND type=?",
    [S_INSERT] =
        "INSERT INTO resource(key_hash, type, parent_hash, key, id, source, detail, "
        "api_version, fetched, body, n) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
    /* The number is a new one, so that references of the old body lead nowhere. */
    [S_UPDATE] = "UPDATE resource SET key_hash=?, type=?, parent_hash=?, key=?, id=?, "
                 "source=?, detail=?, api_version=?, fetched=?, body=?, n=? WHERE n=?",
    [S_TOP] = "SELECT max(n) FROM resource",
    [S_REFER] = "INSERT INTO reference VALUES(?,?,?)",
    [S_ADD_TYPE] = "INSERT INTO type(name) VALUES(?)",
    [S_PROPERTY] = "SELECT n FROM property WHERE type=? AND pointer=?",
    [S_ADD_PROPERTY] = "INSERT INTO property(type, pointer) VALUES(?,?)",
    [S_SET_META] = "INSERT OR REPLACE INTO meta VALUES(?,?)",
    [S_GAP] = "INSERT OR REPLACE INTO gap VALUES(?,?,?,?,?,?)",
    [S_COMPLETE] = "INSERT OR IGNORE INTO progress VALUES(?,?,?)",
    [S_IS_COMPLETE] = "SELECT 1 FROM progress WHERE scope=? AND type=? AND variant=?",
    [S_HAS_GAP] = "SELECT 1 FROM gap WHERE scope=? AND type=?",
    [S_TYPE_OF] = "SELECT key, type FROM resource WHERE key_hash=?",
    [S_HOLD] = "INSERT INTO temp.held VALUES(?,?,?)",
    [S_WANT] = "INSERT INTO temp.wanted(hash, id) VALUES(?,?)",
    [S_WANTED] = "SELECT id FROM temp.wanted WHERE hash=?",
    [S_NEXT_WANTED] = "SELECT n, id FROM temp.wanted WHERE n>? ORDER BY n LIMIT 1",
};

int inventory_prepare_one(struct inventory *inv, enum statement which, struct err *e)
{
    if (!inv->at[which] &&
        sqlite3_prepare_v3(inv->db, statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                           &inv->at[which], NULL) != SQLITE_OK)
        return inventory_fail(inv, "preparing", e);
    return 0;
}

int inventory_prepare(struct inventory *inv, struct err *e)
{
    int rc = 0;
    for (int i = 0; i < S_HOLD && !rc; i++)
        if (i < S_COUNT || inv->writing == (i > S_COUNT))
            rc = inventory_prepare_one(inv, i, e);
    return rc;
}

/* --- names --- */

enum { TYPES_MAX = 100000 };

int inventory_add_type(struct inventory *inv, int64_t n, const char *name, struct err *e)
{
    if (n < 1 || n > TYPES_MAX)
        return err_set(e, ERR_DATA, "more than %d types, or a damaged table of them",
                       TYPES_MAX);
    if ((size_t)n >= inv->types.n) {
        size_t more = (size_t)n + 64;
        inv->types.name = mem_grow(inv->types.name, more, sizeof(char *));
        memset(inv->types.name + inv->types.n, 0, (more - inv->types.n) * sizeof(char *));
        inv->types.n = more;
    }
    if (!inv->types.name[n])
        inv->types.name[n] = mem_text(name);
    return 0;
}

int inventory_load_types(struct inventory *inv, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_TYPE];
    int rc, failed = 0;
    while (!failed && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 1);
        failed = name && *name && text_utf8(name, strlen(name))
                     ? inventory_add_type(inv, sqlite3_column_int64(s, 0), name, e)
                     : err_set(e, ERR_DATA, "its table of types is damaged");
    }
    if (!failed && rc != SQLITE_DONE)
        failed = inventory_fail(inv, "reading its types", e);
    sqlite3_reset(s);
    return failed;
}

const char *inventory_type_name(const struct inventory *inv, int64_t n)
{
    bool known = n > 0 && (size_t)n < inv->types.n && inv->types.name[n];
    return known ? inv->types.name[n] : "";
}

int64_t inventory_type_number(const struct inventory *inv, const char *name)
{
    for (size_t i = 0; i < inv->types.n; i++)
        if (inv->types.name[i] && text_same(inv->types.name[i], name))
            return (int64_t)i;
    return -1;
}

const char *inventory_meta(struct inventory *inv, const char *name)
{
    sqlite3_stmt *s = inv->at[S_META];
    char *value = NULL;
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW)
        value = mem_text((const char *)sqlite3_column_text(s, 0));
    sqlite3_reset(s);
    if (!value)
        return NULL;
    inv->metas.at = mem_grow(inv->metas.at, inv->metas.n + 1, sizeof(char *));
    return inv->metas.at[inv->metas.n++] = value;
}

int64_t inventory_time(struct inventory *inv)
{
    int64_t t;
    const char *text = inventory_meta(inv, "collected");
    return text && clock_parse(text, &t) ? t : 0;
}

/* --- one resource --- */

bool inventory_sound_key(sqlite3_stmt *s, int column)
{
    const char *key = (const char *)sqlite3_column_text(s, column);
    size_t len = key ? (size_t)sqlite3_column_bytes(s, column) : 0;
    return key && strlen(key) == len && armid_is_key(key, len);
}

/* The id that the body gives; the caller frees. Read from the text when nothing is
 * escaped in it. */
static char *id_from_body(const char *body, size_t len)
{
    const char *at;
    size_t n;
    if (slice_member(body, len, "id", &at, &n) && n > 2 && *at == '"' &&
        !memchr(at, '\\', n))
        return mem_textn(at + 1, n - 2);
    struct doc *d = doc_parse(body, len, NULL);
    char *copy = mem_text(d ? doc_text(d, "/id") : NULL);
    doc_free(d);
    return copy;
}

static const char *word(const char *const *words, int i)
{
    return words[i >= 0 && i < 3 ? i : 2];
}

static const char *column(sqlite3_stmt *s, int i)
{
    return (const char *)sqlite3_column_text(s, i);
}

/* The parts of a row that a writer makes to fit each other must do so: others copy keys
 * into room for ARMID_MAX bytes. */
static int check(struct inventory_row *row, struct inventory_resource *r, struct err *e)
{
    if (!inventory_sound_key(row->s, 1) || !r->body || !*r->type)
        return err_set(e, ERR_DATA, "inventory: row %lld is damaged", (long long)r->n);
    if (!r->id) {
        free(row->id);
        r->id = row->id = id_from_body(r->body, r->body_len);
    }
    return r->id && armid_has_key(r->id, r->key)
               ? 1
               : err_set(e, ERR_DATA,
                         "inventory: row %lld is damaged: its id and its "
                         "key are not the same",
                         (long long)r->n);
}

int inventory_fetch(struct inventory *inv, struct inventory_row *row, int64_t n,
                    struct inventory_resource *out, struct err *e)
{
    if (!row->s)
        row->s = inventory_take(inv, POOL_ROW);
    if (!row->s)
        return inventory_fail(inv, "preparing", e);
    sqlite3_reset(row->s);
    sqlite3_bind_int64(row->s, 1, n);
    int rc = sqlite3_step(row->s);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? 0 : inventory_fail(inv, "reading a resource", e);
    *out = (struct inventory_resource){
        .n = n,
        .key = column(row->s, 1),
        .type = inventory_type_name(inv, sqlite3_column_int64(row->s, 2)),
        .id = column(row->s, 3),
        .source = word(inventory_sources, sqlite3_column_int(row->s, 4)),
        .detail = word(inventory_details, sqlite3_column_int(row->s, 5)),
        .api_version = column(row->s, 6),
        .fetched = column(row->s, 7),
        .body = column(row->s, 8),
        .body_len = (size_t)sqlite3_column_bytes(row->s, 8)};
    return check(row, out, e);
}

void inventory_row_free(struct inventory *inv, struct inventory_row *row)
{
    inventory_give(inv, POOL_ROW, row->s);
    free(row->id);
    *row = (struct inventory_row){0};
}

int inventory_get_n(struct inventory *inv, int64_t n, struct inventory_resource *out,
                    struct err *e)
{
    return inventory_fetch(inv, &inv->row, n, out, e);
}

int inventory_get(struct inventory *inv, const char *key, struct inventory_resource *out,
                  struct err *e)
{
    sqlite3_stmt *s = inv->at[S_FIND];
    int64_t n = 0;
    int rc;
    sqlite3_bind_int64(s, 1, (int64_t)inventory_hash(inv, key, strlen(key)));
    while (!n && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *there = column(s, 1);
        if (there && !strcmp(there, key)) /* else: two keys of one hash */
            n = sqlite3_column_int64(s, 0);
    }
    int failed = !n && rc != SQLITE_DONE ? inventory_fail(inv, "looking", e) : 0;
    sqlite3_reset(s);
    if (failed)
        return failed;
    return n ? inventory_get_n(inv, n, out, e) : 0;
}
