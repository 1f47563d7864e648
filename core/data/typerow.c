#include "data/typerow.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct typerow typerow_copy(const struct typerow *t)
{
    struct typerow c = {.type = mem_text(t->type),
                        .parent = mem_text(t->parent),
                        .path = mem_text(t->path),
                        .table = mem_text(t->table),
                        .api_version = mem_text(t->api_version),
                        .action = mem_text(t->action),
                        .singleton = t->singleton,
                        .extension = t->extension,
                        .file = t->file,
                        .from = mem_text(t->from),
                        .outside = t->outside};
    for (size_t i = 0; i < t->refs.n; i++)
        strs_add(&c.refs, t->refs.at[i]);
    for (size_t i = 0; i < t->filters.n; i++)
        strs_add(&c.filters, t->filters.at[i]);
    return c;
}

void typerow_free(struct typerow *t)
{
    free(t->type);
    free(t->parent);
    free(t->path);
    free(t->table);
    free(t->api_version);
    free(t->action);
    free(t->from);
    strs_free(&t->refs);
    strs_free(&t->filters);
    *t = (struct typerow){0};
}

void typerows_add(struct typerows *to, struct typerow *t)
{
    to->at = mem_grow(to->at, to->n + 1, sizeof *to->at);
    to->at[to->n++] = *t;
    *t = (struct typerow){0};
}

void typerows_free(struct typerows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        typerow_free(&rows->at[i]);
    free(rows->at);
    *rows = (struct typerows){0};
}

static bool same(const char *a, const char *b) { return a == b || text_same(a, b); }

static const char *parent(const struct typerow *t)
{
    return t->parent ? t->parent : TYPE_SUBSCRIPTION;
}

/* A $filter is a text of the provider: its case counts. */
static bool same_list(const struct strs *a, const struct strs *b)
{
    for (size_t i = 0; i < a->n && a->n == b->n; i++)
        if (strcmp(a->at[i], b->at[i]) != 0)
            return false;
    return a->n == b->n;
}

bool typerow_same(const struct typerow *a, const struct typerow *b)
{
    return same(a->type, b->type) && same(parent(a), parent(b)) &&
           same(a->path, b->path) && same(a->table, b->table) &&
           same(a->api_version, b->api_version) && same(a->action, b->action) &&
           same_list(&a->refs, &b->refs) && same_list(&a->filters, &b->filters) &&
           a->singleton == b->singleton && a->extension == b->extension;
}

/* --- text --- */

static void member(struct buf *out, const char *name, const char *text)
{
    if (text)
        json_member(out, name, text);
}

void typerow_encode(const struct typerow *t, struct buf *out)
{
    buf_char(out, '{');
    member(out, "type", t->type);
    member(out, "parent", t->parent);
    member(out, "path", t->path);
    member(out, "table", t->table);
    member(out, "api_version", t->api_version);
    member(out, "action", t->action);
    json_list(out, "refs", &t->refs);
    json_list(out, "filters", &t->filters);
    json_member_bool(out, "singleton", t->singleton);
    json_member_bool(out, "extension", t->extension);
    json_member_int(out, "file", (int64_t)t->file);
    member(out, "from", t->from);
    json_member_bool(out, "outside", t->outside);
    buf_char(out, '}');
}

enum { POINTER_MAX = 128 };

/* A failure sticks. */
struct reading {
    const struct doc *d;
    const char *base;
    struct err *e;
    int rc;
};

static void fail(struct reading *r, const char *name, const char *wants)
{
    if (!r->rc)
        r->rc = err_set(r->e, ERR_DATA, "types: %s: wants %s", name, wants);
}

static const char *at(const struct reading *r, const char *name, char *out)
{
    snprintf(out, POINTER_MAX, "%s/%s", r->base, name);
    return out;
}

static char *text(struct reading *r, const char *name)
{
    char pointer[POINTER_MAX];
    at(r, name, pointer);
    const char *t = doc_text(r->d, pointer);
    if (!t && doc_type(r->d, pointer) != DOC_ABSENT)
        fail(r, name, "text");
    return mem_text(t);
}

static bool truth(struct reading *r, const char *name)
{
    char pointer[POINTER_MAX];
    int t = doc_truth(r->d, at(r, name, pointer));
    if (t < 0)
        fail(r, name, "true or false");
    return t == 1;
}

static void list(struct reading *r, const char *name, struct strs *out)
{
    char pointer[POINTER_MAX], entry[POINTER_MAX + 24];
    at(r, name, pointer);
    size_t n = doc_length(r->d, pointer);
    if (doc_type(r->d, pointer) != DOC_ARRAY || n > TYPEROW_LIST_MAX)
        fail(r, name, "a list that is not too long");
    for (size_t i = 0; i < n && !r->rc; i++) {
        snprintf(entry, sizeof entry, "%s/%zu", pointer, i);
        const char *t = doc_text(r->d, entry);
        if (t)
            strs_add(out, t);
        else
            fail(r, name, "texts");
    }
}

static void only(struct reading *r)
{
    static const char *const names[] = {
        "type", "parent",  "path",      "table",     "api_version", "action", "refs",
        "file", "filters", "singleton", "extension", "from",        "outside"};
    const char *name;
    if (doc_type(r->d, r->base) != DOC_OBJECT)
        fail(r, "a row", "an object");
    for (size_t i = 0; (name = doc_member(r->d, r->base, i)); i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            known |= !strcmp(name, names[k]);
        if (!known)
            fail(r, name, "another name: it is not known");
    }
}

int typerow_decode(const struct doc *d, const char *pointer, struct typerow *t,
                   struct err *e)
{
    struct reading r = {d, pointer, e, 0};
    char where[POINTER_MAX];
    int64_t file = -1;
    if (strlen(pointer) > POINTER_MAX / 2)
        return err_set(e, ERR_DATA, "types: too deep");
    only(&r);
    t->type = text(&r, "type");
    t->parent = text(&r, "parent");
    t->path = text(&r, "path");
    t->table = text(&r, "table");
    t->api_version = text(&r, "api_version");
    t->action = text(&r, "action");
    t->from = text(&r, "from");
    list(&r, "refs", &t->refs);
    list(&r, "filters", &t->filters);
    t->singleton = truth(&r, "singleton");
    t->extension = truth(&r, "extension");
    t->outside = truth(&r, "outside");
    if (!doc_integer(d, at(&r, "file", where), &file) || file < 0 || file > INT32_MAX)
        fail(&r, "file", "an index");
    t->file = (size_t)file;
    return r.rc ? r.rc : typerow_valid(t, e);
}
