/* Making a catalogue with rows of check files, and its text. */
#include "data/catalog_own.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog_rows.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nothing[] = {NULL};
static const struct catalog_unread unread_nothing[] = {{NULL, NULL, NULL}};

/* --- rows --- */

static const char *const *list_of(const struct strs *s)
{
    const char **list = mem_new((s->n + 1) * sizeof *list);
    for (size_t i = 0; i < s->n; i++)
        list[i] = s->at[i];
    return list;
}

/* The row that says what `t` says; strings are t's. */
static struct catalog_row row_of(const struct catalog *c, const struct typerow *t)
{
    const char *parent = t->extension ? TYPE_TENANT
                         : t->parent  ? t->parent
                                      : TYPE_SUBSCRIPTION;
    const struct catalog_row *up = catalog_find(c, parent);
    return (struct catalog_row){.type = t->type,
                                .parent = up ? up->type : parent,
                                .way = t->table       ? CATALOG_GRAPH
                                       : t->singleton ? CATALOG_GET
                                                      : CATALOG_LIST,
                                .path = t->path,
                                .table = t->table,
                                .api_version = t->api_version,
                                .filters = list_of(&t->filters),
                                .refs = list_of(&t->refs),
                                .aliases = nothing,
                                .held = nothing,
                                .unread = unread_nothing,
                                .action = t->action,
                                .extension = t->extension,
                                .absent_is_empty = t->singleton,
                                .from = t->from ? t->from : "",
                                .outside = t->outside};
}

static void free_lists(const struct catalog_row *row)
{
    union {
        const char *const *kept;
        void *ours;
    } filters = {row->filters}, refs = {row->refs};
    free(filters.ours);
    free(refs.ours);
}

void catalog_free(struct catalog *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        free_lists(&c->at[i]);
    free(c->at);
    typerows_free(&c->rows);
    free(c);
}

/* --- what the built-in rows say of it --- */

static bool same(const char *a, const char *b) { return a == b || text_same(a, b); }

static bool same_list(const char *const *a, const char *const *b)
{
    size_t i = 0;
    for (; a && b && a[i] && b[i]; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return (!a || !a[i]) && (!b || !b[i]);
}

static bool equals(const struct catalog_row *built_in, const struct typerow *t)
{
    struct catalog_row row = row_of(NULL, t);
    bool equal =
        same(row.type, built_in->type) && same(row.parent, built_in->parent) &&
        row.way == built_in->way && same(row.path, built_in->path) &&
        same(row.table, built_in->table) &&
        same(row.api_version, built_in->api_version) &&
        same(row.action, built_in->action) && same_list(row.refs, built_in->refs) &&
        same_list(row.filters, built_in->filters) && row.extension == built_in->extension;
    free_lists(&row);
    return equal;
}

/* --- making --- */

static int wrong(const struct typerow *t, const char *why, const char *whose,
                 struct err *e)
{
    return err_set(e, ERR_DATA, "types: %.200s: %s%s", t->type, why, whose ? whose : "");
}

/* 1: to be taken; 0: it is there already and says the same; negative: it says otherwise.
 */
static int is_new(const struct typerows *rows, size_t i, struct err *e)
{
    const struct typerow *t = &rows->at[i];
    int rc = typerow_valid(t, e);
    if (rc)
        return rc;
    const struct catalog_row *built_in = catalog_find(NULL, t->type);
    if (built_in)
        return equals(built_in, t) ? 0
                                   : wrong(t,
                                           "holdfast knows this type itself and reads it "
                                           "another way: leave it out",
                                           NULL, e);
    for (size_t k = 0; k < i; k++)
        if (text_same(rows->at[k].type, t->type)) {
            const char *from = rows->at[k].from;
            return typerow_same(&rows->at[k], t) ? 0
                                                 : wrong(t, "declared otherwise by ",
                                                         from ? from : "another row", e);
        }
    return 1;
}

static int by_type(const void *a, const void *b)
{
    const struct typerow *x = *(const struct typerow *const *)a,
                         *y = *(const struct typerow *const *)b;
    return strcmp(x->type, y->type);
}

static void take(struct catalog *c, const struct typerow *t)
{
    struct typerow copy = typerow_copy(t);
    typerows_add(&c->rows, &copy);
    c->at[c->n] = row_of(c, &c->rows.at[c->n]);
    c->at[c->n].own = (int)c->n + 1;
    c->n++;
}

/* 1 taken; 0 its parent is still to come, or unknown; negative. */
static int place(struct catalog *c, const struct typerow *t, struct err *e)
{
    const struct catalog_row *up =
        catalog_find(c, t->parent ? t->parent : TYPE_SUBSCRIPTION);
    if (!up)
        return 0;
    if (up->extension)
        return wrong(t, "parent: is an extension: nothing is listed below one", NULL, e);
    if (catalog_size(c) >= CATALOG_MAX)
        return wrong(t, "there are too many types of check files", NULL, e);
    take(c, t);
    return 1;
}

/* Why a row that is left over has no place. */
static int lost(const struct typerow *const *left, size_t n, size_t i, struct err *e)
{
    const struct typerow *t = left[i];
    for (size_t k = 0; k < n; k++)
        if (left[k] && text_same(left[k]->type, t->parent))
            return wrong(t, "parent: leads in a circle, or to a type that is not known: ",
                         t->parent, e);
    return wrong(t, "parent: is not known: ", t->parent, e);
}

/* The rows whose parent is there, in order of their names, until none is left. What is
 * lost is a row whose parent nobody declares, before one of a circle. */
static int place_all(struct catalog *c, const struct typerow **left, size_t n,
                     const struct typerow **at_fault, struct err *e)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t i = 0; i < n; i++) {
            int rc = left[i] ? place(c, left[i], e) : 0;
            if (rc < 0) {
                *at_fault = left[i];
                return rc;
            }
            if (rc) {
                left[i] = NULL;
                more = true;
            }
        }
    }
    for (int circle = 0; circle < 2; circle++)
        for (size_t i = 0; i < n; i++) {
            bool declared = false;
            for (size_t k = 0; left[i] && k < n; k++)
                declared |= left[k] && text_same(left[k]->type, left[i]->parent);
            if (!left[i] || declared != (circle == 1))
                continue;
            *at_fault = left[i];
            return lost(left, n, i, e);
        }
    return 0;
}

