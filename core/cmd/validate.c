/* holdfast validate: every defect of custom checks at once. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "config.h"
#include "report/out.h"
#include "report/validation.h"
#include "scan/inspect.h"
#include "scan/question.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LOAD_TIMEOUT_MS = 10000 };

/* Files and how they are shown: as the user named them, or their folder. */
struct looked_at {
    struct code code;
    struct inspected found;
    struct strs words; /* of the user, each with its resolved path behind it */
    struct strs paths; /* as shown, in order */
};

struct named {
    char *path;
    size_t place; /* in the order of paths */
};

static void ignore(struct looked_at *l, const char *path, const char *reason)
{
    code_refuse(&l->code, path, reason);
}

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && !strcmp(name + n - m, with);
}

/* A folder that is not vetted is a defect of that folder; one that is not there is the
 * user's mistake. */
static int take(struct looked_at *l, const char *word, struct err *e)
{
    struct stat st;
    if (stat(word, &st) && errno == ENOENT && lstat(word, &st))
        return err_set(e, ERR_NOINPUT, "%s: %s", word, strerror(ENOENT));
    char *real = realpath(word, NULL);
    strs_add(&l->words, word);
    strs_add(&l->words, real ? real : word);
    free(real);
    bool folder = !lstat(word, &st) && !stat(word, &st) && S_ISDIR(st.st_mode);
    if (!folder && ends(word, ".c")) {
        ignore(l, word, "a source of C: build it, and name what was built (.so)");
        return 0;
    }
    if (!folder && !ends(word, ".so") && !ends(word, ".lua")) {
        ignore(l, word, "no check by its name: wants .lua or .so");
        return 0;
    }
    int rc = folder ? code_add_folder(&l->code, word, true, false, e)
                    : code_add_file(&l->code, word, e);
    if (rc != -ERR_DATA)
        return rc;
    ignore(l, word, e->text);
    return 0;
}

/* The word that named the path or a folder above it; NULL. *rest is what is behind it. */
static const char *word_of(const struct looked_at *l, const char *path, const char **rest)
{
    for (size_t i = 0; i + 1 < l->words.n; i += 2) {
        const char *real = l->words.at[i + 1];
        size_t n = strlen(real);
        *rest = path + n;
        if (!strncmp(path, real, n) && (!path[n] || path[n] == '/'))
            return l->words.at[i];
    }
    return NULL;
}

/* A path below a folder that was named starts as the user wrote it. */
static char *shown(const struct looked_at *l, const char *path)
{
    const char *rest, *word = word_of(l, path, &rest);
    if (!word)
        return mem_text(path);
    size_t m = strlen(word), size = m + strlen(rest) + 1;
    while (*rest && m > 1 && word[m - 1] == '/')
        m--;
    char *text = mem_new(size);
    snprintf(text, size, "%.*s%s", (int)m, word, rest);
    return text;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(const struct named *const *)a)->path,
                  (*(const struct named *const *)b)->path);
}

/* Gives each file its name, and the defects the order of the names. */
static void name_all(struct looked_at *l)
{
    size_t n = l->code.n + l->code.n_refused;
    struct named *all = mem_new((n + 1) * sizeof *all);
    struct named **sorted = mem_new((n + 1) * sizeof *sorted);
    for (size_t i = 0; i < n; i++) {
        all[i].path = shown(l, i < l->code.n ? l->code.files[i].path
                                             : l->code.refused[i - l->code.n].file);
        sorted[i] = &all[i];
    }
    if (n)
        qsort(sorted, n, sizeof *sorted, by_path);
    for (size_t i = 0; i < n; i++) {
        sorted[i]->place = i;
        strs_add(&l->paths, sorted[i]->path);
    }
    for (size_t i = 0; i < l->found.defects.n; i++)
        l->found.defects.at[i].file = all[l->found.defects.at[i].file].place;
    defects_sort(&l->found.defects);
    for (size_t i = 0; i < n; i++)
        free(all[i].path);
    free(all);
    free(sorted);
}

