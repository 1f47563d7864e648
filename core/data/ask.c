#include "data/ask.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/inventory.h"
#include "data/jsonout.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 16, MOST = 128 << 20 };

static int allow(void *ctx, int action, const char *a, const char *b, const char *c,
                 const char *d)
{
    (void)ctx;
    (void)a;
    (void)c;
    (void)d;
    if (action == SQLITE_FUNCTION)
        return b && !strcmp(b, "load_extension") ? SQLITE_DENY : SQLITE_OK;
    return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE
               ? SQLITE_OK
               : SQLITE_DENY;
}

static void put_csv(struct buf *out, const char *text, size_t len)
{
    bool quote = len && (memchr(text, ',', len) || memchr(text, '"', len) ||
                         memchr(text, '\n', len) || memchr(text, '\r', len) ||
                         strchr("=+-@\t", text[0]));
    if (!quote) {
        buf_add(out, text, len);
        return;
    }
    buf_char(out, '"');
    if (strchr("=+-@\t\r\n", text[0]))
        buf_char(out, '\''); /* a spreadsheet would run it */
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            buf_char(out, '"');
        buf_char(out, text[i]);
    }
    buf_char(out, '"');
}

static void put_json(struct buf *out, sqlite3_stmt *s, int i)
{
    int type = sqlite3_column_type(s, i);
    const char *text = (const char *)sqlite3_column_text(s, i);
    json_key(out, sqlite3_column_name(s, i));
    if (type == SQLITE_NULL || !text)
        buf_text(out, "null");
    else if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        buf_text(out, text);
    else
        json_textn(out, text, (size_t)sqlite3_column_bytes(s, i));
}

static void put_row(struct buf *out, sqlite3_stmt *s, enum ask_format format)
{
    int n = sqlite3_column_count(s);
    if (format == ASK_JSON)
        buf_char(out, '{');
    for (int i = 0; i < n; i++) {
        const char *text = (const char *)sqlite3_column_text(s, i);
        size_t len = (size_t)sqlite3_column_bytes(s, i);
        if (format == ASK_JSON) {
            put_json(out, s, i);
            continue;
        }
        if (i)
            buf_text(out, format == ASK_CSV ? "," : "  ");
        if (format == ASK_CSV)
            put_csv(out, text ? text : "", len);
        else
            text_show_buf(out, text ? text : "", len);
    }
    buf_text(out, format == ASK_JSON ? "}\n" : format == ASK_CSV ? "\r\n" : "\n");
}

static void put_head(struct buf *out, sqlite3_stmt *s, enum ask_format format)
{
    for (int i = 0; format != ASK_JSON && i < sqlite3_column_count(s); i++) {
        const char *name = sqlite3_column_name(s, i);
        if (i)
            buf_text(out, format == ASK_CSV ? "," : "  ");
        format == ASK_CSV ? put_csv(out, name, strlen(name))
                          : text_show_buf(out, name, strlen(name));
    }
    if (format != ASK_JSON)
        buf_text(out, format == ASK_CSV ? "\r\n" : "\n");
}

static int refused(sqlite3 *db, struct err *e)
{
    return err_set(e, ERR_USAGE, "query: %s", sqlite3_errmsg(db));
}

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **s, struct err *e)
{
    const char *rest = "";
    if (sqlite3_prepare_v2(db, sql, -1, s, &rest) != SQLITE_OK)
        return refused(db, e);
    if (!*s)
        return err_set(e, ERR_USAGE, "query: there is no statement");
    if (rest[strspn(rest, " \t\r\n;")])
        return err_set(e, ERR_USAGE, "query: one statement only");
    return sqlite3_column_count(*s)
               ? 0
               : err_set(e, ERR_USAGE, "query: only SELECT is allowed");
}

/* What a person asks for by name: in the file, types are numbers. A view of this
 * connection alone; nothing is written to the file. */
static int add_view(sqlite3 *db, struct err *e)
{
    static const char view[] =
        "PRAGMA query_only = 0; CREATE TEMP VIEW IF NOT EXISTS resources AS SELECT "
        "r.key, r.id, t.name AS type, "
        "r.api_version, r.body FROM main.resource r JOIN main.type t ON t.n = r.type;"
        "PRAGMA query_only = 1";
    return sqlite3_exec(db, view, NULL, NULL, NULL) == SQLITE_OK ? 0 : refused(db, e);
}

