#include "scan/inspect.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/checkinfo.h"
#include "scan/code.h"
#include "scan/describe.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- asking --- */

static void add(struct inspected *out, enum defect_rule rule, const struct seen *at,
                const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void add(struct inspected *out, enum defect_rule rule, const struct seen *at,
                const char *fmt, ...)
{
    char message[PATH_MAX + DEFECT_MESSAGE_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    defects_add(&out->defects, &(struct defect){.file = at->file,
                                                .rule = rule,
                                                .line = at->line,
                                                .column = at->column,
                                                .order = at->order,
                                                .check = at->id,
                                                .message = message});
}

struct hearing {
    struct inspected found;
    size_t files; /* of the process; the last one is asked about */
};

static int read_line(void *ctx, const struct doc *d, struct err *e)
{
    struct hearing *q = ctx;
    return inspected_decode(d, q->files, &q->found, e);
}

/* What the process said is of its last file, whatever it calls it. */
static void take(struct inspected *out, struct inspected *from, size_t file)
{
    for (size_t i = 0; i < from->defects.n; i++) {
        from->defects.at[i].file = file;
        defects_add(&out->defects, &from->defects.at[i]);
    }
    for (size_t i = 0; i < from->n_seen; i++) {
        from->seen[i].file = file;
        inspected_see(out, &from->seen[i]);
    }
    inspected_free(from);
}

static bool same_folder(const char *lib, const char *script)
{
    const char *a = strrchr(script, '/');
    size_t n = a ? (size_t)(a - script) : 0;
    return !strncmp(lib, script, n) && !strncmp(lib + n, "/lib/", 5) &&
           !strchr(lib + n + 5, '/');
}

int inspect_file(const struct code *code, size_t file, const struct describing *how,
                 struct inspected *out, struct err *e)
{
    struct hearing h = {0};
    struct question_end end;
    size_t *at = mem_new((code->n + 1) * sizeof *at), n = 0;
    for (size_t i = 0; i < code->n && code->files[file].kind == JOB_SCRIPT; i++)
        if (code->files[i].kind == JOB_LIB &&
            same_folder(code->files[i].path, code->files[file].path))
            at[n++] = i;
    at[n++] = file;
    h.files = n;
    struct question q = {how, JOB_VALIDATE, code, at, n, read_line, &h};
    int rc = question_ask(&q, &end, e);
    if (rc == 1)
        inspected_free(&h.found); /* of what it said nothing counts */
    take(out, &h.found, file);
    if (rc == 1)
        add(out, DEFECT_NOT_LOADED, &(struct seen){.file = file}, "%s", end.why);
    free(at);
    return rc < 0 ? rc : 0;
}

int inspect_files(const struct code *code, const struct describing *how,
                  struct inspected *out, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < code->n && !rc; i++)
        rc = code->files[i].beside ? 0 : inspect_file(code, i, how, out, e);
    for (size_t i = 0; i < code->n_refused; i++)
        add(out, DEFECT_NOT_VETTED, &(struct seen){.file = code->n + i}, "%s",
            code_own_words(&code->refused[i]));
    return rc;
}

/* --- ids --- */

static int by_id(const void *a, const void *b)
{
    const struct seen *x = *(const struct seen *const *)a,
                      *y = *(const struct seen *const *)b;
    int order = strcmp(x->id, y->id);
    return order ? order : x < y ? -1 : x > y;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_path(const struct code *code, const char *path)
{
    for (size_t i = 0; i < code->n; i++)
        if (!strcmp(code->files[i].path, path))
            return true;
    return false;
}

static void taken(const struct code *code, const struct seen *first,
                  const struct seen *again, struct inspected *out)
{
    char where[64] = "";
    if (first->line && (first->file != again->file || first->line != again->line))
        snprintf(where, sizeof where, ", line %u", first->line);
    if (first->file == again->file)
        add(out, DEFECT_DUPLICATE_ID, again, "id: %s is there twice in this file%s",
            again->id, where);
    else
        add(out, DEFECT_DUPLICATE_ID, again, "id: %s is taken by %s%s", again->id,
            base_name(code->files[first->file].path), where);
}

void inspect_ids(const struct code *code, const struct known_checks *installed,
                 const struct code *theirs, struct inspected *out)
{
    const struct seen **all = mem_new((out->n_seen + 1) * sizeof *all);
    for (size_t i = 0; i < out->n_seen; i++)
        all[i] = &out->seen[i];
    if (out->n_seen)
        qsort(all, out->n_seen, sizeof *all, by_id);
    for (size_t i = 1, first = 0; i < out->n_seen; i++) {
        if (strcmp(all[first]->id, all[i]->id))
            first = i;
        else
            taken(code, all[first], all[i], out);
    }
    for (size_t i = 0; i < out->n_seen; i++)
        for (size_t k = 0; k < installed->n; k++) {
            const char *path = theirs->files[installed->at[k].file].path;
            if (!strcmp(installed->at[k].id, out->seen[i].id) && !has_path(code, path))
                add(out, DEFECT_DUPLICATE_ID, &out->seen[i],
                    "id: %s is taken by a check of holdfast, in %s", out->seen[i].id,
                    base_name(path));
        }
    free(all);
}
