#include "data/defect.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkjudge.h"
#include "data/doc.h"
#include "data/jsonout.h"
#include "data/typerow.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *about;
} rules[DEFECT_RULES] = {
    [DEFECT_SYNTAX] = {"syntax", "The file is valid Lua"},
    [DEFECT_NOT_TEXT] = {"not-text", "A script is text, never bytecode"},
    [DEFECT_NOT_LOADED] = {"not-loaded", "The file loads within its limits"},
    [DEFECT_NOT_VETTED] = {"not-vetted", "Nobody else can change the file"},
    [DEFECT_NOT_A_CHECK] = {"not-a-check", "The file holds and returns checks"},
    [DEFECT_ELF] = {"elf", "A plugin is a shared object that needs libc and libm alone"},
    [DEFECT_DESCRIPTOR] = {"descriptor", "The plugin speaks an ABI that is known"},
    [DEFECT_UNKNOWN_FIELD] = {"unknown-field", "Every field is one that is known"},
    [DEFECT_MISSING_FIELD] = {"missing-field", "Every field that must be there is there"},
    [DEFECT_WRONG_TYPE] = {"wrong-type", "Every field is of its type"},
    [DEFECT_BAD_ID] = {"bad-id", "Ids are of a-z, 0-9 and -"},
    [DEFECT_DUPLICATE_ID] = {"duplicate-id", "An id belongs to one check"},
    [DEFECT_BAD_SEVERITY] = {"bad-severity", "A severity is one that is known"},
    [DEFECT_BAD_TEXT] = {"bad-text", "Texts are UTF-8 within their limits"},
    [DEFECT_BAD_LIST] = {"bad-list", "Lists hold what they should, and not too much"},
    [DEFECT_BAD_TYPE] = {"bad-type", "A resource type is spelt as Azure does"},
    [DEFECT_BAD_WHERE] = {"bad-where", "A need says where in words that are known"},
    [DEFECT_BAD_ONLY] = {"bad-only",
                         "What verdicts hang on is named by kinds, or by a fact"},
    [DEFECT_BAD_SETTING] = {"bad-setting", "A setting has name, default and meaning"},
    [DEFECT_BAD_REFERENCE] = {"bad-reference", "A reference is an https address"},
    [DEFECT_UNKNOWN_TYPE] = {"unknown-type", "Resource types are in the catalogue"},
    [DEFECT_BAD_CONTROL] = {"bad-control", "A control is FRAMEWORK:CONTROL"},
    [DEFECT_BAD_ADDRESS] = {"bad-address", "A reference has a host and no spaces"},
    [DEFECT_CONTROL_CHARACTER] = {"control-character",
                                  "Texts hold nothing that a terminal obeys"},
    [DEFECT_BAD_POINTER] = {"bad-pointer", "Facts are asked for by JSON Pointer"},
    [DEFECT_UNKNOWN_NAME] = {"unknown-name", "A script names only what is there"},
    [DEFECT_BAD_FORMAT] = {"bad-format", "A format has a value for each conversion"},
    [DEFECT_LOST_VERDICT] = {"lost-verdict", "A verdict that is said is returned"},
    [DEFECT_UNDECLARED_TYPE] = {"undeclared-type",
                                "A check walks only to types that it declares"},
    [DEFECT_UNDECLARED_SETTING] = {"undeclared-setting",
                                   "A setting that is read is declared"},
    [DEFECT_BAD_FIXTURE] = {"bad-fixture", "A fixture can be read"},
    [DEFECT_REPEATED] = {"repeated", "Nothing is said twice"},
    [DEFECT_TITLE_STYLE] = {"title-style",
                            "A title is a short sentence without full stop"},
    [DEFECT_PLACEHOLDER] = {"placeholder",
                            "Placeholders of a remedy are those that reports fill in"},
    [DEFECT_UNUSED_SETTING] = {"unused-setting", "A setting that is declared is read"},
    [DEFECT_GLOBAL_WRITE] = {"global-write", "No state leaks from one run to the next"},
    [DEFECT_NOT_RETURNED] = {"not-returned", "A check that is made is returned"},
    [DEFECT_DEPRECATED] = {"deprecated", "Nothing is used that will go"},
    [DEFECT_NO_FIXTURES] = {"no-fixtures", "A check has fixtures beside it"},
    [DEFECT_NOT_JUDGED] = {"not-judged", "Everything could be looked at"},
};

