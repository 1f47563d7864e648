/* Asking an inventory. A walk takes its order from the index of keys and each resource by
 * its number, with statements of its own, so that walks may stand side by side. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/inventory_int.h"

#include <stdlib.h>
#include <string.h>

static const char *const statements[S_KINDS] = {
    [S_FIND] = "SELECT n, key, source, fetched FROM resource WHERE key_hash=?",
    [S_META] = "SELECT value FROM meta WHERE name=?",
    [S_COUNT] = "SELECT count(*) FROM resource INDEXED BY resource_key WHERE key>? AND "
                "key<? AND type=?",
    [S_TYPE] = "SELECT n, name FROM type",
    [S_INSERT] =
        "INSERT INTO resource(key_hash, type, parent_hash, key, id, source, detail, "
        "api_version, fetched, body) VALUES(?,?,?,?,?,?,?,?,?,?)",
    [S_UPDATE] = "UPDATE resource SET key_hash=?, type=?, parent_hash=?, key=?, id=?, "
                 "source=?, detail=?, api_version=?, fetched=?, body=? WHERE n=?",
    [S_UNREFER] = "DELETE FROM reference WHERE from_n=?",
    [S_REFER] = "INSERT INTO reference VALUES(?,?,?)",
    [S_ADD_TYPE] = "INSERT INTO type(name) VALUES(?)",
    [S_PROPERTY] = "SELECT n FROM property WHERE type=? AND pointer=?",
    [S_ADD_PROPERTY] = "INSERT INTO property(type, pointer) VALUES(?,?)",
    [S_SET_META] = "INSERT OR REPLACE INTO meta VALUES(?,?)",
    [S_GAP] = "INSERT OR REPLACE INTO gap VALUES(?,?,?,?,?,?)",
    [S_COMPLETE] = "INSERT OR IGNORE INTO progress VALUES(?,?,?)",
    [S_IS_COMPLETE] = "SELECT 1 FROM progress WHERE scope=? AND type=? AND variant=?",
};

int inventory_prepare(struct inventory *inv, struct err *e)
{
    for (int i = 0; i < S_KINDS; i++) {
        bool writer_only = i >= S_INSERT;
        if ((writer_only && !inv->writing) || (i == S_COUNT && inv->writing))
            continue;
        if (sqlite3_prepare_v3(inv->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &inv->at[i], NULL) != SQLITE_OK)
            return inventory_fail(inv, "preparing", e);
    }
    return 0;
}

/* --- names --- */

int inventory_load_types(struct inventory *inv, struct err *e)
{
    sqlite3_stmt *s = inv->at[S_TYPE];
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        int64_t n = sqlite3_column_int64(s, 0);
        const char *name = (const char *)sqlite3_column_text(s, 1);
        if (n < 1 || n > 100000 || !name) {
            sqlite3_reset(s);
            return err_set(e, ERR_DATA, "its table of types is damaged");
        }
        if ((size_t)n >= inv->types.n) {
            size_t more = (size_t)n + 1;
            inv->types.name = mem_grow(inv->types.name, more, sizeof(char *));
            memset(inv->types.name + inv->types.n, 0,
                   (more - inv->types.n) * sizeof(char *));
            inv->types.n = more;
        }
        if (!inv->types.name[n])
            inv->types.name[n] = mem_text(name);
    }
    sqlite3_reset(s);
    return rc == SQLITE_DONE ? 0 : inventory_fail(inv, "reading its types", e);
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

static const char by_n[] =
    "SELECT n, key, type, id, source, detail, api_version, fetched, "
    "body FROM resource WHERE n=?";

/* Where the body spells the id that has this key; NULL when it is written in some other
 * way. */
static const char *spelled_id(const char *body, size_t len, const char *key)
{
    const char *at = body, *end = body + len;
    size_t n = strlen(key);
    while ((at = memmem(at, (size_t)(end - at), "\"id\"", 4))) {
        at += 4;
        at += strspn(at, " \t\r\n");
        at += *at == ':';
        at += strspn(at, " \t\r\n");
        if (*at == '"' && (size_t)(end - at) > n + 1 && text_same_n(at + 1, key, n) &&
            (at[n + 1] == '"' || at[n + 1] == '/'))
            return at + 1;
    }
    return NULL;
}

static char *id_from_body(const char *body, size_t len, const char *key)
{
    const char *at = spelled_id(body, len, key);
    if (at)
        return mem_textn(at, strlen(key));
    struct doc *d = doc_parse(body, len, NULL);
    const char *id = d ? doc_text(d, "/id") : NULL;
    char *copy = mem_text(id ? id : key);
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

int inventory_fetch(struct inventory *inv, struct inventory_row *row, int64_t n,
                    struct inventory_resource *out, struct err *e)
{
    if (!row->s && sqlite3_prepare_v3(inv->db, by_n, -1, SQLITE_PREPARE_PERSISTENT,
                                      &row->s, NULL) != SQLITE_OK)
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
    if (!out->key || !out->body)
        return err_set(e, ERR_DATA, "inventory: row %lld is damaged", (long long)n);
    if (!out->id) {
        free(row->id);
        out->id = row->id = id_from_body(out->body, out->body_len, out->key);
    }
    return 1;
}

void inventory_row_free(struct inventory_row *row)
{
    sqlite3_finalize(row->s);
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
    sqlite3_reset(s);
    if (!n && rc != SQLITE_DONE)
        return inventory_fail(inv, "looking", e);
    return n ? inventory_get_n(inv, n, out, e) : 0;
}
