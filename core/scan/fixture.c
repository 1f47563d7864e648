#include "scan/fixture.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/doc.h"
#include "scan/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIXTURE_BYTES = 16 << 20, EXPECTS_MAX = 4096 };

struct reading {
    struct fixture *f;
    const struct check_info *check;
    const struct doc *d;
    bool torn; /* the line before was no JSON */
    struct err *e;
};

static int bad(struct reading *r, const char *fmt, const char *a)
{
    char what[1200];
    _Pragma("GCC diagnostic push")
        _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
            snprintf(what, sizeof what, fmt, a);
    _Pragma("GCC diagnostic pop") return err_set(r->e, ERR_DATA, "%s:%zu: %s", r->f->path,
                                                 r->f->lines.n, what);
}

/* --- the lines of a test --- */

static int known_members(struct reading *r, const char *const *names)
{
    const char *name;
    for (size_t i = 0; (name = doc_member(r->d, "", i)); i++) {
        size_t k = 0;
        while (names[k] && strcmp(names[k], name))
            k++;
        if (!names[k] && strcmp(name, "kind") != 0)
            return bad(r, "unknown member \"%s\"", name);
    }
    return 0;
}

/* One of the five that a check can give. */
static enum verdict verdict_of(const char *word)
{
    for (int v = VERDICT_PASS; word && v <= VERDICT_UNKNOWN; v++)
        if (!strcmp(verdict_name((enum verdict)v), word))
            return (enum verdict)v;
    return VERDICT_NONE;
}

static int add_lists(struct reading *r, struct fixture_expect *x)
{
    if (doc_type(r->d, "/evidence") != DOC_ABSENT) {
        x->evidence = outcome_evidence(r->d, "/evidence", x->id);
        if (!x->evidence)
            return bad(r, "\"evidence\" wants a list of {\"%s\",\"pointer\",\"value\"}",
                       "resource");
    }
    if (doc_type(r->d, "/detail") != DOC_ABSENT) {
        x->detail = outcome_detail(r->d, "/detail");
        if (!x->detail)
            return bad(r, "\"%s\" wants an object of texts", "detail");
    }
    return 0;
}

static int add_expect(struct reading *r)
{
    static const char *const names[] = {"check",   "resource", "status", "severity",
                                        "message", "evidence", "detail", NULL};
    char key[ARMID_MAX];
    const char *id = doc_text(r->d, "/resource"), *status = doc_text(r->d, "/status");
    const char *severity = doc_text(r->d, "/severity"), *check = doc_text(r->d, "/check");
    int rc = known_members(r, names);
    if (rc)
        return rc;
    if (check && r->check && strcmp(check, r->check->id) != 0)
        return bad(r, "it expects something of %s: write that into its own folder",
                   check);
    if (!id || !armid_key(id, key))
        return bad(r, "\"%s\" wants the id of a resource", "resource");
    if (fixture_expected(r->f, key))
        return bad(r, "%.400s is expected twice", id);
    struct fixture_expect x = {.line = r->f->lines.n - 1, .status = verdict_of(status)};
    bool graded = x.status == VERDICT_WARN || x.status == VERDICT_FAIL;
    if (x.status == VERDICT_NONE)
        return bad(r, "\"status\" wants pass, warn, fail, not_applicable or unknown%s",
                   "");
    if (severity && (!graded || !severity_parse(severity, &x.severity)))
        return bad(r, "\"severity\": %s does not go with this status", severity);
    if (r->f->n_expects == EXPECTS_MAX)
        return bad(r, "more expectations than %s", "4096");
    x.check = mem_text(check);
    x.id = mem_text(id);
    x.key = mem_text(key);
    x.message = mem_text(doc_text(r->d, "/message"));
    r->f->expects = mem_grow(r->f->expects, r->f->n_expects + 1, sizeof x);
    r->f->expects[r->f->n_expects++] = x;
    return add_lists(r, &r->f->expects[r->f->n_expects - 1]);
}

static int no_setting(struct reading *r, const char *name)
{
    char what[256];
    for (size_t k = 0; k < r->check->n_settings; k++)
        if (!strcmp(r->check->settings[k].name, name)) {
            snprintf(what, sizeof what, "%s: wants \"%s.%s\"", name, r->check->id, name);
            return bad(r, "there is no setting %s", what);
        }
    return bad(r, "there is no setting %s: wants CHECK.NAME, as the check declares it",
               name);
}