const char *defect_name(enum defect_rule r)
{
    return rules[r < DEFECT_RULES ? r : DEFECT_NOT_JUDGED].name;
}

const char *defect_about(enum defect_rule r)
{
    return rules[r < DEFECT_RULES ? r : DEFECT_NOT_JUDGED].about;
}

enum defect_level defect_level(enum defect_rule r)
{
    return r < DEFECT_REPEATED ? DEFECT_ERROR : DEFECT_WARNING;
}

bool defect_refuses(enum defect_rule r) { return r < DEFECT_UNKNOWN_TYPE; }

/* --- the list --- */

static char *shown(const char *text, size_t max)
{
    char out[DEFECT_MESSAGE_MAX + 1];
    if (!text)
        return NULL;
    text_show(out, max + 1, text, strlen(text));
    return mem_text(out);
}

static size_t of_file(const struct defects *d, size_t file)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        n += d->at[i].file == file;
    return n;
}

void defects_add(struct defects *d, const struct defect *from)
{
    size_t n = of_file(d, from->file);
    if (n >= DEFECTS_MAX)
        return;
    d->at = mem_grow(d->at, d->n + 1, sizeof *d->at);
    struct defect *to = &d->at[d->n++];
    *to = *from;
    if (n == DEFECTS_MAX - 1)
        *to = (struct defect){.file = from->file, .rule = DEFECT_NOT_JUDGED};
    to->check = shown(to->check, DEFECT_FIELD_MAX);
    to->field = shown(to->field, DEFECT_FIELD_MAX);
    to->message = shown(to->message ? to->message : "there is more that is wrong",
                        DEFECT_MESSAGE_MAX);
}

static int in_order(const void *a, const void *b)
{
    const struct defect *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if ((x->rule == DEFECT_NOT_JUDGED) != (y->rule == DEFECT_NOT_JUDGED))
        return x->rule == DEFECT_NOT_JUDGED ? 1 : -1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return strcmp(x->message, y->message);
}

void defects_sort(struct defects *d)
{
    if (d->n)
        qsort(d->at, d->n, sizeof *d->at, in_order);
}

size_t defects_count(const struct defects *d, enum defect_level level)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        n += defect_level(d->at[i].rule) == level;
    return n;
}

static void drop(struct defect *d)
{
    free(d->check);
    free(d->field);
    free(d->message);
}

/* The message of such a defect begins with the type. */
static bool about(const struct defect *d, const struct typerows *own)
{
    for (size_t i = 0; d->rule == DEFECT_UNKNOWN_TYPE && i < own->n; i++) {
        const char *type = own->at[i].type;
        const char *said = strstr(d->message, type ? type : "?");
        if (said && said[strlen(type)] == ' ')
            return true;
    }
    return false;
}

void defects_drop_types(struct defects *d, const struct typerows *own)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (about(&d->at[i], own))
            drop(&d->at[i]);
        else
            d->at[kept++] = d->at[i];
    }
    d->n = kept;
}

void defects_free(struct defects *d)
{
    for (size_t i = 0; i < d->n; i++)
        drop(&d->at[i]);
    free(d->at);
    *d = (struct defects){0};
}

/* --- files --- */

void inspected_see(struct inspected *i, const struct seen *from)
{
    if (i->n_seen >= SEEN_MAX)
        return;
    i->seen = mem_grow(i->seen, i->n_seen + 1, sizeof *i->seen);
    i->seen[i->n_seen] = *from;
    i->seen[i->n_seen++].id = mem_text(from->id);
}

void inspected_free(struct inspected *i)
{
    defects_free(&i->defects);
    for (size_t k = 0; k < i->n_seen; k++)
        free(i->seen[k].id);
    free(i->seen);
    *i = (struct inspected){0};
}

