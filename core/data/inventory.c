#include "data/inventory_int.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { APPLICATION = 0x48464c44 /* "HFLD" */ };

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
    "CREATE INDEX resource_parent ON resource(parent_hash, type)",
    "CREATE INDEX reference_to ON reference(to_hash, property, from_n)",
};
enum { INDEXES = sizeof indexes / sizeof *indexes };

const char *const inventory_sources[] = {"graph", "list", "get", NULL};
const char *const inventory_details[] = {"row", "body", "expanded", NULL};

int inventory_fail(struct inventory *inv, const char *doing, struct err *e)
{
    int code = sqlite3_errcode(inv->db);
    int ours = code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? ERR_DATA : ERR_IO;
    return err_set(e, ours, "inventory: %s: %s", doing, sqlite3_errmsg(inv->db));
}

uint64_t inventory_hash(const struct inventory *inv, const char *text, size_t len)
{
    return hash_bytes(inv->key, text, len);
}

static int run(struct inventory *inv, const char *sql, struct err *e)
{
    return sqlite3_exec(inv->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : inventory_fail(inv, "setting it up", e);
}

/* A hostile file may hold a schema of its own: triggers, views, functions in indexes.
 * Nothing of it is used before it equals ours to the letter. */
static int harden(struct inventory *inv, struct err *e)
{
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(inv->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(inv->db, SQLITE_LIMIT_ATTACHED, 0);
    return run(inv, "PRAGMA cell_size_check=on; PRAGMA mmap_size=0", e);
}

static int64_t pragma_number(struct inventory *inv, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t v = -1;
    if (sqlite3_prepare_v2(inv->db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        v = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return v;
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

static int compare_schema(struct inventory *inv, bool want_finished, struct err *e)
{
    bool finished = false;
    int64_t app = pragma_number(inv, "PRAGMA application_id");
    if (app == -1 && sqlite3_errcode(inv->db) != SQLITE_OK)
        return err_set(e, ERR_DATA, "not an inventory: %s", sqlite3_errmsg(inv->db));
    if (app != APPLICATION)
        return err_set(e, ERR_DATA, "not an inventory of holdfast");
    int64_t version = pragma_number(inv, "PRAGMA user_version");
    if (version != INVENTORY_FORMAT)
        return err_set(e, ERR_DATA, "inventory format %lld, this holdfast reads %d",
                       (long long)version, INVENTORY_FORMAT);
    if (schema_parts(inv, &finished) < 0)
        return err_set(e, ERR_DATA,
                       "its tables are not those of an inventory: damaged, or "
                       "made by somebody else");
    if (want_finished && !finished)
        return err_set(e, ERR_DATA, "it was never finished: collect it again");
    return 0;
}

static int read_key(struct inventory *inv, struct err *e)
{
    const char *text = inventory_meta(inv, "hash_key");
    unsigned long long a, b;
    if (!text || strlen(text) != 33 || sscanf(text, "%16llx-%16llx", &a, &b) != 2)
        return err_set(e, ERR_DATA, "its hash key is missing or damaged");
    inv->key = (struct hash_key){a, b};
    return 0;
}

static int make_key(struct inventory *inv, struct err *e)
{
    char text[40];
    if (getrandom(&inv->key, sizeof inv->key, 0) != (ssize_t)sizeof inv->key)
        return err_set(e, ERR_INTERNAL, "no random numbers");
    snprintf(text, sizeof text, "%016llx-%016llx", (unsigned long long)inv->key.a,
             (unsigned long long)inv->key.b);
    return inventory_set_meta(inv, "hash_key", text, e);
}

static struct inventory *open_file(const char *path, int flags, struct err *e)
{
    struct inventory *inv = mem_new(sizeof *inv);
    if (sqlite3_open_v2(path, &inv->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        err_set(e, flags & SQLITE_OPEN_CREATE ? ERR_CREATE : ERR_NOINPUT,
                "cannot open %s: %s", path, sqlite3_errmsg(inv->db));
        inventory_close(inv);
        return NULL;
    }
    sqlite3_busy_timeout(inv->db, 5000);
    return inv;
}

static struct inventory *give_up(struct inventory *inv, const char *path, struct err *e)
{
    if (path)
        err_at(e, path);
    inventory_close(inv);
    return NULL;
}

struct inventory *inventory_create(const char *path, struct err *e)
{
    struct inventory *inv =
        open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e);
    if (!inv)
        return NULL;
    inv->writing = true;
    int rc = run(inv, "PRAGMA page_size=16384", e);
    if (!rc && pragma_number(inv, "SELECT count(*) FROM sqlite_schema") != 0)
        rc = err_set(e, ERR_CREATE, "it is there already and not empty");
    if (!rc)
        rc = run(inv,
                 "PRAGMA journal_mode=wal; PRAGMA synchronous=off; PRAGMA "
                 "cache_size=-65536; PRAGMA temp_store=file; PRAGMA "
                 "wal_autocheckpoint=4096",
                 e);
    for (int i = 0; i < TABLES && !rc; i++)
        rc = run(inv, tables[i], e);
    char pragmas[96];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id=%d; PRAGMA user_version=%d",
             APPLICATION, INVENTORY_FORMAT);
    if (!rc)
        rc = run(inv, pragmas, e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    if (!rc)
        rc = make_key(inv, e);
    return rc ? give_up(inv, path, e) : inv;
}

struct inventory *inventory_resume(const char *path, struct err *e)
{
    struct inventory *inv = open_file(path, SQLITE_OPEN_READWRITE, e);
    if (!inv)
        return NULL;
    inv->writing = true;
    int rc = harden(inv, e);
    if (!rc)
        rc = compare_schema(inv, false, e);
    if (!rc)
        rc = run(inv,
                 "PRAGMA journal_mode=wal; PRAGMA synchronous=off; PRAGMA "
                 "cache_size=-65536; DROP INDEX IF EXISTS resource_key; DROP INDEX IF "
                 "EXISTS resource_parent; DROP INDEX IF EXISTS reference_to",
                 e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    if (!rc)
        rc = read_key(inv, e);
    if (!rc)
        rc = inventory_load_types(inv, e);
    return rc ? give_up(inv, path, e) : inv;
}

void inventory_set_temporary(struct inventory *inv) { inv->temporary = true; }

int inventory_finish(struct inventory *inv, struct err *e)
{
    int rc = inv->transaction ? inventory_commit(inv, e) : 0;
    for (int i = 0; i < INDEXES && !rc; i++)
        rc = run(inv, indexes[i], e);
    for (int i = 0; i < S_KINDS; i++) { /* leaving WAL mode wants no statement open */
        sqlite3_finalize(inv->at[i]);
        inv->at[i] = NULL;
    }
    inventory_row_free(&inv->row);
    if (!rc)
        rc = run(inv,
                 inv->temporary ? "PRAGMA wal_checkpoint(truncate); PRAGMA "
                                  "journal_mode=delete"
                                : "PRAGMA synchronous=full; PRAGMA "
                                  "wal_checkpoint(truncate); PRAGMA journal_mode=delete",
                 e);
    if (!rc && sqlite3_close(inv->db) != SQLITE_OK)
        rc = inventory_fail(inv, "closing it", e);
    else if (!rc)
        inv->db = NULL;
    inventory_close(inv);
    return rc;
}

int inventory_begin_reading(struct inventory *inv, struct err *e)
{
    int rc = harden(inv, e);
    if (!rc)
        rc = compare_schema(inv, true, e);
    if (!rc)
        rc = run(inv,
                 "PRAGMA query_only=on; PRAGMA temp_store=memory; PRAGMA "
                 "cache_size=-16384",
                 e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    if (!rc)
        rc = read_key(inv, e);
    return rc ? rc : inventory_load_types(inv, e);
}

struct inventory *inventory_open(const char *path, struct err *e)
{
    if (access(path, F_OK)) {
        err_set(e, ERR_NOINPUT, "%s: no such file", path);
        return NULL;
    }
    /* Read-write first: only so can what a killed writer left in its log be recovered. */
    struct inventory *inv = open_file(
        path, access(path, W_OK) ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, e);
    if (!inv)
        return NULL;
    int rc = inventory_begin_reading(inv, e);
    /* Held until it is closed: workers read the file without locks of their own. */
    if (!rc)
        rc = run(inv, "BEGIN; SELECT count(*) FROM type", e);
    return rc ? give_up(inv, path, e) : inv;
}

void inventory_close(struct inventory *inv)
{
    if (!inv)
        return;
    for (int i = 0; i < S_KINDS; i++)
        sqlite3_finalize(inv->at[i]);
    inventory_row_free(&inv->row);
    sqlite3_close_v2(inv->db);
    for (size_t i = 0; i < inv->metas.n; i++)
        free(inv->metas.at[i]);
    for (size_t i = 0; i < inv->types.n; i++)
        free(inv->types.name[i]);
    free(inv->metas.at);
    free(inv->types.name);
    free(inv->collected);
    free(inv);
}

struct sqlite3 *inventory_sqlite(struct inventory *inv) { return inv->db; }

const char *inventory_library(void) { return sqlite3_libversion(); }