/* json_each and json_tree declare their columns when they are first met, which to the
 * authorizer looks like CREATE TABLE: so they are met before it is there. They only read.
 * Where SQLite has none, the statement that asks for them says so. */
static void meet_json(sqlite3 *db)
{
    sqlite3_exec(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
}

struct ask {
    sqlite3 *db;
    sqlite3_stmt *s;
};

/* The authorizer is asked while the statement is prepared, and not by the inventory's own
 * statements. */
struct ask *ask_open(struct inventory *inv, const char *sql, struct err *e)
{
    struct ask *a = mem_new(sizeof *a);
    a->db = inventory_sqlite(inv);
    int rc = add_view(a->db, e);
    meet_json(a->db);
    sqlite3_set_authorizer(a->db, allow, NULL);
    if (!rc)
        rc = prepare(a->db, sql, &a->s, e);
    sqlite3_set_authorizer(a->db, NULL, NULL);
    if (!rc)
        return a;
    ask_close(a);
    return NULL;
}

void ask_close(struct ask *a)
{
    if (a)
        sqlite3_finalize(a->s);
    free(a);
}

size_t ask_wants(const struct ask *a)
{
    return (size_t)sqlite3_bind_parameter_count(a->s);
}

int ask_give(struct ask *a, size_t i, const struct ask_value *v, struct err *e)
{
    int at = (int)i, rc = SQLITE_OK;
    switch (v->type) {
    case ASK_NULL:
        rc = sqlite3_bind_null(a->s, at);
        break;
    case ASK_INTEGER:
        rc = sqlite3_bind_int64(a->s, at, v->integer);
        break;
    case ASK_REAL:
        rc = sqlite3_bind_double(a->s, at, v->real);
        break;
    case ASK_TEXT:
        rc =
            sqlite3_bind_text64(a->s, at, v->text, v->len, SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    return rc == SQLITE_OK ? 0 : refused(a->db, e);
}

int ask_next(struct ask *a, struct err *e)
{
    int rc = sqlite3_step(a->s);
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : refused(a->db, e);
}

size_t ask_columns(const struct ask *a) { return (size_t)sqlite3_column_count(a->s); }

const char *ask_name(const struct ask *a, size_t column)
{
    return sqlite3_column_name(a->s, (int)column);
}

struct ask_value ask_value(struct ask *a, size_t column)
{
    int i = (int)column;
    struct ask_value v = {.type = ASK_NULL};
    switch (sqlite3_column_type(a->s, i)) {
    case SQLITE_INTEGER:
        v.type = ASK_INTEGER;
        v.integer = sqlite3_column_int64(a->s, i);
        break;
    case SQLITE_FLOAT:
        v.type = ASK_REAL;
        v.real = sqlite3_column_double(a->s, i);
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        v.type = ASK_TEXT;
        v.text = (const char *)sqlite3_column_text(a->s, i);
        v.len = (size_t)sqlite3_column_bytes(a->s, i);
    }
    if (v.type == ASK_TEXT && !v.text)
        v.text = "";
    return v;
}

int ask_run(struct inventory *inv, const char *sql, enum ask_format format,
            int (*write)(void *ctx, const struct buf *piece), void *ctx, struct err *e)
{
    struct ask *a = ask_open(inv, sql, e);
    struct buf out = buf_make(MOST);
    int got = 0, rc = a ? 0 : -e->code;
    if (!rc)
        put_head(&out, a->s, format);
    while (!rc && (got = ask_next(a, e)) == 1) {
        put_row(&out, a->s, format);
        if (out.full)
            rc = err_set(e, ERR_DATA, "query: a row is too long");
        else if (out.len > PIECE) {
            rc = write(ctx, &out);
            buf_clear(&out);
        }
    }
    rc = rc ? rc : got;
    if (!rc)
        rc = write(ctx, &out);
    ask_close(a);
    buf_free(&out);
    return rc;
}