/* --- as lines --- */

static void place(struct buf *out, const char *what, size_t file, unsigned line,
                  unsigned column, unsigned order)
{
    buf_fmt(out, "{\"%s\":{", what);
    json_member_int(out, "file", (int64_t)file);
    json_member_int(out, "line", line);
    json_member_int(out, "column", column);
    json_member_int(out, "order", order);
}

void inspected_encode(const struct inspected *i, size_t file, struct buf *out)
{
    for (size_t k = 0; k < i->defects.n; k++) {
        const struct defect *d = &i->defects.at[k];
        place(out, "defect", file, d->line, d->column, d->order);
        json_member(out, "rule", defect_name(d->rule));
        if (d->check)
            json_member(out, "check", d->check);
        if (d->field)
            json_member(out, "field", d->field);
        json_member(out, "message", d->message);
        buf_text(out, "}}\n");
    }
    for (size_t k = 0; k < i->n_seen; k++) {
        const struct seen *s = &i->seen[k];
        place(out, "seen", file, s->line, s->column, s->order);
        json_member(out, "id", s->id);
        buf_text(out, "}}\n");
    }
}

static char *text(const struct doc *doc, const char *base, const char *name)
{
    char at[64];
    snprintf(at, sizeof at, "%s/%s", base, name);
    return mem_text(doc_text(doc, at));
}

/* File, line, column, order, each proven. */
static int numbers(const struct doc *doc, const char *base, size_t files, size_t *out,
                   struct err *e)
{
    static const char *const names[] = {"file", "line", "column", "order"};
    for (size_t i = 0; i < 4; i++) {
        char at[64];
        int64_t v, max = i ? DEFECT_LINE_MAX : (int64_t)files - 1;
        snprintf(at, sizeof at, "%s/%s", base, names[i]);
        if (!doc_integer(doc, at, &v) || v < 0 || v > max)
            return err_set(e, ERR_DATA, "a defect: %s: wants 0 to %lld", names[i],
                           (long long)max);
        out[i] = (size_t)v;
    }
    return 0;
}

static int decode_defect(const struct doc *doc, const size_t *n, struct inspected *out,
                         struct err *e)
{
    size_t rule = 0;
    const char *name = doc_text(doc, "/defect/rule");
    while (name && rule < DEFECT_RULES && strcmp(name, rules[rule].name))
        rule++;
    if (!name || rule == DEFECT_RULES)
        return err_set(e, ERR_DATA, "a defect: rule: is none that is known");
    struct defect d = {n[0],
                       (enum defect_rule)rule,
                       (unsigned)n[1],
                       (unsigned)n[2],
                       (unsigned)n[3],
                       text(doc, "/defect", "check"),
                       text(doc, "/defect", "field"),
                       text(doc, "/defect", "message")};
    int rc = d.message && *d.message
                 ? 0
                 : err_set(e, ERR_DATA, "a defect: message: is missing");
    if (!rc)
        defects_add(&out->defects, &d);
    free(d.check);
    free(d.field);
    free(d.message);
    return rc;
}

int inspected_decode(const struct doc *d, size_t files, struct inspected *out,
                     struct err *e)
{
    size_t n[4];
    const char *base = doc_type(d, "/defect") == DOC_OBJECT ? "/defect"
                       : doc_type(d, "/seen") == DOC_OBJECT ? "/seen"
                                                            : NULL;
    if (!base || !files)
        return err_set(e, ERR_DATA, "an answer that is neither a defect nor a check");
    int rc = numbers(d, base, files, n, e);
    if (rc || *++base == 'd')
        return rc ? rc : decode_defect(d, n, out, e);
    struct seen seen = {n[0], text(d, "/seen", "id"), (unsigned)n[1], (unsigned)n[2],
                        (unsigned)n[3]};
    if (!checkjudge_id(seen.id))
        rc = err_set(e, ERR_DATA, "a check: id: is none");
    else
        inspected_see(out, &seen);
    free(seen.id);
    return rc;
}
