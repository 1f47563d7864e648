/* Code files and their checks. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/settings.h"
#include "data/checkinfo.h"
#include "scan/inspect.h"
#include "scan/select.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOAD_TIMEOUT_MS = 10000 };

static void copy(struct strs *to, const struct strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        strs_add(to, from->at[i]);
}

/* Only what comes from outside is measured by it. */
int known_trust(struct cmd *c, struct trust *trust, struct err *e)
{
    const struct options *o = &c->opt;
    if (o->trust)
        return trust_read(trust, o->trust, false, e);
    return o->check_dirs.n || o->require_signed
               ? trust_read(trust, c->places.trust, true, e)
               : 0;
}

void known_warn(const struct cmd *c, const struct code *code)
{
    for (size_t i = 0; i < code->stale.n; i++)
        log_say(&c->log, LOG_WARN, "%s", code->stale.at[i]);
    for (size_t i = 0; i < code->unfit.n; i++)
        log_say(&c->log, LOG_WARN, "%s", code->unfit.at[i]);
}

/* --- no check --- */

static bool is_code(const char *name)
{
    size_t n = strlen(name);
    return (n > 3 && !strcmp(name + n - 3, ".so")) ||
           (n > 4 && !strcmp(name + n - 4, ".lua"));
}

static bool has_code(const char *folder, const char *name)
{
    char path[PATH_MAX];
    bool has = false;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    DIR *d = *name == '.' || n >= PATH_MAX ? NULL : opendir(path);
    for (struct dirent *entry; d && !has && (entry = readdir(d));)
        has = *entry->d_name != '.' && is_code(entry->d_name);
    if (d)
        closedir(d);
    return has;
}

int known_none(const char *path, struct err *e)
{
    struct strs has = {0};
    struct buf names = buf_make(400);
    DIR *d = opendir(path);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (has_code(path, entry->d_name))
            strs_add(&has, entry->d_name);
    if (d)
        closedir(d);
    strs_sort(&has);
    for (size_t i = 0; i < has.n; i++)
        buf_fmt(&names, "%s%s", !i ? "" : i + 1 < has.n ? ", " : " and ", has.at[i]);
    int rc =
        has.n ? err_set(e, ERR_DATA,
                        "%s: there is no check in it, but its folder%s %s %s: name "
                        "%s",
                        path, text_plural(has.n), buf_str(&names),
                        has.n > 1 ? "have some" : "has one", has.n > 1 ? "those" : "that")
              : err_set(e, ERR_DATA,
                        "%s: there is no check in it (x.so, x.lua): is it built?", path);
    buf_free(&names);
    strs_free(&has);
    return rc;
}

static int load(struct known *k, struct cmd *c, struct err *e)
{
    int rc = known_trust(c, &k->trust, e);
    k->code.trust = &k->trust;
    k->code.require_signed = c->opt.require_signed;
    if (!rc)
        rc = code_add_folder(&k->code, c->places.plugins, false, true, e);
    if (!rc)
        rc = code_add_folder(&k->code, c->places.scripts, false, true, e);
    for (size_t i = 0; i < c->opt.check_dirs.n && !rc; i++)
        rc = code_add_folder(&k->code, c->opt.check_dirs.at[i], true, false, e);
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, c->opt.weak_cage};
    return rc ? rc : describe_checks(&k->code, &how, &k->checks, e);
}

/* --- a check of a file that was refused --- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_known(const struct known *k, const char *pattern)
{
    for (size_t i = 0; i < k->checks.n; i++)
        if (text_like(k->checks.at[i].id, pattern))
            return true;
    return false;
}

/* Whether the refused file has such a check; -1: nobody can tell. */
static int has_check(const struct known *k, const struct describing *how,
                     const struct refusal *r, const char *pattern)
{
    struct inspected found = {0};
    struct err ignored;
    size_t file = 0;
    int has = -1;
    while (file < k->code.n && strcmp(k->code.files[file].path, r->file) != 0)
        file++;
    if (file < k->code.n)
        (void)inspect_file(&k->code, file, how, &found, &ignored);
    for (size_t i = 0; i < found.n_seen && has < 1; i++)
        has = text_like(found.seen[i].id, pattern);
    inspected_free(&found);
    return has;
}

int known_blame(const struct known *k, const struct cmd *c, const char *option,
                const char *pattern, struct err *e)
{
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, c->opt.weak_cage};
    const struct refusal *unsure = NULL;
    for (size_t i = 0; i < k->code.n_refused; i++) {
        const struct refusal *r = &k->code.refused[i];
        int has = has_check(k, &how, r, pattern);
        if (has == 1)
            return err_set(e, ERR_INCOMPLETE, "%s%s: its file was refused, see above: %s",
                           option, pattern, base_name(r->file));
        unsure = has < 0 && !unsure ? r : unsure;
    }
    if (!unsure)
        return -e->code;
    struct err said = *e;
    return err_set(e, ERR_INCOMPLETE,
                   "%s; or it is of a file that was refused, see above: %s", said.text,
                   base_name(unsure->file));
}

static const char *unknown_of(const struct known *k, const struct strs *patterns)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (!is_known(k, patterns->at[i]))
            return patterns->at[i];
    return NULL;
}

/* The first of a selection that no check is like. */
static int blame_selection(const struct known *k, const struct cmd *c, struct err *e)
{
    const char *check = unknown_of(k, &c->opt.checks);
    const char *skip = check ? NULL : unknown_of(k, &c->opt.skips);
    return check || skip ? known_blame(k, c, check ? "--check " : "--skip ",
                                       check ? check : skip, e)
                         : -e->code;
}

int known_make(struct known *k, struct cmd *c, struct err *e)
{
    struct selection s = {0};
    *k = (struct known){0};
    int rc = load(k, c, e);
    for (size_t i = 0; i < k->code.n_refused; i++)
        log_say(&c->log, LOG_ERROR, "%s: refused: %s", k->code.refused[i].file,
                code_own_words(&k->code.refused[i]));
    known_warn(c, &k->code);
    if (!rc)
        rc = settings_grade(c->config, &k->checks, e);
    if (!rc && !k->checks.n)
        rc = err_set(e, ERR_CONFIG,
                     "no check could be loaded: is holdfast installed whole? "
                     "(%s, %s)",
                     c->places.plugins, c->places.scripts);
    copy(&s.checks, &c->opt.checks);
    copy(&s.skips, &c->opt.skips);
    copy(&s.protections, &c->opt.protections);
    copy(&s.controls, &c->opt.controls);
    if (!rc)
        rc = select_checks(&k->checks, &s, &k->selected, &k->n, e);
    if (rc == -ERR_USAGE && k->code.n_refused)
        rc = blame_selection(k, c, e);
    selection_free(&s);
    if (rc)
        known_free(k);
    return rc;
}

void known_free(struct known *k)
{
    free(k->selected);
    describe_free(&k->checks);
    code_free(&k->code);
    trust_free(&k->trust);
    *k = (struct known){0};
}
