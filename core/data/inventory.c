#include "data/inventory_int.h"

#include "base/err.h"
#include "base/mem.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { APPLICATION = 0x48464c44 /* "HFLD" */ };

/* Behind the hash key of an inventory whose hashes are near each other where ids are:
 * what is read together then lies on few pages of an index, and few are written with it.
 */
#define NEAR "-near"

static const char *const tables[] = {
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE type(n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE property(n INTEGER PRIMARY KEY, type INTEGER NOT NULL, pointer TEXT "
    "NOT "
    "NULL, UNIQUE(type, pointer))",
    "CREATE TABLE resource(n INTEGER PRIMARY KEY, key_hash INTEGER NOT NULL, type "
    "INTEGER "
    "NOT NULL, parent_hash INTEGER NOT NULL, key TEXT NOT NULL, id TEXT, source INTEGER "
    "NOT "
    "NULL, detail INTEGER NOT NULL, api_version TEXT, fetched TEXT, body TEXT NOT NULL)",
    "CREATE TABLE reference(from_n INTEGER NOT NULL, property INTEGER NOT NULL, to_hash "
    "INTEGER NOT NULL)",
    "CREATE TABLE gap(scope TEXT NOT NULL, type TEXT NOT NULL, status INTEGER NOT NULL, "
    "code "
    "TEXT, message TEXT, action TEXT, PRIMARY KEY(scope, type)) WITHOUT ROWID",
    "CREATE TABLE progress(scope TEXT NOT NULL, type TEXT NOT NULL, variant INTEGER NOT "
    "NULL, PRIMARY KEY(scope, type, variant)) WITHOUT ROWID",
    "CREATE INDEX resource_hash ON resource(key_hash)",
};
enum { TABLES = sizeof tables / sizeof *tables };

static const char *const indexes[] = {
    "CREATE UNIQUE INDEX resource_key ON resource(key, type)",
    "CREATE INDEX resource_type ON resource(type, key)",
    "CREATE INDEX reference_to ON reference(to_hash, property, from_n)",
};
enum { INDEXES = sizeof indexes / sizeof *indexes };

const char *const inventory_sources[] = {"graph", "list", "get", NULL};
const char *const inventory_details[] = {"row", "body", "expanded", NULL};

int inventory_fail(struct inventory *inv, const char *doing, struct err *e)
{
    int code = sqlite3_errcode(inv->db);
    if (code == SQLITE_BUSY)
        return err_set(e, ERR_AGAIN,
                       "another program has it open: try again when that is done");
    int ours = code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? ERR_DATA : ERR_IO;
    const char *file = sqlite3_db_filename(inv->db, "main");
    const char *why = sqlite3_extended_errcode(inv->db) == SQLITE_READONLY_DBMOVED
                          ? "it was moved or removed meanwhile"
                          : sqlite3_errmsg(inv->db);
    return err_set(e, ours, "inventory%s%s: %s: %s", file && *file ? " " : "",
                   file ? file : "", doing, why);
}

/* What an id lies in: the vault, or another resource of a group, that it is below; else
 * the list that it stands in. */
static size_t around(const char *text, size_t len)
{
    size_t end = 0;
    const char *slash;
    for (int i = 0;
         i < 8 && end + 1 < len && (slash = memchr(text + end + 1, '/', len - end - 1));
         i++)
        end = (size_t)(slash - text);
    return end;
}

uint64_t inventory_hash(const struct inventory *inv, const char *text, size_t len)
{
    uint64_t whole = hash_bytes(inv->key, text, len);
    if (!inv->near)
        return whole;
    return hash_bytes(inv->key, text, around(text, len)) >> 40 << 40 | whole >> 24;
}

int inventory_exec(struct inventory *inv, const char *sql, struct err *e)
{
    return sqlite3_exec(inv->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : inventory_fail(inv, "setting it up", e);
}

int inventory_harden(struct inventory *inv, struct err *e)
{
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(inv->db, SQLITE_LIMIT_ATTACHED, 0);
    return inventory_exec(inv, "PRAGMA cell_size_check=on; PRAGMA mmap_size=0", e);
}

int64_t inventory_pragma(struct inventory *inv, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t v = -1;
    if (sqlite3_prepare_v2(inv->db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        v = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return v;
}

static bool pragma_is(struct inventory *inv, const char *sql, const char *text)
{
    sqlite3_stmt *s = NULL;
    const char *is = NULL;
    if (sqlite3_prepare_v2(inv->db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        is = (const char *)sqlite3_column_text(s, 0);
    bool same = is && !strcmp(is, text);
    sqlite3_finalize(s);
    return same;
}

/* How many of the statements stand in the schema; -1 when it holds anything else. */
static int schema_parts(struct inventory *inv, bool *finished)
{
    sqlite3_stmt *s = NULL;
    int have = 0, more = 0, foreign = 0;
    if (sqlite3_prepare_v2(inv->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL",
                           -1, &s, NULL) != SQLITE_OK)
        return -1;
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(s, 0);
        int found = 0;
        for (int i = 0; i < TABLES && !found; i++)
            found = !strcmp(sql, tables[i]) ? ++have : 0;
        for (int i = 0; i < INDEXES && !found; i++)
            found = !strcmp(sql, indexes[i]) ? ++more : 0;
        foreign |= !found;
    }
    sqlite3_finalize(s);
    *finished = more == INDEXES;
    return rc == SQLITE_DONE && !foreign && have == TABLES ? have : -1;
}

int inventory_compare_schema(struct inventory *inv, bool want_finished, struct err *e)
{
    bool finished = false;
    int64_t app = inventory_pragma(inv, "PRAGMA application_id");
    if (app == -1 && sqlite3_errcode(inv->db) != SQLITE_OK)
        return err_set(e, ERR_DATA, "not an inventory: %s", sqlite3_errmsg(inv->db));
    if (app != APPLICATION)
        return err_set(e, ERR_DATA, "not an inventory of holdfast");
    int64_t version = inventory_pragma(inv, "PRAGMA user_version");
    if (version != INVENTORY_FORMAT)
        return err_set(e, ERR_DATA, "inventory format %lld, this holdfast reads %d",
                       (long long)version, INVENTORY_FORMAT);
    /* Order is by bytes of UTF-8. */
    if (schema_parts(inv, &finished) < 0 || !pragma_is(inv, "PRAGMA encoding", "UTF-8"))
        return err_set(e, ERR_DATA,
                       "its tables are not those of an inventory: damaged, or "
                       "made by somebody else");
    if (want_finished && !finished)
        return err_set(e, ERR_DATA,
                       "it was never finished: collect it again, or go on "
                       "with --resume");
    return 0;
}

int inventory_read_key(struct inventory *inv, struct err *e)
{
    const char *text = inventory_meta(inv, "hash_key");
    unsigned long long a, b;
    inv->near = text && strlen(text) > 33 && !strcmp(text + 33, NEAR);
    if (!text || strlen(text) != 33 + (inv->near ? strlen(NEAR) : 0) ||
        sscanf(text, "%16llx-%16llx", &a, &b) != 2)
        return err_set(e, ERR_DATA, "its hash key is missing or damaged");
    inv->key = (struct hash_key){a, b};
    return 0;
}

static int make_key(struct inventory *inv, struct err *e)
{
    char text[48];
    if (getrandom(&inv->key, sizeof inv->key, 0) != (ssize_t)sizeof inv->key)
        return err_set(e, ERR_INTERNAL, "no random numbers");
    snprintf(text, sizeof text, "%016llx-%016llx" NEAR, (unsigned long long)inv->key.a,
             (unsigned long long)inv->key.b);
    inv->near = true;
    return inventory_set_meta(inv, "hash_key", text, e);
}

int inventory_make_tables(struct inventory *inv, struct err *e)
{
    int rc = inventory_begin(inv, e); /* all of them, or a blank file */
    for (int i = 0; i < TABLES && !rc; i++)
        rc = inventory_exec(inv, tables[i], e);
    char pragmas[96];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id=%d; PRAGMA user_version=%d",
             APPLICATION, INVENTORY_FORMAT);
    if (!rc)
        rc = inventory_exec(inv, pragmas, e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    if (!rc)
        rc = make_key(inv, e);
    return rc ? rc : inventory_commit(inv, e);
}

int inventory_drop_indexes(struct inventory *inv, struct err *e)
{
    return inventory_exec(inv,
                          "DROP INDEX IF EXISTS resource_key; DROP INDEX IF EXISTS "
                          "resource_type; DROP INDEX IF EXISTS reference_to",
                          e);
}

/* --- its end --- */

static void drop_statements(struct inventory *inv)
{
    for (int i = 0; i < S_KINDS; i++) {
        sqlite3_finalize(inv->at[i]);
        inv->at[i] = NULL;
    }
    inventory_row_free(inv, &inv->row);
    inventory_pool_free(inv);
}

int inventory_leave_log(struct inventory *inv, struct err *e)
{
    int rc = inv->temporary ? 0 : inventory_exec(inv, "PRAGMA synchronous=full", e);
    if (!rc)
        rc = inventory_exec(
            inv, "PRAGMA wal_checkpoint(truncate); PRAGMA journal_mode=delete", e);
    if (rc && sqlite3_errcode(inv->db) == SQLITE_BUSY)
        rc = err_set(e, ERR_AGAIN,
                     "another program has it open: try again when that is done");
    if (!rc && !pragma_is(inv, "PRAGMA journal_mode", "delete"))
        rc = err_set(e, ERR_IO, "its log cannot be taken in");
    return rc;
}

void inventory_set_temporary(struct inventory *inv) { inv->temporary = true; }

/* Sorting takes as much again as the cache may, and what a long collection has freed lies
 * between what it has not. */
static int use_less_memory(struct inventory *inv, struct err *e)
{
    int rc = inventory_exec(inv, "PRAGMA cache_size=-16384", e);
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    return rc;
}

int inventory_finish(struct inventory *inv, struct err *e)
{
    int rc = inv->transaction ? inventory_commit(inv, e) : 0;
    if (!rc && inv->replaced)
        rc = inventory_exec(inv,
                            "DELETE FROM reference WHERE from_n NOT IN (SELECT n FROM "
                            "resource)",
                            e);
    if (!rc)
        rc = use_less_memory(inv, e);
    if (!rc)
        rc = inventory_drop_indexes(inv, e);
    for (int i = 0; i < INDEXES && !rc; i++)
        rc = inventory_exec(inv, indexes[i], e);
    drop_statements(inv); /* leaving WAL mode wants none open */
    if (!rc)
        rc = inventory_leave_log(inv, e);
    if (!rc && sqlite3_close(inv->db) != SQLITE_OK)
        rc = inventory_fail(inv, "closing it", e);
    else if (!rc)
        inv->db = NULL;
    inventory_close(inv);
    return rc;
}

int inventory_begin_reading(struct inventory *inv, struct err *e)
{
    int rc = inventory_harden(inv, e);
    if (!rc)
        rc = inventory_compare_schema(inv, true, e);
    if (!rc)
        rc = inventory_exec(inv,
                            "PRAGMA query_only=on; PRAGMA temp_store=memory; PRAGMA "
                            "cache_size=-16384",
                            e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    if (!rc)
        rc = inventory_pool_fill(inv, e);
    if (!rc)
        rc = inventory_read_key(inv, e);
    return rc ? rc : inventory_load_types(inv, e);
}

void inventory_close(struct inventory *inv)
{
    if (!inv)
        return;
    drop_statements(inv);
    sqlite3_close_v2(inv->db);
    for (size_t i = 0; i < inv->metas.n; i++)
        free(inv->metas.at[i]);
    for (size_t i = 0; i < inv->types.n; i++)
        free(inv->types.name[i]);
    for (size_t i = 0; i < inv->properties.n; i++)
        free(inv->properties.at[i].pointer);
    free(inv->properties.at);
    free(inv->metas.at);
    free(inv->types.name);
    free(inv->collected);
    free(inv->now);
    free(inv);
}

struct sqlite3 *inventory_sqlite(struct inventory *inv) { return inv->db; }

const char *inventory_library(void) { return sqlite3_libversion(); }
