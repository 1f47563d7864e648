#include "scan/suite.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strs.h"
#include "data/checkinfo.h"
#include "scan/against.h"
#include "scan/cases.h"
#include "scan/code.h"
#include "scan/estate.h"
#include "scan/reach.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- order --- */

/* splitmix64: the same order for the same seed, everywhere. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void suite_shuffle(uint64_t *random, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = (size_t)(next_random(random) % (i + 1));
        order[i] = order[k];
        order[k] = i;
    }
}

/* --- fixtures --- */

/* Where the fixtures of a check lie; the caller frees. */
static char *folder_of(const struct suite *s, const struct check_info *check)
{
    const struct code_file *f = &s->code->files[check->file];
    size_t dir = strlen(f->path) - strlen(f->name);
    size_t n = dir + strlen(s->fixtures ? s->fixtures : "") + strlen(check->id) + 16;
    char *path = mem_new(n);
    if (s->fixtures)
        snprintf(path, n, "%s/%s", s->fixtures, check->id);
    else
        snprintf(path, n, "%.*sfixtures/%s", (int)dir, f->path, check->id);
    return path;
}

static struct strs list_fixtures(const char *folder)
{
    struct strs names = {0};
    DIR *d = opendir(folder);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        size_t n = strlen(entry->d_name);
        if (*entry->d_name != '.' && n > 6 && !strcmp(entry->d_name + n - 6, ".jsonl"))
            strs_add(&names, entry->d_name);
    }
    if (d)
        closedir(d);
    if (names.n)
        strs_sort(&names);
    return names;
}

/* All fixtures of the check; those that cannot be used are booked. */
static int read_estates(struct cases *c, struct err *e)
{
    struct strs names = list_fixtures(c->folder);
    int rc = 0;
    if (names.n > JOB_ESTATES_MAX) {
        struct buf why = buf_make(PATH_MAX + 64);
        buf_fmt(&why, "%s: more than %d fixtures", c->folder, JOB_ESTATES_MAX);
        strs_add(&c->out->refused, buf_str(&why));
        buf_free(&why);
        strs_free(&names);
        c->broken = true;
        c->out->unusable++;
        return 0;
    }
    c->estates = mem_new((names.n + 1) * sizeof *c->estates);
    for (size_t i = 0; i < names.n && rc >= 0; i++) {
        char path[PATH_MAX];
        struct estate *s = mem_new(sizeof *s);
        snprintf(path, sizeof path, "%s/%s", c->folder, names.at[i]);
        rc = estate_make(s, path, c->check, &c->suite->place, e);
        if (!rc) {
            c->estates[c->n++] = s;
            continue;
        }
        for (size_t k = 0; k < s->fixture.n_bad; k++)
            strs_add(&c->out->refused, s->fixture.bad[k].text);
        if (rc == -ERR_DATA || rc == -ERR_NOINPUT) {
            c->broken = true;
            c->out->unusable++;
            rc = 0;
        }
        estate_free(s);
        free(s);
    }
    strs_free(&names);
    return rc;
}

static void free_cases(struct cases *c)
{
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = 0; c->alone && k < c->estates[i]->n_targets; k++)
            outcome_free(&c->alone[i][k]);
        free(c->alone ? c->alone[i] : NULL);
        if (c->heard)
            buf_free(&c->heard[i]);
        estate_free(c->estates[i]);
        free(c->estates[i]);
    }
    free(c->alone);
    free(c->heard);
    free(c->estates);
}

int suite_run(const struct suite *s, struct tested *out, struct err *e)
{
    int rc = 0;
    out->checks = s->n_checks;
    out->mutated = s->mutate;
    out->covered = s->coverage;
    struct reach *reach = s->coverage ? reach_make() : NULL;
    for (size_t i = 0; i < s->n_checks && rc >= 0 && !*s->stop; i++) {
        char *folder = folder_of(s, s->checks[i]);
        struct cases c = {.suite = s,
                          .out = out,
                          .check = s->checks[i],
                          .folder = folder,
                          .file = s->code->files[s->checks[i]->file].path,
                          .random = s->seed + i,
                          .reach = reach};
        struct buf nothing = buf_make(1);
        if (reach) /* the file is named, whatever becomes of it */
            reach_add(reach, s->code, c.check, &nothing);
        rc = read_estates(&c, e);
        if (!rc)
            rc = cases_run(&c, e);
        if (rc >= 0 && s->against)
            rc = against_run(&c, e);
        free_cases(&c);
        free(folder);
    }
    if (reach && rc >= 0)
        reach_tell(reach, out);
    reach_free(reach);
    return rc < 0 ? rc : 0;
}