/* "CHECK.NAME" of this check, with a text. */
static int add_settings(struct reading *r)
{
    const char *name;
    for (size_t i = 0; r->check && (name = doc_member(r->d, "", i)); i++) {
        size_t n = strlen(r->check->id), k = 0;
        char at[256];
        if (!strcmp(name, "kind"))
            continue;
        bool ours = !strncmp(name, r->check->id, n) && name[n] == '.';
        while (ours && k < r->check->n_settings &&
               strcmp(r->check->settings[k].name, name + n + 1) != 0)
            k++;
        if (!ours || k == r->check->n_settings)
            return no_setting(r, name);
        snprintf(at, sizeof at, "/%s", name);
        const char *value = doc_text(r->d, at);
        char *end = NULL;
        if (!value || (r->check->settings[k].numeric &&
                       (strtod(value, &end), !*value || *end != '\0')))
            return bad(r, "%s wants a text (of a number, when its default is one)", name);
        struct job_setting s = {mem_text(r->check->id), mem_text(name + n + 1),
                                mem_text(value), 0};
        r->f->settings = mem_grow(r->f->settings, r->f->n_settings + 1, sizeof s);
        r->f->settings[r->f->n_settings++] = s;
    }
    return 0;
}

static int wants_reason(struct reading *r)
{
    const char *reason = doc_text(r->d, "/reason");
    return reason && *reason ? 0 : bad(r, "\"%s\" says why", "reason");
}

static int add_never(struct reading *r)
{
    static const char *const names[] = {"status", "reason", NULL};
    enum verdict v = verdict_of(doc_text(r->d, "/status"));
    int rc = known_members(r, names);
    if (!rc && v == VERDICT_NONE)
        rc = bad(r, "\"status\" wants pass, warn, fail, not_applicable or unknown%s", "");
    if (!rc)
        rc = wants_reason(r);
    r->f->never |= rc ? 0 : 1u << v;
    return rc;
}

static int add_ignore(struct reading *r)
{
    static const char *const names[] = {"type", "pointer", "reason", NULL};
    const char *pointer = doc_text(r->d, "/pointer");
    int rc = known_members(r, names);
    if (!rc && (!pointer || *pointer != '/'))
        rc = bad(r, "\"%s\" wants a JSON Pointer", "pointer");
    if (!rc)
        rc = wants_reason(r);
    if (rc)
        return rc;
    struct fixture_ignore g = {mem_text(doc_text(r->d, "/type")), mem_text(pointer)};
    r->f->ignores = mem_grow(r->f->ignores, r->f->n_ignores + 1, sizeof g);
    r->f->ignores[r->f->n_ignores++] = g;
    return 0;
}

/* A line of the inventory is read where the fixture is built; its kind is known here. */
static int known_kind(struct reading *r, const char *kind)
{
    static const char *const kinds[] = {"meta",   "resource", "complete", "gap",   "end",
                                        "expect", "settings", "never",    "ignore"};
    enum { N = sizeof kinds / sizeof *kinds };
    char what[160];
    for (size_t i = 0; i < N; i++)
        if (!strcmp(kinds[i], kind))
            return 0;
    const char *near = text_nearest(kind, kinds, N);
    snprintf(what, sizeof what, "\"%.80s\"%s%s%s", kind, near ? ": did you mean " : "",
             near ? near : "", near ? "?" : "");
    return bad(r, "unknown kind %s", what);
}

/* 1: a line of the test, now taken; 0: one of the inventory; negative. */
static int take(struct reading *r)
{
    static const struct {
        const char *kind;
        int (*add)(struct reading *r);
    } kinds[] = {{"expect", add_expect},
                 {"settings", add_settings},
                 {"never", add_never},
                 {"ignore", add_ignore}};
    const char *kind = doc_text(r->d, "/kind");
    if (!kind || doc_type(r->d, "/id") != DOC_ABSENT)
        return 0; /* a resource may have a kind of its own */
    r->f->timed |= !strcmp(kind, "meta") && doc_text(r->d, "/collected");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kind, kinds[i].kind)) {
            int rc = kinds[i].add(r);
            return rc ? rc : 1;
        }
    if (doc_type(r->d, "/value") == DOC_ARRAY || doc_type(r->d, "/data") == DOC_ARRAY)
        return 0; /* an answer of Azure */
    return !strcmp(kind, "end") ? 1 : known_kind(r, kind);
}

/* --- the file --- */

bool fixture_blame(struct fixture *f, size_t line, const char *text)
{
    struct fixture_bad more = {line, mem_text(text)};
    if (f->n_bad > FIXTURE_BAD_MAX) {
        free(more.text);
        return false;
    }
    f->bad = mem_grow(f->bad, f->n_bad + 1, sizeof *f->bad);
    size_t at = f->n_bad++;
    for (; at && f->bad[at - 1].line > line; at--)
        f->bad[at] = f->bad[at - 1];
    f->bad[at] = more;
    if (f->n_bad <= FIXTURE_BAD_MAX)
        return true;
    /* The last one gives way to the word that it is not all. */
    struct buf b = buf_make(PATH_MAX + 64);
    struct fixture_bad *last = &f->bad[FIXTURE_BAD_MAX];
    buf_fmt(&b, "%s: more is wrong than these %d lines", f->path, FIXTURE_BAD_MAX);
    free(last->text);
    *last = (struct fixture_bad){SIZE_MAX, buf_steal(&b)};
    return false;
}

