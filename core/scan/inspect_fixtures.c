/* What is wrong with the fixtures of checks, read as `holdfast test` reads them. */
#include "base/err.h"
#include "data/checkinfo.h"
#include "scan/code.h"
#include "scan/describe.h"
#include "scan/estate.h"
#include "scan/inspect.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One check, and the folder of its fixtures. */
struct place {
    const struct seen *seen;
    const struct check_info *check; /* NULL: it could not be described */
    const struct estate_place *in;
    char folder[PATH_MAX];
    size_t above; /* length of what stands before "fixtures/" in it */
    struct inspected *out;
};

static void say(const struct place *p, enum defect_rule rule, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void say(const struct place *p, enum defect_rule rule, const char *fmt, ...)
{
    char message[PATH_MAX + DEFECT_MESSAGE_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    defects_add(&p->out->defects, &(struct defect){.file = p->seen->file,
                                                   .rule = rule,
                                                   .line = p->seen->line,
                                                   .column = p->seen->column,
                                                   .order = p->seen->order,
                                                   .check = p->seen->id,
                                                   .message = message});
}

static const struct {
    enum verdict verdict;
    const char *names[3];
} kinds[] = {{VERDICT_PASS, {"pass"}},
             {VERDICT_WARN, {"warn"}},
             {VERDICT_FAIL, {"fail"}},
             {VERDICT_UNKNOWN, {"unknown", "unreadable"}},
             {VERDICT_NOT_APPLICABLE, {"not_applicable", "not-applicable", "na"}}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool is_kind(const char *name, size_t k)
{
    for (size_t i = 0; i < 3 && kinds[k].names[i]; i++) {
        size_t n = strlen(kinds[k].names[i]);
        if (!strncmp(name, kinds[k].names[i], n) && (!name[n] || strchr(".-_", name[n])))
            return true;
    }
    return false;
}

static unsigned kinds_by_name(const char *name)
{
    unsigned verdicts = 0;
    for (size_t k = 0; k < KINDS; k++)
        verdicts |= is_kind(name, k) ? 1u << kinds[k].verdict : 0;
    return verdicts;
}

/* As an error starts with the whole path: "fixtures/ID/x.jsonl:3: what". */
static void bad_fixture(const struct place *p, const char *path, const char *text)
{
    bool own = !strncmp(text, path, p->above);
    say(p, DEFECT_BAD_FIXTURE, "%s", text + (own ? p->above : 0));
}

static bool is_target(const struct estate *s, const char *key)
{
    for (size_t i = 0; i < s->n_targets; i++)
        if (!strcmp(s->targets[i].key, key))
            return true;
    return false;
}

/* What its lines come to as an estate. */
static void judge_estate(const struct place *p, const struct estate *s)
{
    const struct fixture *f = &s->fixture;
    for (size_t i = 0; i < s->said.n; i++)
        bad_fixture(p, f->path, s->said.at[i]);
    if (!s->n_targets)
        say(p, DEFECT_BAD_FIXTURE, "%s: no resource that the check judges",
            f->path + p->above);
    for (size_t i = 0; i < f->n_expects && s->n_targets; i++)
        if (!is_target(s, f->expects[i].key))
            say(p, DEFECT_BAD_FIXTURE,
                "%s:%zu: %.400s: expected, but the fixture holds no such target",
                f->path + p->above, f->expects[i].line + 1, f->expects[i].id);
}

/* Verdicts that a fixture shows, or says its check cannot give, as bits: those that it
 * expects, as the test counts them; while it expects nothing, those of its name. */
static unsigned shown(const struct place *p, const char *name)
{
    char path[2 * PATH_MAX];
    struct estate s = {.fd = -1};
    struct err e;
    size_t n = strlen(name);
    if (n < 6 || strcmp(name + n - 6, ".jsonl") != 0 || *name == '.')
        return 0;
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    int rc = p->check ? estate_make(&s, path, p->check, p->in, &e)
                      : fixture_read(&s.fixture, path, NULL, &e);
    const struct fixture *f = &s.fixture;
    for (size_t i = 0; i < f->n_bad; i++)
        bad_fixture(p, path, f->bad[i].text);
    if (rc && !f->n_bad)
        bad_fixture(p, path, e.text);
    if (p->check && !rc)
        judge_estate(p, &s);
    unsigned verdicts = rc || !f->n_expects ? kinds_by_name(name) : 0;
    for (size_t i = 0; i < f->n_expects; i++)
        verdicts |= 1u << f->expects[i].status;
    verdicts |= f->never;
    estate_free(&s);
    return verdicts;
}

static void judge_folder(struct place *p)
{
    char missing[128] = "";
    unsigned has = 0;
    struct strs names = {0};
    DIR *d = opendir(p->folder);
    if (!d) {
        say(p, DEFECT_NO_FIXTURES,
            "no fixtures/%s beside it: wants pass, warn, fail, unknown and "
            "not_applicable",
            p->seen->id);
        return;
    }
    for (struct dirent *entry; (entry = readdir(d));)
        strs_add(&names, entry->d_name);
    closedir(d);
    strs_sort(&names);
    for (size_t i = 0; i < names.n; i++)
        has |= shown(p, names.at[i]);
    strs_free(&names);
    for (size_t k = 0, n = 0; k < KINDS; k++)
        if (!(has & 1u << kinds[k].verdict))
            n += (size_t)snprintf(missing + n, sizeof missing - n, "%s%s", n ? ", " : "",
                                  verdict_name(kinds[k].verdict));
    if (*missing)
        say(p, DEFECT_NO_FIXTURES, "fixtures/%s lacks these kinds: %s", p->seen->id,
            missing);
}

/* The check as its file describes it; NULL. */
static const struct check_info *find_check(const struct inspect_described *by,
                                           const struct seen *s, const char *file)
{
    for (size_t i = 0; i < by->known->n; i++)
        if (!strcmp(by->known->at[i].id, s->id) &&
            !strcmp(by->code->files[by->known->at[i].file].path, file))
            return &by->known->at[i];
    return NULL;
}

void inspect_fixtures(const struct code *code, const struct inspect_described *by,
                      struct inspected *out)
{
    const struct estate_place in = {by->folder, by->known->catalog};
    for (size_t i = 0; i < out->n_seen; i++) {
        const char *file = code->files[out->seen[i].file].path;
        const char *slash = strrchr(file, '/');
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = out->seen[k].file == out->seen[i].file &&
                    !strcmp(out->seen[k].id, out->seen[i].id);
        struct place p = {.seen = &out->seen[i],
                          .check = find_check(by, &out->seen[i], file),
                          .in = &in,
                          .above = slash ? (size_t)(slash - file) + 1 : 0,
                          .out = out};
        snprintf(p.folder, sizeof p.folder, "%.*sfixtures/%s", (int)p.above, file,
                 p.seen->id);
        if (!again)
            judge_folder(&p);
    }
}
