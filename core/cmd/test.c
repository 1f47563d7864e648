/* holdfast test: checks of a folder against the fixtures beside them. */
#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/source.h"
#include "config.h"
#include "data/checkinfo.h"
#include "report/tested.h"
#include "scan/select.h"
#include "scan/suite.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

enum { LOAD_TIMEOUT_MS = 10000 };

struct testing {
    struct cmd *c;
    const struct tested_format *format;
    struct trust trust; /* code points to it */
    struct code code;
    struct known_checks known;
    const struct check_info **checks; /* that are tested */
    size_t n;
    struct strs folders; /* given: all in them */
    struct strs files;   /* given: these alone of their folders */
    struct strs loaded;  /* folders, each once */
    struct tested tested;
};

/* --- which checks --- */

static char *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    return mem_textn(file, slash && slash != file ? (size_t)(slash - file) : 1);
}

static int add_path(struct testing *t, const char *path, struct err *e)
{
    struct stat st;
    char full[PATH_MAX];
    if (!realpath(path, full) || stat(full, &st))
        return err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno));
    bool file = S_ISREG(st.st_mode);
    strs_add(file ? &t->files : &t->folders, full);
    char *folder = file ? folder_of(full) : mem_text(full);
    int rc = strs_add_new(&t->loaded, folder)
                 ? code_add_folder(&t->code, folder, true, false, e)
                 : 0;
    free(folder);
    return rc;
}

/* A helper library counts for all that is beside it. */
static bool is_asked(const struct testing *t, const char *file)
{
    char *folder = folder_of(file);
    bool asked = strs_has(&t->folders, folder) || strs_has(&t->files, file) ||
                 strs_has(&t->folders, file) || strstr(file, "/lib/") != NULL;
    free(folder);
    return asked;
}

static int choose(struct testing *t, struct err *e)
{
    struct selection s = {0};
    const struct check_info **all = NULL;
    size_t n = 0;
    for (size_t i = 0; i < t->c->opt.checks.n; i++)
        strs_add(&s.checks, t->c->opt.checks.at[i]);
    int rc = t->known.n ? select_checks(&t->known, &s, &all, &n, e) : 0;
    selection_free(&s);
    t->checks = mem_new((n + 1) * sizeof(const struct check_info *));
    for (size_t i = 0; i < n && !rc; i++)
        if (is_asked(t, t->code.files[all[i]->file].path))
            t->checks[t->n++] = all[i];
    free(all);
    return rc;
}

static void book_refusals(struct testing *t)
{
    for (size_t i = 0; i < t->code.n_refused; i++) {
        struct buf line = buf_make(PATH_MAX + 1024);
        buf_fmt(&line, "%s: refused: %s", t->code.refused[i].file,
                code_own_words(&t->code.refused[i]));
        if (is_asked(t, t->code.refused[i].file)) {
            strs_add(&t->tested.refused, buf_str(&line));
            t->tested.unusable++;
        }
        buf_free(&line);
    }
}

static int find_checks(struct testing *t, struct err *e)
{
    const struct options *o = &t->c->opt;
    if (!o->words.n)
        return err_set(e, ERR_USAGE, "test wants a folder of checks, or a check's file");
    struct describing how = {t->c->places.eval, LOAD_TIMEOUT_MS, o->weak_cage};
    int rc = known_trust(t->c, &t->trust, e);
    t->code.trust = &t->trust;
    t->code.require_signed = o->require_signed;
    for (size_t i = 0; i < o->words.n && !rc; i++)
        rc = add_path(t, o->words.at[i], e);
    if (!rc)
        rc = describe_checks(&t->code, &how, &t->known, e);
    if (!rc)
        rc = choose(t, e);
    if (rc)
        return rc;
    known_warn(t->c, &t->code);
    book_refusals(t);
    return t->n || t->tested.refused.n ? 0 : known_none(o->words.at[0], e);
}

/* --- running --- */

