#include "scan/cases.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/frame.h"
#include "scan/crew.h"
#include "scan/estate.h"
#include "scan/mutate.h"
#include "scan/reach.h"
#include "scan/suite.h"
#include "scan/trial.h"
#include "scan/worker.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 16 << 20 };

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static struct trial trial_of(struct cases *c, const struct estate *const *estates,
                             size_t n)
{
    const struct suite *s = c->suite;
    return (struct trial){.program = s->program,
                          .code = s->code,
                          .check = c->check,
                          .estates = estates,
                          .n_estates = n,
                          .check_timeout_ms = s->check_timeout_ms,
                          .hangs = &c->hangs,
                          .weak_cage = s->weak_cage,
                          .stop = s->stop};
}

/* --- each fixture alone --- */

static void keep(void *ctx, size_t round, size_t target, const struct outcome *got)
{
    struct outcome *to = ctx;
    (void)round;
    outcome_copy(&to[target], got);
}

/* A line an author wrote on stderr is for his eyes: it fails nothing. */
static void note_heard(struct cases *c, const char *path, const struct buf *heard)
{
    const char *at = buf_str(heard), *end = at + heard->len;
    while (at < end) {
        const char *nl = memchr(at, '\n', (size_t)(end - at));
        struct buf line = buf_make(WORKER_HEARD + 512);
        buf_fmt(&line, "%s/%s stderr: ", c->check->id, file_name(path));
        buf_add(&line, at, (size_t)((nl ? nl : end) - at));
        strs_add(&c->out->notes, buf_str(&line));
        buf_free(&line);
        at = nl ? nl + 1 : end;
    }
}

/* What takes long is said while it does. */
static void say_hangs(const struct cases *c, const struct estate *s, unsigned before)
{
    char line[400];
    if (c->hangs == before || !c->suite->say)
        return;
    snprintf(line, sizeof line,
             "%.60s, %.200s: it took longer than --check-timeout "
             "allows (%d s)%s",
             c->check->id, file_name(s->fixture.path), c->suite->check_timeout_ms / 1000,
             c->hangs < CREW_DEATHS ? "" : ": not run any more");
    c->suite->say(c->suite->say_ctx, line);
}

static int run_alone(struct cases *c, struct err *e)
{
    size_t *order = mem_new((c->n + 1) * sizeof *order);
    int rc = 0;
    suite_shuffle(&c->random, order, c->n);
    c->alone = mem_new((c->n + 1) * sizeof *c->alone);
    c->heard = mem_new((c->n + 1) * sizeof *c->heard);
    for (size_t i = 0; i < c->n && !rc; i++) {
        const struct estate *s = c->estates[order[i]];
        struct trial t = trial_of(c, &s, 1);
        struct trial_round round = {0, 0};
        struct buf *heard = &c->heard[order[i]];
        *heard = buf_make(WORKER_HEARD);
        t.heard = heard;
        c->alone[order[i]] = mem_new((s->n_targets + 1) * sizeof **c->alone);
        unsigned before = c->hangs;
        rc = trial_run(&t, &round, 1, NULL, keep, c->alone[order[i]], e);
        say_hangs(c, s, before);
    }
    for (size_t i = 0; i < c->n; i++) /* in the order of their names */
        note_heard(c, c->estates[i]->fixture.path, &c->heard[i]);
    free(order);
    return rc;
}

/* --- expected and got --- */

/* What a check says besides: a line an entry, so that its author sees what it saw. */
static void tell_rest(struct cases *c, struct tested_case *k, const struct outcome *got)
{
    const char *name;
    char at[96];
    struct doc *d = doc_parse(got->evidence, strlen(got->evidence), NULL);
    struct buf value = buf_make(VALUE_MAX + 1);
    for (size_t i = 0; d && i < doc_length(d, ""); i++) {
        buf_clear(&value);
        snprintf(at, sizeof at, "/%zu/value", i);
        doc_print(d, at, &value);
        snprintf(at, sizeof at, "/%zu/pointer", i);
        tested_fail(c->out, k, "    evidence %s is %s", doc_text(d, at),
                    value.len ? buf_str(&value) : "absent");
    }
    buf_free(&value);
    doc_free(d);
    d = doc_parse(got->detail, strlen(got->detail), NULL);
    for (size_t i = 0; d && (name = doc_member(d, "", i)); i++) {
        snprintf(at, sizeof at, "/%s", name);
        const char *text = doc_text(d, at);
        if (text)
            tested_fail(c->out, k, "    detail %s: %s", name, text);
    }
    doc_free(d);
}