/* Of an object over many lines the first is enough; a line of its own is another. */
static int torn_line(struct reading *r, const char *text, size_t len, bool again)
{
    while (len && strchr(" \t\r", text[len - 1]))
        len--;
    if (again && (!len || *text != '{' || text[len - 1] != '}'))
        return 0;
    return bad(r, "%s (a fixture is JSON Lines: one object a line)", r->e->text);
}

static int add_line(struct reading *r, const char *text, size_t len)
{
    char *line = mem_textn(text, len);
    bool blank = strspn(line, " \t\r") == strlen(line);
    bool whole = strlen(line) == len;
    strs_add(&r->f->lines, line);
    free(line);
    size_t n = r->f->lines.n;
    if (!(n & (n - 1))) /* room doubles at powers of two */
        r->f->test = mem_grow(r->f->test, 2 * n, sizeof *r->f->test);
    r->f->test[n - 1] = blank;
    if (blank && whole)
        return 0;
    struct doc *d = doc_parse(text, len, r->e);
    bool again = r->torn;
    r->torn = !d;
    r->f->test[n - 1] = true;
    if (!d)
        return torn_line(r, text, len, again);
    r->d = d;
    int rc = take(r);
    r->f->test[n - 1] = rc != 0;
    doc_free(d);
    return rc < 0 ? rc : 0;
}

static int read_file(const char *path, struct buf *text, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno));
    int rc = io_read(fd, text, e);
    close(fd);
    return rc ? err_at(e, path) : 0;
}

static bool blame(struct fixture *f, size_t line, const struct err *why, struct err *e)
{
    if (e)
        *e = *why;
    return fixture_blame(f, line, why->text);
}

int fixture_read(struct fixture *f, const char *path, const struct check_info *check,
                 struct err *e)
{
    *f = (struct fixture){.path = mem_text(path)};
    struct err why;
    struct reading r = {f, check, NULL, false, &why};
    struct buf text = buf_make(FIXTURE_BYTES);
    int first = read_file(path, &text, &why);
    bool more = !first || blame(f, 0, &why, e);
    const char *at = buf_str(&text), *end = at + (first ? 0 : text.len);
    while (more && at < end) {
        const char *nl = memchr(at, '\n', (size_t)(end - at));
        int rc = add_line(&r, at, (size_t)((nl ? nl : end) - at));
        if (rc)
            more = blame(f, f->lines.n, &why, first ? NULL : e);
        first = first ? first : rc;
        at = nl ? nl + 1 : end;
    }
    buf_free(&text);
    return first;
}

void fixture_free(struct fixture *f)
{
    for (size_t i = 0; i < f->n_expects; i++) {
        free(f->expects[i].check);
        free(f->expects[i].id);
        free(f->expects[i].key);
        free(f->expects[i].message);
        free(f->expects[i].evidence);
        free(f->expects[i].detail);
    }
    for (size_t i = 0; i < f->n_settings; i++) {
        free(f->settings[i].check);
        free(f->settings[i].name);
        free(f->settings[i].value);
    }
    for (size_t i = 0; i < f->n_ignores; i++) {
        free(f->ignores[i].type);
        free(f->ignores[i].pointer);
    }
    for (size_t i = 0; i < f->n_bad; i++)
        free(f->bad[i].text);
    free(f->bad);
    free(f->expects);
    free(f->settings);
    free(f->ignores);
    free(f->test);
    free(f->path);
    strs_free(&f->lines);
    *f = (struct fixture){0};
}

/* A line of the test leaves an empty list in its place, so that what is said of a line
 * says its number in the file. */
void fixture_inventory(const struct fixture *f, struct buf *out)
{
    for (size_t i = 0; i < f->lines.n; i++) {
        buf_text(out, f->test[i] ? "[]" : f->lines.at[i]);
        buf_char(out, '\n');
    }
    if (!f->timed)
        buf_text(out, "{\"kind\":\"meta\",\"format\":1,"
                      "\"collected\":\"" FIXTURE_TIME "\"}\n");
    buf_fmt(out, "{\"kind\":\"end\",\"lines\":%zu}\n", f->lines.n + !f->timed);
}

const struct fixture_expect *fixture_expected(const struct fixture *f, const char *key)
{
    for (size_t i = 0; i < f->n_expects; i++)
        if (!strcmp(f->expects[i].key, key))
            return &f->expects[i];
    return NULL;
}