int catalog_make(const struct typerows *rows, struct catalog **out, size_t *bad,
                 struct err *e)
{
    struct catalog *c = mem_new(sizeof *c);
    const struct typerow **left = mem_new((rows->n + 1) * sizeof *left);
    const struct typerow *at_fault = NULL;
    size_t n = 0;
    int rc = 0;
    *out = NULL;
    c->at = mem_new(CATALOG_MAX * sizeof *c->at);
    for (size_t i = 0; i < rows->n && rc >= 0; i++) {
        rc = is_new(rows, i, e);
        if (rc < 0)
            at_fault = &rows->at[i];
        else if (rc)
            left[n++] = &rows->at[i];
    }
    if (rc >= 0) {
        if (n)
            qsort(left, n, sizeof *left, by_type);
        rc = place_all(c, left, n, &at_fault, e);
    }
    free(left);
    if (rc >= 0) {
        *out = c;
        return 0;
    }
    if (bad)
        *bad = (size_t)(at_fault - rows->at);
    catalog_free(c);
    return rc;
}

/* --- text --- */

void catalog_encode(const struct catalog *c, struct buf *out)
{
    json_key(out, "rows");
    buf_char(out, '[');
    for (size_t i = 0; c && i < c->n; i++) {
        json_comma(out);
        typerow_encode(&c->rows.at[i], out);
    }
    buf_char(out, ']');
}

int catalog_decode(const struct doc *d, const char *pointer, struct catalog **out,
                   struct err *e)
{
    struct typerows rows = {0};
    size_t n = doc_length(d, pointer);
    int rc = 0;
    *out = NULL;
    if (doc_type(d, pointer) == DOC_ABSENT)
        return 0;
    if (doc_type(d, pointer) != DOC_ARRAY || n > CATALOG_MAX)
        return err_set(e, ERR_DATA, "%s wants a list of resource types", pointer);
    for (size_t i = 0; i < n && !rc; i++) {
        char at[64];
        struct typerow t = {0};
        snprintf(at, sizeof at, "%.32s/%zu", pointer, i);
        rc = typerow_decode(d, at, &t, e);
        typerows_add(&rows, &t);
    }
    if (!rc && n)
        rc = catalog_make(&rows, out, NULL, e);
    typerows_free(&rows);
    return rc;
}

static void sign_row(const struct typerow *t, struct buf *out)
{
    buf_text(out, t->type);
    for (size_t i = 0; i < t->refs.n; i++)
        buf_fmt(out, "\t%s", t->refs.at[i]);
    buf_char(out, '\n');
}

void catalog_sign(const struct catalog *c, struct buf *out)
{
    for (size_t i = 0; c && i < c->n; i++)
        sign_row(&c->rows.at[i], out);
}

bool catalog_signed(const struct catalog *c, const char *text)
{
    for (size_t i = 0; c && i < c->n; i++) {
        struct buf line = buf_make(1 << 16);
        sign_row(&c->rows.at[i], &line);
        const char *hit = text ? strstr(text, buf_str(&line)) : NULL;
        while (hit && hit != text && hit[-1] != '\n')
            hit = strstr(hit + 1, buf_str(&line));
        buf_free(&line);
        if (!hit)
            return false;
    }
    return true;
}