/* Libraries beside a file that was named stand by; those of a folder are judged too. */
static void ask_about(struct looked_at *l)
{
    const char *rest;
    for (size_t i = 0; i < l->code.n; i++)
        l->code.files[i].beside =
            l->code.files[i].kind == JOB_LIB && !word_of(l, l->code.files[i].path, &rest);
}

/* Whether a scan could take the file. */
static bool is_sound(const struct looked_at *l, size_t file)
{
    const struct defects *d = &l->found.defects;
    for (size_t i = 0; i < d->n; i++)
        if (d->at[i].file == file && defect_level(d->at[i].rule) == DEFECT_ERROR)
            return false;
    return !l->code.files[file].beside;
}

/* The fixtures of files that are sound are read for what their checks say of themselves.
 */
static int look_at_fixtures(struct looked_at *l, const struct describing *how,
                            struct err *e)
{
    struct code sound = {0};
    struct known_checks known = {0};
    int rc = 0;
    for (size_t i = 0; i < l->code.n && !rc; i++)
        if (l->code.files[i].kind != JOB_LIB && is_sound(l, i))
            rc = code_add_file(&sound, l->code.files[i].path, e);
    if (!rc)
        rc = describe_checks(&sound, how, &known, e);
    struct inspect_described by = {&sound, &known, cmd_env("TMPDIR")};
    if (!rc)
        inspect_fixtures(&l->code, &by, &l->found);
    describe_free(&known);
    code_free(&sound);
    return rc;
}

static int look(struct looked_at *l, struct cmd *c, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < c->opt.words.n && !rc; i++)
        rc = take(l, c->opt.words.at[i], e);
    if (!rc && !l->code.n && !l->code.n_refused)
        rc = known_none(c->opt.words.at[0], e);
    ask_about(l);
    struct known k = {0};
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, c->opt.weak_cage};
    if (!rc)
        rc = known_make(&k, c, e);
    if (!rc)
        rc = inspect_files(&l->code, &how, &l->found, e);
    if (!rc) {
        known_warn(c, &l->code);
        inspect_ids(&l->code, &k.checks, &k.code, &l->found);
        rc = look_at_fixtures(l, &how, e);
    }
    known_free(&k);
    if (!rc)
        name_all(l);
    return rc;
}

static int write_out(const struct looked_at *l, struct cmd *c, struct validation *v,
                     struct err *e)
{
    struct report_out o;
    const char *format = c->opt.format ? c->opt.format : "text";
    *v = (struct validation){.defects = &l->found.defects,
                             .paths = (const char *const *)l->paths.at,
                             .files = l->paths.n,
                             .strict = c->opt.strict,
                             .version = PACKAGE_VERSION};
    int rc = out_open(&o, c->opt.output, 0, e);
    if (rc)
        return rc;
    if (text_same(format, "json"))
        validation_json(v, &o);
    else if (text_same(format, "sarif"))
        validation_sarif(v, &o);
    else
        validation_text(v, &o);
    return out_commit(&o, e);
}

int cmd_validate(struct cmd *c, struct err *e)
{
    struct looked_at l = {0};
    struct validation v = {0};
    const char *format = c->opt.format ? c->opt.format : "text";
    if (!c->opt.words.n)
        return err_set(e, ERR_USAGE, "validate wants files or folders of checks");
    if (!text_same(format, "text") && !text_same(format, "json") &&
        !text_same(format, "sarif"))
        return err_set(e, ERR_USAGE, "--format %s: wants text, json or sarif", format);
    int rc = look(&l, c, e);
    if (!rc)
        rc = write_out(&l, c, &v, e);
    size_t errors = rc ? 0 : validation_count(&v, DEFECT_ERROR);
    size_t warnings = rc ? 0 : validation_count(&v, DEFECT_WARNING);
    if (!rc)
        log_say(&c->log, LOG_INFO, "%zu file%s, %zu error%s, %zu warning%s", v.files,
                text_plural(v.files), errors, text_plural(errors), warnings,
                text_plural(warnings));
    inspected_free(&l.found);
    code_free(&l.code);
    strs_free(&l.words);
    strs_free(&l.paths);
    return rc ? rc : errors ? ERR_DATA : 0;
}
