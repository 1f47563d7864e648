#include "scan/describe.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/typerow.h"
#include "scan/code.h"
#include "scan/types.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Files of one process: `at[i]` is the index in the code of the job's file i. */
struct group {
    size_t *at, n;
};

struct asking {
    struct code *code;
    const struct describing *how;
    struct known_checks *out;
    struct typerows types;
    bool *dead; /* files that are left out */
    const struct group *group;
};

static void refuse(struct asking *a, size_t file, const char *why)
{
    if (!a->dead[file])
        code_refuse(a->code, a->code->files[file].path, why);
    a->dead[file] = true;
}

/* The file that has the id; NULL. */
static const char *taken(const struct asking *a, const char *id)
{
    for (size_t i = 0; i < a->out->n; i++)
        if (!strcmp(a->out->at[i].id, id))
            return a->code->files[a->out->at[i].file].path;
    return NULL;
}

/* A check of this answer; what does not prove good refuses the file that it names, or,
 * when it names none, the whole answer. */
static int add_check(struct asking *a, const struct group *g, const struct doc *d,
                     struct err *e)
{
    struct check_info info = {0};
    int rc = checkinfo_decode(d, "/check", &info, e);
    if (!rc && info.file >= g->n)
        rc = err_set(e, ERR_DATA, "a check names a file that is not there");
    if (!rc) {
        info.file = g->at[info.file];
        char why[160 + PATH_MAX];
        const char *owner = taken(a, info.id);
        if (owner) {
            snprintf(why, sizeof why, "check %s: the id is taken by %s", info.id, owner);
            refuse(a, info.file, why);
        } else {
            a->out->at = mem_grow(a->out->at, a->out->n + 1, sizeof *a->out->at);
            a->out->at[a->out->n++] = info;
            return 0;
        }
    }
    checkinfo_free(&info);
    return rc;
}

/* A type of this answer. The same program may have been made to say anything. */
static int add_type(struct asking *a, const struct group *g, const struct doc *d,
                    struct err *e)
{
    struct typerow row = {0};
    size_t n = 0;
    int rc = typerow_decode(d, "/type", &row, e);
    if (!rc && row.file >= g->n)
        rc = err_set(e, ERR_DATA, "a type names a file that is not there");
    if (!rc) {
        row.file = g->at[row.file];
        free(row.from);
        row.from = mem_text(a->code->files[row.file].path);
        row.outside = a->code->files[row.file].outside;
        for (size_t i = 0; i < a->types.n; i++)
            n += a->types.at[i].file == row.file;
        if (n < TYPEROW_FILE_MAX) {
            typerows_add(&a->types, &row);
            return 0;
        }
        rc = err_set(e, ERR_DATA, "types: more than %d", TYPEROW_FILE_MAX);
    }
    typerow_free(&row);
    return rc;
}

static int read_line(void *ctx, const struct doc *d, struct err *e)
{
    struct asking *a = ctx;
    const struct group *g = a->group;
    int rc = 0;
    int64_t file;
    if (doc_type(d, "/check") == DOC_OBJECT)
        rc = add_check(a, g, d, e);
    else if (doc_type(d, "/type") == DOC_OBJECT)
        rc = add_type(a, g, d, e);
    else if (doc_integer(d, "/refused/file", &file) && file >= 0 && (size_t)file < g->n &&
             doc_text(d, "/refused/reason"))
        refuse(a, g->at[file], doc_text(d, "/refused/reason"));
    else
        rc = err_set(e, ERR_DATA, "an answer that is no check, type or refusal");
    return rc;
}

/* 1: a file was refused, ask again without it; 0: done; negative: nobody's fault. */
static int ask_once(struct asking *a, const struct group *g, struct err *e)
{
    size_t before = a->out->n, types = a->types.n;
    struct question_end end;
    struct question q = {.how = a->how,
                         .mode = JOB_DESCRIBE,
                         .code = a->code,
                         .at = g->at,
                         .n = g->n,
                         .line = read_line,
                         .ctx = a};
    a->group = g;
    int rc = question_ask(&q, &end, e);
    if (end.caged)
        parts_weaken(&a->out->cage, &end.cage);
    if (!rc)
        return 0;
    while (a->out->n > before)
        checkinfo_free(&a->out->at[--a->out->n]);
    while (a->types.n > types)
        typerow_free(&a->types.at[--a->types.n]);
    if (rc == 1)
        refuse(a, g->at[end.file], end.why);
    return rc == 1 && g->n == 1 ? 0 : rc;
}

static int ask(struct asking *a, bool outside, size_t alone, struct err *e)
{
    int rc = 1;
    while (rc == 1) {
        struct group g = {mem_new((a->code->n + 1) * sizeof *g.at), 0};
        size_t checks = 0;
        for (size_t i = 0; i < a->code->n; i++) {
            const struct code_file *f = &a->code->files[i];
            bool apart = f->outside && f->kind == JOB_PLUGIN;
            if (a->dead[i] || (outside ? i != alone : apart))
                continue;
            g.at[g.n++] = i;
            checks += f->kind != JOB_LIB;
        }
        rc = checks ? ask_once(a, &g, e) : 0;
        free(g.at);
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct check_info *)a)->id, ((const struct check_info *)b)->id);
}

/* Checks of files that were refused later (an id taken twice) do not stay half. */
static void drop_dead(struct asking *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->out->n; i++) {
        if (a->dead[a->out->at[i].file])
            checkinfo_free(&a->out->at[i]);
        else
            a->out->at[kept++] = a->out->at[i];
    }
    a->out->n = kept;
}

int describe_cage(const struct describing *how, struct parts *cage, struct err *e)
{
    struct code none = {0};
    struct known_checks out = {.cage = {PARTS_ALL, PARTS_ABI_MAX}};
    struct asking a = {.code = &none, .how = how, .out = &out};
    struct group g = {NULL, 0};
    int rc = ask_once(&a, &g, e);
    *cage = out.cage;
    return rc;
}

int describe_checks(struct code *code, const struct describing *how,
                    struct known_checks *out, struct err *e)
{
    *out = (struct known_checks){.cage = {PARTS_ALL, PARTS_ABI_MAX}};
    struct asking a = {code, how, out, {0}, mem_new(code->n + 1), NULL};
    int rc = ask(&a, false, 0, e);
    for (size_t i = 0; !rc && i < code->n; i++)
        if (code->files[i].outside && code->files[i].kind == JOB_PLUGIN)
            rc = ask(&a, true, i, e);
    if (!rc)
        types_settle(code, &a.types, out, a.dead);
    drop_dead(&a);
    typerows_free(&a.types);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, by_id);
    free(a.dead);
    if (rc)
        describe_free(out);
    return rc;
}

void describe_free(struct known_checks *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n; i++)
        checkinfo_free(&k->at[i]);
    free(k->at);
    catalog_free(k->catalog);
    *k = (struct known_checks){0};
}