static void say(struct cases *c, struct tested_case *k, const char *head, enum verdict v,
                enum severity s, const char *message)
{
    tested_fail(c->out, k, "  %s %s%s%s%s%s", head, verdict_name(v),
                s == SEVERITY_NONE ? "" : " ", s == SEVERITY_NONE ? "" : severity_name(s),
                message ? ": " : "", message ? message : "");
}

static void differ(struct cases *c, struct tested_case *k, const struct fixture_expect *x,
                   const struct outcome *got)
{
    tested_fail(c->out, k, "%s", got->id);
    if (!x) {
        tested_fail(c->out, k, "  expected nothing: no line says what");
        say(c, k, "got     ", got->verdict, got->severity, got->message);
        tell_rest(c, k, got);
        return;
    }
    bool text = x->status != got->verdict ||
                (x->severity != SEVERITY_NONE && x->severity != got->severity) ||
                (x->message && strcmp(x->message, got->message) != 0);
    if (text) {
        say(c, k, "expected", x->status, x->severity, x->message);
        say(c, k, "got     ", got->verdict, got->severity, got->message);
    }
    if (x->status != got->verdict) { /* then the rest is another as well */
        tell_rest(c, k, got);
        return;
    }
    if (x->evidence && strcmp(x->evidence, got->evidence) != 0) {
        tested_fail(c->out, k, "  expected evidence %s", x->evidence);
        tested_fail(c->out, k, "  got      evidence %s", got->evidence);
    }
    if (x->detail && strcmp(x->detail, got->detail) != 0) {
        tested_fail(c->out, k, "  expected detail %s", x->detail);
        tested_fail(c->out, k, "  got      detail %s", got->detail);
    }
}

static bool is_target(const struct estate *s, const char *key)
{
    for (size_t i = 0; i < s->n_targets; i++)
        if (!strcmp(s->targets[i].key, key))
            return true;
    return false;
}

static void compare(struct cases *c, size_t i)
{
    const struct estate *s = c->estates[i];
    const struct fixture *f = &s->fixture;
    struct tested_case *k = tested_add(c->out, c->check->id, file_name(f->path), f->path);
    bool updated = strs_has(&c->out->updated, f->path); /* then all but errors fits */
    for (size_t t = 0; t < s->n_targets; t++) {
        const struct fixture_expect *x = fixture_expected(f, s->targets[t].key);
        bool fits = updated && c->alone[i][t].verdict != VERDICT_ERROR;
        if (!fits && (!x || !fixture_holds(x, &c->alone[i][t])))
            differ(c, k, x, &c->alone[i][t]);
    }
    for (size_t x = 0; x < f->n_expects && !updated; x++)
        if (!is_target(s, f->expects[x].key))
            tested_fail(c->out, k, "%s: expected, but the fixture holds no such target",
                        f->expects[x].id);
    if (!s->n_targets)
        tested_fail(c->out, k, "no resource that the check judges");
    for (size_t t = 0; t < s->said.n; t++)
        tested_fail(c->out, k, "%s", s->said.at[t]);
}

/* The fixture as it should read, when that is something else. */
static int update(struct cases *c, size_t i, struct err *e)
{
    const struct estate *s = c->estates[i];
    const struct fixture *f = &s->fixture;
    bool fits = true;
    for (size_t t = 0; t < s->n_targets && fits; t++) {
        const struct fixture_expect *x = fixture_expected(f, s->targets[t].key);
        fits = c->alone[i][t].verdict == VERDICT_ERROR ||
               (x && fixture_holds(x, &c->alone[i][t]));
    }
    for (size_t x = 0; x < f->n_expects && fits; x++)
        fits = is_target(s, f->expects[x].key);
    if (fits)
        return 0;
    struct buf text = buf_make(FILE_MAX);
    fixture_update(f, c->alone[i], s->n_targets, &text);
    int rc = text.full ? err_set(e, ERR_DATA, "%s would be too long", f->path)
                       : c->suite->update(c->suite->update_ctx, f->path, buf_str(&text),
                                          text.len, e);
    buf_free(&text);
    if (!rc)
        strs_add(&c->out->updated, f->path);
    return rc;
}

/* --- the five kinds --- */