/* A fixture written anew keeps its mode. */
static int write_fixture(void *ctx, const char *path, const char *text, size_t len,
                         struct err *e)
{
    struct report_out out;
    struct stat st;
    (void)ctx;
    int rc = out_open(&out, path, 0, e);
    if (rc)
        return rc;
    buf_add(&out.buf, text, len);
    if (!stat(path, &st) && fchmod(out.fd, st.st_mode & 0777)) {
        out_abort(&out);
        return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    }
    return out_commit(&out, e);
}

static void say(void *ctx, const char *line)
{
    const struct cmd *c = ctx;
    log_say(&c->log, LOG_WARN, "%s", line);
}

static int run_suite(struct testing *t, struct err *e)
{
    const struct options *o = &t->c->opt;
    uint32_t random = 0;
    struct stat st;
    if (o->fixtures && (stat(o->fixtures, &st) || !S_ISDIR(st.st_mode)))
        return err_set(e, ERR_NOINPUT, "%s: no such folder", o->fixtures);
    if (!o->seed && getrandom(&random, sizeof random, 0) != sizeof random)
        return err_set(e, ERR_INTERNAL, "no random number: give --seed");
    struct suite s = {.program = t->c->places.eval,
                      .code = &t->code,
                      .checks = t->checks,
                      .n_checks = t->n,
                      .fixtures = o->fixtures,
                      .place = {cmd_env("TMPDIR"), t->known.catalog},
                      .weak_cage = o->weak_cage,
                      .check_timeout_ms =
                          o->check_timeout ? (int)o->check_timeout * 1000 : 10000,
                      .stop = t->c->stop,
                      .seed = o->seed ? (uint64_t)o->seed : random >> 1 | 1,
                      .mutate = o->mutate,
                      .coverage = o->coverage,
                      .say = say,
                      .say_ctx = t->c,
                      .update = o->update ? write_fixture : NULL};
    t->tested.version = PACKAGE_VERSION;
    t->tested.seed = s.seed;
    struct source source = {0};
    int rc = o->against ? source_file(&source, t->c, o->against, t->known.catalog, e) : 0;
    s.against = source.path;
    s.against_name = o->against;
    if (!rc)
        rc = suite_run(&s, &t->tested, e);
    source_free(&source);
    return rc;
}

static int write_report(struct testing *t, struct err *e)
{
    struct report_out out;
    bool plain = t->c->opt.no_color || cmd_env("NO_COLOR");
    int rc = out_open(&out, t->c->opt.output,
                      plain                       ? 0
                      : cmd_env("CLICOLOR_FORCE") ? 1
                                                  : -1,
                      e);
    if (rc)
        return rc;
    t->format->write(&out, &t->tested);
    return out_commit(&out, e);
}

static void testing_free(struct testing *t)
{
    tested_free(&t->tested);
    free(t->checks);
    describe_free(&t->known);
    code_free(&t->code);
    trust_free(&t->trust);
    strs_free(&t->folders);
    strs_free(&t->files);
    strs_free(&t->loaded);
}

int cmd_test(struct cmd *c, struct err *e)
{
    const char *name = c->opt.format ? c->opt.format : "text";
    struct testing t = {.c = c, .format = tested_find(name)};
    int rc = t.format
                 ? out_check(c->opt.output, e)
                 : err_set(e, ERR_USAGE,
                           "unknown format %s: test writes text, tap, junit, json", name);
    if (!rc)
        rc = find_checks(&t, e);
    if (!rc)
        rc = run_suite(&t, e);
    for (size_t i = 0; i < t.tested.refused.n && !rc; i++)
        log_say(&c->log, LOG_ERROR, "%s", t.tested.refused.at[i]);
    if (!rc)
        rc = write_report(&t, e);
    if (!rc)
        rc = *c->stop             ? 128 + *c->stop
             : t.tested.refused.n ? ERR_DATA
             : t.tested.failed    ? ERR_FINDINGS
                                  : 0;
    testing_free(&t);
    return rc;
}