/* Another folder of fixtures with a name that is near is probably meant. */
static void no_folder(struct cases *c, struct tested_case *k)
{
    struct strs names = {0};
    char *above = mem_textn(c->folder, strlen(c->folder) - strlen(c->check->id));
    DIR *d = opendir(above);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (*entry->d_name != '.')
            strs_add(&names, entry->d_name);
    if (d)
        closedir(d);
    strs_sort(&names);
    const char *near = text_nearest(c->check->id, (const char *const *)names.at, names.n);
    tested_fail(c->out, k, "it has no fixtures: they lie in %s%s%s%s", c->folder,
                near ? " (there is " : "", near ? near : "", near ? ")" : "");
    strs_free(&names);
    free(above);
}

static void check_kinds(struct cases *c)
{
    unsigned seen = 0, never = 0;
    struct tested_case *k = tested_add(c->out, c->check->id, "kinds", c->folder);
    if (!c->n && access(c->folder, F_OK)) {
        no_folder(c, k);
        return;
    }
    for (size_t i = 0; i < c->n; i++) {
        never |= c->estates[i]->fixture.never;
        for (size_t t = 0; t < c->estates[i]->n_targets; t++)
            seen |= 1u << c->alone[i][t].verdict;
    }
    for (int v = VERDICT_PASS; v <= VERDICT_UNKNOWN; v++) {
        const char *name = verdict_name((enum verdict)v);
        char file[32];
        snprintf(file, sizeof file, "%s", name);
        for (char *p = file; *p; p++)
            *p = *p == '_' ? '-' : *p;
        if (seen >> v & never >> v & 1)
            tested_fail(c->out, k, "a fixture says that %s never comes, and it came",
                        name);
        if (!((seen | never) >> v & 1))
            tested_fail(c->out, k,
                        "%s is not shown: write %s/%s.jsonl, or say why it cannot come: "
                        "{\"kind\":\"never\",\"status\":\"%s\",\"reason\":\"…\"}",
                        name, c->folder, file, name);
    }
}

/* --- all together --- */

struct together {
    struct cases *c;
    const struct trial_round *rounds;
    struct tested_case *k;
};

static void agree(void *ctx, size_t round, size_t target, const struct outcome *got)
{
    struct together *g = ctx;
    size_t estate = g->rounds[round].estate;
    const struct outcome *alone = &g->c->alone[estate][target];
    if (outcome_same(alone, got, true))
        return;
    tested_fail(g->c->out, g->k,
                "%s in %s: another result among other runs: does the "
                "check keep something between runs?",
                got->id, file_name(g->c->estates[estate]->fixture.path));
    say(g->c, g->k, "alone   ", alone->verdict, alone->severity, alone->message);
    say(g->c, g->k, "together", got->verdict, got->severity, got->message);
}

/* Every estate twice, in two orders, in one process. */
static int run_together(struct cases *c, struct buf *trace, struct err *e)
{
    size_t *order = mem_new((2 * c->n + 1) * sizeof *order);
    struct trial_round *rounds = mem_new((2 * c->n + 1) * sizeof *rounds);
    suite_shuffle(&c->random, order, c->n);
    suite_shuffle(&c->random, order + c->n, c->n);
    for (size_t i = 0; i < 2 * c->n; i++)
        rounds[i].estate = order[i];
    struct trial t = trial_of(c, (const struct estate *const *)(void *)c->estates, c->n);
    struct together g = {c, rounds, tested_add(c->out, c->check->id, "state", c->file)};
    int rc = trial_run(&t, rounds, 2 * c->n, trace, agree, &g, e);
    free(order);
    free(rounds);
    return rc;
}

static bool any_error(const struct cases *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t t = 0; t < c->estates[i]->n_targets; t++)
            if (c->alone[i][t].verdict == VERDICT_ERROR)
                return true;
    return false;
}

int cases_run(struct cases *c, struct err *e)
{
    int rc = run_alone(c, e);
    for (size_t i = 0; i < c->n && !rc && c->suite->update; i++)
        rc = update(c, i, e);
    for (size_t i = 0; i < c->n && !rc; i++)
        compare(c, i);
    if (rc)
        return rc;
    if (!c->broken)
        check_kinds(c);
    if (!c->n || any_error(c))
        return 0;
    struct buf trace = buf_make(FRAME_MAX);
    bool facts = c->suite->mutate && !c->broken, wanted = facts || c->suite->coverage;
    rc = run_together(c, wanted ? &trace : NULL, e);
    if (!rc && c->reach)
        reach_add(c->reach, c->suite->code, c->check, &trace);
    if (!rc && facts)
        rc = mutate_run(c, &trace, e);
    buf_free(&trace);
    return rc;
}
